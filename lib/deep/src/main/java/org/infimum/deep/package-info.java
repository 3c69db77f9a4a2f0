/**
 * Infimum on Deeplearning4j: {@link org.infimum.deep.BpGrad BPGrad as a solver} for any {@code MultiLayerNetwork} or
 * {@code ComputationGraph}, DL4J's own solvers behind the same face, and the networks of the papers. Data is in
 * {@code org.infimum.deep.data}, resumable runs and comparisons in {@code org.infimum.deep.train}.
 */
package org.infimum.deep;
