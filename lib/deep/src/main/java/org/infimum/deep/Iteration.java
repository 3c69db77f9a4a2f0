package org.infimum.deep;

/**
 * One call of a network's updater.
 *
 * @param number the iteration, from 0
 * @param epoch the epoch, from 0
 * @param score the minibatch's loss with the regularisation
 * @param batchSize the number of examples
 */
record Iteration(int number, int epoch, double score, int batchSize) {}
