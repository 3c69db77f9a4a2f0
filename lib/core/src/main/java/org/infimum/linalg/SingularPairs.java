package org.infimum.linalg;

import static org.bytedeco.openblas.global.openblas.CblasColMajor;
import static org.bytedeco.openblas.global.openblas.CblasLower;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dgesdd;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dsyevr;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;
import static org.bytedeco.openblas.global.openblas.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas.cblas_dsyrk;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;

/**
 * The largest singular values s_1 &ge; s_2 &ge; ... of a dense matrix A with their vectors, A q_i = s_i p_i, by LAPACK in plain floating point: no bounds.
 * All of them, and those of small matrices, come from a bidiagonalisation (dgesdd) with errors of some 1e-16 s_1. A few of a large matrix come from the
 * eigenvectors of the smaller Gram matrix (dsyevr), with s_i p_i = A q_i computed afterwards: six times faster, and as good for the values near s_1, but the
 * vectors of values below 1e-6 s_1 are lost in the squares' rounding, and such pairs are left out.
 */
public final class SingularPairs {
    /** Smaller sides up to this one take milliseconds either way. */
    private static final int SMALL = 100;

    /** Of s_1: pairs of a Gram matrix below it are not accurate. */
    private static final double LOST = 1e-6;

    private final double[] values;
    private final double[][] left;
    private final double[][] right;

    private SingularPairs(double[] values, double[][] left, double[][] right) {
        this.values = values;
        this.left = left;
        this.right = right;
    }

    /**
     * All min(rows, columns) pairs.
     *
     * @param a the matrix row by row, finite
     * @param rows its number of rows
     * @param columns its number of columns
     * @return the pairs, largest first
     * @throws IllegalArgumentException if the length does not fit or a number is not finite
     */
    public static SingularPairs of(double[] a, int rows, int columns) {
        int exponent = exponent(a, rows, columns);
        return decomposed(scaled(a, exponent), rows, columns, Math.min(rows, columns), exponent);
    }

