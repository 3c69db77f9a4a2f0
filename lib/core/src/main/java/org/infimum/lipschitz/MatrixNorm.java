package org.infimum.lipschitz;

import org.infimum.linalg.Rounded;

/**
 * Proved upper bounds of a matrix's spectral norm ||A||, the largest singular value: the least of
 * <ul>
 *   <li>||A||_F, the Frobenius norm, exact for rank one;
 *   <li>sqrt(||A||_1 ||A||_inf), the largest column and row sums, exact for diagonal matrices and permutations;
 *   <li>what a Cholesky factorisation of tau I - A^T A proves ({@code GramMatrix} has the argument), within 1e-9 of the norm
 *       wherever Lanczos' iteration finds it.
 * </ul>
 * Every sum of non-negative terms is multiplied by its a-priori factor 1 + gamma_n ({@link Rounded#sumFactor}), the rest is
 * rounded upwards, and the matrix is scaled by a power of two first, so that nothing over- or underflows.
 *
 * <p>Costs m n min(m, n) / 2 multiplications for the Gram matrix, about min(m, n)^3 / 6 for the proof, and
 * 2 min(m, n)^2 numbers of memory; a 500 x 800 matrix takes about 0.1 s. If min(m, n) exceeds {@value #LARGEST}, only the first
 * two bounds are computed.
 */
public final class MatrixNorm {
    /** The largest smaller side whose Gram matrix is formed: 2 x 1.8 GB at that size. */
    static final int LARGEST = 15_000;

    private MatrixNorm() {}

    /**
     * Bounds ||A||.
     *
     * @param a the matrix row by row
     * @param rows its number of rows
     * @param columns its number of columns
     * @return the bound, with the norm that Lanczos' iteration attains
     * @throws IllegalArgumentException if the matrix is empty, its length does not fit, or an entry is not finite
     */
    public static NormBound of(double[] a, int rows, int columns) {
        requireMatrix(a, rows, columns);
        double largest = largest(a);
        if (largest == 0) {
            return new NormBound(0, 0, "all weights are 0");
        }
        int exponent = Math.getExponent(largest);
        double[] scaled = scaled(a, exponent);
        double unit = Math.scalb(1.0, exponent);
        double frobenius = frobenius(scaled);
        double sums = sums(scaled, rows, columns);
        double cheap = Rounded.multiplyUp(Math.min(frobenius, sums), unit);
        String cheapRule = frobenius <= sums ? "Frobenius norm" : "row and column sums";
        if (Math.min(rows, columns) > LARGEST) {
            return new NormBound(cheap, unit * longestRow(scaled, rows, columns), cheapRule);
        }
        GramMatrix gram = GramMatrix.of(scaled, rows, columns);
        double estimate = gram.estimate();
        double attained = unit * estimate;
        if (cheap <= attained * (1 + 1e-9)) {
            return new NormBound(cheap, Math.min(attained, cheap), cheapRule);
        }
        double proved = Rounded.multiplyUp(gram.bound(estimate), unit);
        return proved < cheap
                ? new NormBound(proved, Math.min(attained, proved), "Gram matrix and its Cholesky factor")
                : new NormBound(cheap, Math.min(attained, cheap), cheapRule);
    }

    /**
     * Bounds ||A|| of a matrix in single precision, whose entries are exact in double.
     *
     * @param a the matrix row by row
     * @param rows its number of rows
     * @param columns its number of columns
     * @return as {@link #of(double[], int, int)}
     * @throws IllegalArgumentException as {@link #of(double[], int, int)}
     */
    public static NormBound of(float[] a, int rows, int columns) {
        double[] exact = new double[a.length];
        for (int k = 0; k < a.length; k++) {
            exact[k] = a[k];
        }
        return of(exact, rows, columns);
    }

    private static void requireMatrix(double[] a, int rows, int columns) {
        if (rows < 1 || columns < 1 || a.length != (long) rows * columns) {
            throw new IllegalArgumentException("A matrix of " + rows + " x " + columns
                    + " needs at least one row and column and their product of entries, not " + a.length + ".");
        }
        for (int k = 0; k < a.length; k++) {
            if (!Double.isFinite(a[k])) {
                throw new IllegalArgumentException("The entry in row " + k / columns + ", column " + k % columns
                        + " is " + a[k] + "; a norm needs finite weights.");
            }
        }
    }

    static double largest(double[] a) {
        double largest = 0;
        for (double entry : a) {
            largest = Math.max(largest, Math.abs(entry));
        }
        return largest;
    }

    /**
     * a / 2^exponent. Exact but for entries that underflow; with the largest near 1 the loss in any norm is below
     * {@link GramMatrix#UNDERFLOW}, which the sums below add.
     */
    static double[] scaled(double[] a, int exponent) {
        double[] scaled = new double[a.length];
        for (int k = 0; k < a.length; k++) {
            scaled[k] = Math.scalb(a[k], -exponent);
        }
        return scaled;
    }

    /** An upper bound of the Frobenius norm of scaled entries. */
    static double frobenius(double[] scaled) {
        double square = 0;
        for (double entry : scaled) {
            square += entry * entry;
        }
        square = Rounded.multiplyUp(square, Rounded.sumFactor(2L * scaled.length));
        return Rounded.addUp(Rounded.sqrtUp(Rounded.addUp(square, GramMatrix.UNDERFLOW)), GramMatrix.UNDERFLOW);
    }

    private static double sums(double[] scaled, int rows, int columns) {
        double[] column = new double[columns];
        double largestRow = 0;
        for (int i = 0; i < rows; i++) {
            double row = 0;
            for (int j = 0; j < columns; j++) {
                double size = Math.abs(scaled[i * columns + j]);
                row += size;
                column[j] += size;
            }
            largestRow = Math.max(largestRow, row);
        }
        return sums(largestRow, columns, largest(column), rows);
    }

    /** sqrt(||A||_1 ||A||_inf) from the computed sums of that many terms. */
    static double sums(double row, long rowTerms, double column, long columnTerms) {
        double up = Rounded.addUp(Rounded.multiplyUp(row, Rounded.sumFactor(rowTerms - 1)), GramMatrix.UNDERFLOW);
        double across =
                Rounded.addUp(Rounded.multiplyUp(column, Rounded.sumFactor(columnTerms - 1)), GramMatrix.UNDERFLOW);
        return Rounded.sqrtUp(Rounded.multiplyUp(up, across));
    }

    private static double longestRow(double[] scaled, int rows, int columns) {
        double longest = 0;
        for (int i = 0; i < rows; i++) {
            double square = 0;
            for (int j = 0; j < columns; j++) {
                square += scaled[i * columns + j] * scaled[i * columns + j];
            }
            longest = Math.max(longest, square);
        }
        return Math.sqrt(longest);
    }
}
