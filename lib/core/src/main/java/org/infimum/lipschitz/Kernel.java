package org.infimum.lipschitz;

import java.util.Arrays;
import java.util.Objects;

/**
 * The weights of a two-dimensional convolution w(o, c, a, b), which is a correlation as in all deep-learning libraries: output (o, y, x) is
 * the sum over c, a, b of w(o, c, a, b) z(c, y + a, x + b).
 *
 * @param filters the output channels, o
 * @param channels the input channels, c
 * @param height the kernel's rows, a
 * @param width the kernel's columns, b
 * @param weights the weights in the order o, c, a, b; Deeplearning4j's own order
 */
public record Kernel(int filters, int channels, int height, int width, double[] weights) {
    /**
     * Copies and checks the weights.
     *
     * @param filters as above
     * @param channels as above
     * @param height as above
     * @param width as above
     * @param weights as above
     * @throws IllegalArgumentException if a size is below 1, the number of weights does not fit, or one is not finite
     */
    public Kernel {
        if (filters < 1 || channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException("A kernel needs at least one filter, channel, row and column, not "
                    + filters + " x " + channels + " x " + height + " x " + width + ".");
        }
        if ((double) filters * channels * height * width != weights.length) {
            throw new IllegalArgumentException(
                    "A kernel of " + filters + " x " + channels + " x " + height + " x " + width + " cannot have "
                            + weights.length + " weights; they go in the order filter, channel, row, column.");
        }
        weights = weights.clone();
        for (int k = 0; k < weights.length; k++) {
            if (!Double.isFinite(weights[k])) {
                throw new IllegalArgumentException(
                        "Weight " + k + " of the kernel is " + weights[k] + "; a norm needs finite weights.");
            }
        }
    }

    /**
     * A kernel of one filter and one channel: an image filter.
     *
     * @param rows the weights, row by row, all rows of one length
     * @return the kernel
     * @throws IllegalArgumentException if the rows differ in length or there is none
     */
    public static Kernel single(double[][] rows) {
        int width = rows.length == 0 ? 0 : rows[0].length;
        double[] weights = new double[rows.length * width];
        for (int a = 0; a < rows.length; a++) {
            if (rows[a].length != width) {
                throw new IllegalArgumentException(
                        "Row " + a + " of the kernel has " + rows[a].length + " weights, but row 0 has " + width + ".");
            }
            System.arraycopy(rows[a], 0, weights, a * width, width);
        }
        return new Kernel(1, 1, rows.length, width, weights);
    }

    /**
     * The weights in the order filter, channel, row, column.
     *
     * @return a new array
     */
    @Override
    public double[] weights() {
        return weights.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Kernel kernel
                && filters == kernel.filters
                && channels == kernel.channels
                && height == kernel.height
                && width == kernel.width
                && Arrays.equals(weights, kernel.weights);
    }

    @Override
    public int hashCode() {
        return Objects.hash(filters, channels, height, width, Arrays.hashCode(weights));
    }

    @Override
    public String toString() {
        return "Kernel " + filters + " x " + channels + " x " + height + " x " + width;
    }

    /** Whether all weights are 0. */
    boolean isZero() {
        return MatrixNorm.largest(weights) == 0;
    }

    /** The weights without a copy, for reading. */
    double[] shared() {
        return weights;
    }
}
