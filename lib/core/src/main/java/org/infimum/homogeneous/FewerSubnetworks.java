package org.infimum.homogeneous;

import java.util.Arrays;

/**
 * Caratheodory's argument: more subnetworks than phi has outputs are linearly dependent, sum c_i phi(W_i) = 0, and scaling phi(W_i) by 1 + s c_i with the sign of c
 * for which sum c_i theta(W_i) &le; 0 changes no prediction and does not raise the regulariser, until one of them is nought.
 */
final class FewerSubnetworks {
    private FewerSubnetworks() {}

    /**
     * Drops subnetworks until there are no more than needed.
     *
     * @param w r times m numbers; not changed
     * @param enough the number of outputs of phi, n times c
     * @return w itself where r is small enough
     */
    static double[] of(ParallelArchitecture architecture, double[] w, int enough) {
        int m = architecture.parameters();
        double[] now = w;
        while (now.length / m > enough) {
            now = oneLess(architecture, now, enough);
        }
        return now;
    }

    private static double[] oneLess(ParallelArchitecture architecture, double[] w, int enough) {
        int m = architecture.parameters();
        int r = enough + 1;
        double[][] outputs = new double[r][enough];
        double[] theta = new double[r];
        for (int i = 0; i < r; i++) {
            architecture.output(Arrays.copyOfRange(w, i * m, (i + 1) * m), 1, outputs[i]);
            theta[i] = architecture.theta(w, i);
        }
        double[] c = dependence(outputs);
        double slope = 0;
        for (int i = 0; i < r; i++) {
            slope += c[i] * theta[i];
        }
        double sign = slope > 0 ? -1 : 1;
        double longest = Double.POSITIVE_INFINITY;
        int leaves = -1;
        for (int pass = 0; pass < 2 && leaves < 0; pass++) {
            // with slope 0 either sign will do, and one of them has a c_i below 0
            for (int i = 0; i < r; i++) {
                if (sign * c[i] < 0 && -1 / (sign * c[i]) < longest) {
                    longest = -1 / (sign * c[i]);
                    leaves = i;
                }
            }
            sign = leaves < 0 ? -sign : sign;
        }
        double[] fewer = new double[w.length - m];
        int at = 0;
        for (int i = 0; i < w.length / m; i++) {
            if (i != leaves) {
                double scale = i < r ? Math.max(0, 1 + longest * sign * c[i]) : 1;
                double factor = Math.pow(scale, 1.0 / architecture.degree());
                for (int k = 0; k < m; k++) {
                    fewer[at++] = factor * w[i * m + k];
                }
            }
        }
        return fewer;
    }

    /** c with sum c_i a_i = 0, c not 0, for one more vector than they have coordinates: elimination with full pivots. */
    private static double[] dependence(double[][] a) {
        int r = a.length;
        int n = r - 1;
        double[][] rows = new double[n][r];
        for (int i = 0; i < r; i++) {
            for (int k = 0; k < n; k++) {
                rows[k][i] = a[i][k];
            }
        }
        int[] order = new int[r];
        Arrays.setAll(order, i -> i);
        int rank = 0;
        double largest = 0;
        for (double[] row : rows) {
            for (double entry : row) {
                largest = Math.max(largest, Math.abs(entry));
            }
        }
        while (rank < n) {
            int pivotRow = rank;
            int pivotColumn = rank;
            for (int k = rank; k < n; k++) {
                for (int i = rank; i < r; i++) {
                    if (Math.abs(rows[k][i]) > Math.abs(rows[pivotRow][pivotColumn])) {
                        pivotRow = k;
                        pivotColumn = i;
                    }
                }
            }
            if (!(Math.abs(rows[pivotRow][pivotColumn]) > 1e-14 * largest)) {
                break;
            }
            double[] swap = rows[rank];
            rows[rank] = rows[pivotRow];
            rows[pivotRow] = swap;
            for (double[] row : rows) {
                double entry = row[rank];
                row[rank] = row[pivotColumn];
                row[pivotColumn] = entry;
            }
            int index = order[rank];
            order[rank] = order[pivotColumn];
            order[pivotColumn] = index;
            for (int k = rank + 1; k < n; k++) {
                double factor = rows[k][rank] / rows[rank][rank];
                for (int i = rank; i < r; i++) {
                    rows[k][i] -= factor * rows[rank][i];
                }
            }
            rank++;
        }
        // the column after the pivots as a combination of them
        double[] c = new double[r];
        c[order[rank]] = 1;
        for (int k = rank - 1; k >= 0; k--) {
            double sum = rows[k][rank];
            for (int i = k + 1; i < rank; i++) {
                sum += rows[k][i] * c[order[i]];
            }
            c[order[k]] = -sum / rows[k][k];
        }
        return c;
    }
}
