package org.infimum.relu;

import java.util.List;
import org.infimum.linalg.Rounded;

/**
 * The one-sided nested polar of a three-layer problem at a dual point nu:
 *
 * <pre>max over z in G of nu^T (z)_+,   G = conv{+-(X u)_+ : ||u|| &le; 1}.</pre>
 *
 * <p>Where nu_i &lt; 0, nu_i (z_i)_+ = min over t_i in [0, 1] of nu_i t_i z_i; where nu_i &gt; 0 it is the maximum over e_i in {0, 1} of nu_i e_i z_i.
 * With z = a - b, the parts of the atoms with sign 1 and with sign -1, (a_i - b_i)_+ &le; a_i; so with e_i decided for some i only and any t at all
 *
 * <pre>max over those z &le; max( polar1(mu+), polar1(-mu-) ),   polar1(mu) = max over ||u|| &le; 1 of mu^T (X u)_+</pre>
 *
 * with mu+_i = mu-_i = e_i nu_i where e_i is decided, mu+_i = nu_i and mu-_i = 0 where it is not, and both t_i nu_i where nu_i &lt; 0. With all e_i decided
 * the least bound over t is exact (G is convex and compact, so the minimum over t and the maximum over z may be exchanged). Two one-sided polars of two-layer problems bound
 * each node of a branch and bound over e. Immutable.
 */
final class NestedPolar {
    private final double[][] x;
    private final double[] nu;
    private final int[] positive;
    private final int[] negative;
    private final int[][] twins;
    private final double trivial;

    private NestedPolar(double[][] x, double[] nu) {
        this.x = x;
        this.nu = nu;
        this.positive = samples(1);
        this.negative = samples(-1);
        this.twins = twins();
        double sum = 0;
        for (int i : positive) {
            sum = Rounded.addUp(sum, Rounded.multiplyUp(nu[i], Rounded.normUp(x[i])));
        }
        this.trivial = sum;
    }

    /** The polar at nu; x is not to be changed afterwards. */
    static NestedPolar of(double[][] x, double[] nu) {
        return new NestedPolar(x, nu.clone());
    }

    private int[] samples(int sign) {
        return java.util.stream.IntStream.range(0, nu.length)
                .filter(i -> Math.signum(nu[i]) == sign)
                .filter(i -> java.util.Arrays.stream(x[i]).anyMatch(t -> t != 0))
                .toArray();
    }

    /** For each positive sample all those on its ray, itself among them: z_i has one sign on them, so they are decided together. */
    private int[][] twins() {
        int[][] result = new int[positive.length][];
        for (int j = 0; j < positive.length; j++) {
            double[] row = x[positive[j]];
            result[j] = java.util.stream.IntStream.range(0, positive.length)
                    .filter(l -> isOneRay(row, x[positive[l]]))
                    .toArray();
        }
        return result;
    }

    /** Exactly: a nearly parallel sample may see another sign. Products are compared with their rounding errors; where those underflow, no twins. */
    private static boolean isOneRay(double[] a, double[] b) {
        if (a == b) {
            return true;
        }
        double along = 0;
        for (int k = 0; k < a.length; k++) {
            along += a[k] * b[k];
            for (int l = 0; l < k; l++) {
                double left = a[k] * b[l];
                double right = a[l] * b[k];
                boolean tiny = Math.abs(left) < 1e-250 && (a[k] != 0 && b[l] != 0 || a[l] != 0 && b[k] != 0);
                if (tiny || left != right || Math.fma(a[k], b[l], -left) != Math.fma(a[l], b[k], -right)) {
                    return false;
                }
            }
            if (Math.signum(a[k]) != Math.signum(b[k])) {
                return false;
            }
        }
        return along > 0;
    }

    /** For each sample the number of its ray, from 0, or -1 for a zero sample. */
    static int[] rays(double[][] x) {
        int[] ray = new int[x.length];
        int count = 0;
        for (int i = 0; i < x.length; i++) {
            ray[i] = java.util.Arrays.stream(x[i]).anyMatch(t -> t != 0) ? count : -1;
            for (int l = 0; l < i && ray[i] == count; l++) {
                if (ray[l] >= 0 && isOneRay(x[l], x[i])) {
                    ray[i] = ray[l];
                }
            }
            count += ray[i] == count ? 1 : 0;
        }
        return ray;
    }

    double[][] x() {
        return x;
    }

    int samples() {
        return nu.length;
    }

    double nu(int i) {
        return nu[i];
    }

    /** The samples that are not zero with nu_i &gt; 0; not to be changed. */
    int[] positive() {
        return positive;
    }

    /** The samples that are not zero with nu_i &lt; 0; not to be changed. */
    int[] negative() {
        return negative;
    }

    /** The places in {@link #positive} that are decided with place j. */
    int[] twins(int j) {
        return twins[j];
    }

    /** sum over nu_i &gt; 0 of nu_i ||x_i||, an upper bound that costs nothing: |z_i| &le; ||x_i|| on G. */
    double trivial() {
        return trivial;
    }

    /** (x_i^T u)_+ for all i. */
    double[] activations(double[] u) {
        double[] a = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double t = 0;
            for (int k = 0; k < u.length; k++) {
                t += x[i][k] * u[k];
            }
            a[i] = Math.max(0, t);
        }
        return a;
    }

    /** nu^T (z)_+, in plain floating point. */
    double value(double[] z) {
        double sum = 0;
        for (int i = 0; i < nu.length; i++) {
            sum += z[i] > 0 ? nu[i] * z[i] : 0;
        }
        return sum;
    }

    /** A lower bound: nu^T (z)_+ / sum_j ||p_j|| at z = sum_j s_j (X p_j)_+, rounded down, or 0 where that is negative. */
    double lower(List<double[]> vectors, List<Integer> signs) {
        return lower(x, nu, vectors, signs);
    }

    /** The same on any samples. */
    static double lower(double[][] x, double[] nu, List<double[]> vectors, List<Integer> signs) {
        double cost = 0;
        for (double[] p : vectors) {
            cost = Rounded.addUp(cost, Rounded.normUp(p));
        }
        if (!(cost > Double.MIN_NORMAL) || cost == Double.POSITIVE_INFINITY) {
            return 0;
        }
        long operations = x[0].length + vectors.size() + nu.length + 4L;
        double gamma = Rounded.addUp(Rounded.sumFactor(operations), -1);
        double sum = 0;
        double error = 0;
        for (int i = 0; i < nu.length; i++) {
            double z = 0;
            double size = 0;
            for (int j = 0; j < vectors.size(); j++) {
                double[] p = vectors.get(j);
                double t = 0;
                for (int k = 0; k < p.length; k++) {
                    double product = x[i][k] * p[k];
                    t += product;
                    size += Math.abs(product) + Double.MIN_NORMAL;
                }
                z += signs.get(j) * Math.max(0, t);
            }
            sum += z > 0 ? nu[i] * z : 0;
            error += Math.abs(nu[i]) * size + Double.MIN_NORMAL;
        }
        // the sum of the sizes is itself rounded: twice gamma covers it
        double f = Math.nextDown(
                sum - Rounded.multiplyUp(Rounded.multiplyUp(2, gamma), error) - nu.length * Double.MIN_NORMAL);
        return f > 0 ? Math.max(0, Rounded.divideDown(f, cost)) : 0;
    }
}
