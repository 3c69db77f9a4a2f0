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

    private final OrderedSample slopes;

    private PairwiseSlopes(OrderedSample slopes) {
        this.slopes = slopes;
    }

    /** m points, whatever the precision of their coordinates. */
    private interface Points {
        int dimension(int i);

        double coordinate(int i, int k);

        double distance(int i, int j);
    }

    /**
     * The slopes between all pairs of points.
     *
     * @param points m points of R^d, m &ge; 2, as rows
     * @param values the m values f(w_i), of the same function
     * @return the slopes
     * @throws IllegalArgumentException if the counts or lengths differ, there are more than 65,535 points, a number is not
     *     finite, two equal points have different values, or all points are equal
     */
    public static PairwiseSlopes of(float[][] points, double[] values) {
        Points all = new Points() {
            @Override
            public int dimension(int i) {
                return points[i].length;
            }

            @Override
            public double coordinate(int i, int k) {
                return points[i][k];
            }

            @Override
            public double distance(int i, int j) {
                return Euclidean.distance(points[i], points[j]);
            }
        };
        return of(points.length, all, values);
    }

    /**
     * The same for points in double precision.
     *
     * @param points m points of R^d, m &ge; 2, as rows
     * @param values the m values f(w_i), of the same function
     * @return the slopes
     * @throws IllegalArgumentException as for points in single precision
     */
    public static PairwiseSlopes of(double[][] points, double[] values) {
        Points all = new Points() {
            @Override
            public int dimension(int i) {
                return points[i].length;
            }

            @Override
            public double coordinate(int i, int k) {
                return points[i][k];
            }

            @Override
            public double distance(int i, int j) {
                return Euclidean.distance(points[i], points[j]);
            }
        };
        return of(points.length, all, values);
    }

    private static PairwiseSlopes of(int m, Points points, double[] values) {
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
                double distance = points.distance(i, j);
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
        return new PairwiseSlopes(new OrderedSample(
                Arrays.copyOf(slopes, count),
                "slopes",
                String.format(Locale.ROOT, "%,d pairwise slopes of %,d points", count, m)));
    }

    private static void requireUsable(Points points, double[] values, int i) {
        if (points.dimension(i) != points.dimension(0)) {
            throw new IllegalArgumentException("Point " + i + " has " + points.dimension(i)
                    + " coordinates, but point 0 has " + points.dimension(0) + ".");
        }
        if (!Double.isFinite(values[i])) {
            throw new IllegalArgumentException(
                    "The value at point " + i + " is " + values[i] + "; leave such points out.");
        }
        for (int k = 0; k < points.dimension(i); k++) {
            if (!Double.isFinite(points.coordinate(i, k))) {
                throw new IllegalArgumentException("Coordinate " + k + " of point " + i + " is "
                        + points.coordinate(i, k) + "; leave such points out.");
            }
        }
    }

    /**
     * The number of slopes.
     *
     * @return the number of pairs of different points
     */
    public int count() {
        return slopes.count();
    }

    /**
     * The largest slope.
     *
     * @return the estimate that is nearest to the constant, still from below
     * @throws IllegalStateException if it is 0: all values are equal
     */
    public LipschitzEstimate max() {
        return slopes.max();
    }

    /**
     * The mean slope.
     *
     * @return the estimate
     * @throws IllegalStateException if it is 0: all values are equal
     */
    public LipschitzEstimate mean() {
        return slopes.mean();
    }

    /**
     * The median slope.
     *
     * @return the estimate
     * @throws IllegalStateException if it is 0: half of the slopes or more are
     */
    public LipschitzEstimate median() {
        return slopes.median();
    }

    /**
     * A quantile of the slopes: the value that a part of them does not exceed, between two slopes by interpolation.
     *
     * @param part from 0 (the smallest) to 1 (the largest)
     * @return the estimate
     * @throws IllegalArgumentException if the part is outside [0, 1]
     * @throws IllegalStateException if the quantile is 0
     */
    public LipschitzEstimate quantile(double part) {
        return slopes.quantile(part);
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
        return slopes.statistic(statistic);
    }

    /**
     * All slopes in ascending order.
     *
     * @return a new array
     */
    public double[] values() {
        return slopes.values();
    }

    /**
     * The histogram of the slopes over bins of equal width from 0 to the maximum.
     *
     * @param bins the number of bins, at least 1
     * @return the histogram
     * @throws IllegalArgumentException if there is no bin
     */
    public Histogram histogram(int bins) {
        return slopes.histogram(bins);
    }

    @Override
    public String toString() {
        return slopes.toString();
    }
}
