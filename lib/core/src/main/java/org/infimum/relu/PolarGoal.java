package org.infimum.relu;

/**
 * When a search for the polar may end: as soon as upper &le; target, which is all that a dual certificate needs, or upper &le; (1 + tolerance) lower.
 *
 * @param target a value that the polar is hoped not to exceed, at least 0; 0 to close the bounds in any case
 * @param tolerance the relative distance of the bounds to end with, positive
 */
public record PolarGoal(double target, double tolerance) {
    /**
     * Checks the goal.
     *
     * @param target as above
     * @param tolerance as above
     * @throws IllegalArgumentException if the target is negative or the tolerance not positive
     */
    public PolarGoal {
        if (!(target >= 0) || target == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("The polar's target must be at least 0 and finite, not " + target + ".");
        }
        if (!(tolerance > 0) || tolerance == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("The polar's tolerance must be positive, not " + tolerance + ".");
        }
    }

    /**
     * Whether bounds are good enough.
     *
     * @param lower the lower bound
     * @param upper the upper bound
     * @return true if the search may end
     */
    public boolean isReached(double lower, double upper) {
        return upper <= target || upper <= lower * (1 + tolerance);
    }

    /**
     * The value up to which a part of the search space need not be looked at again: with all parts at or below it the goal is reached.
     *
     * @param lower the lower bound found so far
     * @return the larger of target and (1 + tolerance) lower
     */
    public double cutoff(double lower) {
        return Math.max(target, lower * (1 + tolerance));
    }
}
