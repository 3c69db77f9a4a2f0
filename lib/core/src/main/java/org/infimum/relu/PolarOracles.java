package org.infimum.relu;

/** The choice of an oracle that proves, by rank. */
final class PolarOracles {
    /** Up to this rank cones close sooner than signs. */
    private static final int LAST_OF_CONES = 6;

    private PolarOracles() {}

    static PolarOracle automatic(int rank) {
        return rank <= LAST_OF_CONES ? SimplicialBranchAndBound.standard() : new SignBranchAndBound();
    }
}
