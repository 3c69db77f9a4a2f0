package org.infimum.homogeneous;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.infimum.linalg.Rounded;
import org.infimum.relu.VectorPolarBounds;

/**
 * Matrix factorisation X = U V^T as a parallel architecture of degree 2: a subnetwork is a pair of columns (u, v), phi(u, v) = u v^T, theta = ||u|| ||v|| with
 * a norm for each factor's columns (Haeffele and Vidal 2017; Bach, Mairal and Ponce 2008). The regulariser of X that the factors' prices amount to, and the
 * polar max u^T V v over unit columns, have closed forms:
 *
 * <table>
 * <caption>The four pairs of norms</caption>
 * <tr><th>of u</th><th>of v</th><th>regulariser of X</th><th>polar of V</th></tr>
 * <tr><td>L2</td><td>L2</td><td>nuclear norm</td><td>spectral norm</td></tr>
 * <tr><td>L1</td><td>L2</td><td>sum of the rows' lengths</td><td>longest row</td></tr>
 * <tr><td>L2</td><td>L1</td><td>sum of the columns' lengths</td><td>longest column</td></tr>
 * <tr><td>L1</td><td>L1</td><td>sum of |X_ij|</td><td>largest |V_ij|</td></tr>
 * </table>
 *
 * An optimum needs min(n, c) pairs with L2 and L2, as many as X has rows (columns, entries) that are not 0 with L1 at u (v, both): the last one is for small
 * matrices. The parameters of a pair are the n numbers of u, then the c of v. Immutable.
 */
public final class Factorization implements ParallelArchitecture {
    private final int n;
    private final int c;
    private final ColumnNorm rowsNorm;
    private final ColumnNorm columnsNorm;
    private final FactorProducts products;
    private final FactorPolar polar;

    private Factorization(int n, int c, ColumnNorm rowsNorm, ColumnNorm columnsNorm) {
        this.n = n;
        this.c = c;
        this.rowsNorm = rowsNorm;
        this.columnsNorm = columnsNorm;
        this.products = new FactorProducts(n, c);
        this.polar = new FactorPolar(n, c, rowsNorm, columnsNorm);
    }

    /**
     * Factorisation with Euclidean norms, the penalty (||U||_F^2 + ||V||_F^2) / 2: least squares with it is the soft-thresholded singular value decomposition.
     *
     * @param n the matrix's rows, at least 1
     * @param c its columns, at least 1
     * @return the architecture
     * @throws IllegalArgumentException if a side is below 1 or the matrix would have more than 2^31 - 1 entries
     */
    public static Factorization frobenius(int n, int c) {
        return of(n, c, ColumnNorm.L2, ColumnNorm.L2);
    }

    /**
     * Factorisation with a norm for each factor.
     *
     * @param n the matrix's rows, at least 1
     * @param c its columns, at least 1
     * @param rowsNorm of the n numbers of a u
     * @param columnsNorm of the c numbers of a v
     * @return the architecture
     * @throws IllegalArgumentException if a side is below 1 or the matrix would have more than 2^31 - 1 entries
     */
    public static Factorization of(int n, int c, ColumnNorm rowsNorm, ColumnNorm columnsNorm) {
        Objects.requireNonNull(rowsNorm, "rowsNorm");
        Objects.requireNonNull(columnsNorm, "columnsNorm");
        if (n < 1 || c < 1 || (long) n * c > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("A matrix to factorise needs at least one row and one column and fewer "
                    + "than 2^31 entries, not " + n + " x " + c + ".");
        }
        return new Factorization(n, c, rowsNorm, columnsNorm);
    }

    @Override
    public int rows() {
        return n;
    }

    @Override
    public int columns() {
        return c;
    }

    @Override
    public int parameters() {
        return n + c;
    }

    @Override
    public int degree() {
        return 2;
    }

    @Override
    public int regularizerDegree() {
        return 2;
    }

    @Override
    public String regularizer() {
        return "the product of the " + rowsNorm + " and " + columnsNorm + " norms of the factors' columns";
    }

    /**
     * The norm of U's columns.
     *
     * @return the norm of the n numbers of a u
     */
    public ColumnNorm rowsNorm() {
        return rowsNorm;
    }

    /**
     * The norm of V's columns.
     *
     * @return the norm of the c numbers of a v
     */
    public ColumnNorm columnsNorm() {
        return columnsNorm;
    }

    private boolean isFrobenius() {
        return rowsNorm == ColumnNorm.L2 && columnsNorm == ColumnNorm.L2;
    }

    @Override
    public void output(double[] w, int r, double[] output) {
        products.product(w, r, output);
    }