    /**
     * The largest ones.
     *
     * @param a the matrix row by row, finite
     * @param rows its number of rows
     * @param columns its number of columns
     * @param count how many at most, at least 1
     * @return the pairs, largest first
     * @throws IllegalArgumentException if the length does not fit, a number is not finite, or the count is below 1
     */
    public static SingularPairs largest(double[] a, int rows, int columns, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("The number of singular pairs must be at least 1, not " + count + ".");
        }
        int exponent = exponent(a, rows, columns);
        double[] scaled = scaled(a, exponent);
        int side = Math.min(rows, columns);
        return side <= SMALL || count > side / 4
                ? decomposed(scaled, rows, columns, Math.min(side, count), exponent)
                : ofGram(scaled, rows, columns, count, exponent);
    }

    /** The exponent of the largest entry, with the checks. */
    private static int exponent(double[] a, int rows, int columns) {
        if (rows < 1 || columns < 1 || a.length != (long) rows * columns) {
            throw new IllegalArgumentException(
                    "A matrix of " + rows + " x " + columns + " does not have " + a.length + " entries.");
        }
        double largest = 0;
        for (double entry : a) {
            if (!Double.isFinite(entry)) {
                throw new IllegalArgumentException("A matrix with singular values has finite entries, not " + entry
                        + "; scale the data down if they overflowed.");
            }
            largest = Math.max(largest, Math.abs(entry));
        }
        return largest == 0 ? 0 : Math.getExponent(largest);
    }

    /** With entries near 1 no square over- or underflows where it matters. */
    private static double[] scaled(double[] a, int exponent) {
        double[] scaled = new double[a.length];
        for (int k = 0; k < a.length; k++) {
            scaled[k] = Math.scalb(a[k], -exponent);
        }
        return scaled;
    }

    private static SingularPairs decomposed(double[] a, int rows, int columns, int count, int exponent) {
        int side = Math.min(rows, columns);
        double[] s = new double[side];
        double[][] left = new double[count][rows];
        double[][] right = new double[count][columns];
        // row by row the matrix is LAPACK's transpose: its left vectors are the right ones here
        try (DoublePointer matrix = new DoublePointer(a);
                DoublePointer values = new DoublePointer(side);
                DoublePointer q = new DoublePointer((long) columns * side);
                DoublePointer p = new DoublePointer((long) side * rows)) {
            int info = LAPACKE_dgesdd(
                    LAPACK_COL_MAJOR, (byte) 'S', columns, rows, matrix, columns, values, q, columns, p, side);
            requireConverged(info);
            values.get(s);
            double[] transposed = new double[side * rows];
            p.get(transposed);
            for (int i = 0; i < count; i++) {
                new DoublePointer(q).position((long) i * columns).get(right[i]);
                for (int k = 0; k < rows; k++) {
                    left[i][k] = transposed[k * side + i];
                }
            }
        }
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = Math.scalb(s[i], exponent);
        }
        return new SingularPairs(values, left, right);
    }

    private static SingularPairs ofGram(double[] a, int rows, int columns, int count, int exponent) {
        boolean tall = rows >= columns;
        int side = tall ? columns : rows;
        int other = tall ? rows : columns;
        double[] vectors = new double[count * side];
        double[] images = new double[count * other];
        // column by column the matrix is A^T, columns x rows
        int same = tall ? CblasNoTrans : CblasTrans;
        int flipped = tall ? CblasTrans : CblasNoTrans;
        try (DoublePointer matrix = new DoublePointer(a);
                DoublePointer gram = new DoublePointer((long) side * side);
                DoublePointer eigenvalues = new DoublePointer(side);
                DoublePointer basis = new DoublePointer((long) side * count);
                DoublePointer image = new DoublePointer((long) other * count);
                IntPointer found = new IntPointer(1);
                IntPointer support = new IntPointer(2L * side)) {
            cblas_dsyrk(CblasColMajor, CblasLower, same, side, other, 1, matrix, columns, 0, gram, side);
            int info = LAPACKE_dsyevr(
                    LAPACK_COL_MAJOR,
                    (byte) 'V',
                    (byte) 'I',
                    (byte) 'L',
                    side,
                    gram,
                    side,
                    0,
                    0,
                    side - count + 1,
                    side,
                    0,
                    found,
                    eigenvalues,
                    basis,
                    side,
                    support);
            requireConverged(info);
            cblas_dgemm(
                    CblasColMajor,
                    flipped,
                    CblasNoTrans,
                    other,
                    count,
                    side,
                    1,
                    matrix,
                    columns,
                    basis,
                    side,
                    0,
                    image,
                    other);
            basis.get(vectors);
            image.get(images);
        }
        return ofImages(vectors, images, side, other, tall, exponent);
    }

    /** From eigenvectors in rising order of their values and what A, or A^T, makes of them. */
    private static SingularPairs ofImages(
            double[] vectors, double[] images, int side, int other, boolean tall, int exponent) {
        int count = vectors.length / side;
        double[] values = new double[count];
        double[][] left = new double[count][];
        double[][] right = new double[count][];
        int kept = 0;
        for (int i = 0; i < count; i++) {
            double[] q = java.util.Arrays.copyOfRange(vectors, (count - 1 - i) * side, (count - i) * side);
            double[] p = java.util.Arrays.copyOfRange(images, (count - 1 - i) * other, (count - i) * other);
            double value = Euclidean.norm(p);
            if (value > 0 && Math.scalb(value, exponent) >= LOST * values[0]) {
                for (int k = 0; k < other; k++) {
                    p[k] /= value;
                }
                values[kept] = Math.scalb(value, exponent);
                left[kept] = tall ? p : q;
                right[kept] = tall ? q : p;
                kept++;
            }
        }
        return new SingularPairs(
                java.util.Arrays.copyOf(values, kept),
                java.util.Arrays.copyOf(left, kept),
                java.util.Arrays.copyOf(right, kept));
    }

    private static void requireConverged(int info) {
        if (info != 0) {
            throw new IllegalStateException("LAPACK's decomposition did not converge (info " + info
                    + "); scale the data so that its numbers are not so far apart.");
        }
    }

    /**
     * How many pairs there are.
     *
     * @return the number
     */
    public int count() {
        return values.length;
    }

    /**
     * A singular value.
     *
     * @param i which, 0 the largest
     * @return s_i, at least 0
     */
    public double value(int i) {
        return values[i];
    }

    /**
     * A left singular vector.
     *
     * @param i which
     * @return a new array of a unit vector's numbers, one a row of the matrix
     */
    public double[] left(int i) {
        return left[i].clone();
    }

    /**
     * A right singular vector.
     *
     * @param i which
     * @return a new array of a unit vector's numbers, one a column of the matrix
     */
    public double[] right(int i) {
        return right[i].clone();
    }
}
