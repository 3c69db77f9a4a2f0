package org.infimum.relu;

import org.infimum.linalg.Euclidean;
import org.infimum.linalg.Rounded;

/**
 * Proves that lambda and {@link PolarMultipliers} bound the square of a vector polar: that the matrix of the quadratic form
 *
 * <pre>lambda ||u||^2 + h^T E h - h^T E X u - l^T Kbar l + 2 l^T Khat tau - tau^T K22 tau,   l = W^T h, tau = W^T X u
 *
 * Q = [ E - W Kbar W^T          -E X / 2 + W Khat Y     ]
 *     [ ...                     lambda I - Y^T K22 Y    ],   Y = W^T X,</pre>
 *
 * is positive semidefinite. Q is computed in floating point, scaled to a unit diagonal by powers of two, and what rounding can have done is taken off the
 * diagonal: an entry is a sum of products of at most four numbers with at most p = 2 n + 8 q + 20 operations on a path, so off by at most gamma_p times
 * the same sum of absolute values; the row sums of those bounds (Gershgorin) come from products of matrices and vectors. If then the
 * floating-point Cholesky decomposition of the rest, less gamma_(N+1) / (1 - 2 gamma_(N+1)) tr, N = n + d, on the diagonal, runs to its end, the rest is
 * positive semidefinite (Rump 2006; Higham 2002, Theorem 10.3), and so Q is. No optimiser's word is taken. Cost (n + d)^3 / 6.
 */
final class PolarProof {
    /** Numbers beyond these are refused, so that a margin of 1e-200 covers all underflow. */
    private static final double LARGEST = 1e25;

    private static final double LEAST = 1e-30;

    private static final double UNDERFLOW = 1e-150;

    private PolarProof() {}

