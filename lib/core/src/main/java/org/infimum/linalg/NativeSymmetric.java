package org.infimum.linalg;

import static org.bytedeco.openblas.global.openblas.CblasColMajor;
import static org.bytedeco.openblas.global.openblas.CblasLeft;
import static org.bytedeco.openblas.global.openblas.CblasLower;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dpotrf;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dpotrs;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dsyevd;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;
import static org.bytedeco.openblas.global.openblas.cblas_dsymm;
import static org.bytedeco.openblas.global.openblas.cblas_dsyrk;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A dense symmetric matrix outside Java's heap with OpenBLAS's rank-k update, Cholesky factorisation, product and eigenvectors: above an order of about 50
 * they are some twenty times faster than Java's loops. For small matrices see {@link SmallCholesky}. Mutable, one thread at a time; close
 * it to free its memory.
 */
public final class NativeSymmetric implements AutoCloseable {
    private final int n;
    private final DoublePointer data;
    private final DoublePointer side;
    private boolean factored;

    /**
     * A matrix whose numbers are not set.
     *
     * @param n its order, at least 1
     * @throws OutOfMemoryError if the system has no such memory, or Java's limit for native memory (by default its heap's) is reached
     */
    public NativeSymmetric(int n) {
        this.n = n;
        this.data = new DoublePointer((long) n * n);
        this.side = new DoublePointer(n);
    }

    /**
     * Sets the matrix to a multiple of the identity.
     *
     * @param diagonal the number on the diagonal
     */
    public void setIdentity(double diagonal) {
        factored = false;
        Pointer.memset(data, 0, (long) n * n * Double.BYTES);
        addToDiagonal(diagonal);
    }

    /**
     * Adds G G^T (dsyrk).
     *
     * @param g a matrix with n rows
     * @param columns how many of its columns make up G, from the first
     * @throws IllegalArgumentException if g has another number of rows or fewer columns
     */
    public void addGram(NativeMatrix g, int columns) {
        if (g.rows() != n || columns < 0 || columns > g.columns()) {
            throw new IllegalArgumentException("The factor is " + g.rows() + " x " + g.columns() + "; it needs " + n
                    + " rows and " + columns + " columns.");
        }
        factored = false;
        if (columns > 0) {
            cblas_dsyrk(CblasColMajor, CblasLower, CblasNoTrans, n, columns, 1, g.data(), n, 1, data, n);
        }
    }

    /**
     * Sets the matrix to G^T G + diagonal I (dsyrk).
     *
     * @param g a matrix with n columns
     * @param diagonal the number added to the diagonal
     * @throws IllegalArgumentException if g has another number of columns
     */
    public void setTransposedGram(NativeMatrix g, double diagonal) {
        if (g.columns() != n) {
            throw new IllegalArgumentException("The factor has " + g.columns() + " columns; it needs " + n + ".");
        }
        factored = false;
        cblas_dsyrk(CblasColMajor, CblasLower, CblasTrans, n, g.rows(), 1, g.data(), g.rows(), 0, data, n);
        addToDiagonal(diagonal);
    }

    private void addToDiagonal(double diagonal) {
        for (long i = 0; i < n; i++) {
            long at = i * n + i;
            data.put(at, data.get(at) + diagonal);
        }
    }

    /**
     * Adds to two entries, or one on the diagonal. For few of them: each call reaches outside the heap.
     *
     * @param row the entry's row, from 0
     * @param column its column
     * @param value added there and at the mirrored entry
     * @throws IndexOutOfBoundsException if there is no such entry
     */
    public void add(int row, int column, double value) {
        if (row < 0 || column < 0 || row >= n || column >= n) {
            throw new IndexOutOfBoundsException(
                    "There is no entry (" + row + ", " + column + ") in a matrix of order " + n + ".");
        }
        factored = false;
        // the lower triangle, column by column
        long at = (long) Math.min(row, column) * n + Math.max(row, column);
        data.put(at, data.get(at) + value);
    }

    /**
     * Replaces the matrix by its Cholesky factor (dpotrf).
     *
     * @return false if it is not positive definite to working precision or not finite: the numbers are lost then; set it anew with more
     *     on the diagonal
     */
    public boolean factor() {
        factored = LAPACKE_dpotrf(LAPACK_COL_MAJOR, (byte) 'L', n, data, n) == 0;
        return factored;
    }

    /**
     * Replaces b by the solution of A x = b (dpotrs).
     *
     * @param b n numbers
     * @throws IllegalStateException if the matrix is not factorised
     * @throws IllegalArgumentException if b has another length
     */
    public void solve(double[] b) {
        if (!factored) {
            throw new IllegalStateException("Factorise the matrix before a solve.");
        }
        if (b.length != n) {
            throw new IllegalArgumentException("The right side needs " + n + " numbers, not " + b.length + ".");
        }
        side.put(b, 0, n);
        LAPACKE_dpotrs(LAPACK_COL_MAJOR, (byte) 'L', n, 1, data, n, side, n);
        side.get(b, 0, n);
    }

    /**
     * The eigenvalues and eigenvectors (dsyevd); the matrix stays as it is. Takes 2 n^2 numbers of working memory.
     *
     * @param vectors an n x n matrix that gets the orthonormal eigenvectors, one a column, in the order of their eigenvalues
     * @return the n eigenvalues, rising
     * @throws IllegalStateException if the matrix is factorised, or LAPACK does not converge, as with numbers that are not finite
     * @throws IllegalArgumentException if {@code vectors} has another shape
     */
    public double[] eigenvectors(NativeMatrix vectors) {
        requireUnfactored();
        if (vectors.rows() != n || vectors.columns() != n) {
            throw new IllegalArgumentException("The eigenvectors are " + n + " x " + n + ", not " + vectors.rows()
                    + " x " + vectors.columns() + ".");
        }
        Pointer.memcpy(vectors.data(), data, (long) n * n * Double.BYTES);
        int status = LAPACKE_dsyevd(LAPACK_COL_MAJOR, (byte) 'V', (byte) 'L', n, vectors.data(), n, side);
        if (status != 0) {
            throw new IllegalStateException("LAPACK found no eigenvectors of a matrix of order " + n + " (dsyevd gave "
                    + status + "); its numbers have to be finite.");
        }
        double[] values = new double[n];
        side.get(values, 0, n);
        return values;
    }

    /**
     * Sets a result to A B (dsymm).
     *
     * @param b a matrix with n rows
     * @param result a matrix of the same shape
     * @throws IllegalStateException if the matrix is factorised
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public void multiply(NativeMatrix b, NativeMatrix result) {
        requireUnfactored();
        if (b.rows() != n || result.rows() != n || result.columns() != b.columns()) {
            throw new IllegalArgumentException("The product of order " + n + " and " + b.rows() + " x " + b.columns()
                    + " is not " + result.rows() + " x " + result.columns() + ".");
        }
        cblas_dsymm(CblasColMajor, CblasLeft, CblasLower, n, b.columns(), 1, data, n, b.data(), n, 0, result.data(), n);
    }

    private void requireUnfactored() {
        if (factored) {
            throw new IllegalStateException("The matrix has been replaced by its Cholesky factor; set it anew.");
        }
    }

    @Override
    public void close() {
        data.deallocate();
        side.deallocate();
    }
}
