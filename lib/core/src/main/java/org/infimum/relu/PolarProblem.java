package org.infimum.relu;

import org.infimum.linalg.Euclidean;
import org.infimum.linalg.Rounded;

/**
 * The one-sided polar of a two-layer ReLU problem at a dual point nu:
 *
 * <pre>max over ||u||_2 &le; 1 of f(u) = sum_i nu_i (x_i^T u)_+</pre>
 *
 * which is at least 0 (u = 0). The polar itself, max |nu^T (X u)_+|, is the larger of the two one-sided ones, at nu and at -nu.
 *
 * <p>With the generators g_i = |nu_i| x_i and the zonotopes Z+ and Z- (sums of the segments [0, g_i] over nu_i &gt; 0 and over nu_i &lt; 0) f is
 * the difference h+ - h- of their support functions, and the maximum is the largest distance of a point of Z+ from Z-. So it is
 * enough to branch on samples with nu_i &gt; 0. Immutable.
 *
 * <p>The generators are rounded once, here; {@link #generatorError} bounds what that changes. Searches prove their bounds for the
 * rounded generators and add it.
 */
public final class PolarProblem {
    private final double[][] x;
    private final double[] nu;
    private final int dimension;
    private final int[] positiveSamples;
    private final int[] negativeSamples;
    private final double[] positive;
    private final double[] negative;
    private final double generatorError;

    private PolarProblem(double[][] x, double[] nu) {
        this.x = x;
        this.nu = nu;
        this.dimension = x[0].length;
        this.positiveSamples = samples(x, nu, 1);
        this.negativeSamples = samples(x, nu, -1);
        this.positive = generators(positiveSamples);
        this.negative = generators(negativeSamples);
        this.generatorError = error();
    }

    /**
     * The problem at nu.
     *
     * @param x the n samples x_i of length r, finite; taken over, not to be changed afterwards
     * @param nu the n dual numbers, finite; copied
     * @return the problem
     * @throws IllegalArgumentException if the lengths differ, there is no sample, or a number is not finite
     */
    public static PolarProblem of(double[][] x, double[] nu) {
        if (x.length == 0 || x[0].length == 0 || nu.length != x.length) {
            throw new IllegalArgumentException("The polar needs a dual number for each of at least one sample, not "
                    + nu.length + " for " + x.length + ".");
        }
        for (int i = 0; i < x.length; i++) {
            if (x[i].length != x[0].length) {
                throw new IllegalArgumentException(
                        "Sample " + i + " has " + x[i].length + " coordinates, but sample 0 has " + x[0].length + ".");
            }
            if (!Double.isFinite(nu[i])) {
                throw new IllegalArgumentException("The dual number " + i + " is " + nu[i] + "; it must be finite.");
            }
            for (double coordinate : x[i]) {
                if (!Double.isFinite(coordinate)) {
                    throw new IllegalArgumentException(
                            "Sample " + i + " holds " + coordinate + "; all must be finite.");
                }
            }
        }
        return new PolarProblem(x, nu.clone());
    }

    private static int[] samples(double[][] x, double[] nu, int sign) {
        return java.util.stream.IntStream.range(0, nu.length)
                .filter(i -> Math.signum(nu[i]) == sign && isNonZero(x[i]))
                .toArray();
    }

    private static boolean isNonZero(double[] row) {
        for (double coordinate : row) {
            if (coordinate != 0) {
                return true;
            }
        }
        return false;
    }

    private double[] generators(int[] samples) {
        double[] g = new double[samples.length * dimension];
        for (int j = 0; j < samples.length; j++) {
            double size = Math.abs(nu[samples[j]]);
            for (int k = 0; k < dimension; k++) {
                g[j * dimension + k] = size * x[samples[j]][k];
            }
        }
        return g;
    }

    /** Each coordinate of a generator is off by at most half a unit in its last place, or by the least number where it underflows. */
    private double error() {
        double sum = 0;
        for (double[] g : new double[][] {positive, negative}) {
            for (double coordinate : g) {
                sum = Rounded.addUp(sum, Math.ulp(coordinate));
            }
        }
        return sum;
    }

    /**
     * The number r of coordinates.
     *
     * @return r
     */
    public int dimension() {
        return dimension;
    }

    /**
     * The samples with nu_i &gt; 0 that are not zero, in rising order: generator j of Z+ belongs to sample {@code positiveSamples()[j]}.
     *
     * @return their indices; not to be changed
     */
    int[] positiveSamples() {
        return positiveSamples;
    }

    /** The samples with nu_i &lt; 0 that are not zero, as {@link #positiveSamples}. */
    int[] negativeSamples() {
        return negativeSamples;
    }

    /** The generators of Z+, row by row, n+ times r numbers; not to be changed. */
    double[] positive() {
        return positive;
    }

    /** The generators of Z-, row by row, n- times r numbers; not to be changed. */
    double[] negative() {
        return negative;
    }

    /** An upper bound of |f(u) - (h+(u) - h-(u))| over ||u|| &le; 1, with f exact and h+, h- exact for the rounded generators. */
    double generatorError() {
        return generatorError;
    }

    /**
     * f(u), in plain floating point.
     *
     * @param u r numbers
     * @return f(u)
     */
    public double value(double[] u) {
        double sum = 0;
        for (int i = 0; i < nu.length; i++) {
            double t = Euclidean.dot(x[i], u);
            if (t > 0) {
                sum += nu[i] * t;
            }
        }
        return sum;
    }

    /**
     * A lower bound of the polar from one direction: f(u) / ||u|| rounded down, or 0 where that is negative.
     *
     * @param u r finite numbers, of any length
     * @return a number not above max over ||u|| &le; 1 of f(u), at least 0
     */
    public double lower(double[] u) {
        double length = Rounded.normUp(u);
        if (!(length > 0) || length == Double.POSITIVE_INFINITY) {
            return 0;
        }
        // each x_i^T u lies within its error of the sum; (.)_+ does not enlarge it
        double sum = 0;
        double error = 0;
        double gamma = Rounded.addUp(Rounded.sumFactor(dimension + nu.length + 2L), -1);
        for (int i = 0; i < nu.length; i++) {
            double t = 0;
            double size = 0;
            for (int k = 0; k < dimension; k++) {
                double product = x[i][k] * u[k];
                t += product;
                size += Math.abs(product) + Double.MIN_NORMAL;
            }
            sum += t > 0 ? nu[i] * t : 0;
            error += Math.abs(nu[i]) * size + Double.MIN_NORMAL;
        }
        // the sum of the sizes is itself rounded: twice gamma covers it
        double f =
                Math.nextDown(sum - Rounded.multiplyUp(Rounded.multiplyUp(2, gamma), error) - n() * Double.MIN_NORMAL);
        return f > 0 ? Math.max(0, Rounded.divideDown(f, length)) : 0;
    }

    private int n() {
        return nu.length;
    }
}
