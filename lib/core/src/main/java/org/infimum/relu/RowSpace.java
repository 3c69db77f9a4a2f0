package org.infimum.relu;

import org.infimum.linalg.Euclidean;
import org.infimum.linalg.Rounded;

/**
 * The samples in coordinates of their row space: X = Z Q^T + E with Q d x r of nearly orthonormal columns, so that a problem in d unknowns a
 * neuron becomes one in r = rank X. Where the rank is d nothing is changed: Z = X, Q = I, E = 0.
 *
 * <p>A bound for Z is one for X: for ||u|| &le; 1,
 *
 * <pre>|nu^T (X u)_+ - nu^T (Z Q^T u)_+| &le; sum_i |nu_i| ||E_i||   and   ||Q^T u|| &le; ||Q||_2,</pre>
 *
 * so the polar on X is at most ||Q||_2 polar on Z + sum |nu_i| ||E_i||; both terms are bounded with rounding accounted for, whatever
 * the rank was taken to be. Immutable. Cost n d r.
 */
final class RowSpace {
    /** A row whose part outside the span found so far is smaller than this part of the longest row adds nothing to the rank. */
    private static final double RANK_TOLERANCE = 1e-12;

    private final double[][] coordinates;
    private final double[][] basis; // r vectors of length d; null where X is kept
    private final double basisNorm;
    private final double[] rowErrors;

    private RowSpace(double[][] coordinates, double[][] basis, double basisNorm, double[] rowErrors) {
        this.coordinates = coordinates;
        this.basis = basis;
        this.basisNorm = basisNorm;
        this.rowErrors = rowErrors;
    }

    /** Finds the row space of finite samples by Gram-Schmidt with pivoting, each vector orthogonalised twice. */
    static RowSpace of(double[][] x) {
        int n = x.length;
        int d = x[0].length;
        double[][] rest = new double[n][];
        double longest = 0;
        for (int i = 0; i < n; i++) {
            rest[i] = x[i].clone();
            longest = Math.max(longest, Euclidean.norm(x[i]));
        }
        double[][] found = new double[Math.min(n, d)][];
        int rank = 0;
        while (rank < found.length) {
            int pivot = 0;
            double most = -1;
            for (int i = 0; i < n; i++) {
                double length = Euclidean.norm(rest[i]);
                if (length > most) {
                    most = length;
                    pivot = i;
                }
            }
            if (!(most > RANK_TOLERANCE * longest)) {
                break;
            }
            double[] q = rest[pivot].clone();
            // once more against what was found: the pivots lose orthogonality as the rest gets small
            for (int j = 0; j < rank; j++) {
                subtract(q, found[j]);
            }
            double length = Euclidean.norm(q);
            for (int k = 0; k < d; k++) {
                q[k] /= length;
            }
            found[rank++] = q;
            for (double[] row : rest) {
                subtract(row, q);
            }
        }
        if (rank == d) {
            return new RowSpace(x, null, 1, new double[n]);
        }
        if (rank == 0) {
            // all samples are zero: one coordinate that no sample has
            double[] first = new double[d];
            first[0] = 1;
            return new RowSpace(new double[n][1], new double[][] {first}, 1, new double[n]);
        }
        double[][] basis = java.util.Arrays.copyOf(found, rank);
        double[][] z = new double[n][rank];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < rank; j++) {
                z[i][j] = Euclidean.dot(x[i], basis[j]);
            }
        }
        return new RowSpace(z, basis, basisNorm(basis), errors(x, z, basis));
    }

    private static void subtract(double[] row, double[] q) {
        double along = Euclidean.dot(row, q);
        for (int k = 0; k < q.length; k++) {
            row[k] -= along * q[k];
        }
    }

    /** An upper bound of ||Q||_2: the root of the largest row sum of |Q^T Q|. */
    private static double basisNorm(double[][] basis) {
        int d = basis[0].length;
        double gamma = Rounded.addUp(Rounded.sumFactor(d), -1);
        double largest = 0;
        for (double[] q : basis) {
            double row = 0;
            for (double[] other : basis) {
                double product = 0;
                double size = 0;
                for (int k = 0; k < d; k++) {
                    product += q[k] * other[k];
                    size += Math.abs(q[k] * other[k]);
                }
                double error = Rounded.addUp(Rounded.multiplyUp(2 * gamma, size), d * Double.MIN_NORMAL);
                row = Rounded.addUp(row, Rounded.addUp(Math.abs(product), error));
            }
            largest = Math.max(largest, row);
        }
        return Rounded.sqrtUp(largest);
    }

    private static double[] errors(double[][] x, double[][] z, double[][] basis) {
        int d = x[0].length;
        int rank = basis.length;
        double gamma = Rounded.addUp(Rounded.sumFactor(rank + 1L), -1);
        double[] errors = new double[x.length];
        double[] off = new double[d];
        for (int i = 0; i < x.length; i++) {
            for (int k = 0; k < d; k++) {
                double rest = x[i][k];
                double size = Math.abs(rest);
                for (int j = 0; j < rank; j++) {
                    double product = z[i][j] * basis[j][k];
                    rest -= product;
                    size += Math.abs(product);
                }
                double rounding = Rounded.addUp(Rounded.multiplyUp(2 * gamma, size), (rank + 1) * Double.MIN_NORMAL);
                off[k] = Rounded.addUp(Math.abs(rest), rounding);
            }
            errors[i] = Rounded.normUp(off);
        }
        return errors;
    }

    /** r, at least 1. */
    int rank() {
        return coordinates[0].length;
    }

    /** Z, n x r; not to be changed. */
    double[][] coordinates() {
        return coordinates;
    }

    /** Q w, the vector of length d that a vector of r coordinates stands for. */
    double[] expand(double[] w) {
        if (basis == null) {
            return w.clone();
        }
        double[] u = new double[basis[0].length];
        for (int j = 0; j < w.length; j++) {
            for (int k = 0; k < u.length; k++) {
                u[k] += w[j] * basis[j][k];
            }
        }
        return u;
    }

    /** Q^T u, the coordinates of a vector of length d. */
    double[] reduce(double[] u) {
        if (basis == null) {
            return u.clone();
        }
        double[] w = new double[basis.length];
        for (int j = 0; j < w.length; j++) {
            w[j] = Euclidean.dot(u, basis[j]);
        }
        return w;
    }

    /** An upper bound of the one-sided polar on X from one on Z. */
    double polarUp(double[] nu, double onCoordinates) {
        if (basis == null) {
            return onCoordinates;
        }
        double error = 0;
        for (int i = 0; i < nu.length; i++) {
            error = Rounded.addUp(error, Rounded.multiplyUp(Math.abs(nu[i]), rowErrors[i]));
        }
        return Rounded.addUp(Rounded.multiplyUp(basisNorm, onCoordinates), error);
    }
}
