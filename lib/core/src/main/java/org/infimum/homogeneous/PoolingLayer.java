package org.infimum.homogeneous;

import java.util.Arrays;
import org.infimum.linalg.Rounded;
import org.infimum.network.Pooling;
import org.infimum.network.Shape;
import org.infimum.network.Window;

/**
 * Maximum or average pooling: no weights, so it adds nothing to the degree. Padding is never seen, as {@link Pooling} has it.
 *
 * @param input the input's shape
 * @param pooling kind and window
 */
record PoolingLayer(Shape input, Pooling pooling) implements ChainLayer {
    @Override
    public int inputs() {
        return input.size();
    }

    @Override
    public int outputs() {
        return shape().size();
    }

    Shape shape() {
        return pooling.window().over(input);
    }

    @Override
    public int weights() {
        return 0;
    }

    @Override
    public int terms() {
        Window window = pooling.window();
        return pooling.kind() == Pooling.Kind.MAX ? 1 : window.height() * window.width() + 2;
    }

    /** The square of a maximum or a mean is at most the sum of its window's squares, and a pixel lies in so many windows at most. */
    @Override
    public double gain() {
        Window window = pooling.window();
        int overlap = window.overlap(input);
        boolean full = pooling.kind() == Pooling.Kind.AVERAGE && window.equals(window.padded(0));
        // the square of a mean of m numbers is at most the sum of their squares over m
        double square = full ? Rounded.divideUp(overlap, window.height() * window.width()) : overlap;
        return square == 1 ? 1 : Rounded.sqrtUp(square);
    }

    /** What is done with the pixels of one window, in the input's flat numbers. */
    private interface Visit {
        void window(int output, int channel, int fromY, int toY, int fromX, int toX);
    }

    private void forEach(Visit visit) {
        Shape output = shape();
        Window window = pooling.window();
        int at = 0;
        for (int c = 0; c < output.channels(); c++) {
            for (int y = 0; y < output.height(); y++) {
                int top = y * window.strideY() - window.top();
                for (int x = 0; x < output.width(); x++) {
                    int left = x * window.strideX() - window.left();
                    visit.window(
                            at++,
                            c * input.height(),
                            Math.max(0, top),
                            Math.min(input.height(), top + window.height()),
                            Math.max(0, left),
                            Math.min(input.width(), left + window.width()));
                }
            }
        }
    }

    @Override
    public void forward(double[] w, int at, double[] in, double[] out) {
        boolean max = pooling.kind() == Pooling.Kind.MAX;
        forEach((output, channel, fromY, toY, fromX, toX) -> {
            double value = max ? Double.NEGATIVE_INFINITY : 0;
            for (int y = fromY; y < toY; y++) {
                int row = (channel + y) * input.width();
                for (int x = fromX; x < toX; x++) {
                    value = max ? Math.max(value, in[row + x]) : value + in[row + x];
                }
            }
            out[output] = max ? value : value / ((toY - fromY) * (toX - fromX));
        });
    }

    @Override
    public void backward(double[] w, int at, double[] in, double[] g, double[] gradient, double[] gIn) {
        Arrays.fill(gIn, 0);
        boolean max = pooling.kind() == Pooling.Kind.MAX;
        forEach((output, channel, fromY, toY, fromX, toX) -> {
            double share = g[output] / ((toY - fromY) * (toX - fromX));
            int largest = channel * input.width() + fromY * input.width() + fromX;
            for (int y = fromY; y < toY; y++) {
                int row = (channel + y) * input.width();
                for (int x = fromX; x < toX; x++) {
                    if (max) {
                        largest = in[row + x] > in[largest] ? row + x : largest;
                    } else {
                        gIn[row + x] += share;
                    }
                }
            }
            if (max) {
                gIn[largest] += g[output];
            }
        });
    }
}
