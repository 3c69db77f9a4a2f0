package org.infimum.relu;

import org.infimum.linalg.Euclidean;

/**
 * One block of a {@link ConeProgram}: the maps B (n x k) into the predictions and A (m x k) of the cone A v &ge; 0, and the groups of v whose
 * norms are paid for. Both maps are a matrix with scaled rows, B = diag(p) M and A = diag(q) N, because the blocks of a two-layer problem
 * share one matrix: M = N = X with p = s 1[pattern] and q = +-1 / ||x_i||. Rows of A are scaled to length one (that changes no cone), so that
 * slacks are distances from the cone's faces; zero rows and rows with q_i = 0 constrain nothing.
 *
 * <p>Immutable; the arrays are taken over and shared, not to be changed.
 */
final class ConeBlock {
    private final int size;
    private final int groupSize;
    private final double[] outMatrix;
    private final double[] outScale;
    private final double[] coneMatrix;
    private final double[] coneScale;
    private final double[] interior;
    private final int constraints;
    private final double[] outputSquares;

    /**
     * A block.
     *
     * @param size k, the length of v
     * @param groupSize the length of a group, a divisor of k
     * @param outMatrix M, n x k, column by column
     * @param outScale p, n numbers
     * @param coneMatrix N, m x k, column by column
     * @param coneScale q, m numbers; 0 for a row that constrains nothing
     * @param interior a direction with A v &gt; 0 in all rows that constrain, of any length; null where none is known
     */
    ConeBlock(
            int size,
            int groupSize,
            double[] outMatrix,
            double[] outScale,
            double[] coneMatrix,
            double[] coneScale,
            double[] interior) {
        if (size < 1 || groupSize < 1 || size % groupSize != 0) {
            throw new IllegalArgumentException(
                    "A block of " + size + " numbers cannot be split into groups of " + groupSize + ".");
        }
        if (outMatrix.length != outScale.length * size
                || coneMatrix.length != coneScale.length * size
                || interior != null && interior.length != size) {
            throw new IllegalArgumentException("The block's matrices and direction must have " + size + " columns.");
        }
        this.size = size;
        this.groupSize = groupSize;
        this.outMatrix = outMatrix;
        this.outScale = outScale;
        this.coneMatrix = coneMatrix;
        this.coneScale = coneScale;
        this.interior = interior;
        int count = 0;
        for (double q : coneScale) {
            count += q == 0 ? 0 : 1;
        }
        this.constraints = count;
        int n = outScale.length;
        this.outputSquares = new double[n];
        for (int c = 0; c < size; c++) {
            for (int i = 0; i < n; i++) {
                double b = outMatrix[c * n + i] * outScale[i];
                outputSquares[i] += b * b;
            }
        }
    }

    /**
     * A block of a two-layer problem: B = sign D X, A = (2 D - I) X with rows of length one.
     *
     * @param x the samples
     * @param pattern D's diagonal
     * @param sign 1 or -1
     * @param interior a direction inside the pattern's cone, or null
     * @return the block
     */
    static ConeBlock cell(Samples x, boolean[] pattern, int sign, double[] interior) {
        int n = x.count();
        if (pattern.length != n) {
            throw new IllegalArgumentException("A pattern has " + pattern.length + " entries for " + n + " samples.");
        }
        double[] out = new double[n];
        double[] cone = new double[n];
        for (int i = 0; i < n; i++) {
            out[i] = pattern[i] ? sign : 0;
            double norm = x.norm(i);
            cone[i] = norm == 0 ? 0 : (pattern[i] ? 1 : -1) / norm;
        }
        return new ConeBlock(x.dimension(), x.dimension(), x.columns(), out, x.columns(), cone, interior);
    }

    int size() {
        return size;
    }

    int groupSize() {
        return groupSize;
    }

    int groups() {
        return size / groupSize;
    }

    int outputs() {
        return outScale.length;
    }

    /** The number m of rows of A, those that constrain nothing included. */
    int rows() {
        return coneScale.length;
    }

    /** The number of rows that constrain. */
    int constraints() {
        return constraints;
    }

    boolean isConstraint(int row) {
        return coneScale[row] != 0;
    }

    /** The interior direction, or null; not to be changed. */
    double[] interior() {
        return interior;
    }

    /** z = B v and s = A v, where s has 0 in rows that constrain nothing. */
    void multiply(double[] v, double[] z, double[] s) {
        output(v, z);
        slacks(v, s);
    }

    /** As {@link #multiply} where M = N, from the product M v that begins at an index. */
    void scale(double[] product, int from, double[] z, double[] s) {
        for (int i = 0; i < outScale.length; i++) {
            double t = product[from + i];
            z[i] = outScale[i] * t;
            s[i] = coneScale[i] * t;
        }
    }

    /** z += B v from the product M v that begins at an index. */
    void addScaled(double[] product, int from, double[] z) {
        for (int i = 0; i < outScale.length; i++) {
            z[i] += outScale[i] * product[from + i];
        }
    }

    /** z = B v. */
    void output(double[] v, double[] z) {
        multiply(outMatrix, outScale.length, v, z);
        scale(z, outScale, z);
    }

