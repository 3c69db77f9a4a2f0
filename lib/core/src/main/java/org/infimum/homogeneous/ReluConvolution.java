package org.infimum.homogeneous;

import java.util.Objects;
import java.util.Optional;
import org.infimum.network.Pooling;
import org.infimum.network.Window;

/**
 * A convolution layer of a {@link ReluArchitecture}: a convolution without biases, a ReLU, and pooling where wanted. Pooling has no weights and adds nothing to
 * the degree.
 *
 * @param channels the output channels, at least 1
 * @param window the kernel's size, steps and padding
 * @param pooling what follows the ReLU; empty for nothing
 */
public record ReluConvolution(int channels, Window window, Optional<Pooling> pooling) {
    /**
     * Checks the parts.
     *
     * @param channels as above
     * @param window as above
     * @param pooling as above
     * @throws IllegalArgumentException if there is no channel
     */
    public ReluConvolution {
        Objects.requireNonNull(window, "window");
        Objects.requireNonNull(pooling, "pooling");
        if (channels < 1) {
            throw new IllegalArgumentException(
                    "A convolution layer needs at least one output channel, not " + channels + ".");
        }
    }

    /**
     * A convolution with a square kernel and no pooling.
     *
     * @param channels the output channels, at least 1
     * @param kernel the kernel's rows and columns, at least 1
     * @param stride the step in both directions, at least 1
     * @param padding the rows or columns of zeros added on each side, in [0, kernel)
     * @return the layer
     * @throws IllegalArgumentException if a number is out of its range
     */
    public static ReluConvolution of(int channels, int kernel, int stride, int padding) {
        return new ReluConvolution(channels, Window.of(kernel, stride).padded(padding), Optional.empty());
    }

    /**
     * The same layer followed by maximum pooling.
     *
     * @param size the window's rows and columns, at least 1
     * @param stride the step in both directions, at least 1
     * @return a new layer
     * @throws IllegalArgumentException if a number is out of its range
     */
    public ReluConvolution maxPooling(int size, int stride) {
        return pooling(Pooling.Kind.MAX, size, stride);
    }

    /**
     * The same layer followed by average pooling.
     *
     * @param size the window's rows and columns, at least 1
     * @param stride the step in both directions, at least 1
     * @return a new layer
     * @throws IllegalArgumentException if a number is out of its range
     */
    public ReluConvolution meanPooling(int size, int stride) {
        return pooling(Pooling.Kind.AVERAGE, size, stride);
    }

    private ReluConvolution pooling(Pooling.Kind kind, int size, int stride) {
        return new ReluConvolution(channels, window, Optional.of(new Pooling(kind, Window.of(size, stride))));
    }
}
