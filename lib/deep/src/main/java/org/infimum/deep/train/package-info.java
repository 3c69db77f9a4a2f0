/**
 * Training as an experiment: {@link org.infimum.deep.train.TrainingRun} is one network, one solver and one seed, resumable to the
 * bit; {@link org.infimum.deep.train.Comparison} runs several solvers and seeds from the same initial weights in the same minibatch
 * order.
 */
package org.infimum.deep.train;
