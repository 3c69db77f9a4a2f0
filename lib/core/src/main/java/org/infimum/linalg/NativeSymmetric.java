package org.infimum.linalg;

import static org.bytedeco.openblas.global.openblas.CblasColMajor;
import static org.bytedeco.openblas.global.openblas.CblasLower;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dpotrf;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dpotrs;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;
import static org.bytedeco.openblas.global.openblas.cblas_dsyrk;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A dense symmetric matrix outside Java's heap with OpenBLAS's rank-k update and Cholesky factorisation: above an order of about 50
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

    @Override
    public void close() {
        data.deallocate();
        side.deallocate();
    }
}
