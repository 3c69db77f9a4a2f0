package org.infimum.homogeneous;

import java.util.Random;
import org.infimum.linalg.SingularPairs;

/** min over X of ||X - Y||_F^2 / 2 + lambda Omega(X) for the Omega of a factorisation: singular values, rows, columns or entries pulled towards 0 by lambda. */
final class ClosedForm {
    private ClosedForm() {}

    static double[][] solution(Factorization architecture, double[][] y, double lambda) {
        int n = y.length;
        int c = y[0].length;
        double[][] x = new double[n][c];
        if (architecture.rowsNorm() == ColumnNorm.L2 && architecture.columnsNorm() == ColumnNorm.L2) {
            double[] flat = new double[n * c];
            for (int i = 0; i < n; i++) {
                System.arraycopy(y[i], 0, flat, i * c, c);
            }
            SingularPairs pairs = SingularPairs.of(flat, n, c);
            for (int p = 0; p < pairs.count() && pairs.value(p) > lambda; p++) {
                double[] left = pairs.left(p);
                double[] right = pairs.right(p);
                for (int i = 0; i < n; i++) {
                    for (int k = 0; k < c; k++) {
                        x[i][k] += (pairs.value(p) - lambda) * left[i] * right[k];
                    }
                }
            }
            return x;
        }
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < c; k++) {
                double length = length(architecture, y, i, k);
                x[i][k] = length > lambda ? y[i][k] * (1 - lambda / length) : 0;
            }
        }
        return x;
    }

    /** Of the row, column or entry that (i, k) is in. */
    private static double length(Factorization architecture, double[][] x, int i, int k) {
        double square = 0;
        if (architecture.rowsNorm() == ColumnNorm.L2) {
            for (double[] row : x) {
                square += row[k] * row[k];
            }
            return Math.sqrt(square);
        }
        if (architecture.columnsNorm() == ColumnNorm.L1) {
            return Math.abs(x[i][k]);
        }
        for (double entry : x[i]) {
            square += entry * entry;
        }
        return Math.sqrt(square);
    }

    static double optimum(Factorization architecture, double[][] y, double lambda) {
        double[][] x = solution(architecture, y, lambda);
        double value = 0;
        for (int i = 0; i < y.length; i++) {
            for (int k = 0; k < y[0].length; k++) {
                // <Y - X, X> = lambda Omega(X), by optimality
                value += (x[i][k] - y[i][k]) * (x[i][k] - y[i][k]) / 2 + (y[i][k] - x[i][k]) * x[i][k];
            }
        }
        return value;
    }

    /** A product of Gaussian factors plus Gaussian noise. */
    static double[][] lowRank(int n, int c, int rank, double noise, long seed) {
        Random random = new Random(seed);
        double[][] u = new double[n][rank];
        double[][] v = new double[c][rank];
        for (double[][] factor : new double[][][] {u, v}) {
            for (double[] row : factor) {
                for (int k = 0; k < rank; k++) {
                    row[k] = random.nextGaussian();
                }
            }
        }
        double[][] y = new double[n][c];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < c; k++) {
                y[i][k] = noise * random.nextGaussian();
                for (int p = 0; p < rank; p++) {
                    y[i][k] += u[i][p] * v[k][p];
                }
            }
        }
        return y;
    }
}
