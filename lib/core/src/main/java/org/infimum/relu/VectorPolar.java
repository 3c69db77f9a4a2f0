package org.infimum.relu;

import java.util.Arrays;
import java.util.List;
import org.infimum.linalg.Rounded;

/**
 * The polar of a two-layer ReLU problem with C outputs at a dual point V:
 *
 * <pre>max over ||u||_2 &le; 1 of ||V^T (X u)_+||_2  =  max over ||w||_2 = 1 of max over ||u||_2 &le; 1 of (V w)^T (X u)_+.</pre>
 *
 * For a fixed w it is the one-sided {@link PolarProblem} at nu = V w; for C = 1 the larger of the two at V and -V. Immutable.
 */
public final class VectorPolar {
    private final double[][] x;
    private final double[][] v;

    private VectorPolar(double[][] x, double[][] v) {
        this.x = x;
        this.v = v;
    }

    /**
     * The polar at V.
     *
     * @param x the n samples of length d, finite and at most 1e100 in size; taken over, not to be changed afterwards
     * @param v the n rows of C dual numbers, likewise
     * @return the polar
     * @throws IllegalArgumentException if the lengths differ, there is no sample, or a number is not finite or too large
     */
    public static VectorPolar of(double[][] x, double[][] v) {
        if (x.length == 0 || x[0].length == 0 || v.length != x.length || v[0].length == 0) {
            throw new IllegalArgumentException(
                    "The polar needs a row of dual numbers for each of at least one sample, not " + v.length + " for "
                            + x.length + ".");
        }
        check(x, "Sample");
        check(v, "Dual row");
        return new VectorPolar(x, v);
    }

    private static void check(double[][] rows, String what) {
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != rows[0].length) {
                throw new IllegalArgumentException(what + " " + i + " has " + rows[i].length
                        + " numbers, but the first has " + rows[0].length + ".");
            }
            for (double value : rows[i]) {
                if (!(Math.abs(value) <= 1e100)) {
                    throw new IllegalArgumentException(
                            what + " " + i + " holds " + value + "; all must be finite and at most 1e100 in size.");
                }
            }
        }
    }

    /** X; not to be changed. */
    double[][] x() {
        return x;
    }

    /** V; not to be changed. */
    double[][] v() {
        return v;
    }

    /**
     * The number of samples.
     *
     * @return n
     */
    public int samples() {
        return x.length;
    }

    /**
     * The number of coordinates of a direction u.
     *
     * @return d
     */
    public int dimension() {
        return x[0].length;
    }

    /**
     * The number of outputs.
     *
     * @return C
     */
    public int outputs() {
        return v[0].length;
    }

    /** The polar of some of the samples. */
    VectorPolar part(int first, int stride) {
        int count = (x.length - first + stride - 1) / stride;
        double[][] samples = new double[count][];
        double[][] rows = new double[count][];
        for (int j = 0; j < count; j++) {
            samples[j] = x[first + j * stride];
            rows[j] = v[first + j * stride];
        }
        return new VectorPolar(samples, rows);
    }

    /**
     * V^T (X u)_+, in plain floating point.
     *
     * @param u d numbers
     * @return a new array of C numbers
     */
    public double[] at(double[] u) {
        double[] a = new double[outputs()];
        for (int i = 0; i < x.length; i++) {
            double t = 0;
            for (int k = 0; k < u.length; k++) {
                t += x[i][k] * u[k];
            }
            for (int c = 0; c < a.length && t > 0; c++) {
                a[c] += t * v[i][c];
            }
        }
        return a;
    }

    /**
     * Local maxima of the polar, by ascent from the given directions, from X^T v_c of every output c and back, and from random ones.
     *
     * @param starts directions worth trying, d numbers each, of any length; may be empty
     * @param random how many random starts beside them, at least 0: samples and Gaussian draws in turn
     * @param seed their seed
     * @return the distinct maxima found, of positive value, best first; they prove no bound from above
     * @throws IllegalArgumentException if a start has another length than d or the number is negative
     */
    public List<VectorPolarMaximum> maxima(List<double[]> starts, int random, long seed) {
        for (double[] start : starts) {
            if (start.length != dimension()) {
                throw new IllegalArgumentException("A direction to start from has " + start.length
                        + " numbers, but the samples have " + dimension() + ".");
            }
        }
        if (random < 0) {
            throw new IllegalArgumentException("The number of random starts must be at least 0, not " + random + ".");
        }
        return VectorAscent.of(this, random, seed).run(starts);
    }

    /**
     * A lower bound of the polar from one direction: ||V^T (X u)_+|| / ||u|| rounded down.
     *
     * @param u d finite numbers, of any length
     * @return a number not above the polar, at least 0
     */
    public double lower(double[] u) {
        double length = Rounded.normUp(u);
        if (!(length > 0) || length > 1e100) {
            return 0;
        }
        double[] a = new double[outputs()];
        double[] error = new double[outputs()];
        double gamma = Rounded.multiplyUp(2, Rounded.addUp(Rounded.sumFactor(u.length + x.length + 3L), -1));
        for (int i = 0; i < x.length; i++) {
            double t = 0;
            double size = 0;
            for (int k = 0; k < u.length; k++) {
                double product = x[i][k] * u[k];
                t += product;
                size += Math.abs(product) + Double.MIN_NORMAL;
            }
            for (int c = 0; c < a.length; c++) {
                a[c] += Math.max(0, t) * v[i][c];
                error[c] += Math.abs(v[i][c]) * size + Double.MIN_NORMAL;
            }
        }
        double square = 0;
        for (int c = 0; c < a.length; c++) {
            double least = Rounded.addDown(
                    Math.abs(a[c]),
                    -Rounded.addUp(Rounded.multiplyUp(gamma, error[c]), 2 * x.length * Double.MIN_NORMAL));
            square = least > 0 ? Rounded.addDown(square, Rounded.multiplyDown(least, least)) : square;
        }
        return square > 0 ? Math.max(0, Rounded.divideDown(Rounded.sqrtDown(square), length)) : 0;
    }

    /**
     * The scalar one-sided polar in one output direction.
     *
     * @param w C numbers
     * @return the problem at nu = V w, in plain floating point
     */
    public PolarProblem along(double[] w) {
        double[] nu = new double[v.length];
        for (int i = 0; i < nu.length; i++) {
            for (int c = 0; c < w.length; c++) {
                nu[i] += v[i][c] * w[c];
            }
        }
        return PolarProblem.of(x, nu);
    }

    @Override
    public String toString() {
        return "polar of " + samples() + " samples in " + dimension() + " dimensions with " + outputs() + " outputs, "
                + Arrays.stream(v)
                        .mapToDouble(
                                row -> Arrays.stream(row).map(Math::abs).max().orElse(0))
                        .max()
                        .orElse(0)
                + " the largest dual number";
    }
}
