package org.infimum.homogeneous;

import static org.bytedeco.openblas.global.openblas.CblasColMajor;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_dgemm;

import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;

/**
 * U V^T and its adjoint, where the columns u_i, v_i of the factors follow one another: so U and V lie column by column in the one array, n + c numbers apart, and
 * OpenBLAS takes them as they are. Small products go by loops: a call costs some microseconds.
 */
final class FactorProducts {
    /** Multiplications below which loops are faster. */
    private static final long SMALL = 20_000;

    private final int n;
    private final int c;

    FactorProducts(int n, int c) {
        this.n = n;
        this.c = c;
    }

    /** Overwrites the n x c numbers of x, row after row, by sum u_i v_i^T. */
    void product(double[] w, int r, double[] x) {
        if (isSmall(r)) {
            Arrays.fill(x, 0, n * c, 0);
            for (int i = 0; i < r; i++) {
                addRankOne(w, i * (n + c), x);
            }
            return;
        }
        int apart = n + c;
        try (DoublePointer factors = pointer(w, r);
                DoublePointer result = new DoublePointer((long) n * c)) {
            // row after row X is LAPACK's X^T = V U^T
            cblas_dgemm(
                    CblasColMajor,
                    CblasNoTrans,
                    CblasTrans,
                    c,
                    n,
                    r,
                    1,
                    view(factors, n),
                    apart,
                    factors,
                    apart,
                    0,
                    result,
                    c);
            result.get(x, 0, n * c);
        }
    }

    private void addRankOne(double[] w, int from, double[] x) {
        for (int j = 0; j < n; j++) {
            double u = w[from + j];
            if (u != 0) {
                for (int k = 0; k < c; k++) {
                    x[j * c + k] += u * w[from + n + k];
                }
            }
        }
    }

    /** Adds G v_i and G^T u_i, the gradients of the inner product of G and U V^T, to r columns. */
    void addAdjoint(double[] w, int r, double[] g, double[] gradient) {
        if (isSmall(r)) {
            for (int i = 0; i < r; i++) {
                addAdjointOfOne(w, i * (n + c), g, gradient);
            }
            return;
        }
        int apart = n + c;
        try (DoublePointer factors = pointer(w, r);
                DoublePointer slopes = pointer(g, n, c);
                DoublePointer result = pointer(gradient, r)) {
            DoublePointer u = factors;
            DoublePointer v = view(factors, n);
            DoublePointer ofV = view(result, n);
            cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, n, r, c, 1, slopes, c, v, apart, 1, result, apart);
            cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, c, r, n, 1, slopes, c, u, apart, 1, ofV, apart);
            result.get(gradient, 0, r * apart);
        }
    }

    private void addAdjointOfOne(double[] w, int from, double[] g, double[] gradient) {
        for (int j = 0; j < n; j++) {
            double u = w[from + j];
            double sum = 0;
            for (int k = 0; k < c; k++) {
                double slope = g[j * c + k];
                sum += slope * w[from + n + k];
                gradient[from + n + k] += slope * u;
            }
            gradient[from + j] += sum;
        }
    }

    private boolean isSmall(int r) {
        return (long) r * n * c < SMALL;
    }

    private DoublePointer pointer(double[] w, int r) {
        return pointer(w, r, n + c);
    }

    private static DoublePointer pointer(double[] from, int columns, int length) {
        return new DoublePointer((long) columns * length).put(from, 0, columns * length);
    }

    private static DoublePointer view(DoublePointer of, int offset) {
        return new DoublePointer(of).position(offset);
    }
}
