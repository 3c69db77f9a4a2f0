package org.infimum.linalg;

import static org.bytedeco.openblas.global.openblas.CblasColMajor;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas.cblas_dgemv;

import org.bytedeco.javacpp.DoublePointer;

/**
 * A dense matrix in memory outside Java's heap, column by column, for OpenBLAS. With {@code double[]} arguments every call would copy the
 * whole matrix (gemv of order 4000: 0.5 instead of 13.7 GFLOP/s). Close it: the memory is freed then and not before.
 */
public final class NativeMatrix implements AutoCloseable {
    private final int rows;
    private final int columns;
    private final DoublePointer data;

    /**
     * A matrix whose numbers are not set.
     *
     * @param rows at least 1
     * @param columns at least 1
     * @throws OutOfMemoryError if the system has no such memory, or Java's limit for native memory (by default its heap's) is reached
     */
    public NativeMatrix(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        this.data = new DoublePointer((long) rows * columns);
    }

    /**
     * The number of rows.
     *
     * @return the number
     */
    public int rows() {
        return rows;
    }

    /**
     * The number of columns.
     *
     * @return the number
     */
    public int columns() {
        return columns;
    }

    DoublePointer data() {
        return data;
    }

    /**
     * Sets neighbouring columns. Several threads may set different ones.
     *
     * @param first the first of them, from 0
     * @param values the columns one after the other
     * @param count how many numbers of {@code values} are taken: the rows times the columns to set
     * @throws IndexOutOfBoundsException if they do not fit
     */
    public void setColumns(int first, double[] values, int count) {
        // a view with a position of its own, so that threads do not disturb one another
        new DoublePointer(data).position(checked(first, count)).put(values, 0, count);
    }

    /**
     * Reads neighbouring columns.
     *
     * @param first the first of them, from 0
     * @param values where to, the columns one after the other
     * @param count how many numbers are read: the rows times the columns
     * @throws IndexOutOfBoundsException if there are no such columns
     */
    public void getColumns(int first, double[] values, int count) {
        new DoublePointer(data).position(checked(first, count)).get(values, 0, count);
    }

    private long checked(int first, int count) {
        long offset = (long) first * rows;
        if (first < 0 || offset + count > (long) rows * columns) {
            throw new IndexOutOfBoundsException(
                    count + " numbers from column " + first + " do not fit " + rows + " x " + columns + ".");
        }
        return offset;
    }

    /**
     * Sets a result to A B.
     *
     * @param b a matrix with as many rows as this one has columns
     * @param result a matrix with as many rows as this one and as many columns as b
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public void multiply(NativeMatrix b, NativeMatrix result) {
        if (b.rows != columns || result.rows != rows || result.columns != b.columns) {
            throw new IllegalArgumentException("The product of " + rows + " x " + columns + " and " + b.rows + " x "
                    + b.columns + " is not " + result.rows + " x " + result.columns + ".");
        }
        cblas_dgemm(
                CblasColMajor,
                CblasNoTrans,
                CblasNoTrans,
                rows,
                b.columns,
                columns,
                1,
                data,
                rows,
                b.data,
                columns,
                0,
                result.data,
                rows);
    }

    /**
     * Writes A^T B, A being the first columns of this matrix, into neighbouring rows of a result.
     *
     * @param count the columns of A, the rows that are written
     * @param b a matrix with as many rows as this one
     * @param result a matrix with as many columns as b
     * @param firstRow the first row written, from 0
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public void multiplyTransposed(int count, NativeMatrix b, NativeMatrix result, int firstRow) {
        if (count < 1
                || count > columns
                || b.rows != rows
                || result.columns != b.columns
                || firstRow < 0
                || firstRow + count > result.rows) {
            throw new IllegalArgumentException("Rows " + firstRow + " to " + (firstRow + count) + " of " + result.rows
                    + " x " + result.columns + " cannot take the product of " + rows + " x " + columns + " and "
                    + b.rows + " x " + b.columns + ".");
        }
        DoublePointer to = new DoublePointer(result.data).position(firstRow);
        cblas_dgemm(
                CblasColMajor,
                CblasTrans,
                CblasNoTrans,
                count,
                b.columns,
                rows,
                1,
                data,
                rows,
                b.data,
                rows,
                0,
                to,
                result.rows);
    }

    /**
     * A x.
     *
     * @param x a number a column
     * @return a number a row
     */
    public double[] multiply(double[] x) {
        return product(CblasNoTrans, x, columns, rows);
    }

    /**
     * A^T x.
     *
     * @param x a number a row
     * @return a number a column
     */
    public double[] multiplyTransposed(double[] x) {
        return product(CblasTrans, x, rows, columns);
    }

    private double[] product(int transposition, double[] x, int in, int out) {
        if (x.length != in) {
            throw new IllegalArgumentException("The product needs " + in + " numbers, not " + x.length + ".");
        }
        double[] result = new double[out];
        try (DoublePointer from = new DoublePointer(x);
                DoublePointer to = new DoublePointer(out)) {
            cblas_dgemv(CblasColMajor, transposition, rows, columns, 1, data, rows, from, 1, 0, to, 1);
            to.get(result);
        }
        return result;
    }

    @Override
    public void close() {
        data.deallocate();
    }
}
