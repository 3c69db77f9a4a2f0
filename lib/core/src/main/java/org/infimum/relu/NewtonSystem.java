package org.infimum.relu;

/**
 * The Newton system (H + B^T W B) dv = g of an iteration, with block diagonal H = R R^T and diagonal W &ge; 0. In u = R^-1 g and R^T dv, and with
 * G = W^(1/2) B R^-T (n x K), it is (I + G^T G) R^T dv = u. After each change of the blocks' factors {@link #factor} comes first.
 */
interface NewtonSystem extends AutoCloseable {
    /**
     * Factorises the system for the states' factors R.
     *
     * @param rootWeights the square roots of W
     * @return false if numbers are not finite or so large that the identity drowns
     */
    boolean factor(double[] rootWeights);

    /** Replaces u, K numbers block after block, by R^T dv, with refinement: late in a run G is large. */
    void solve(double[] u);

    @Override
    void close();

    /** The cheaper of the two systems for these blocks; offsets tell where each begins in u, and last where u ends. */
    static NewtonSystem of(BlockState[] states, int[] offsets, int n, Loop loop) {
        PatternGroup[] groups = PatternGroup.of(states);
        double all = offsets[states.length];
        double merged = 0;
        for (PatternGroup group : groups) {
            merged += group.block().size();
        }
        boolean few = all * all * (n + all / 3) < (double) n * n * (merged + n / 3.0);
        return few ? new PrimalSystem(states, offsets, n, loop) : new DualSystem(states, offsets, groups, n, loop);
    }
}
