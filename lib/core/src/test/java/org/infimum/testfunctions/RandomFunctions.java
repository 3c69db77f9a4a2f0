package org.infimum.testfunctions;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleBiFunction;
import org.infimum.Box;
import org.infimum.Evidence;
import org.infimum.Objective;
import org.infimum.linalg.Euclidean;
import org.infimum.linalg.Rounded;
import org.infimum.lipschitz.LipschitzBound;

/**
 * Random functions over random boxes with Lipschitz constants, lower bounds and evaluation errors that are proved by how they are
 * built, for property tests of certificates against brute force. The same seed gives the same function.
 */
public final class RandomFunctions {
    /** Above the relative rounding of the constants themselves, a few dozen operations. */
    private static final double ROOM = 1 + 1e-13;

    private RandomFunctions() {}

    /**
     * A function with what is proved about it.
     *
     * @param name kind, dimension and seed
     * @param domain the box, off the origin, with sides of different lengths
     * @param lipschitz a proved constant; tight up to rounding for many of the piecewise functions
     * @param lowerBound below f on the box; often negative
     * @param valueError a bound of the rounding error of every value
     * @param formula computes f(x) and writes a gradient (at a kink that of one active piece) into its second argument
     */
    public record Known(
            String name,
            Box domain,
            LipschitzBound lipschitz,
            double lowerBound,
            double valueError,
            ToDoubleBiFunction<double[], double[]> formula)
            implements Objective {
        @Override
        public double value(double[] x) {
            return formula.applyAsDouble(x, new double[x.length]);
        }

        @Override
        public double gradient(double[] x, double[] gradient) {
            return formula.applyAsDouble(x, gradient);
        }
    }

    /** A part: its formula with bounds of its slope and of its absolute value on the box. */
    private record Part(ToDoubleBiFunction<double[], double[]> formula, double slope, double size) {}

    /**
     * Maxima, minima or a sum of one to six cones +-s ||x - c|| + h, ridges s |a.x - b| + h and planes.
     *
     * @param dimension d, at least 1
     * @param seed the seed
     * @return the function
     */
    public static Known piecewise(int dimension, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Box box = box(dimension, random);
        List<Part> groups = new ArrayList<>();
        int outer = 1 + random.nextInt(3);
        for (int i = 0; i < outer; i++) {
            List<Part> leaves = new ArrayList<>();
            int inner = 1 + random.nextInt(6);
            // half of the groups have pieces of one steepness, so that the constant is tight wherever one looks
            double slope = random.nextBoolean() ? random.nextDouble(0.2, 5) : Double.NaN;
            for (int j = 0; j < inner; j++) {
                leaves.add(leaf(box, slope > 0 ? slope : random.nextDouble(0.2, 5), random));
            }
            groups.add(join(leaves, random.nextInt(3)));
        }
        return known("piecewise", box, join(groups, random.nextInt(3)), seed);
    }

    /**
     * Sums of one to six sines a sin(k.x + p) and Gaussians a e^(-||x - c||^2 / (2 s^2)), a of either sign.
     *
     * @param dimension d, at least 1
     * @param seed the seed
     * @return the function
     */
    public static Known smooth(int dimension, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Box box = box(dimension, random);
        List<Part> parts = new ArrayList<>();
        int count = 1 + random.nextInt(6);
        for (int j = 0; j < count; j++) {
            double amplitude = random.nextDouble(-2, 2);
            parts.add(
                    random.nextBoolean()
                            ? sine(amplitude, dimension, random)
                            : gaussian(amplitude, random.nextDouble(0.1, 2), box.sample(random)));
        }
        return known("smooth", box, join(parts, 0), seed);
    }

    private static Known known(String kind, Box box, Part all, long seed) {
        int d = box.dimension();
        // every part is computed by fewer than 8 d + 40 operations (of 1 ulp for sine and exponential) on numbers below
        // its
        // size or, inside the sines, below 200: 1e-12 of both is a few hundred times more than they can lose
        double error = 1e-12 * (all.size + 200 * all.slope + d);
        return new Known(
                kind + ", d = " + d + ", seed " + seed,
                box,
                new LipschitzBound(
                        all.slope * ROOM + 1e-300, Evidence.PROVED, "sums and maxima of the pieces' constants"),
                -all.size - error,
                error,
                all.formula);
    }

