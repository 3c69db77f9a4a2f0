package org.infimum.relu;

/** Factorisations and products of small dense matrices, up to a few hundred rows, in plain floating point. */
final class SmallMatrices {
    private SmallMatrices() {}

    /**
     * Inverts a symmetric positive definite matrix.
     *
     * @param a overwritten by its factor
     * @param inverse overwritten by the inverse
     * @return log det a, or NaN where a is not positive definite
     */
    static double invert(double[][] a, double[][] inverse) {
        int n = a.length;
        double logDet = 0;
        for (int j = 0; j < n; j++) {
            double[] row = a[j];
            for (int k = 0; k < j; k++) {
                double[] other = a[k];
                double sum = row[k];
                for (int m = 0; m < k; m++) {
                    sum -= row[m] * other[m];
                }
                row[k] = sum / other[k];
            }
            double pivot = row[j];
            for (int m = 0; m < j; m++) {
                pivot -= row[m] * row[m];
            }
            if (!(pivot > 0)) {
                return Double.NaN;
            }
            row[j] = Math.sqrt(pivot);
            logDet += Math.log(pivot);
        }
        // the rows of the factor's inverse, into the lower triangle of a
        for (int j = 0; j < n; j++) {
            double[] sums = inverse[j];
            java.util.Arrays.fill(sums, 0);
            for (int k = 0; k < j; k++) {
                double factor = a[j][k];
                double[] done = a[k];
                for (int m = 0; m <= k; m++) {
                    sums[m] -= factor * done[m];
                }
            }
            double pivot = 1 / a[j][j];
            for (int m = 0; m < j; m++) {
                a[j][m] = sums[m] * pivot;
            }
            a[j][j] = pivot;
        }
        for (double[] row : inverse) {
            java.util.Arrays.fill(row, 0);
        }
        for (int k = 0; k < n; k++) {
            double[] row = a[k];
            for (int i = 0; i <= k; i++) {
                double factor = row[i];
                double[] to = inverse[i];
                for (int m = 0; m <= i; m++) {
                    to[m] += factor * row[m];
                }
            }
        }
        for (int i = 0; i < n; i++) {
            for (int m = 0; m < i; m++) {
                inverse[m][i] = inverse[i][m];
            }
        }
        return logDet;
    }

    /** L with L L^T = a, up to rounding, for a positive semidefinite matrix: columns of vanishing pivots are zero. */
    static double[][] semidefinite(double[][] a) {
        int n = a.length;
        double[][] root = new double[n][n];
        for (int k = 0; k < n; k++) {
            double pivot = a[k][k];
            for (int m = 0; m < k; m++) {
                pivot -= root[k][m] * root[k][m];
            }
            if (pivot > 1e-13 * a[k][k]) {
                root[k][k] = Math.sqrt(pivot);
                for (int i = k + 1; i < n; i++) {
                    double sum = a[i][k];
                    for (int m = 0; m < k; m++) {
                        sum -= root[i][m] * root[k][m];
                    }
                    root[i][k] = sum / root[k][k];
                }
            }
        }
        return root;
    }

    static double[][] product(double[][] a, double[][] b) {
        int columns = b[0].length;
        double[][] result = new double[a.length][columns];
        for (int i = 0; i < a.length; i++) {
            double[] to = result[i];
            for (int k = 0; k < b.length; k++) {
                double factor = a[i][k];
                double[] row = b[k];
                for (int j = 0; j < columns; j++) {
                    to[j] += factor * row[j];
                }
            }
        }
        return result;
    }

    static double[][] transpose(double[][] a) {
        double[][] result = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                result[j][i] = a[i][j];
            }
        }
        return result;
    }
}
