package org.infimum.deep;

/**
 * One call of a network's updater.
 *
 * @param number the iteration, from 0
 * @param epoch the epoch, from 0
 * @param score the minibatch's loss with the regularisation
 * @param divisor what DL4J divides the sum of the examples' gradients by: their number, or 1 where the network's objective is a sum
 */
record Iteration(int number, int epoch, double score, int divisor) {}
