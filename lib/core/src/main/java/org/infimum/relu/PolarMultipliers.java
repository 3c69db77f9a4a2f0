package org.infimum.relu;

import java.util.ArrayList;
import java.util.List;

/**
 * Multipliers of the relaxation of a vector polar, which its {@link PolarRelaxation} chooses and its {@link PolarProof} checks.
 *
 * <p>With t = X u, h = t_+ and g = h - t = (-t)_+ the polar's square is the largest ||V^T h||^2 over ||u|| = 1, and for every u
 *
 * <ul>
 *   <li>h_i (h_i - t_i) = 0 for every sample: a multiplier e_i of any sign, here positive;
 *   <li>(p^T h)(q^T h) &ge; 0, (p^T h)(q^T g) &ge; 0 and (p^T g)(q^T g) &ge; 0 for all vectors p, q &ge; 0: multipliers that are not negative. The vectors
 *       are the positive and the negative parts w_k of the columns of V, in W: without them the relaxation would
 *       forget that h &ge; 0, and what a sample with negative weight takes away.
 * </ul>
 *
 * So with l = W^T h, tau = W^T X u = Y u and g's part l - tau
 *
 * <pre>||V^T h||^2 &le; -h^T E h + h^T E X u + l^T Kbar l - 2 l^T Khat tau + tau^T K22 tau   for every u with h = (X u)_+,</pre>
 *
 * and lambda ||u||^2 bounds the right side for ALL h and u if the quadratic form of the difference is positive semidefinite. Immutable.
 */
final class PolarMultipliers {
    private final double[][] w; // q vectors of length n
    private final double[][] products; // q x q: l^T products l = ||V^T h||^2
    private final double[] e;
    private final double[][] first;
    private final double[][] mixed;
    private final double[][] second;

    private PolarMultipliers(
            double[][] w, double[][] products, double[] e, double[][] first, double[][] mixed, double[][] second) {
        this.w = w;
        this.products = products;
        this.e = e;
        this.first = first;
        this.mixed = mixed;
        this.second = second;
    }

    /** The parts of V's columns that are not zero, with the matrix that makes the square of V^T h of their products. */
    static PolarMultipliers parts(double[][] v) {
        List<double[]> found = new ArrayList<>();
        List<Integer> signs = new ArrayList<>();
        List<Integer> columns = new ArrayList<>();
        for (int c = 0; c < v[0].length; c++) {
            for (int sign = 1; sign >= -1; sign -= 2) {
                double[] part = new double[v.length];
                boolean any = false;
                for (int i = 0; i < v.length; i++) {
                    part[i] = Math.max(0, sign * v[i][c]);
                    any |= part[i] > 0;
                }
                if (any) {
                    found.add(part);
                    signs.add(sign);
                    columns.add(c);
                }
            }
        }
        int q = found.size();
        double[][] products = new double[q][q];
        for (int k = 0; k < q; k++) {
            for (int l = 0; l < q; l++) {
                products[k][l] = columns.get(k).equals(columns.get(l)) ? signs.get(k) * signs.get(l) : 0;
            }
        }
        return new PolarMultipliers(
                found.toArray(new double[0][]),
                products,
                new double[v.length],
                new double[q][q],
                new double[q][q],
                new double[q][q]);
    }

    /**
     * The same parts with other multipliers.
     *
     * @param e positive
     * @param first of l_k l_l; symmetric, not negative
     * @param mixed of l_k (l - tau)_l; not negative
     * @param second of (l - tau)_k (l - tau)_l; symmetric, not negative
     */
    PolarMultipliers with(double[] e, double[][] first, double[][] mixed, double[][] second) {
        for (double[][] matrix : List.of(first, mixed, second)) {
            for (double[] row : matrix) {
                for (double value : row) {
                    if (!(value >= 0)) {
                        throw new IllegalArgumentException("A multiplier must not be negative, as " + value + " is.");
                    }
                }
            }
        }
        return new PolarMultipliers(w, products, e, first, mixed, second);
    }

    /** q, at most 2 C. */
    int size() {
        return w.length;
    }

    /** W, as q vectors of length n; not to be changed. */
    double[][] w() {
        return w;
    }

    /** e; not to be changed. */
    double[] e() {
        return e;
    }

    /** The multipliers of l_k l_l; not to be changed. */
    double[][] first() {
        return first;
    }

    /** The multipliers of l_k (l - tau)_l; not to be changed. */
    double[][] mixed() {
        return mixed;
    }

    /** Kbar, the matrix of l^T ( ) l, in plain floating point. */
    double[][] bar() {
        int q = size();
        double[][] bar = new double[q][q];
        for (int k = 0; k < q; k++) {
            for (int l = 0; l < q; l++) {
                bar[k][l] = products[k][l] + first[k][l] + (mixed[k][l] + mixed[l][k]) + second[k][l];
            }
        }
        return bar;
    }

    /** The sums of the absolute values of what Kbar's entries are sums of. */
    double[][] barSizes() {
        int q = size();
        double[][] sizes = new double[q][q];
        for (int k = 0; k < q; k++) {
            for (int l = 0; l < q; l++) {
                sizes[k][l] = Math.abs(products[k][l]) + first[k][l] + (mixed[k][l] + mixed[l][k]) + second[k][l];
            }
        }
        return sizes;
    }

    /** Khat, the matrix of -2 l^T ( ) tau, in plain floating point. */
    double[][] hat() {
        int q = size();
        double[][] hat = new double[q][q];
        for (int k = 0; k < q; k++) {
            for (int l = 0; l < q; l++) {
                hat[k][l] = mixed[k][l] + second[k][l];
            }
        }
        return hat;
    }

    /** The matrix of tau^T ( ) tau; not to be changed. */
    double[][] last() {
        return second;
    }

    /** The same multipliers but for larger e, which keeps the form's part in h away from singular. */
    PolarMultipliers widened(double factor) {
        double[] wider = e.clone();
        for (int i = 0; i < wider.length; i++) {
            wider[i] *= factor;
        }
        return new PolarMultipliers(w, products, wider, first, mixed, second);
    }
}
