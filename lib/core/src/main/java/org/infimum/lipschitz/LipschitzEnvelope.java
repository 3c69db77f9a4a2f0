package org.infimum.lipschitz;

import org.infimum.Box;
import org.infimum.Objective;

/**
 * What a function of one variable looks like through a Lipschitz constant L that is smaller than its own (BPGrad, Fig. 2, "Lipschitz
 * continuity as regularization"): on a grid, the nearest L-Lipschitz functions below and above it,
 *
 * <pre>
 * minorant(x) = min_z f(z) + L |x - z|        the largest L-Lipschitz function that is nowhere above f; same minimum
 * majorant(x) = max_z f(z) - L |x - z|        the smallest that is nowhere below f
 * </pre>
 *
 * (McShane 1934). The majorant shows the figure's effect: it cannot follow a valley that is steeper than L, so a narrow deep valley
 * is filled up to its rim less L times half its width, while a wide shallow one is kept. Where f is L-Lipschitz on the grid both
 * equal f.
 *
 * <p>Each takes two sweeps over the grid and is exact up to rounding. Immutable.
 */
public final class LipschitzEnvelope {
    private final double[] grid;
    private final double[] values;
    private final double lipschitz;

    private LipschitzEnvelope(double[] grid, double[] values, double lipschitz) {
        this.grid = grid;
        this.values = values;
        this.lipschitz = lipschitz;
    }

    /**
     * The envelopes of a function on a uniform grid over its interval.
     *
     * @param objective a function of one variable
     * @param points the number of grid points, at least 2
     * @param lipschitz L, positive and finite
     * @return the envelopes
     * @throws IllegalArgumentException if the objective has more than one variable or an interval of no length, there are fewer than 2
     *     points, L is not positive and finite, or a value is not finite
     */
    public static LipschitzEnvelope of(Objective objective, int points, double lipschitz) {
        Box box = objective.domain();
        if (box.dimension() != 1) {
            throw new IllegalArgumentException("An envelope is drawn of a function of one variable, but "
                    + objective.name() + " has " + box.dimension() + ".");
        }
        if (points < 2) {
            throw new IllegalArgumentException("An envelope needs at least 2 grid points, not " + points + ".");
        }
        double[] grid = new double[points];
        double[] values = new double[points];
        for (int i = 0; i < points; i++) {
            double part = (double) i / (points - 1);
            grid[i] = (1 - part) * box.lower(0) + part * box.upper(0);
            values[i] = objective.value(new double[] {grid[i]});
        }
        return of(grid, values, lipschitz);
    }

    /**
     * The envelopes of given values.
     *
     * @param grid points x_i, at least 2, finite and increasing; copied
     * @param values f(x_i), finite; copied
     * @param lipschitz L, positive and finite
     * @return the envelopes
     * @throws IllegalArgumentException if the lengths differ or are below 2, a number is not finite, the points do not increase, or L
     *     is not positive and finite
     */
    public static LipschitzEnvelope of(double[] grid, double[] values, double lipschitz) {
        LipschitzBound.requirePositive(lipschitz);
        if (grid.length < 2 || grid.length != values.length) {
            throw new IllegalArgumentException("An envelope needs at least 2 grid points with a value each, not "
                    + grid.length + " points and " + values.length + " values.");
        }
        for (int i = 0; i < grid.length; i++) {
            if (!Double.isFinite(grid[i]) || !Double.isFinite(values[i])) {
                throw new IllegalArgumentException("Grid point " + i + " is " + grid[i] + " with the value " + values[i]
                        + "; both must be finite.");
            }
            if (i > 0 && grid[i] <= grid[i - 1]) {
                throw new IllegalArgumentException("The grid points must increase, but point " + i + " is " + grid[i]
                        + " after " + grid[i - 1] + ".");
            }
        }
        return new LipschitzEnvelope(grid.clone(), values.clone(), lipschitz);
    }

    /**
     * The grid.
     *
     * @return a new array of the points
     */
    public double[] grid() {
        return grid.clone();
    }

    /**
     * The function.
     *
     * @return a new array of its values on the grid
     */
    public double[] values() {
        return values.clone();
    }

    /**
     * The constant.
     *
     * @return L
     */
    public double lipschitz() {
        return lipschitz;
    }

    /**
     * The largest L-Lipschitz function below f.
     *
     * @return a new array of its values on the grid
     */
    public double[] minorant() {
        double[] below = values.clone();
        for (int i = 1; i < below.length; i++) {
            below[i] = Math.min(below[i], below[i - 1] + rise(i));
        }
        for (int i = below.length - 1; i > 0; i--) {
            below[i - 1] = Math.min(below[i - 1], below[i] + rise(i));
        }
        return below;
    }

    /**
     * The smallest L-Lipschitz function above f.
     *
     * @return a new array of its values on the grid
     */
    public double[] majorant() {
        double[] above = values.clone();
        for (int i = 1; i < above.length; i++) {
            above[i] = Math.max(above[i], above[i - 1] - rise(i));
        }
        for (int i = above.length - 1; i > 0; i--) {
            above[i - 1] = Math.max(above[i - 1], above[i] - rise(i));
        }
        return above;
    }

    /** The most that an L-Lipschitz function changes from point i - 1 to point i. */
    private double rise(int i) {
        return lipschitz * (grid[i] - grid[i - 1]);
    }
}
