package org.infimum.network;

import java.util.Objects;

/**
 * Maximum or average pooling, channel by channel. Padding is never seen: a maximum is taken over, and an average
 * divided by the number of, the window's pixels that lie in the input. This is what Deeplearning4j does unless told to
 * count padding in the divisor. A mean of m pixels is their sum times the double nearest to 1/m.
 *
 * @param kind maximum or average
 * @param window the window, its steps and padding
 */
public record Pooling(Kind kind, Window window) implements Layer {
    /** What is taken over a window. */
    public enum Kind {
        /** The largest value. */
        MAX,
        /** The mean. */
        AVERAGE
    }

    /**
     * Checks the parts.
     *
     * @param kind as above
     * @param window as above
     */
    public Pooling {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(window, "window");
    }

    /**
     * Global pooling: one number a channel.
     *
     * @param kind maximum or average
     * @param input the input's shape
     * @return pooling with the whole input as its window
     */
    public static Pooling global(Kind kind, Shape input) {
        return new Pooling(kind, new Window(input.height(), input.width(), 1, 1, 0, 0, 0, 0));
    }

    @Override
    public Shape output(Shape input) {
        return window.over(input);
    }

    @Override
    public Pooling withParameters(double[] parameters) {
        Finite.copy("parameters of a pooling layer", parameters, 0);
        return this;
    }
}
