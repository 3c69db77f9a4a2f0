package org.infimum.linalg;

/**
 * The Cholesky factorisation A = R R^T of a small symmetric positive definite matrix in plain Java loops. For k up to about 50 and many
 * matrices: a call into OpenBLAS would cost more in copies out of Java's heap than the arithmetic; {@link NativeSymmetric} is for the
 * large ones. Mutable, one thread at a time.
 */
public final class SmallCholesky {
    private final int k;
    private final double[] r;

    /**
     * Room for a factor.
     *
     * @param k the matrix's order, at least 1
     */
    public SmallCholesky(int k) {
        this.k = k;
        this.r = new double[k * k];
    }

    /**
     * Factorises A + shift I.
     *
     * @param a A, row by row, k times k; only the lower triangle is read; not changed
     * @param shift added to the diagonal
     * @return false if a pivot is not positive and finite: the matrix is not positive definite to working precision, and the factor is
     *     not usable; call again with a larger shift
     */
    public boolean factor(double[] a, double shift) {
        for (int i = 0; i < k; i++) {
            int row = i * k;
            for (int j = 0; j <= i; j++) {
                int other = j * k;
                double sum = i == j ? a[row + i] + shift : a[row + j];
                for (int l = 0; l < j; l++) {
                    sum -= r[row + l] * r[other + l];
                }
                if (j < i) {
                    r[row + j] = sum / r[other + j];
                } else if (sum > 0 && sum < Double.POSITIVE_INFINITY) {
                    r[row + i] = Math.sqrt(sum);
                } else {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Replaces b by R^-1 b.
     *
     * @param b k numbers
     */
    public void forward(double[] b) {
        for (int i = 0; i < k; i++) {
            double sum = b[i];
            for (int l = 0; l < i; l++) {
                sum -= r[i * k + l] * b[l];
            }
            b[i] = sum / r[i * k + i];
        }
    }

    /**
     * Replaces b by R^-T b.
     *
     * @param b k numbers
     */
    public void backward(double[] b) {
        for (int i = k - 1; i >= 0; i--) {
            double x = b[i] / r[i * k + i];
            b[i] = x;
            for (int l = 0; l < i; l++) {
                b[l] -= r[i * k + l] * x;
            }
        }
    }

    /**
     * Replaces the k times n matrix B by R^-1 B.
     *
     * @param b B, row by row, so that the inner loop runs along n contiguous numbers
     * @param n the number of columns
     */
    public void forward(double[] b, int n) {
        for (int i = 0; i < k; i++) {
            int row = i * n;
            int l = 0;
            // four at once: a number is loaded and stored once for four products
            for (; l + 3 < i; l += 4) {
                double f0 = r[i * k + l];
                double f1 = r[i * k + l + 1];
                double f2 = r[i * k + l + 2];
                double f3 = r[i * k + l + 3];
                int o0 = l * n;
                int o1 = o0 + n;
                int o2 = o1 + n;
                int o3 = o2 + n;
                for (int c = 0; c < n; c++) {
                    b[row + c] -= (f0 * b[o0 + c] + f1 * b[o1 + c]) + (f2 * b[o2 + c] + f3 * b[o3 + c]);
                }
            }
            for (; l < i; l++) {
                double factor = r[i * k + l];
                int other = l * n;
                for (int c = 0; c < n; c++) {
                    b[row + c] -= factor * b[other + c];
                }
            }
            double inverse = 1 / r[i * k + i];
            for (int c = 0; c < n; c++) {
                b[row + c] *= inverse;
            }
        }
    }

    /**
     * Adds A^-1 = R^-T R^-1.
     *
     * @param sum a k times k matrix, row by row; only its lower triangle is changed
     */
    public void addInverse(double[] sum) {
        double[] inverse = new double[k * k];
        for (int i = 0; i < k; i++) {
            int row = i * k;
            for (int l = 0; l < i; l++) {
                double factor = r[row + l];
                int other = l * k;
                for (int c = 0; c <= l; c++) {
                    inverse[row + c] -= factor * inverse[other + c];
                }
            }
            double scale = 1 / r[row + i];
            for (int c = 0; c < i; c++) {
                inverse[row + c] *= scale;
            }
            inverse[row + i] = scale;
        }
        for (int l = 0; l < k; l++) {
            int row = l * k;
            for (int a = 0; a <= l; a++) {
                double factor = inverse[row + a];
                int to = a * k;
                for (int b = 0; b <= a; b++) {
                    sum[to + b] += factor * inverse[row + b];
                }
            }
        }
    }
}
