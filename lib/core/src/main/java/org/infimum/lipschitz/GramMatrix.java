package org.infimum.lipschitz;

import org.infimum.linalg.Rounded;

/**
 * G = A^T A (or A A^T, whichever is smaller) of a matrix A, computed in floating point with a bound of its error, and from it
 * proved upper bounds of the spectral norm ||A|| = sqrt(lambda_max(G)).
 *
 * <p><b>The proof.</b> Let u = 2^-53 and gamma_k = k u / (1 - k u). A is first divided by a power of two so that its largest
 * entry is near 1; what that and everything below loses to underflow is less than {@link #UNDERFLOW} in total, or, where tau exceeds
 * 2^200, less than the upward rounding of a sum with tau.
 * <ol>
 *   <li>An inner product of length k summed in any order has an error of at most gamma_k times that of the absolute values
 *       (Higham, Accuracy and Stability, 2nd ed., section 3.1). So the computed G' satisfies
 *       ||G' - A^T A|| &le; gamma_k || |A|^T |A| ||_F &le; gamma_k ||A||_F^2.
 *   <li>If the Cholesky factorisation of M = fl(tau I - G') runs to its end in floating point with positive pivots, its factor R
 *       satisfies R^T R = M + D with |D| &le; gamma_{n+1} |R|^T |R| (Higham, Theorem 10.3; any order of evaluation), so
 *       ||D|| &le; gamma_{n+1} ||R||_F^2, and R is known. R^T R has no negative eigenvalue, hence
 *       lambda_max(G') &le; tau + gamma_{n+1} ||R||_F^2 + u max_i |M_ii|, the last term for the rounding of M's diagonal.
 *   <li>||A||^2 &le; lambda_max(G') + gamma_k ||A||_F^2.
 * </ol>
 * This is Rump's verification of positive definiteness (BIT 46, 2006) with an error term read off the factor. All terms are
 * rounded upwards. The relative slack is about (k + n) r u with r = ||A||_F^2 / ||A||^2, at most the rank: 1e-9 for a
 * 4096 x 9216 layer. Gram iteration (Delattre et al. 2023), G &lt;- G^T G, proves the same with n^3 / 2 multiplications for every
 * squaring and a last factor n^(1/2^(j+1)) after j of them; one factorisation costs n^3 / 6 and has no such factor.
 *
 * <p>Immutable. Holds n^2 numbers, and n^2 more during a factorisation.
 */
final class GramMatrix {
    /** More than all that underflow can cost here, and far less than one unit in the last place of lambda_max. */
    static final double UNDERFLOW = 0x1p-900;

    /** The first excess of tau over the estimated eigenvalue: about 2e-10 of the norm is given away for a first success. */
    private static final double FIRST_EXCESS = 1e-9;

    /** The excess below which a proof is not tried to be improved. */
    private static final double FINE = 1e-7;

    /** The most factorisations for an improvement. */
    private static final int REFINEMENTS = 10;

    /** Rows of the factor updated together; a panel of 32 rows of 4,096 numbers fits a second-level cache. */
    private static final int PANEL = 32;

    /** Tiles of the product: 64 x 256 numbers stay in the second-level cache while the long side passes by. */
    private static final int TILE_ROWS = 64;

    private static final int TILE_COLUMNS = 256;

    private final int size;
    private final double[] entries;
    private final double error;
    private final int exponent;

    private GramMatrix(int size, double[] entries, double error, int exponent) {
        this.size = size;
        this.entries = entries;
        this.error = error;
        this.exponent = exponent;
    }

