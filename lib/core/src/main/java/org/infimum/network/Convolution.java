package org.infimum.network;

import java.util.Arrays;
import java.util.Objects;

/**
 * A two-dimensional convolution (a correlation, as in all deep-learning libraries) with zero padding:
 * u(o, y, x) = b_o + sum over c, i, j of w(o, c, i, j) z(c, y strideY - top + i, x strideX - left + j).
 */
public final class Convolution implements Layer {
    private final Shape input;
    private final int filters;
    private final Window window;
    private final double[] weights;
    private final double[] bias;

    /**
     * The layer with the given weights.
     *
     * @param input the shape of the input
     * @param filters the number of output channels, at least 1
     * @param window the window, its steps and padding
     * @param weights w in the order filter, input channel, row, column: w(o, c, i, j) is number
     *     ((o channels + c) window.height + i) window.width + j
     * @param bias b, one number a filter
     * @throws IllegalArgumentException if a length is wrong, a number is not finite, or the window does not fit
     */
    public Convolution(Shape input, int filters, Window window, double[] weights, double[] bias) {
        Objects.requireNonNull(window, "window");
        if (filters < 1) {
            throw new IllegalArgumentException("A convolution needs at least one filter, not " + filters + ".");
        }
        window.over(input);
        this.input = input;
        this.filters = filters;
        this.window = window;
        int count = Math.multiplyExact(
                Math.multiplyExact(filters, input.channels()), Math.multiplyExact(window.height(), window.width()));
        this.weights = Finite.copy("weights of a convolution", weights, count);
        this.bias = Finite.copy("biases of a convolution", bias, filters);
    }

    /**
     * The shape of the input.
     *
     * @return its channels, rows and columns
     */
    public Shape input() {
        return input;
    }

    /**
     * The shape of the output.
     *
     * @return a channel for every filter
     */
    public Shape output() {
        Shape pixels = window.over(input);
        return new Shape(filters, pixels.height(), pixels.width());
    }

    /**
     * The number of output channels.
     *
     * @return the number of filters
     */
    public int filters() {
        return filters;
    }

    /**
     * The window.
     *
     * @return its size, steps and padding
     */
    public Window window() {
        return window;
    }

    /**
     * The weights in the order filter, input channel, row, column.
     *
     * @return a new array
     */
    public double[] weights() {
        return weights.clone();
    }

    /**
     * b.
     *
     * @return a new array, one number a filter
     */
    public double[] bias() {
        return bias.clone();
    }

    @Override
    public Shape output(Shape given) {
        if (!given.equals(input)) {
            throw new IllegalArgumentException(
                    "A convolution made for an input of " + input + " cannot take " + given + ".");
        }
        return output();
    }

    @Override
    public int parameterCount() {
        return weights.length + bias.length;
    }

    @Override
    public double[] parameters() {
        double[] all = Arrays.copyOf(weights, parameterCount());
        System.arraycopy(bias, 0, all, weights.length, filters);
        return all;
    }

    @Override
    public Convolution withParameters(double[] parameters) {
        double[] all = Finite.copy("parameters of a convolution", parameters, parameterCount());
        return new Convolution(
                input,
                filters,
                window,
                Arrays.copyOf(all, weights.length),
                Arrays.copyOfRange(all, weights.length, all.length));
    }

    @Override
    public String toString() {
        return "Convolution of " + input + " to " + output();
    }
}
