package org.infimum.network;

import java.util.Arrays;
import org.infimum.linalg.Rounded;

/**
 * One part J e of the deviation of a vector from its centre: a known matrix J, the Jacobian at the centre from where
 * the part arose, times an unknown vector e of at most the given norm. Sums of such parts keep the cancellations within
 * products of matrices that a product of norms loses.
 *
 * @param symbol tells which e it is: two parts of the same symbol have the same e
 * @param rows J, not to be changed
 * @param radius at least ||e||
 */
record Noise(Object symbol, double[][] rows, double radius) {
    /** Parts of its own for the coordinates that have a bound: the identity there. */
    static Noise fresh(double[] bounds, double radius) {
        int n = bounds.length;
        double[][] rows =
                new double[n][(int) Arrays.stream(bounds).filter(b -> b != 0).count()];
        int column = 0;
        for (int j = 0; j < n; j++) {
            if (bounds[j] != 0) {
                rows[j][column++] = 1;
            }
        }
        return new Noise(new Object(), rows, Math.min(radius, Rounded.normUp(bounds)));
    }

    /** At least the norm of row j of J times e. */
    double reach(int j) {
        return Rounded.multiplyUp(length(j), radius);
    }

    /** At least the norm of row j of J. */
    double length(int j) {
        double[] row = rows[j];
        double square = 0;
        for (double entry : row) {
            square += entry * entry;
        }
        return square == 0 && row.length == 0 ? 0 : root(square, row.length);
    }

    private static double root(double square, int terms) {
        return Rounded.sqrtUp(
                Rounded.addUp(Rounded.multiplyUp(square, Rounded.sumFactor(terms + 1L)), terms * Double.MIN_VALUE));
    }

    int columns() {
        return rows.length == 0 ? 0 : rows[0].length;
    }

    /**
     * At least ||J||: with G = J J^T or J^T J, ||J||^8 = ||G^4|| &le; ||G^4||_F (Gram iteration, Delattre et al. 2023).
     * A computed product X Y with inner length k differs by at most gamma_k ||X||_F ||Y||_F from the exact one, and by
     * one smallest number a term for underflow.
     */
    double norm() {
        int n = rows.length;
        int m = columns();
        double[][] a = n <= m ? rows : transposed(n, m);
        double[][] g = gram(a);
        double[][] g2 = gram(g);
        double[][] g4 = gram(g2);
        int k = a.length;
        double square = Rounded.addUp(frobenius(g4), lost(frobenius(g2), k, k));
        square = Rounded.addUp(Rounded.sqrtUp(square), lost(frobenius(g), k, k));
        double frobenius = frobenius(a);
        square = Rounded.addUp(Rounded.sqrtUp(square), lost(frobenius, Math.max(n, m), k));
        double bound = Rounded.sqrtUp(square);
        return bound < frobenius ? bound : frobenius;
    }

    private static double lost(double frobenius, int length, int size) {
        double under = (double) length * size * size * Double.MIN_VALUE;
        return Rounded.addUp(
                Rounded.multiplyUp(Rounded.sumFactor(length) - 1, Rounded.multiplyUp(frobenius, frobenius)), under);
    }

    private static double frobenius(double[][] a) {
        double square = 0;
        for (double[] row : a) {
            for (double entry : row) {
                square += entry * entry;
            }
        }
        return root(square, a.length == 0 ? 0 : a.length * a[0].length);
    }

    private double[][] transposed(int n, int m) {
        double[][] t = new double[m][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                t[j][i] = rows[i][j];
            }
        }
        return t;
    }

    /** A A^T. */
    private static double[][] gram(double[][] a) {
        int k = a.length;
        double[][] g = new double[k][k];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int l = 0; l < a[i].length; l++) {
                    sum += a[i][l] * a[j][l];
                }
                g[i][j] = sum;
                g[j][i] = sum;
            }
        }
        return g;
    }
}
