package org.infimum;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** A bounded box X = { x in R^d : lower_k &le; x_k &le; upper_k }: the set over which an objective is minimised. Immutable. */
public final class Box {
    private final double[] lower;
    private final double[] upper;

    private Box(double[] lower, double[] upper) {
        this.lower = lower;
        this.upper = upper;
    }

    /**
     * The box with the given corners.
     *
     * @param lower the lower corner, length d &ge; 1
     * @param upper the upper corner, length d
     * @return the box
     * @throws IllegalArgumentException if the lengths differ or are 0, a number is not finite, or lower exceeds upper somewhere
     */
    public static Box of(double[] lower, double[] upper) {
        if (lower.length == 0 || lower.length != upper.length) {
            throw new IllegalArgumentException("A box needs two corners of the same length of at least 1, not "
                    + lower.length + " and " + upper.length + ".");
        }
        for (int k = 0; k < lower.length; k++) {
            if (!Double.isFinite(lower[k]) || !Double.isFinite(upper[k]) || lower[k] > upper[k]) {
                throw new IllegalArgumentException("A box needs finite bounds with lower <= upper, but coordinate " + k
                        + " has [" + lower[k] + ", " + upper[k] + "].");
            }
        }
        return new Box(lower.clone(), upper.clone());
    }

    /**
     * The cube [lower, upper]^d.
     *
     * @param dimension d &ge; 1
     * @param lower the lower bound of every coordinate
     * @param upper the upper bound of every coordinate
     * @return the box
     * @throws IllegalArgumentException as {@link #of}
     */
    public static Box cube(int dimension, double lower, double upper) {
        double[] low = new double[Math.max(dimension, 0)];
        double[] up = low.clone();
        Arrays.fill(low, lower);
        Arrays.fill(up, upper);
        return of(low, up);
    }

    /**
     * The number of coordinates d.
     *
     * @return d
     */
    public int dimension() {
        return lower.length;
    }

    /**
     * The lower bound of a coordinate.
     *
     * @param k the coordinate, from 0
     * @return lower_k
     */
    public double lower(int k) {
        return lower[k];
    }

    /**
     * The upper bound of a coordinate.
     *
     * @param k the coordinate, from 0
     * @return upper_k
     */
    public double upper(int k) {
        return upper[k];
    }

    /**
     * Whether a point lies in the box, its boundary included.
     *
     * @param x a point of length d
     * @return true if it does; false for a NaN coordinate
     * @throws IllegalArgumentException if the length is not d
     */
    public boolean contains(double[] x) {
        requireLength(x);
        for (int k = 0; k < x.length; k++) {
            if (!(x[k] >= lower[k] && x[k] <= upper[k])) {
                return false;
            }
        }
        return true;
    }

    /**
     * Moves a point to the nearest point of the box, in place.
     *
     * @param x a point of length d, overwritten
     * @throws IllegalArgumentException if the length is not d
     */
    public void project(double[] x) {
        requireLength(x);
        for (int k = 0; k < x.length; k++) {
            x[k] = Math.min(Math.max(x[k], lower[k]), upper[k]);
        }
    }

    /**
     * An upper bound of max over z in X of ||x - z||, the distance of a point of R^d to the box's farthest corner. Rounded up,
     * so that f(x) - L times this number is a lower bound of any L-Lipschitz f on the box (BPGrad, Eq. 3).
     *
     * @param x a point of length d
     * @return the distance, not below the exact one
     * @throws IllegalArgumentException if the length is not d
     */
    public double farthestDistance(double[] x) {
        requireLength(x);
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            double reach = Math.nextUp(Math.max(Math.abs(x[k] - lower[k]), Math.abs(upper[k] - x[k])));
            sum = Math.nextUp(sum + Math.nextUp(reach * reach));
        }
        return Math.nextUp(Math.sqrt(sum));
    }

    /**
     * A point drawn uniformly from the box.
     *
     * @param random the source of randomness
     * @return a new array of length d
     */
    public double[] sample(RandomGenerator random) {
        double[] x = new double[lower.length];
        for (int k = 0; k < x.length; k++) {
            // a convex combination cannot overflow or leave the interval by more than rounding, which the projection
            // takes back
            double u = random.nextDouble();
            x[k] = (1 - u) * lower[k] + u * upper[k];
        }
        project(x);
        return x;
    }

    /**
     * Checks that a point or gradient has as many coordinates as the box.
     *
     * @param x the vector
     * @throws IllegalArgumentException if it has not
     */
    public void requireLength(double[] x) {
        if (x.length != lower.length) {
            throw new IllegalArgumentException(
                    "The vector has " + x.length + " coordinates, but the box has " + lower.length + ".");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Box box && Arrays.equals(lower, box.lower) && Arrays.equals(upper, box.upper);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(lower) + Arrays.hashCode(upper);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int k = 0; k < lower.length; k++) {
            text.append(k == 0 ? "" : " x ")
                    .append('[')
                    .append(lower[k])
                    .append(", ")
                    .append(upper[k])
                    .append(']');
            if (k == 5 && lower.length > 6) {
                return text.append(" x ... (")
                        .append(lower.length)
                        .append(" coordinates)")
                        .toString();
            }
        }
        return text.toString();
    }
}
