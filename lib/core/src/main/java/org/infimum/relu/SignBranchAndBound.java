package org.infimum.relu;

import java.util.List;

/**
 * The polar by branching on signs, for data of rank 7 and more, where cones of directions are too many.
 *
 * <p>f(u) = sum_+ nu_i (x_i^T u)_+ - sum_- (|nu_j| x_j^T u)_+ is a convex function less a convex one, and
 * (t)_+ = max(t, 0) = max over the two signs s of (t + s t) / 2. So the maximum over the ball is the largest over all choices of signs for the samples with nu_i &gt; 0
 * of a concave function: the search decides these signs one by one, best bound first. No cone needs to be imposed: with a wrong sign
 * the function is only smaller. Samples with nu_i &lt; 0 are never branched on.
 *
 * <p>A node is bounded by the Shor relaxation of order r + 1, solved by a barrier method on its dual until the bound is at or below the cutoff, or
 * certainly will not be; each bound is proved from the multipliers with rounding accounted for. The undecided sample furthest from its relaxation, the largest
 * nu_i (sqrt(x_i^T U x_i) - |x_i^T u|), is branched on; u starts an ascent for the lower bound. At nodes without undecided signs the relaxation is exact.
 *
 * <p>What to expect, of one core: 0.5 to 3 ms a node at n = 50 to 100, r = 10. The number of nodes grows with n, r and as the residual gets small: at
 * the residual of a solution with a tenth of the largest weight decay, closing to 1e-6 took some ten to a thousand nodes at n = 50 to 100 and r = 8 to 10
 * for labels of a small network; for labels of pure noise n = 100, r = 8 is out of reach, and the bounds stay apart.
 *
 * @param seed of the random directions tried first
 * @param starts how many of them
 * @param mostNodes a search ends, with valid bounds, after this many nodes
 */
public record SignBranchAndBound(long seed, int starts, long mostNodes) implements PolarOracle {
    /** A node that cannot be pruned is bounded to within this part of its distance from the cutoff. */
    static final double ACCURACY = 0.3;

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
