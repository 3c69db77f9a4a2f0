package org.infimum.relu;

import java.util.List;

/**
 * The exact polar oracle of low rank, r up to about 7: best-first branch and bound over simplicial cones, which start as the 2^r orthants and
 * are halved at midpoints that are exact in floating point, so that they cover the sphere.
 *
 * <p>On a cone, samples with nu_i &gt; 0 that change sign are interpolated at its vertices, those with nu_i &lt; 0 are exact (the polar is a
 * largest distance between zonotopes); the bound is verified with a margin for all rounding. A cone on which few positive samples change
 * sign is closed by looking at each of their patterns, which ends the clustering of cones about the maximiser. Bounds are PROVED after any
 * number of steps. Cost grows like n^(r-1) at worst.
 *
 * @param starts how many local ascents to begin with; 40 find the maximiser in most problems of rank at most 6
 * @param seed of the ascents' Gaussian starts
 * @param enumerated the number of ambiguous positive samples up to which a cone is closed by its patterns, 0 to 16
 * @param openCones how many cones may wait; beyond it the search goes depth first, so memory stays bounded
 */
public record SimplicialBranchAndBound(int starts, long seed, int enumerated, int openCones) implements PolarOracle {
    private static final int MAX_RANK = 14;

    /**
     * Checks the options.
     *
     * @param starts as above
     * @param seed as above
     * @param enumerated as above
     * @param openCones as above
     * @throws IllegalArgumentException if an option is out of its range
     */
    public SimplicialBranchAndBound {
        if (starts < 0) {
            throw new IllegalArgumentException("The number of starts must be at least 0, not " + starts + ".");
        }
        if (enumerated < 0 || enumerated > 16) {
            throw new IllegalArgumentException(
                    "The number of samples to enumerate must be in 0..16, not " + enumerated + ".");
        }
        if (openCones < 1) {
            throw new IllegalArgumentException("At least one cone must be allowed to wait, not " + openCones + ".");
        }
    }

    /**
     * The usual options: 40 starts, at most 5 samples enumerated, 200,000 open cones (about 200 MB at rank 6).
     *
     * @return the oracle
     */
    public static SimplicialBranchAndBound standard() {
        return new SimplicialBranchAndBound(40, 1, 5, 200_000);
    }

    @Override
    public String name() {
        return "branch and bound over simplicial cones";
    }

    /**
     * Begins a search.
     *
     * @param problem the polar, of rank at most 14
     * @param goal when to end
     * @param start directions worth trying first
     * @return the search
     * @throws IllegalArgumentException if r exceeds 14, whose orthants alone are too many, a product nu_i x_i overflows, or a direction has
     *     a wrong length
     */
    @Override
    public PolarSearch search(PolarProblem problem, PolarGoal goal, List<double[]> start) {
        if (problem.dimension() > MAX_RANK) {
            throw new IllegalArgumentException("Cones are for low rank: the data has " + problem.dimension()
                    + " coordinates, more than " + MAX_RANK + "; project it on its row space or branch on signs.");
        }
        return new SimplicialSearch(this, problem, goal, start);
    }
}