    /** Whether the bound is proved; false says nothing. */
    static boolean holds(double[][] x, PolarMultipliers multipliers, double lambda) {
        int n = x.length;
        int d = x[0].length;
        int q = multipliers.size();
        double[][] w = multipliers.w();
        double[] e = multipliers.e();
        double[][] bar = multipliers.bar();
        double[][] hat = multipliers.hat();
        double[][] last = multipliers.last();
        if (!isModerate(x)
                || !isModerate(w)
                || !isModerate(bar)
                || !isModerate(hat)
                || !isModerate(last)
                || !isModerate(new double[][] {e, {lambda}})) {
            return false;
        }
        double[][] a = matrix(x, w, e, bar, hat, last, lambda);
        int size = n + d;
        double[] scale = new double[size];
        for (int i = 0; i < size; i++) {
            if (!(a[i][i] > LEAST)) {
                return false;
            }
            // 2^k with 2^2k about 1 / a_ii
            scale[i] = Math.scalb(1.0, -Math.floorDiv(Math.getExponent(a[i][i]), 2));
        }
        double[] error = roundingRows(x, w, e, multipliers.barSizes(), hat, last, lambda, scale);
        double trace = 0;
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                a[i][j] *= scale[i] * scale[j];
            }
            trace = Rounded.addUp(trace, a[i][i]);
        }
        double gamma = Rounded.addUp(Rounded.sumFactor(size + 1L), -1);
        double margin = Rounded.addUp(
                Rounded.multiplyUp(trace, Rounded.divideUp(gamma, Math.nextDown(1 - 2 * gamma))), UNDERFLOW);
        for (int i = 0; i < size; i++) {
            a[i][i] = Rounded.addDown(a[i][i], -Rounded.addUp(margin, Rounded.addUp(error[i], UNDERFLOW)));
        }
        return decomposes(a);
    }

    private static boolean isModerate(double[][] rows) {
        for (double[] row : rows) {
            for (double value : row) {
                if (!(Math.abs(value) <= LARGEST)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The lower triangle of Q. */
    private static double[][] matrix(
            double[][] x, double[][] w, double[] e, double[][] bar, double[][] hat, double[][] last, double lambda) {
        int n = x.length;
        int d = x[0].length;
        int q = w.length;
        double[][] y = SmallMatrices.product(w, x);
        double[][] barW = SmallMatrices.product(bar, w);
        double[][] hatY = SmallMatrices.product(hat, y);
        double[][] lastY = SmallMatrices.product(last, y);
        double[][] a = new double[n + d][];
        for (int i = 0; i < n; i++) {
            a[i] = new double[i + 1];
            for (int k = 0; k < q; k++) {
                double weight = w[k][i];
                double[] row = barW[k];
                for (int j = 0; j <= i && weight != 0; j++) {
                    a[i][j] -= weight * row[j];
                }
            }
            a[i][i] += e[i];
        }
        for (int m = 0; m < d; m++) {
            double[] row = new double[n + m + 1];
            for (int k = 0; k < q; k++) {
                double weight = hatY[k][m];
                for (int j = 0; j < n; j++) {
                    row[j] += weight * w[k][j];
                }
                for (int o = 0; o <= m; o++) {
                    row[n + o] -= y[k][m] * lastY[k][o];
                }
            }
            for (int j = 0; j < n; j++) {
                row[j] -= e[j] * x[j][m] / 2;
            }
            row[n + m] += lambda;
            a[n + m] = row;
        }
        return a;
    }

    /** Upper bounds of the row sums of |computed - exact| of the scaled matrix. */
    private static double[] roundingRows(
            double[][] x,
            double[][] w,
            double[] e,
            double[][] bar,
            double[][] hat,
            double[][] last,
            double lambda,
            double[] scale) {
        int n = x.length;
        int d = x[0].length;
        int q = w.length;
        double[] ws = new double[q]; // |W|^T s over samples
        double[] xs = new double[n]; // |X| s over coordinates
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < q; k++) {
                ws[k] += w[k][i] * scale[i];
            }
            for (int m = 0; m < d; m++) {
                xs[i] += Math.abs(x[i][m]) * scale[n + m];
            }
        }
        double[] ys = new double[q]; // |W|^T |X| s
        for (int k = 0; k < q; k++) {
            for (int i = 0; i < n; i++) {
                ys[k] += w[k][i] * xs[i];
            }
        }
        double[] toH = new double[q];
        double[] toTau = new double[q];
        for (int k = 0; k < q; k++) {
            for (int l = 0; l < q; l++) {
                toH[k] += Math.abs(bar[k][l]) * ws[l] + Math.abs(hat[k][l]) * ys[l];
                toTau[k] += Math.abs(hat[l][k]) * ws[l] + Math.abs(last[k][l]) * ys[l];
            }
        }
        double gamma = Rounded.addUp(Rounded.sumFactor(2L * n + 8L * q + 20), -1);
        double[] rows = new double[n + d];
        double[] toX = new double[n]; // what the coordinates' rows take from a sample
        for (int i = 0; i < n; i++) {
            rows[i] = e[i] * scale[i] + e[i] * xs[i] / 2;
            toX[i] = e[i] * scale[i] / 2;
            for (int k = 0; k < q; k++) {
                rows[i] += w[k][i] * toH[k];
                toX[i] += w[k][i] * toTau[k];
            }
        }
        for (int i = 0; i < n; i++) {
            for (int m = 0; m < d; m++) {
                rows[n + m] += Math.abs(x[i][m]) * toX[i];
            }
        }
        for (int m = 0; m < d; m++) {
            rows[n + m] += lambda * scale[n + m];
        }
        for (int i = 0; i < n + d; i++) {
            // these sums are rounded themselves: twice gamma covers it
            rows[i] = Rounded.multiplyUp(Rounded.multiplyUp(2 * gamma, rows[i]), scale[i]);
        }
        return rows;
    }

    /** Whether the Cholesky decomposition of a lower triangle, which is overwritten, runs to its end. */
    private static boolean decomposes(double[][] a) {
        int n = a.length;
        for (int j = 0; j < n; j++) {
            double[] row = a[j];
            for (int k = 0; k < j; k++) {
                double[] other = a[k];
                row[k] = (row[k] - Euclidean.dot(row, 0, other, 0, k)) / other[k];
            }
            double pivot = row[j] - Euclidean.dot(row, 0, row, 0, j);
            if (!(pivot > 0) || pivot == Double.POSITIVE_INFINITY) {
                return false;
            }
            row[j] = Math.sqrt(pivot);
        }
        return true;
    }
}
