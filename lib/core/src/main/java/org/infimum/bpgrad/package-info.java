/**
 * BPGrad (Zhang, Wu, Wang 2018): global optimisation by branch and pruning with a Lipschitz constant. {@link
 * org.infimum.bpgrad.BranchAndPrune} is Algorithm 1 with its certificate, {@link org.infimum.bpgrad.BpGradSolver} is Algorithm 2 on plain
 * objectives, which shares its parts with the solver for deep networks in {@code org.infimum.deep}. Baselines with the same face: {@link
 * org.infimum.bpgrad.PiyavskiiShubert}, {@link org.infimum.bpgrad.Lipo}, {@link org.infimum.bpgrad.AdaLipo}, {@link
 * org.infimum.bpgrad.MultistartDescent}.
 */
package org.infimum.bpgrad;
