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
            SingularPairs pairs = SingularPairs.of(flat(y), n, c);
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

    /** Every singular value, row, column or entry adds what it would alone: no difference of large numbers. */
    static double optimum(Factorization architecture, double[][] y, double lambda) {
        int n = y.length;
        int c = y[0].length;
        boolean byRows = architecture.rowsNorm() == ColumnNorm.L1;
        boolean byColumns = architecture.columnsNorm() == ColumnNorm.L1;
        double value = 0;
        if (!byRows && !byColumns) {
            SingularPairs pairs = SingularPairs.of(flat(y), n, c);
            for (int p = 0; p < pairs.count(); p++) {
                value += alone(pairs.value(p), lambda);
            }
            return value;
        }
        for (int i = 0; i < (byRows ? n : 1); i++) {
            for (int k = 0; k < (byColumns ? c : 1); k++) {
                value += alone(length(architecture, y, i, k), lambda);
            }
        }
        return value;
    }

    /** min over s of (s - length)^2 / 2 + lambda |s|. */
    private static double alone(double length, double lambda) {
        return length > lambda ? lambda * (length - lambda / 2) : length * length / 2;
    }

    private static double[] flat(double[][] y) {
        double[] flat = new double[y.length * y[0].length];
        for (int i = 0; i < y.length; i++) {
            System.arraycopy(y[i], 0, flat, i * y[0].length, y[0].length);
        }
        return flat;
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
