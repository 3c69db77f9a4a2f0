/**
 * BPGrad (Zhang, Wu, Wang 2018): global optimisation by branch and pruning with a Lipschitz constant. Here: Algorithm 2 and the
 * parts that it shares with the solver for deep networks in {@code org.infimum.deep}.
 */
package org.infimum.bpgrad;
