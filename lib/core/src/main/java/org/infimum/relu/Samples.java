package org.infimum.relu;

/** The n samples x_i of length r of a program, checked once, column by column, with their norms. Immutable. */
final class Samples {
    private final int count;
    private final int dimension;
    private final double[] columns;
    private final double[] norms;

    private Samples(int count, int dimension, double[] columns, double[] norms) {
        this.count = count;
        this.dimension = dimension;
        this.columns = columns;
        this.norms = norms;
    }

    /**
     * The samples.
     *
     * @param x the rows; copied
     * @return the samples
     * @throws IllegalArgumentException if there is none, the lengths differ, or a number is not finite
     */
    static Samples of(double[][] x) {
        if (x.length == 0 || x[0].length == 0) {
            throw new IllegalArgumentException("The data needs at least one sample with at least one coordinate.");
        }
        int n = x.length;
        int r = x[0].length;
        double[] columns = new double[n * r];
        double[] norms = new double[n];
        for (int i = 0; i < n; i++) {
            if (x[i].length != r) {
                throw new IllegalArgumentException(
                        "Sample " + i + " has " + x[i].length + " coordinates, but sample 0 has " + r + ".");
            }
            for (int c = 0; c < r; c++) {
                if (!Double.isFinite(x[i][c])) {
                    throw new IllegalArgumentException("Sample " + i + " holds " + x[i][c] + "; all must be finite.");
                }
                columns[c * n + i] = x[i][c];
                norms[i] = Math.hypot(norms[i], x[i][c]);
            }
        }
        return new Samples(n, r, columns, norms);
    }

    int count() {
        return count;
    }

    int dimension() {
        return dimension;
    }

    /** The coordinates, column by column; not to be changed. */
    double[] columns() {
        return columns;
    }

    /** ||x_i||. */
    double norm(int i) {
        return norms[i];
    }
}
