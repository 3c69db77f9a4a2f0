package org.infimum.relu;

/** The choice of an oracle by rank. */
final class PolarOracles {
    /** Up to this rank the simplicial search closes sooner than branching on signs. */
    private static final int SIMPLICIAL_RANK = 6;

    private PolarOracles() {}

    static PolarOracle automatic(int rank, long seed) {
        return SimplicialBranchAndBound.standard();
    }
}
