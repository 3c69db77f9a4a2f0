package org.infimum.relu;

import java.util.Arrays;
import org.infimum.linalg.Rounded;

/**
 * A polar made small and of unit size, for the oracles of low rank:
 *
 * <pre>|f(u) - 2^E [ b^T u + sum_j (p_j^T u)_+ - sum_j (n_j^T u)_+ ]| &le; error     for ||u|| &le; 1</pre>
 *
 * Generators on one line are merged: same direction by adding the weights, opposite ones by (-t)_+ = (t)_+ - t, which leaves the linear
 * part b. So no two p_j, n_j are parallel (up to rounding), whatever duplicates the data has. The power of two makes the largest
 * coordinate lie in [1, 2), so squares neither over- nor underflow at any scale of the data.
 *
 * <p>The sign of the linear part does not matter to the theory: the maximum is the largest distance of a point of b + Z+ from Z-.
 */
final class ReducedPolar {
    /** Lines whose generators differ by less than this, relatively, are merged; the difference goes into the error. */
    private static final double SAME_LINE = 0x1p-50;

    final int dimension;
    final double[] linear;
    final double[] positive;
    final double[] negative;
    final int positives;
    final int negatives;
    private final int exponent;
    private final double error;
    private final double[] sizes;
    private final double size;

    private ReducedPolar(
            int dimension, double[] linear, double[] positive, double[] negative, int exponent, double error) {
        this.dimension = dimension;
        this.linear = linear;
        this.positive = positive;
        this.negative = negative;
        this.positives = positive.length / dimension;
        this.negatives = negative.length / dimension;
        this.exponent = exponent;
        this.error = error;
        this.sizes = new double[dimension];
        for (double[] g : new double[][] {linear, positive, negative}) {
            for (int i = 0; i < g.length; i++) {
                if (g[i] != 0) {
                    sizes[i % dimension] = Rounded.addUp(sizes[i % dimension], Math.abs(g[i]));
                }
            }
        }
        // nothing at all is exactly nought
        this.size = Arrays.stream(sizes).sum() == 0 ? 0 : Rounded.normUp(sizes);
    }

