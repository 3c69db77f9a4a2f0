package org.infimum.lipschitz;

/**
 * The largest singular value by one-sided Jacobi rotations, which find every singular value to nearly full relative precision: an oracle that
 * shares nothing with the code under test.
 */
public final class JacobiNorm {
    private JacobiNorm() {}

    /**
     * The norm of a small matrix.
     *
     * @param a by rows
     * @param rows its rows
     * @param columns its columns
     * @return the largest singular value, to about 1e-13
     */
    public static double of(double[] a, int rows, int columns) {
        double[][] u = new double[columns][rows];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                u[j][i] = a[i * columns + j];
            }
        }
        boolean rotated = true;
        for (int sweep = 0; rotated && sweep < 60; sweep++) {
            rotated = false;
            for (int p = 0; p < columns; p++) {
                for (int q = p + 1; q < columns; q++) {
                    rotated |= rotate(u[p], u[q]);
                }
            }
        }
        double largest = 0;
        for (double[] column : u) {
            largest = Math.max(largest, dot(column, column));
        }
        return Math.sqrt(largest);
    }

    private static boolean rotate(double[] x, double[] y) {
        double a = dot(x, x);
        double b = dot(y, y);
        double c = dot(x, y);
        if (Math.abs(c) <= 1e-15 * Math.sqrt(a) * Math.sqrt(b) || c == 0) {
            return false;
        }
        double zeta = (b - a) / (2 * c);
        double t = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        double cos = 1 / Math.sqrt(1 + t * t);
        double sin = cos * t;
        for (int k = 0; k < x.length; k++) {
            double old = x[k];
            x[k] = cos * old - sin * y[k];
            y[k] = sin * old + cos * y[k];
        }
        return true;
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += x[k] * y[k];
        }
        return sum;
    }
}
