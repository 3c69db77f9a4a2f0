package org.infimum.relu;

import java.util.Arrays;
import java.util.List;
import org.infimum.linalg.NativeMatrix;

/**
 * The maps B_j and A_j of all blocks of a program at once. Where all of them are one matrix X with scaled rows, as those of two layers are, the products of all
 * blocks are one product of matrices for OpenBLAS, with one copy out of Java's heap and one back; otherwise each is done in Java's loops when asked for.
 *
 * <p>Each product has three parts: set for all blocks, then multiply, then get; in the first and last several threads may work on different blocks. Arrays that
 * are set must keep their numbers until then.
 */
final class ConeMaps implements AutoCloseable {
    /** Columns of {@link #multiplyGrams} in one call. */
    private static final int TILE = 128;
    /** With fewer blocks the products n_ia n_ib of the Gram matrices cost as much as they save. */
    private static final int LEAST_BLOCKS = 4;

    private final List<ConeBlock> blocks;
    private final double[][] first;
    private final double[][] second;
    private final boolean shared;
    private final int n;
    private final int k;
    private final double[] small;
    private final double[] tall;
    private final NativeMatrix x;
    private final NativeMatrix smallMatrix;
    private final NativeMatrix tallMatrix;
    private NativeMatrix products;
    private NativeMatrix gramMatrix;
    private double[] tile;
    private double[] grams;

    ConeMaps(List<ConeBlock> blocks) {
        this.blocks = blocks;
        int count = blocks.size();
        this.first = new double[count][];
        this.second = new double[count][];
        double[] matrix = blocks.get(0).coneMatrix();
        this.shared = count >= LEAST_BLOCKS
                && blocks.stream().allMatch(block -> block.coneMatrix() == matrix && block.outMatrix() == matrix);
        this.n = blocks.get(0).outputs();
        this.k = blocks.get(0).size();
        this.small = new double[shared ? count * k : 0];
        this.tall = new double[shared ? count * n : 0];
        this.x = shared ? new NativeMatrix(n, k) : null;
        this.smallMatrix = shared ? new NativeMatrix(k, count) : null;
        this.tallMatrix = shared ? new NativeMatrix(n, count) : null;
        if (shared) {
            x.setColumns(0, matrix, n * k);
        }
    }

    /** Sets v_j. */
    void set(int j, double[] v) {
        first[j] = v;
        if (shared) {
            System.arraycopy(v, 0, small, j * k, k);
        }
    }

    /** Takes all v_j. */
    void multiply() {
        if (shared) {
            smallMatrix.setColumns(0, small, small.length);
            x.multiply(smallMatrix, tallMatrix);
            tallMatrix.getColumns(0, tall, tall.length);
        }
    }

    /** Sets z = B_j v_j and s = A_j v_j. */
    void get(int j, double[] z, double[] s) {
        if (shared) {
            blocks.get(j).scale(tall, j * n, z, s);
        } else {
            blocks.get(j).multiply(first[j], z, s);
        }
    }

    /** Adds B_j v_j to z; {@code room} is n numbers of no meaning. */
    void addOutput(int j, double[] z, double[] room) {
        if (shared) {
            blocks.get(j).addScaled(tall, j * n, z);
        } else {
            blocks.get(j).output(first[j], room);
            for (int i = 0; i < z.length; i++) {
                z[i] += room[i];
            }
        }
    }

    /** Sets nu_j and lambda_j for the next {@link #multiplyTransposed}; a lambda that is null is 0. */
    void setTransposed(int j, double[] nu, double[] lambda) {
        first[j] = nu;
        second[j] = lambda;
        if (shared) {
            blocks.get(j).weigh(nu, lambda, tall, j * n);
        }
    }

    /** Takes all nu_j and lambda_j. */
    void multiplyTransposed() {
        if (shared) {
            tallMatrix.setColumns(0, tall, tall.length);
            x.multiplyTransposed(k, tallMatrix, smallMatrix, 0);
            smallMatrix.getColumns(0, small, small.length);
        }
    }

    /** q += B_j^T nu_j + A_j^T lambda_j. */
    void addTransposed(int j, double[] q) {
        if (shared) {
            for (int c = 0; c < k; c++) {
                q[c] += small[j * k + c];
            }
        } else {
            blocks.get(j).addTransposed(first[j], second[j], q);
        }
    }

    /** Sets the weights w_j of A_j^T diag(w_j) A_j. */
    void setWeights(int j, double[] weights) {
        first[j] = weights;
        if (shared) {
            blocks.get(j).scaleWeights(weights, tall, j * n);
        }
    }

    /**
     * Takes all weights. Entry (a, b) of all A_j^T diag(w_j) A_j is sum over i of (x_ia x_ib) q_ji^2 w_ji: the products x_ia x_ib times the matrix of all
     * weights. The products are made anew, tile by tile; kept, they would take n k^2 / 2 numbers.
     */
    void multiplyGrams() {
        if (!shared) {
            return;
        }
        int entries = k * (k + 1) / 2;
        if (grams == null) {
            products = new NativeMatrix(n, Math.min(TILE, entries));
            gramMatrix = new NativeMatrix(entries, blocks.size());
            tile = new double[n * products.columns()];
            grams = new double[entries * blocks.size()];
        }
        tallMatrix.setColumns(0, tall, tall.length);
        double[] matrix = blocks.get(0).coneMatrix();
        int done = 0;
        int filled = 0;
        for (int a = 0; a < k; a++) {
            for (int b = 0; b <= a; b++) {
                int column = filled++ * n;
                for (int i = 0; i < n; i++) {
                    tile[column + i] = matrix[a * n + i] * matrix[b * n + i];
                }
                if (filled == products.columns() || done + filled == entries) {
                    products.setColumns(0, tile, filled * n);
                    products.multiplyTransposed(filled, tallMatrix, gramMatrix, done);
                    done += filled;
                    filled = 0;
                }
            }
        }
        gramMatrix.getColumns(0, grams, grams.length);
    }

    /** Sets A_j^T diag(w_j) A_j, the lower triangle row by row. */
    void getGram(int j, double[] gram) {
        if (!shared) {
            Arrays.fill(gram, 0);
            blocks.get(j).addConeGram(first[j], gram);
            return;
        }
        int from = j * (k * (k + 1) / 2);
        for (int a = 0; a < k; a++) {
            System.arraycopy(grams, from + a * (a + 1) / 2, gram, a * k, a + 1);
        }
    }

    @Override
    public void close() {
        if (shared) {
            x.close();
            smallMatrix.close();
            tallMatrix.close();
        }
        if (grams != null) {
            products.close();
            gramMatrix.close();
        }
    }
}