    /**
     * Reduces a polar.
     *
     * @throws IllegalArgumentException if a product nu_i x_i overflows
     */
    static ReducedPolar of(PolarProblem problem) {
        int r = problem.dimension();
        double[] positive = problem.positive();
        double[] negative = problem.negative();
        double largest = 0;
        for (double[] g : new double[][] {positive, negative}) {
            for (double coordinate : g) {
                largest = Math.max(largest, Math.abs(coordinate));
            }
        }
        if (largest == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "A product of a dual number and a sample overflows; scale the data or the dual numbers down.");
        }
        int exponent = largest == 0 ? 0 : Math.getExponent(largest);
        int count = (positive.length + negative.length) / r;
        double[] g = new double[count * r];
        for (int i = 0; i < g.length; i++) {
            g[i] = Math.scalb(i < positive.length ? positive[i] : negative[i - positive.length], -exponent);
        }
        return new Merger(g, positive.length / r, r).reduced(exponent, problem.generatorError());
    }

    /** Finds the lines and adds up what lies on them. */
    private static final class Merger {
        private final double[] g;
        private final int count;
        private final int plus;
        private final int r;
        private final double[] squares;
        private final int[] lineOf;
        private final double[] ratio;
        private final int[] members;
        private double error;

        Merger(double[] g, int plus, int r) {
            this.g = g;
            this.r = r;
            this.plus = plus;
            this.count = g.length / r;
            this.squares = new double[count];
            this.lineOf = new int[count];
            this.ratio = new double[count];
            this.members = new int[count];
            for (int i = 0; i < count; i++) {
                squares[i] = dot(i, i);
            }
            for (int i = 0; i < count; i++) {
                lineOf[i] = line(i);
                members[lineOf[i]]++;
            }
        }

        private double dot(int i, int j) {
            double sum = 0;
            for (int k = 0; k < r; k++) {
                sum += g[i * r + k] * g[j * r + k];
            }
            return sum;
        }

        private int line(int i) {
            ratio[i] = 1;
            for (int j = 0; j < i; j++) {
                if (lineOf[j] != j) {
                    continue;
                }
                double product = dot(i, j);
                if (product * product >= squares[i] * squares[j] * (1 - 0x1p-40) && squares[j] > 0x1p-900) {
                    double alpha = product / squares[j];
                    double off = difference(i, j, alpha);
                    if (off <= SAME_LINE * Math.sqrt(squares[i])) {
                        ratio[i] = alpha;
                        error = off == 0 ? error : Rounded.addUp(error, off);
                        return j;
                    }
                }
            }
            return i;
        }

        /** An upper bound of ||g_i - alpha g_j||. */
        private double difference(int i, int j, double alpha) {
            double sum = 0;
            for (int k = 0; k < r; k++) {
                double product = alpha * g[j * r + k];
                double off = Math.abs(g[i * r + k] - product);
                // a difference of nought is exact; the product is rounded unless the ratio is 1
                off = off == 0 ? 0 : Math.nextUp(off);
                off = alpha == 1 || alpha == -1 ? off : Rounded.addUp(off, Math.ulp(product));
                sum = Rounded.addUp(sum, off);
            }
            return sum;
        }

        ReducedPolar reduced(int exponent, double generatorError) {
            double[] linear = new double[r];
            double[] weight = new double[count];
            double[] total = new double[count];
            for (int i = 0; i < count; i++) {
                int line = lineOf[i];
                double sign = i < plus ? 1 : -1;
                weight[line] += sign * Math.abs(ratio[i]);
                total[line] = Rounded.addUp(total[line], Math.abs(ratio[i]));
                if (ratio[i] < 0) {
                    // (alpha t)_+ = |alpha| ((t)_+ - t) for alpha < 0
                    for (int k = 0; k < r; k++) {
                        linear[k] += sign * ratio[i] * g[line * r + k];
                    }
                }
            }
            double[] positive = new double[count * r];
            double[] negative = new double[count * r];
            int p = 0;
            int n = 0;
            double rounding = 0;
            for (int i = 0; i < count; i++) {
                if (lineOf[i] != i) {
                    continue;
                }
                for (int k = 0; k < r && weight[i] != 0; k++) {
                    double coordinate = Math.abs(weight[i]) * g[i * r + k];
                    if (weight[i] > 0) {
                        positive[p++] = coordinate;
                    } else {
                        negative[n++] = coordinate;
                    }
                }
                for (int k = 0; k < r && members[i] > 1; k++) {
                    rounding = Rounded.addUp(rounding, Rounded.multiplyUp(total[i], Math.abs(g[i * r + k])));
                }
            }
            // the weights, their products and the linear part are each sums of at most count terms and two products
            double gamma = Rounded.addUp(Rounded.sumFactor(count + 4L), -1);
            if (rounding > 0) {
                error = Rounded.addUp(error, Rounded.multiplyUp(2, Rounded.multiplyUp(gamma, rounding)));
            }
            double back = 0;
            if (error > 0 || exponent > 0) {
                // scaling down may have lost the last bits of tiny coordinates, and products here may underflow
                error = Rounded.addUp(error, 8.0 * g.length * Double.MIN_VALUE);
                back = Math.nextUp(Math.scalb(error, exponent));
            }
            return new ReducedPolar(
                    r,
                    linear,
                    Arrays.copyOf(positive, p),
                    Arrays.copyOf(negative, n),
                    exponent,
                    back == 0 ? generatorError : Rounded.addUp(generatorError, back));
        }
    }

    /** An upper bound of the exact polar from one of the reduced one. */
    double upper(double scaled) {
        return scaled == 0 ? error : Rounded.addUp(Math.nextUp(Math.scalb(scaled, exponent)), error);
    }

    /** The largest value of the reduced polar, rounded down, for which {@link #upper} is not above a cutoff; negative if there is none. */
    double cutoff(double cutoff) {
        double room = Math.nextDown(Math.nextDown(cutoff) - error);
        return room > 0 ? Math.nextDown(Math.nextDown(Math.scalb(Math.nextDown(room), -exponent))) : -1;
    }

    /** An upper bound of |b_k| plus the sum of all generators' |g_jk|, for each coordinate k: what a-priori error bounds are relative to. */
    double[] sizes() {
        return sizes;
    }

    /** An upper bound of the norm of {@link #sizes}. */
    double size() {
        return size;
    }

    /** The reduced f(u), in plain floating point. */
    double value(double[] u) {
        double sum = 0;
        for (int k = 0; k < dimension; k++) {
            sum += linear[k] * u[k];
        }
        return sum + support(positive, u) - support(negative, u);
    }

    private double support(double[] g, double[] u) {
        double sum = 0;
        for (int j = 0; j < g.length; j += dimension) {
            double t = 0;
            for (int k = 0; k < dimension; k++) {
                t += g[j + k] * u[k];
            }
            sum += Math.max(t, 0);
        }
        return sum;
    }
}