    /** s = A v; 0 in rows that constrain nothing. */
    void slacks(double[] v, double[] s) {
        multiply(coneMatrix, coneScale.length, v, s);
        scale(s, coneScale, s);
    }

    private static void scale(double[] from, double[] scale, double[] to) {
        for (int i = 0; i < scale.length; i++) {
            to[i] = from[i] * scale[i];
        }
    }

    private void multiply(double[] matrix, int rows, double[] v, double[] result) {
        java.util.Arrays.fill(result, 0, rows, 0);
        int c = 0;
        // four columns at once: a sum is loaded and stored once for four products
        for (; c + 3 < size; c += 4) {
            double v0 = v[c];
            double v1 = v[c + 1];
            double v2 = v[c + 2];
            double v3 = v[c + 3];
            int o0 = c * rows;
            int o1 = o0 + rows;
            int o2 = o1 + rows;
            int o3 = o2 + rows;
            for (int i = 0; i < rows; i++) {
                result[i] += (v0 * matrix[o0 + i] + v1 * matrix[o1 + i]) + (v2 * matrix[o2 + i] + v3 * matrix[o3 + i]);
            }
        }
        for (; c < size; c++) {
            double factor = v[c];
            int column = c * rows;
            for (int i = 0; i < rows; i++) {
                result[i] += factor * matrix[column + i];
            }
        }
    }

    /** result += B^T nu + A^T lambda; a lambda that is null is 0. */
    void addTransposed(double[] nu, double[] lambda, double[] result) {
        addOutputTransposed(nu, result);
        if (lambda != null) {
            double[] weights = new double[coneScale.length];
            scale(lambda, coneScale, weights);
            addProduct(coneMatrix, weights, result);
        }
    }

    /** The weights w with M^T w = B^T nu + A^T lambda where M = N, from an index on. */
    void weigh(double[] nu, double[] lambda, double[] weights, int from) {
        for (int i = 0; i < outScale.length; i++) {
            weights[from + i] = outScale[i] * nu[i] + (lambda == null ? 0 : coneScale[i] * lambda[i]);
        }
    }

    /** result += B^T nu. */
    void addOutputTransposed(double[] nu, double[] result) {
        double[] weights = new double[outScale.length];
        scale(nu, outScale, weights);
        addProduct(outMatrix, weights, result);
    }

    private void addProduct(double[] matrix, double[] weights, double[] result) {
        int rows = weights.length;
        for (int c = 0; c < size; c++) {
            result[c] += Euclidean.dot(matrix, c * rows, weights, 0, rows);
        }
    }

    /** hessian += A^T diag(weights) A, lower triangle, row by row. */
    void addConeGram(double[] weights, double[] hessian) {
        double[] scaled = new double[coneScale.length];
        scaleWeights(weights, scaled, 0);
        Gram.add(coneMatrix, coneScale.length, size, scaled, hessian);
    }

    /** The weights w of N^T diag(w) N = A^T diag(weights) A, from an index on. */
    void scaleWeights(double[] weights, double[] scaled, int from) {
        for (int i = 0; i < coneScale.length; i++) {
            scaled[from + i] = coneScale[i] * coneScale[i] * weights[i];
        }
    }

    /** N; the same object in blocks that share it, and not to be changed. */
    double[] coneMatrix() {
        return coneMatrix;
    }

    /** M, likewise. */
    double[] outMatrix() {
        return outMatrix;
    }

    /** p; not to be changed. */
    double[] outScale() {
        return outScale;
    }

    /** The k x n matrix B^T diag(weights), row by row, into result. */
    void weightedOutput(double[] weights, double[] result) {
        int n = outScale.length;
        for (int c = 0; c < size; c++) {
            int column = c * n;
            for (int i = 0; i < n; i++) {
                result[column + i] = outMatrix[column + i] * (outScale[i] * weights[i]);
            }
        }
    }

    /** Some columns of {@link #weightedOutput} alone, those of the samples given. */
    void weightedOutput(double[] weights, int[] samples, double[] result) {
        int n = outScale.length;
        int m = samples.length;
        for (int c = 0; c < size; c++) {
            for (int a = 0; a < m; a++) {
                int i = samples[a];
                result[c * m + a] = outMatrix[c * n + i] * (outScale[i] * weights[i]);
            }
        }
    }

    /** The lengths of the columns of diag(weights) B. */
    double[] columnLengths(double[] weights) {
        int n = outScale.length;
        double[] squares = new double[n];
        for (int i = 0; i < n; i++) {
            double scale = outScale[i] * weights[i];
            squares[i] = scale * scale;
        }
        double[] lengths = new double[size];
        for (int c = 0; c < size; c++) {
            double square = 0;
            for (int i = 0; i < n; i++) {
                double b = outMatrix[c * n + i];
                square += squares[i] * b * b;
            }
            lengths[c] = Math.sqrt(square);
        }
        return lengths;
    }

    /** The squared length of row i of B. */
    double outputSquare(int i) {
        return outputSquares[i];
    }

    /** trace(B^T B) / k: the size of the curvature that a unit second derivative of the loss gives this block. */
    double meanSquare() {
        double sum = 0;
        for (double square : outputSquares) {
            sum += square;
        }
        return sum / size;
    }
}