    @Override
    public void addGradient(double[] w, int r, double[] g, double[] gradient) {
        products.addAdjoint(w, r, g, gradient);
    }

    /** {@inheritDoc} Here sum (||u_i||^2 + ||v_i||^2) / 2. With an L1 norm it has kinks where entries are 0: of the subgradients the one is added that brings what the gradient holds, that of
     * the loss, closest to 0, so that the sum is 0 at a stationary point. */
    @Override
    public double addPenalty(double[] w, int r, double factor, double[] gradient) {
        double sum = 0;
        for (int from = 0; from < r * parameters(); from += parameters()) {
            sum += rowsNorm.addSquare(w, from, n, factor, gradient);
            sum += columnsNorm.addSquare(w, from + n, c, factor, gradient);
        }
        return sum;
    }

    @Override
    public double theta(double[] w, int i) {
        int from = i * parameters();
        return rowsNorm.of(w, from, n) * columnsNorm.of(w, from + n, c);
    }

    @Override
    public void balance(double[] w, int r) {
        for (int from = 0; from < r * parameters(); from += parameters()) {
            double u = rowsNorm.of(w, from, n);
            double v = columnsNorm.of(w, from + n, c);
            if (!(u * v > 0)) {
                Arrays.fill(w, from, from + parameters(), 0);
            } else if (u != v) {
                scale(w, from, n, Math.sqrt(v) / Math.sqrt(u));
                scale(w, from + n, c, Math.sqrt(u) / Math.sqrt(v));
            }
        }
    }

    private static void scale(double[] w, int from, int length, double factor) {
        for (int k = from; k < from + length; k++) {
            w[k] *= factor;
        }
    }

    /** {@inheritDoc} An inner product of r terms errs by gamma_r times that of the absolute values, in any order (Higham 2002, section 3.1). */
    @Override
    public void outputWithError(double[] w, int r, double[] output, double[] error) {
        products.product(w, r, output);
        double[] sizes = new double[r * parameters()];
        for (int k = 0; k < sizes.length; k++) {
            sizes[k] = Math.abs(w[k]);
        }
        products.product(sizes, r, error);
        // the computed sum of sizes may itself be that much too small: hence twice
        double gamma = Rounded.multiplyUp(2, Rounded.sumFactor(r + 2L) - 1);
        double underflow = r * Double.MIN_NORMAL;
        for (int k = 0; k < n * c; k++) {
            error[k] = r == 0 ? 0 : Rounded.addUp(Rounded.multiplyUp(gamma, error[k]), underflow);
        }
    }

    @Override
    public double thetaUp(double[] w, int r) {
        double sum = 0;
        for (int from = 0; from < r * parameters(); from += parameters()) {
            double u = rowsNorm.up(w, from, n);
            double v = columnsNorm.up(w, from + n, c);
            if (u != 0 && v != 0) {
                sum = Rounded.addUp(sum, Rounded.multiplyUp(u, v));
            }
        }
        return sum;
    }

    /**
     * {@inheritDoc} In closed form: the largest singular pairs, or the longest rows, columns or largest entries, those of one length being as good as each other.
     * The starts and the seed are not needed, and there are a few maxima even where the count is 0.
     *
     * @throws IllegalArgumentException if V has another shape or a number that is not finite
     */
    @Override
    public List<PolarMaximum> maxima(double[][] v, List<double[]> starts, int count, long seed) {
        return polar.maxima(v, count);
    }

    /**
     * {@inheritDoc} The upper bound is PROVED: {@link org.infimum.lipschitz.MatrixNorm} for the spectral norm, within 1e-9 of it, the closed forms rounded upwards
     * for the others.
     *
     * @throws IllegalArgumentException if V has another shape or a number that is not finite, or the polar overflows
     */
    @Override
    public VectorPolarBounds polar(double[][] v, List<PolarMaximum> found) {
        List<PolarMaximum> known = new ArrayList<>(found);
        if (known.isEmpty()) {
            known.addAll(polar.maxima(v, 0));
        }
        return polar.bounds(v, known);
    }

    /**
     * {@inheritDoc} With an L1 norm one pair after the other by proximal steps; with L2 and L2 alternating least squares where the loss is squared and quasi-Newton
     * steps where it is not, both ending with the singular pairs of their product.
     */
    @Override
    public LocalDescent descent() {
        return isFrobenius() ? new FrobeniusDescent(this) : PairwiseDescent.standard(this);
    }

    @Override
    public String toString() {
        return "factorisation of " + n + " x " + c + ", theta = " + regularizer();
    }
}