    private static Box box(int d, SplittableRandom random) {
        double[] lower = new double[d];
        double[] upper = new double[d];
        for (int k = 0; k < d; k++) {
            lower[k] = random.nextDouble(-3, 2);
            upper[k] = lower[k] + random.nextDouble(0.5, 3);
        }
        return Box.of(lower, upper);
    }

    private static Part leaf(Box box, double slope, SplittableRandom random) {
        int d = box.dimension();
        double height = random.nextDouble(-2, 2);
        double[] centre = box.sample(random);
        double reach = box.farthestDistance(centre);
        double size = (Math.abs(height) + slope * reach) * ROOM;
        double[] direction = random.doubles(d, -1, 1).toArray();
        double length = Rounded.normUp(direction);
        for (int k = 0; k < d; k++) {
            direction[k] *= slope / length;
        }
        double sign = random.nextBoolean() ? slope : -slope;
        int kind = random.nextInt(4);
        return new Part(
                (x, g) -> {
                    double distance = Euclidean.distance(x, centre);
                    double along = 0;
                    for (int k = 0; k < d; k++) {
                        along += direction[k] * (x[k] - centre[k]);
                    }
                    for (int k = 0; k < d; k++) {
                        g[k] = switch (kind) {
                            case 0, 1 -> distance == 0 ? 0 : sign * ((x[k] - centre[k]) / distance);
                            case 2 -> Math.signum(along) * direction[k];
                            default -> direction[k];
                        };
                    }
                    return height
                            + switch (kind) {
                                case 0, 1 -> sign * distance;
                                case 2 -> Math.abs(along);
                                default -> along;
                            };
                },
                slope,
                size);
    }

    private static Part sine(double amplitude, int d, SplittableRandom random) {
        double[] wave = random.doubles(d, -8, 8).toArray();
        double phase = random.nextDouble(0, 2 * Math.PI);
        return new Part(
                (x, g) -> {
                    double angle = phase;
                    for (int k = 0; k < d; k++) {
                        angle += wave[k] * x[k];
                    }
                    double cosine = Math.cos(angle);
                    for (int k = 0; k < d; k++) {
                        g[k] = amplitude * cosine * wave[k];
                    }
                    return amplitude * Math.sin(angle);
                },
                Math.abs(amplitude) * Rounded.normUp(wave) * ROOM,
                Math.abs(amplitude));
    }

    private static Part gaussian(double amplitude, double width, double[] centre) {
        return new Part(
                (x, g) -> {
                    double distance = Euclidean.distance(x, centre);
                    double value = amplitude * Math.exp(-distance * distance / (2 * width * width));
                    for (int k = 0; k < x.length; k++) {
                        g[k] = -value * (x[k] - centre[k]) / (width * width);
                    }
                    return value;
                },
                // steepest at distance s: e^(-1/2) / s
                Math.abs(amplitude) * Math.exp(-0.5) / width * ROOM,
                Math.abs(amplitude) * ROOM);
    }

    /** The sum (0), maximum (1) or minimum (2) of parts. */
    private static Part join(List<Part> parts, int kind) {
        double slope = 0;
        double size = 0;
        for (Part part : parts) {
            slope = kind == 0 ? slope + part.slope : Math.max(slope, part.slope);
            size = kind == 0 ? size + part.size : Math.max(size, part.size);
        }
        return new Part(
                (x, g) -> {
                    double[] own = new double[x.length];
                    double[] chosen = new double[x.length];
                    double value = kind == 0 ? 0 : Double.NaN;
                    for (Part part : parts) {
                        double found = part.formula.applyAsDouble(x, own);
                        boolean first = Double.isNaN(value);
                        if (kind == 0) {
                            value += found;
                            for (int k = 0; k < x.length; k++) {
                                chosen[k] += own[k];
                            }
                        } else if (first || (kind == 1 ? found > value : found < value)) {
                            value = found;
                            System.arraycopy(own, 0, chosen, 0, x.length);
                        }
                    }
                    System.arraycopy(chosen, 0, g, 0, x.length);
                    return value;
                },
                slope * ROOM,
                size * ROOM);
    }
}
