package org.infimum.linalg;

/**
 * A = L L^T + E of a small symmetric positive semi-definite matrix, by Cholesky's method with diagonal pivots that ends as soon as the trace of the rest E is
 * small: L then has few columns where A's eigenvalues fall fast. E is positive semi-definite up to rounding, so that its norm is at most its trace.
 * Mutable, one thread at a time.
 */
public final class LowRankCholesky {
    private final int k;
    private final double[] columns;
    private final double[] rest;
    private final boolean[] used;
    private final int[] order; // the pivots, then what is left
    private int rank;

    /**
     * Room for a factor.
     *
     * @param k the matrix's order, at least 1
     */
    public LowRankCholesky(int k) {
        this.k = k;
        this.columns = new double[k * k];
        this.rest = new double[k];
        this.used = new boolean[k];
        this.order = new int[k];
    }

    /**
     * Factorises.
     *
     * @param a A, row by row; only the lower triangle is read; not changed
     * @param trace the trace that E may have; 0 for as much as rounding allows
     * @return the number of columns of L; 0 where A itself is no more than that
     */
    public int factor(double[] a, double trace) {
        double largest = 0;
        for (int i = 0; i < k; i++) {
            rest[i] = a[i * k + i];
            used[i] = false;
            largest = Math.max(largest, rest[i]);
        }
        rank = 0;
        while (rank < k) {
            int pivot = -1;
            double sum = 0;
            for (int i = 0; i < k; i++) {
                if (!used[i]) {
                    sum += Math.max(0, rest[i]);
                    pivot = pivot < 0 || rest[i] > rest[pivot] ? i : pivot;
                }
            }
            // below that the pivots are rounding
            if (sum <= trace || !(rest[pivot] > 1e-15 * largest)) {
                break;
            }
            int column = rank * k;
            double root = Math.sqrt(rest[pivot]);
            for (int i = 0; i < k; i++) {
                columns[column + i] = used[i] ? 0 : a[Math.max(i, pivot) * k + Math.min(i, pivot)];
            }
            for (int l = 0; l < rank; l++) {
                double factor = columns[l * k + pivot];
                for (int i = 0; i < k; i++) {
                    columns[column + i] -= factor * columns[l * k + i];
                }
            }
            for (int i = 0; i < k; i++) {
                columns[column + i] = used[i] ? 0 : columns[column + i] / root;
                rest[i] -= columns[column + i] * columns[column + i];
            }
            columns[column + pivot] = root;
            used[pivot] = true;
            order[rank++] = pivot;
        }
        int next = rank;
        for (int i = 0; i < k; i++) {
            if (!used[i]) {
                order[next++] = i;
            }
        }
        return rank;
    }

    /**
     * Row c of L^T B.
     *
     * @param c the row, below the rank
     * @param b B, k times n, row by row
     * @param n the number of columns
     * @param row where to, n numbers
     */
    public void multiplyTransposed(int c, double[] b, int n, double[] row) {
        java.util.Arrays.fill(row, 0, n, 0);
        int column = c * k;
        int l = c; // the pivots before have a zero in this column
        // four at once: a sum is loaded and stored once for four products
        for (; l + 3 < k; l += 4) {
            int i0 = order[l];
            int i1 = order[l + 1];
            int i2 = order[l + 2];
            int i3 = order[l + 3];
            double f0 = columns[column + i0];
            double f1 = columns[column + i1];
            double f2 = columns[column + i2];
            double f3 = columns[column + i3];
            int o0 = i0 * n;
            int o1 = i1 * n;
            int o2 = i2 * n;
            int o3 = i3 * n;
            for (int i = 0; i < n; i++) {
                row[i] += (f0 * b[o0 + i] + f1 * b[o1 + i]) + (f2 * b[o2 + i] + f3 * b[o3 + i]);
            }
        }
        for (; l < k; l++) {
            double factor = columns[column + order[l]];
            int other = order[l] * n;
            for (int i = 0; i < n; i++) {
                row[i] += factor * b[other + i];
            }
        }
    }
}
