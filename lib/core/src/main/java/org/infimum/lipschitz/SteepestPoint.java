package org.infimum.lipschitz;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.infimum.Box;
import org.infimum.Objective;
import org.infimum.linalg.Euclidean;

/**
 * A point with a large gradient norm, found by ascent from random points of a box or a ball: an adversary of Lipschitz bounds, which
 * must not be below what it finds. Its norm estimates the constant FROM BELOW, as a rule from much nearer than the largest of as many
 * {@linkplain GradientNorms random draws}; it is never a bound.
 *
 * <p>From x the ascent moves along H g, H the Hessian and g = grad f(x), the gradient of ||g||^2 / 2, got from a difference of two
 * gradients; the step grows by 1.3 after a success and halves after a failure. Two gradients a step. Where f is piecewise linear the
 * difference is zero and the step is a random one. Immutable; deterministic by seed.
 */
public final class SteepestPoint {
    private static final double GROWTH = 1.3;

    /** The difference's length relative to the set's size: its rounding and its curvature are then both far below the steps'. */
    private static final double DIFFERENCE = 1e-7;

    /** An ascent ends when its step is this small relative to the set's size. */
    private static final double SMALLEST_STEP = 1e-6;

    private final double[] point;
    private final double norm;
    private final String where;

    private SteepestPoint(double[] point, double norm, String where) {
        this.point = point;
        this.norm = norm;
        this.where = where;
    }

    /**
     * Searches the objective's box.
     *
     * @param objective the objective
     * @param starts the number of random points to ascend from, at least 1
     * @param steps the most steps of one ascent, at least 0
     * @param seed the seed of the points
     * @return the steepest point seen
     * @throws IllegalArgumentException if there is no start or the number of steps is negative
     * @throws ArithmeticException if a gradient is not finite; the point is named
     */
    public static SteepestPoint of(Objective objective, int starts, int steps, long seed) {
        Box box = objective.domain();
        double[] middle = new double[box.dimension()];
        Arrays.setAll(middle, k -> box.lower(k) / 2 + box.upper(k) / 2);
        double size = box.farthestDistance(middle);
        return new Search(objective, size, box::project, seed).run(starts, steps, box::sample, "");
    }

    /**
     * Searches a Euclidean ball.
     *
     * @param objective the objective
     * @param centre the ball's centre, of the objective's dimension
     * @param radius its radius, positive and finite
     * @param starts the number of random points of the ball's surface to ascend from, at least 1; one more ascent begins at the
     *     centre
     * @param steps the most steps of one ascent, at least 0
     * @param seed the seed of the points
     * @return the steepest point seen
     * @throws IllegalArgumentException if there is no start, the number of steps is negative, or the ball is not within the
     *     objective's box
     * @throws ArithmeticException if a gradient is not finite; the point is named
     */
    public static SteepestPoint ofBall(
            Objective objective, double[] centre, double radius, int starts, int steps, long seed) {
        GradientNorms.requireBall(objective.domain(), centre, radius);
        double[] middle = centre.clone();
        Search search = new Search(objective, radius, x -> intoBall(x, middle, radius), seed);
        search.ascend(middle, steps);
        return search.run(starts, steps, random -> onSphere(middle, radius, random), " in a ball of radius " + radius);
    }

    private static void intoBall(double[] x, double[] centre, double radius) {
        double far = Euclidean.distance(x, centre);
        if (far > radius) {
            // a little inside: rounding must not leave a point outside
            double scale = radius / far * (1 - 1e-14);
            for (int k = 0; k < x.length; k++) {
                x[k] = centre[k] + (x[k] - centre[k]) * scale;
            }
        }
    }

    private static double[] onSphere(double[] centre, double radius, SplittableRandom random) {
        double[] x = new double[centre.length];
        double length = 0;
        while (length == 0) {
            Arrays.setAll(x, k -> random.nextGaussian());
            length = Euclidean.norm(x);
        }
        for (int k = 0; k < x.length; k++) {
            x[k] = centre[k] + radius * x[k] / length;
        }
        intoBall(x, centre, radius);
        return x;
    }

    /** Draws a starting point. */
    @FunctionalInterface
    private interface Starts {
        double[] draw(SplittableRandom random);
    }

    /** The ascents and the best point of them. */
    private static final class Search {
        private final Objective objective;
        private final double size;
        private final Consumer<double[]> projection;
        private final SplittableRandom random;
        private double[] best;
        private double largest = Double.NEGATIVE_INFINITY;

        Search(Objective objective, double size, Consumer<double[]> projection, long seed) {
            this.objective = objective;
            this.size = size;
            this.projection = projection;
            this.random = new SplittableRandom(seed);
        }

        SteepestPoint run(int starts, int steps, Starts points, String where) {
            if (starts < 1 || steps < 0) {
                throw new IllegalArgumentException("A search for steep points needs at least 1 start and 0 steps, not "
                        + starts + " and " + steps + ".");
            }
            for (int i = 0; i < starts; i++) {
                ascend(points.draw(random), steps);
            }
            return new SteepestPoint(
                    best.clone(), largest, String.format(Locale.ROOT, "ascent from %,d points%s", starts, where));
        }

        void ascend(double[] start, int steps) {
            double[] x = start.clone();
            double[] g = new double[x.length];
            double norm = gradient(x, g);
            double step = size / 2;
            for (int i = 0; i < steps && step > SMALLEST_STEP * size; i++) {
                double[] next = moved(x, g, norm, step);
                double[] there = new double[x.length];
                double nextNorm = gradient(next, there);
                if (nextNorm > norm) {
                    x = next;
                    g = there;
                    norm = nextNorm;
                    step *= GROWTH;
                } else {
                    step /= 2;
                }
            }
        }

        private double[] moved(double[] x, double[] g, double norm, double step) {
            double[] probe = x.clone();
            double h = DIFFERENCE * size;
            for (int k = 0; k < x.length; k++) {
                probe[k] += norm == 0 ? h * random.nextGaussian() : h * g[k] / norm;
            }
            projection.accept(probe);
            double[] change = new double[x.length];
            gradient(probe, change);
            for (int k = 0; k < x.length; k++) {
                change[k] -= g[k];
            }
            if (Euclidean.norm(change) == 0) {
                Arrays.setAll(change, k -> random.nextGaussian());
            }
            double length = Euclidean.norm(change);
            double[] next = x.clone();
            for (int k = 0; k < x.length; k++) {
                next[k] += step * change[k] / length;
            }
            projection.accept(next);
            return next;
        }

        private double gradient(double[] x, double[] g) {
            objective.gradient(x, g);
            double norm = Euclidean.norm(g);
            if (!Double.isFinite(norm)) {
                throw new ArithmeticException("The gradient norm of " + objective.name() + " at " + Arrays.toString(x)
                        + " is " + norm + "; take a box in which the gradient is finite.");
            }
            if (norm > largest) {
                largest = norm;
                best = x.clone();
            }
            return norm;
        }
    }

    /**
     * The steepest point.
     *
     * @return a new array
     */
    public double[] point() {
        return point.clone();
    }

    /**
     * The gradient's norm there, as computed.
     *
     * @return the norm
     */
    public double norm() {
        return norm;
    }

    /**
     * The norm as an estimate of the Lipschitz constant.
     *
     * @return the estimate
     * @throws IllegalArgumentException if the norm is 0: the gradient was zero wherever the search looked
     */
    public LipschitzEstimate estimate() {
        return new LipschitzEstimate(norm, "largest gradient norm of an " + where);
    }

    @Override
    public String toString() {
        return "gradient norm " + norm + " (" + where + ")";
    }
}
