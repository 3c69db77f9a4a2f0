package org.infimum.network;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.infimum.linalg.Rounded;

/**
 * An a-priori bound of the rounding error in {@link TrainingLoss#value} and {@link TrainingLoss#gradient} over a set of
 * parameters: the error of every activation is carried along, with the largest magnitudes over the set from their
 * {@link Enclosure}s (Higham 2002, section 3.1).
 */
final class EvaluationError {
    /** The largest value of something and the largest error in computing it. */
    private record Range(double largest, double error) {}

    private EvaluationError() {}

    static double of(TrainingLoss f, ParameterSet set) {
        ParameterBlocks blocks = new ParameterBlocks(set);
        Chain chain = f.network().chain();
        int n = f.data().size();
        double largest = 0;
        double error = 0;
        for (int i = 0; i < n; i++) {
            Enclosure x = Enclosure.point(f.data().input(i));
            double[] drift = chain.drift(blocks, x, new double[x.size()]);
            Enclosure output = chain.enclose(blocks, x, new ArrayDeque<>());
            Range one = loss(f.loss(), output.magnitudes(), drift, f.data().target(i));
            largest = Rounded.addUp(largest, Rounded.addUp(one.largest, one.error));
            error = Rounded.addUp(error, one.error);
        }
        // n - 1 additions and a division
        error = Rounded.addUp(error, rounding(n, largest));
        Range decay = decay(f.weightDecay(), set);
        double all = Rounded.addUp(Rounded.divideUp(largest, n), Rounded.addUp(decay.largest, decay.error));
        return Rounded.addUp(Rounded.addUp(Rounded.divideUp(error, n), decay.error), rounding(2, all));
    }

    private static Range decay(double weight, ParameterSet set) {
        if (weight == 0) {
            return new Range(0, 0);
        }
        double square = 0;
        for (int p = 0; p < set.dimension(); p++) {
            double most = Math.max(Math.abs(set.lower(p)), Math.abs(set.upper(p)));
            square = Rounded.addUp(square, Rounded.multiplyUp(most, most));
        }
        double value = Rounded.multiplyUp(weight, square);
        // products, their sum, halving the weight and multiplying by it; the underflow of a product counts times the
        // weight, that of half the weight times the sum
        double under =
                Rounded.multiplyUp((set.dimension() + 2.0) * Double.MIN_VALUE, Math.max(Math.max(1, weight), square));
        return new Range(value, Rounded.addUp(rounding(set.dimension() + 3L, value), under));
    }

    /** What so many operations lose of a sum of magnitudes of this size, and one smallest number each for underflow. */
    static double rounding(long operations, double magnitude) {
        return Rounded.addUp(
                Rounded.multiplyUp(Rounded.sumFactor(operations) - 1, magnitude), operations * Double.MIN_VALUE);
    }

    private static Range loss(Loss loss, double[] magnitudes, double[] drift, double[] y) {
        int k = y.length;
        double far = 0;
        double error = 0;
        for (int j = 0; j < k; j++) {
            far = Math.max(far, Rounded.addUp(magnitudes[j], drift[j]));
            error = Math.max(error, drift[j]);
        }
        return switch (loss) {
            case SQUARED -> squared(magnitudes, drift, y);
            // 1 + (z_j - z_k): two outputs' errors and two roundings
            case HINGE -> {
                double largest = Rounded.addUp(1, Rounded.multiplyUp(2, far));
                yield new Range(largest, Rounded.addUp(Rounded.multiplyUp(2, error), rounding(3, largest)));
            }
            case SOFTMAX_CROSS_ENTROPY -> {
                // the exact loss moves by ||p - e||_1 <= 2 times the outputs' error. With D the largest difference of
                // outputs, a rounded difference
                // changes an exponential by D u relatively, exp and log err by one unit in the last place, 2 u, and K
                // terms are added; the sum
                // is at least 1, so its relative error is the logarithm's absolute one. Doubled for all products of
                // small numbers
                double spread = Rounded.multiplyUp(2, far);
                double logarithm = Math.nextUp(Math.nextUp(StrictMath.log(k)));
                double units = 2 * (4 * spread + 2.0 * k + 8 + 4 * logarithm);
                yield spread > 0x1p30
                        ? new Range(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY)
                        : new Range(
                                Rounded.addUp(spread, logarithm),
                                Rounded.addUp(
                                        Rounded.multiplyUp(2, error),
                                        Rounded.multiplyUp(Math.nextUp(units * (1 + 0x1p-40)), Rounded.UNIT)));
            }
        };
    }

    private static Range squared(double[] magnitudes, double[] drift, double[] y) {
        double largest = 0;
        double error = 0;
        for (int j = 0; j < y.length; j++) {
            double a = Rounded.addUp(magnitudes[j], Math.abs(y[j]));
            double reached = Rounded.addUp(a, drift[j]);
            largest = Rounded.addUp(largest, Rounded.multiplyUp(reached, reached));
            // |(a + e)^2 - a^2| / 2 <= e (a + e)
            error = Rounded.addUp(error, Rounded.multiplyUp(drift[j], reached));
        }
        return new Range(largest, Rounded.addUp(error, rounding(y.length + 4L, largest)));
    }

    /** The errors of a sum of two computed vectors, entry by entry. */
    static double[] sum(Enclosure main, double[] mainError, Enclosure side, double[] sideError) {
        double[] error = new double[mainError.length];
        Arrays.setAll(error, j -> {
            double both = Rounded.addUp(mainError[j], sideError[j]);
            double size = Rounded.addUp(Rounded.addUp(main.magnitude(j), side.magnitude(j)), both);
            return Rounded.addUp(both, Rounded.multiplyUp(size, Rounded.UNIT));
        });
        return error;
    }
}
