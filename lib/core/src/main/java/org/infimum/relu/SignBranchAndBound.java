package org.infimum.relu;

import java.util.List;

/**
 * The polar by branching on signs, for data of rank 7 and more.
 *
 * @param seed of the random directions tried first
 * @param starts how many of them
 * @param mostNodes a search ends, with valid bounds, after this many nodes
 */
public record SignBranchAndBound(long seed, int starts, long mostNodes) implements PolarOracle {
    /** A node that cannot be pruned is bounded to within this part of its distance from the cutoff. */
    static final double ACCURACY = Double.parseDouble(System.getProperty("acc", "0.3"));

    /**
     * Checks the options.
     *
     * @param seed as above
     * @param starts as above
     * @param mostNodes as above
     * @throws IllegalArgumentException if starts is negative or mostNodes not positive
     */
    public SignBranchAndBound {
        if (starts < 0) {
            throw new IllegalArgumentException("The number of random starts must be at least 0, not " + starts + ".");
        }
        if (mostNodes < 1) {
            throw new IllegalArgumentException("A search needs at least one node, not " + mostNodes + ".");
        }
    }

    /** With the defaults. */
    public SignBranchAndBound() {
        this(1, 40, 4_000_000);
    }

    @Override
    public String name() {
        return "sign branch and bound";
    }

    @Override
    public PolarSearch search(PolarProblem problem, PolarGoal goal, List<double[]> start) {
        return new SignSearch(problem, goal, start, this);
    }
}
