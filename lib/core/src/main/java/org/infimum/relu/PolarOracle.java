package org.infimum.relu;

/**
 * A way to bound a one-sided polar. Oracles are immutable; what a search knows lies in the {@link PolarSearch}. Deterministic by seed.
 */
public interface PolarOracle {
    /**
     * The oracle's name, for traces and certificates.
     *
     * @return a few words
     */
    String name();

    /**
     * Begins a search. Costs little: the work is done in {@link PolarSearch#step}.
     *
     * @param problem the polar
     * @param goal when to end
     * @param start directions worth trying first, r numbers each, of any length; may be empty
     * @return the search
     */
    PolarSearch search(PolarProblem problem, PolarGoal goal, java.util.List<double[]> start);
}
