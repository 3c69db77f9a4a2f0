package org.infimum.relu;

/**
 * The simplex method on a dense tableau for small linear programs with a feasible start,
 *
 * <pre>max c^T w   subject to   A w &le; b,   w &ge; 0,   b &ge; 0.</pre>
 *
 * Largest coefficient first, largest pivot among ties; after a row of degenerate steps Bland's rule, which cannot cycle. The result is checked against the
 * program; where small pivots have spoilt it, it is solved once more with right sides moved by about 1e-8, which leaves no ties. Whatever it hands back is some
 * w and some multipliers, and no bound of this package rests on either being optimal. Cost: rows x columns a step.
 */
final class SmallSimplex {
    /** Relative to entries of about 1: the callers scale. */
    private static final double PRICE = 1e-13;

    private static final double PIVOT = 1e-10;
    private static final double TIE = 1e-13;
    private static final double EXACT = 1e-9;
    private static final double MOVED = 1e-8;
    private static final int DEGENERATE_STEPS = 60;

    private final int rows;
    private final int columns;
    private final double[][] tableau; // rows, then prices; columns, then slacks, then the right side
    private final int[] basis;

    /**
     * Solves a program.
     *
     * @param a the matrix, a row each
     * @param b right sides, at least 0
     * @param c prices
     */
    SmallSimplex(double[][] a, double[] b, double[] c) {
        this.rows = b.length;
        this.columns = c.length;
        this.tableau = new double[rows + 1][columns + rows + 1];
        this.basis = new int[rows];
        solve(a, b, c);
        if (!fits(a, b, c)) {
            double[] moved = b.clone();
            for (int i = 0; i < rows; i++) {
                // no two alike, and no simple ratios between them
                moved[i] += MOVED * (1 + (i * 0.6180339887498949) % 1);
            }
            solve(a, moved, c);
        }
    }

    private void solve(double[][] a, double[] b, double[] c) {
        for (int i = 0; i < rows; i++) {
            java.util.Arrays.fill(tableau[i], 0);
            System.arraycopy(a[i], 0, tableau[i], 0, columns);
            tableau[i][columns + i] = 1;
            tableau[i][columns + rows] = b[i];
            basis[i] = columns + i;
        }
        java.util.Arrays.fill(tableau[rows], 0);
        System.arraycopy(c, 0, tableau[rows], 0, columns);
        int degenerate = 0;
        for (int step = 0; step < 50 * (rows + 10) + 10 * columns; step++) {
            boolean bland = degenerate >= DEGENERATE_STEPS;
            int entering = entering(bland);
            if (entering < 0) {
                break;
            }
            int leaving = leaving(entering, bland);
            if (leaving < 0) {
                // the programs here are bounded: what is left of the column is rounding
                tableau[rows][entering] = 0;
                continue;
            }
            degenerate = tableau[leaving][columns + rows] > TIE ? 0 : degenerate + 1;
            pivot(leaving, entering);
        }
    }

    /** Whether the solution satisfies the program and has the value that the tableau says. */
    private boolean fits(double[][] a, double[] b, double[] c) {
        double[] w = solution();
        double value = 0;
        for (int j = 0; j < columns; j++) {
            value += c[j] * w[j];
        }
        boolean fits = Math.abs(value - value()) <= EXACT;
        for (int i = 0; i < rows && fits; i++) {
            double row = 0;
            for (int j = 0; j < columns; j++) {
                row += a[i][j] * w[j];
            }
            fits = row <= b[i] + EXACT;
        }
        return fits;
    }

    private int entering(boolean first) {
        double[] prices = tableau[rows];
        int best = -1;
        double most = PRICE;
        for (int j = 0; j < columns + rows; j++) {
            if (prices[j] > most) {
                best = j;
                if (first) {
                    break;
                }
                most = prices[j];
            }
        }
        return best;
    }

    private int leaving(int entering, boolean bland) {
        int best = -1;
        double least = 0;
        for (int i = 0; i < rows; i++) {
            double entry = tableau[i][entering];
            if (entry > PIVOT) {
                double ratio = Math.max(0, tableau[i][columns + rows]) / entry;
                boolean tie = best >= 0 && Math.abs(ratio - least) <= TIE;
                boolean preferred = tie && (bland ? basis[i] < basis[best] : entry > tableau[best][entering]);
                if (best < 0 || (tie ? preferred : ratio < least)) {
                    best = i;
                    least = ratio;
                }
            }
        }
        return best;
    }

    private void pivot(int row, int column) {
        double[] pivotRow = tableau[row];
        double factor = 1 / pivotRow[column];
        for (int j = 0; j < pivotRow.length; j++) {
            pivotRow[j] *= factor;
        }
        pivotRow[column] = 1;
        for (int i = 0; i <= rows; i++) {
            double entry = tableau[i][column];
            if (i != row && entry != 0) {
                double[] other = tableau[i];
                for (int j = 0; j < other.length; j++) {
                    other[j] -= entry * pivotRow[j];
                }
                other[column] = 0;
            }
        }
        basis[row] = column;
    }

    /** The optimal value. */
    double value() {
        return -tableau[rows][columns + rows];
    }

    /** w, at least 0. */
    double[] solution() {
        double[] w = new double[columns];
        for (int i = 0; i < rows; i++) {
            if (basis[i] < columns) {
                w[basis[i]] = Math.max(0, tableau[i][columns + rows]);
            }
        }
        return w;
    }

    /** The multiplier of a row, at least 0. */
    double multiplier(int row) {
        return Math.max(0, -tableau[rows][columns + row]);
    }
}
