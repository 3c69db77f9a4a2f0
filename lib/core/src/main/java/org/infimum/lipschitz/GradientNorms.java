package org.infimum.lipschitz;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.infimum.Box;
import org.infimum.Objective;
import org.infimum.linalg.Euclidean;

/**
 * Gradient norms ||grad f(x_i)|| at points drawn independently and uniformly from a box or a ball, or on a grid. On a convex set the supremum of the
 * norm is the Lipschitz constant there, so the largest of a sample estimates it FROM BELOW (up to rounding): an estimate, never a
 * bound. For the extrapolation beyond the sample see {@link ExtremeValueEstimate}. Immutable.
 */
public final class GradientNorms {
    private static final double MOST_OF_GRID = 1e7;

    private final double[] drawn;
    private final OrderedSample norms;

    private GradientNorms(double[] drawn, String where) {
        this.drawn = drawn;
        this.norms = new OrderedSample(
                drawn.clone(),
                "gradient norms",
                String.format(Locale.ROOT, "%,d gradient norms%s", drawn.length, where));
    }

    /**
     * The norms at points of the objective's box.
     *
     * @param objective the objective
     * @param samples the number of points, at least 1
     * @param seed the seed of the points
     * @return the norms
     * @throws IllegalArgumentException if there is no sample
     * @throws ArithmeticException if a gradient is not finite; the point is named
     */
    public static GradientNorms of(Objective objective, int samples, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return sample(objective, samples, () -> objective.domain().sample(random), "");
    }

    /**
     * The norms at points of a Euclidean ball.
     *
     * @param objective the objective
     * @param centre the ball's centre, of the objective's dimension
     * @param radius its radius, positive and finite
     * @param samples the number of points, at least 1
     * @param seed the seed of the points
     * @return the norms
     * @throws IllegalArgumentException if there is no sample, or the ball is not within the objective's box
     * @throws ArithmeticException if a gradient is not finite; the point is named
     */
    public static GradientNorms ofBall(Objective objective, double[] centre, double radius, int samples, long seed) {
        requireBall(objective.domain(), centre, radius);
        SplittableRandom random = new SplittableRandom(seed);
        return sample(objective, samples, () -> inBall(centre, radius, random), " in a ball of radius " + radius);
    }

    /** The ball must be one and lie within the box. */
    static void requireBall(Box box, double[] centre, double radius) {
        if (!(radius > 0) || radius == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("The ball's radius must be positive and finite, not " + radius + ".");
        }
        if (!box.contains(centre)) {
            throw new IllegalArgumentException(
                    "The ball's centre " + Arrays.toString(centre) + " is outside the objective's box " + box + ".");
        }
        for (int k = 0; k < centre.length; k++) {
            if (centre[k] - radius < box.lower(k) || centre[k] + radius > box.upper(k)) {
                throw new IllegalArgumentException("The ball of radius " + radius + " leaves the objective's box " + box
                        + " in coordinate " + k + "; take a smaller one.");
            }
        }
    }

    /**
     * The norms on a uniform grid over the objective's box, its corners included: brute force, for few coordinates.
     *
     * @param objective the objective
     * @param perSide the grid points along every coordinate, at least 2
     * @return the norms
     * @throws IllegalArgumentException if there are fewer than 2 points a side, or more than ten million in all
     * @throws ArithmeticException if a gradient is not finite; the point is named
     */
    public static GradientNorms onGrid(Objective objective, int perSide) {
        Box box = objective.domain();
        int d = box.dimension();
        double count = Math.pow(perSide, d);
        if (perSide < 2 || count > MOST_OF_GRID) {
            throw new IllegalArgumentException(
                    "A grid needs at least 2 points a side and at most ten million in all, not " + perSide
                            + " along each of " + d + " coordinates.");
        }
        int[] index = new int[d];
        Supplier<double[]> next = () -> {
            double[] x = new double[d];
            for (int k = 0; k < d; k++) {
                double part = (double) index[k] / (perSide - 1);
                x[k] = (1 - part) * box.lower(k) + part * box.upper(k);
            }
            box.project(x);
            for (int k = 0; k < d && ++index[k] == perSide; k++) {
                index[k] = 0;
            }
            return x;
        };
        return sample(objective, (int) count, next, " on a grid");
    }

