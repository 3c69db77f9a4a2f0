package org.infimum.lipschitz;

import java.util.Arrays;
import java.util.Locale;
import org.infimum.linalg.Euclidean;

/**
 * The slopes |f(w_i) - f(w_j)| / ||w_i - w_j|| of all pairs of sampled points, as BPGrad's poster and published code estimate
 * the Lipschitz constant from the iterates of an SGD run, with the histogram they show. Immutable.
 *
 * <p>Every slope is at most the true constant (up to rounding), so their maximum estimates it FROM BELOW. It is an estimate:
 * do not use it where a bound is asked for. Pairs at distance 0 are left out; if their values differ, the function is not a
 * function of the point (minibatch losses, say) and {@link #of} refuses.
 *
 * <p>Cost: m (m - 1) / 2 distances of d coordinates each for m points; memory m (m - 1) / 2 numbers.
 */
public final class PairwiseSlopes {
    /** The most points whose m (m - 1) / 2 slopes fit into one array: 65,535 gives 2,147,385,345. */
    private static final int MAX_POINTS = 65_535;

    private final double[] sorted;
    private final int points;

    private PairwiseSlopes(double[] sorted, int points) {
        this.sorted = sorted;
        this.points = points;
    }

    /**
     * The slopes between all pairs of points.
     *
     * @param points m points of R^d, m &ge; 2, as rows
     * @param values the m values f(w_i), of the same function
     * @return the slopes
     * @throws IllegalArgumentException if the counts or lengths differ, there are more than 65,535 points, a number is not
     *     finite, two equal points have
     *     different values, or all points are equal
     */
    public static PairwiseSlopes of(float[][] points, double[] values) {
        int m = points.length;
        if (m < 2 || values.length != m) {
            throw new IllegalArgumentException("Pairwise slopes need at least 2 points with a value each, not " + m
                    + " points and " + values.length + " values.");
        }
        if (m > MAX_POINTS) {
            throw new IllegalArgumentException("Pairwise slopes of " + m + " points are more than an array holds; take "
                    + MAX_POINTS + " points at most, every k-th iterate say.");
        }
        for (int i = 0; i < m; i++) {
            requireUsable(points, values, i);
        }
        double[] slopes = new double[(int) ((long) m * (m - 1) / 2)];
        int count = 0;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < i; j++) {
                double distance = Euclidean.distance(points[i], points[j]);
                double difference = Math.abs(values[i] - values[j]);
                if (distance > 0) {
                    slopes[count++] = difference / distance;
                } else if (difference > 0) {
                    throw new IllegalArgumentException("Points " + j + " and " + i + " are equal but have the values "
                            + values[j] + " and " + values[i]
                            + ": evaluate one function, the full objective say, not changing minibatches.");
                }
            }
        }
        if (count == 0) {
            throw new IllegalArgumentException("All " + m + " points are equal; there is no slope.");
        }
        double[] sorted = Arrays.copyOf(slopes, count);
        Arrays.sort(sorted);
        return new PairwiseSlopes(sorted, m);
    }

    private static void requireUsable(float[][] points, double[] values, int i) {
        if (points[i].length != points[0].length) {
            throw new IllegalArgumentException("Point " + i + " has " + points[i].length
                    + " coordinates, but point 0 has " + points[0].length + ".");
        }
        if (!Double.isFinite(values[i])) {
            throw new IllegalArgumentException(
                    "The value at point " + i + " is " + values[i] + "; leave such points out.");
        }
        for (int k = 0; k < points[i].length; k++) {
            if (!Float.isFinite(points[i][k])) {
                throw new IllegalArgumentException(
                        "Coordinate " + k + " of point " + i + " is " + points[i][k] + "; leave such points out.");
            }
        }
    }

    /**
     * The number of slopes.
     *
     * @return the number of pairs of different points
     */
    public int count() {
        return sorted.length;
    }

    /**
     * The largest slope.
     *
     * @return the estimate that is nearest to the constant, still from below
     * @throws IllegalStateException if it is 0: all values are equal
     */
    public LipschitzEstimate max() {
        return estimate(largest(), "maximum");
    }

    /**
     * The mean slope.
     *
     * @return the estimate
     * @throws IllegalStateException if it is 0: all values are equal
     */
    public LipschitzEstimate mean() {
        return estimate(average(), "mean");
    }

    /**
     * The median slope.
     *
     * @return the estimate
     * @throws IllegalStateException if it is 0: half of the slopes or more are
     */
    public LipschitzEstimate median() {
        return estimate(middle(), "median");
    }

    private double largest() {
        return sorted[sorted.length - 1];
    }

    private double average() {
        return Arrays.stream(sorted).sum() / sorted.length;
    }

    private double middle() {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /**
     * One of the three statistics by its name, for a notebook's parameter.
     *
     * @param statistic "max", "mean" or "median"
     * @return the estimate
     * @throws IllegalArgumentException for another name
     * @throws IllegalStateException if the statistic is 0
     */
    public LipschitzEstimate statistic(String statistic) {
        return switch (statistic) {
            case "max" -> max();
            case "mean" -> mean();
            case "median" -> median();
            default ->
                throw new IllegalArgumentException(
                        "The statistic of the slopes must be max, mean or median, not '" + statistic + "'.");
        };
    }

    private LipschitzEstimate estimate(double value, String statistic) {
        if (value == 0) {
            throw new IllegalStateException(
                    "The " + statistic + " of the slopes is 0, which cannot stand for a Lipschitz"
                            + " constant; take points with different values.");
        }
        return new LipschitzEstimate(
                value,
                String.format(
                        Locale.ROOT, "%s of %,d pairwise slopes of %,d points", statistic, sorted.length, points));
    }

    /**
     * All slopes in ascending order.
     *
     * @return a new array
     */
    public double[] values() {
        return sorted.clone();
    }

    /**
     * The histogram of the slopes over bins of equal width from 0 to the maximum.
     *
     * @param bins the number of bins, at least 1
     * @return the histogram
     * @throws IllegalArgumentException if there is no bin
     */
    public Histogram histogram(int bins) {
        return Histogram.of(sorted, 0, largest(), bins);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d slopes: max %.6g, mean %.6g, median %.6g (ESTIMATED)",
                count(),
                largest(),
                average(),
                middle());
    }
}