    /**
     * The Gram matrix of a matrix that is not zero.
     *
     * @param a the matrix by rows, finite, not all 0
     * @param rows its number of rows
     * @param columns its number of columns
     * @return its smaller Gram matrix
     */
    static GramMatrix of(double[] a, int rows, int columns) {
        double largest = 0;
        for (double entry : a) {
            largest = Math.max(largest, Math.abs(entry));
        }
        int exponent = Math.getExponent(largest);
        boolean tall = rows >= columns;
        int length = tall ? rows : columns;
        int size = tall ? columns : rows;
        double[] b = new double[a.length];
        double square = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                double entry = Math.scalb(a[i * columns + j], -exponent);
                b[tall ? i * columns + j : j * rows + i] = entry;
                square += entry * entry;
            }
        }
        square = Rounded.addUp(Rounded.multiplyUp(square, Rounded.sumFactor(2L * a.length)), UNDERFLOW);
        double error = Rounded.multiplyUp(gamma(length), square);
        return new GramMatrix(size, product(b, length, size), error, exponent);
    }

    private static double gamma(long operations) {
        // exact: both numbers are in [1, 2]
        return Rounded.sumFactor(operations) - 1;
    }

    /** B^T B of a matrix of long columns; the tiles above the diagonal are computed and mirrored. */
    private static double[] product(double[] b, int length, int size) {
        double[] g = new double[size * size];
        for (int i0 = 0; i0 < size; i0 += TILE_ROWS) {
            int i1 = Math.min(size, i0 + TILE_ROWS);
            for (int j0 = i0; j0 < size; j0 += TILE_COLUMNS) {
                tile(b, length, size, g, i0, i1, j0, Math.min(size, j0 + TILE_COLUMNS));
            }
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < i; j++) {
                g[i * size + j] = g[j * size + i];
            }
        }
        return g;
    }

    private static void tile(double[] b, int length, int size, double[] g, int i0, int i1, int j0, int j1) {
        int k = 0;
        for (; k + 4 <= length; k += 4) {
            int b0 = k * size;
            int b1 = b0 + size;
            int b2 = b1 + size;
            int b3 = b2 + size;
            for (int i = i0; i < i1; i++) {
                double f0 = b[b0 + i];
                double f1 = b[b1 + i];
                double f2 = b[b2 + i];
                double f3 = b[b3 + i];
                if (f0 == 0 && f1 == 0 && f2 == 0 && f3 == 0) {
                    // the matrix of a convolution is nearly empty
                    continue;
                }
                int row = i * size;
                for (int j = Math.max(i, j0); j < j1; j++) {
                    g[row + j] += f0 * b[b0 + j] + f1 * b[b1 + j] + f2 * b[b2 + j] + f3 * b[b3 + j];
                }
            }
        }
        for (; k < length; k++) {
            int b0 = k * size;
            for (int i = i0; i < i1; i++) {
                double f0 = b[b0 + i];
                int row = i * size;
                for (int j = Math.max(i, j0); j < j1; j++) {
                    g[row + j] += f0 * b[b0 + j];
                }
            }
        }
    }

    /**
     * The norm that Lanczos' iteration finds from below, without a proof of its rounding.
     *
     * @return an estimate, at most ||A|| up to rounding
     */
    double estimate() {
        return Math.scalb(Math.sqrt(Lanczos.largestEigenvalue(entries, size)), exponent);
    }

    /**
     * A proved upper bound of ||A||, tight to 1e-9 where Lanczos' iteration converges.
     *
     * @param estimate what {@link #estimate} returned; a bad one costs time and tightness, never the proof
     * @return a number not below ||A||
     */
    double bound(double estimate) {
        double scaled = Math.scalb(estimate, -exponent);
        double start = scaled * scaled;
        double failed = 0;
        double excess = FIRST_EXCESS;
        double proved = factorised(start * (1 + excess));
        // the trace bounds the largest eigenvalue, so an excess of size times the estimate or less succeeds at last
        while (proved == Double.POSITIVE_INFINITY) {
            failed = excess;
            excess *= 8;
            if (!(excess < 2.0 * size + 2)) {
                return trace();
            }
            proved = factorised(start * (1 + excess));
        }
        // where Lanczos' iteration stopped early, close in on what it left
        for (int k = 0; k < REFINEMENTS && excess - failed > FINE; k++) {
            double middle = excess > 4 * failed ? Math.sqrt(excess * failed) : (excess + failed) / 2;
            double better = factorised(start * (1 + middle));
            if (better == Double.POSITIVE_INFINITY) {
                failed = middle;
            } else {
                excess = middle;
                proved = better;
            }
        }
        return Math.min(proved, trace());
    }

    /** sqrt(trace(G) + error): ||A||_F, roughly; always holds. */
    private double trace() {
        double trace = 0;
        for (int i = 0; i < size; i++) {
            trace += entries[i * size + i];
        }
        return unscaled(Rounded.multiplyUp(trace, Rounded.sumFactor(size)));
    }

    /**
     * Tries to prove ||A|| &le; sigma, up to the error terms.
     *
     * @param sigma the norm to prove, positive
     * @return a proved upper bound of ||A||, a little above sigma; or infinity if the factorisation fails, which proves nothing
     */
    double provedNear(double sigma) {
        double scaled = Math.scalb(sigma, -exponent);
        return factorised(scaled * scaled);
    }

    private double factorised(double tau) {
        if (!(tau > 0) || tau == Double.POSITIVE_INFINITY) {
            return Double.POSITIVE_INFINITY;
        }
        double[] r = new double[size * size];
        double diagonal = 0;
        for (int i = 0; i < size; i++) {
            for (int j = i + 1; j < size; j++) {
                r[i * size + j] = -entries[i * size + j];
            }
            r[i * size + i] = tau - entries[i * size + i];
            diagonal = Math.max(diagonal, Math.abs(r[i * size + i]));
        }
        if (!factorise(r, size)) {
            return Double.POSITIVE_INFINITY;
        }
        double square = 0;
        for (int i = 0; i < size; i++) {
            for (int j = i; j < size; j++) {
                square += r[i * size + j] * r[i * size + j];
            }
        }
        square = Rounded.addUp(Rounded.multiplyUp(square, Rounded.sumFactor(2L * size * size)), UNDERFLOW);
        double slack =
                Rounded.addUp(Rounded.multiplyUp(gamma(size + 1L), square), Rounded.multiplyUp(Rounded.UNIT, diagonal));
        return unscaled(Rounded.addUp(tau, slack));
    }

    private double unscaled(double eigenvalue) {
        double square = Rounded.addUp(Rounded.addUp(eigenvalue, error), UNDERFLOW);
        return Rounded.multiplyUp(Rounded.sqrtUp(square), Math.scalb(1.0, exponent));
    }

    /** Overwrites the upper triangle by its Cholesky factor; false if a pivot is not positive. */
    private static boolean factorise(double[] r, int size) {
        for (int k0 = 0; k0 < size; k0 += PANEL) {
            int k1 = Math.min(size, k0 + PANEL);
            for (int i = k0; i < size; i++) {
                eliminate(r, size, i, k0, Math.min(i, k1));
                if (i < k1) {
                    int row = i * size;
                    double pivot = r[row + i];
                    if (!(pivot > 0) || pivot == Double.POSITIVE_INFINITY) {
                        return false;
                    }
                    double root = Math.sqrt(pivot);
                    r[row + i] = root;
                    for (int j = i + 1; j < size; j++) {
                        r[row + j] /= root;
                    }
                }
            }
        }
        return true;
    }

    /** Row i loses its parts along the rows k0 to k1 - 1 of the factor. */
    private static void eliminate(double[] r, int size, int i, int k0, int k1) {
        int row = i * size;
        int k = k0;
        for (; k + 4 <= k1; k += 4) {
            int r0 = k * size;
            int r1 = r0 + size;
            int r2 = r1 + size;
            int r3 = r2 + size;
            double f0 = r[r0 + i];
            double f1 = r[r1 + i];
            double f2 = r[r2 + i];
            double f3 = r[r3 + i];
            for (int j = i; j < size; j++) {
                r[row + j] -= f0 * r[r0 + j] + f1 * r[r1 + j] + f2 * r[r2 + j] + f3 * r[r3 + j];
            }
        }
        for (; k < k1; k++) {
            int r0 = k * size;
            double f0 = r[r0 + i];
            for (int j = i; j < size; j++) {
                r[row + j] -= f0 * r[r0 + j];
            }
        }
    }
}
