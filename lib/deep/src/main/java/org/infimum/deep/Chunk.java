package org.infimum.deep;

/**
 * A few hundred components of the flat vectors, copied to the heap. There the JIT compiler turns these loops into vector
 * instructions, which it does not do for memory off the heap; and all of it stays in the innermost cache, so that several
 * loops cost one pass through memory. One thread's work space.
 */
final class Chunk {
    /** Five arrays of this length are 10 KiB, a third of a common first-level cache; longer ones measured slower. */
    static final int SIZE = 512;

    final float[] gradient = new float[SIZE];
    final float[] params = new float[SIZE];
    final float[] first = new float[SIZE];
    final float[] second = new float[SIZE];
    private final float[] squares = new float[SIZE];

    /** Forgets the squares that were added. */
    void clear() {
        java.util.Arrays.fill(squares, 0);
    }

    /** Adds the squares of the gradient's components, each to a sum of its own, which is what vector instructions can do. */
    void addSquares(int n) {
        addSquares(n, gradient, squares);
    }

    /** The sum of the squares that were added. */
    double squares() {
        double even = 0;
        double odd = 0;
        for (int i = 0; i < SIZE; i += 2) {
            even += squares[i];
            odd += squares[i + 1];
        }
        return even + odd;
    }

    /** gradient = scale gradient + l1 sign(params) + weight params. */
    void regularise(int n, float scale, float l1, float weight) {
        if (scale != 1) {
            scale(n, scale, gradient);
        }
        if (weight != 0) {
            add(n, weight, params, gradient);
        }
        if (l1 != 0) {
            addSigns(n, l1, params, gradient);
        }
    }

    /** gradient += factor params. */
    void addParams(int n, float factor) {
        if (factor != 0) {
            add(n, factor, params, gradient);
        }
    }

    private static void addSquares(int n, float[] x, float[] sums) {
        for (int i = 0; i < n; i++) {
            sums[i] += x[i] * x[i];
        }
    }

    private static void scale(int n, float factor, float[] x) {
        for (int i = 0; i < n; i++) {
            x[i] *= factor;
        }
    }

    private static void add(int n, float factor, float[] x, float[] y) {
        for (int i = 0; i < n; i++) {
            y[i] += factor * x[i];
        }
    }

    private static void addSigns(int n, float factor, float[] x, float[] y) {
        for (int i = 0; i < n; i++) {
            y[i] += factor * Math.signum(x[i]);
        }
    }
}