    /** Uniform in a ball: a Gaussian's direction, and a radius of which the d-th power is uniform. */
    private static double[] inBall(double[] centre, double radius, SplittableRandom random) {
        double[] x = new double[centre.length];
        double norm = 0;
        while (norm == 0) {
            for (int k = 0; k < x.length; k++) {
                x[k] = random.nextGaussian();
            }
            norm = Euclidean.norm(x);
        }
        double scale = radius * Math.pow(random.nextDouble(), 1.0 / x.length) / norm;
        for (int k = 0; k < x.length; k++) {
            x[k] = centre[k] + scale * x[k];
        }
        return x;
    }

    private static GradientNorms sample(Objective objective, int samples, Supplier<double[]> points, String where) {
        if (samples < 1) {
            throw new IllegalArgumentException("Gradient norms need at least 1 sample, not " + samples + ".");
        }
        double[] drawn = new double[samples];
        double[] gradient = new double[objective.domain().dimension()];
        for (int i = 0; i < samples; i++) {
            double[] x = points.get();
            objective.gradient(x, gradient);
            drawn[i] = Euclidean.norm(gradient);
            if (!Double.isFinite(drawn[i])) {
                throw new ArithmeticException("The gradient norm of " + objective.name() + " at " + Arrays.toString(x)
                        + " is " + drawn[i] + "; take a box in which the gradient is finite.");
            }
        }
        return new GradientNorms(drawn, where);
    }

    /**
     * The number of norms.
     *
     * @return the number of points
     */
    public int count() {
        return drawn.length;
    }

    /**
     * The largest norm.
     *
     * @return the estimate that is nearest to the constant, still from below
     * @throws IllegalStateException if it is 0
     */
    public LipschitzEstimate max() {
        return norms.max();
    }

    /**
     * The mean norm.
     *
     * @return the estimate
     * @throws IllegalStateException if it is 0
     */
    public LipschitzEstimate mean() {
        return norms.mean();
    }

    /**
     * The median norm.
     *
     * @return the estimate
     * @throws IllegalStateException if it is 0
     */
    public LipschitzEstimate median() {
        return norms.median();
    }

    /**
     * A quantile of the norms: the value that a part of them does not exceed, between two norms by interpolation.
     *
     * @param part from 0 (the smallest) to 1 (the largest)
     * @return the estimate
     * @throws IllegalArgumentException if the part is outside [0, 1]
     * @throws IllegalStateException if the quantile is 0
     */
    public LipschitzEstimate quantile(double part) {
        return norms.quantile(part);
    }

    /**
     * One of the statistics by its name, for a notebook's parameter.
     *
     * @param statistic "max", "mean" or "median"
     * @return the estimate
     * @throws IllegalArgumentException for another name
     * @throws IllegalStateException if the statistic is 0
     */
    public LipschitzEstimate statistic(String statistic) {
        return norms.statistic(statistic);
    }

    /**
     * All norms in ascending order.
     *
     * @return a new array
     */
    public double[] values() {
        return norms.values();
    }

    /**
     * The largest norm of each batch of successive draws, for an extreme-value fit. A last batch that is not full is left out.
     *
     * @param batchSize draws a batch, at least 1 and at most {@link #count}
     * @return the maxima in the order of the batches
     * @throws IllegalArgumentException if the batch size is out of range
     */
    public double[] batchMaxima(int batchSize) {
        if (batchSize < 1 || batchSize > drawn.length) {
            throw new IllegalArgumentException(
                    "A batch must hold between 1 and all " + drawn.length + " gradient norms, not " + batchSize + ".");
        }
        double[] maxima = new double[drawn.length / batchSize];
        for (int i = 0; i < maxima.length * batchSize; i++) {
            maxima[i / batchSize] = Math.max(maxima[i / batchSize], drawn[i]);
        }
        return maxima;
    }

    /**
     * The histogram of the norms over bins of equal width from 0 to the maximum.
     *
     * @param bins the number of bins, at least 1
     * @return the histogram
     * @throws IllegalArgumentException if there is no bin
     */
    public Histogram histogram(int bins) {
        return norms.histogram(bins);
    }

    @Override
    public String toString() {
        return norms.toString();
    }
}
