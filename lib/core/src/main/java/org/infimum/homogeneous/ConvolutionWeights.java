package org.infimum.homogeneous;

import java.util.Arrays;
import org.infimum.linalg.Rounded;
import org.infimum.network.Shape;
import org.infimum.network.Window;

/**
 * A convolution layer without biases; its weights go in the order filter, channel, row, column.
 *
 * @param input the input's shape
 * @param output the output's
 * @param window the window
 */
record ConvolutionWeights(Shape input, Shape output, Window window) implements WeightLayer {
    static ConvolutionWeights of(Shape input, int filters, Window window) {
        Shape over = window.over(input);
        return new ConvolutionWeights(input, new Shape(filters, over.height(), over.width()), window);
    }

    @Override
    public int inputs() {
        return input.size();
    }

    @Override
    public int outputs() {
        return output.size();
    }

    private int patch() {
        return Math.multiplyExact(input.channels(), Math.multiplyExact(window.height(), window.width()));
    }

    @Override
    public int weights() {
        return Math.multiplyExact(output.channels(), patch());
    }

    @Override
    public int terms() {
        return patch();
    }

    /** An input pixel lies in so many windows at most: ||K * z||^2 is at most ||K||^2 times the sum of the windows' squares. */
    @Override
    public double gain() {
        int overlap = window.overlap(input);
        return overlap == 1 ? 1 : Rounded.sqrtUp(overlap);
    }

    @Override
    public void forward(double[] w, int at, double[] in, double[] out) {
        Arrays.fill(out, 0);
        int k = at;
        for (int o = 0; o < output.channels(); o++) {
            for (int c = 0; c < input.channels(); c++) {
                for (int a = 0; a < window.height(); a++) {
                    for (int b = 0; b < window.width(); b++) {
                        slide(w[k++], o, c, a, b, in, out);
                    }
                }
            }
        }
    }

    private void slide(double weight, int o, int c, int a, int b, double[] in, double[] out) {
        int firstX = first(window.left() - b, window.strideX());
        int endX = end(input.width() + window.left() - b, window.strideX(), output.width());
        int endY = end(input.height() + window.top() - a, window.strideY(), output.height());
        int step = window.strideX();
        for (int y = first(window.top() - a, window.strideY()); y < endY; y++) {
            int to = (o * output.height() + y) * output.width();
            int from = row(c, y, a) + b - window.left();
            for (int x = firstX; x < endX; x++) {
                out[to + x] += weight * in[from + x * step];
            }
        }
    }

    private int row(int c, int y, int a) {
        return (c * input.height() + y * window.strideY() + a - window.top()) * input.width();
    }

    /** The first window with position * stride at least that number. */
    private static int first(int least, int stride) {
        return least <= 0 ? 0 : (least + stride - 1) / stride;
    }

    /** One more than the last window with position * stride below that number. */
    private static int end(int above, int stride, int windows) {
        return above <= 0 ? 0 : Math.min(windows, (above - 1) / stride + 1);
    }

    @Override
    public void backward(double[] w, int at, double[] in, double[] g, double[] gradient, double[] gIn) {
        if (gIn != null) {
            Arrays.fill(gIn, 0);
        }
        int k = at;
        for (int o = 0; o < output.channels(); o++) {
            for (int c = 0; c < input.channels(); c++) {
                for (int a = 0; a < window.height(); a++) {
                    for (int b = 0; b < window.width(); b++) {
                        gradient[k] += slideBack(w[k], o, c, a, b, in, g, gIn);
                        k++;
                    }
                }
            }
        }
    }

    private double slideBack(double weight, int o, int c, int a, int b, double[] in, double[] g, double[] gIn) {
        int firstX = first(window.left() - b, window.strideX());
        int endX = end(input.width() + window.left() - b, window.strideX(), output.width());
        int endY = end(input.height() + window.top() - a, window.strideY(), output.height());
        int step = window.strideX();
        double sum = 0;
        for (int y = first(window.top() - a, window.strideY()); y < endY; y++) {
            int to = (o * output.height() + y) * output.width();
            int from = row(c, y, a) + b - window.left();
            for (int x = firstX; x < endX; x++) {
                sum += g[to + x] * in[from + x * step];
            }
            for (int x = firstX; gIn != null && x < endX; x++) {
                gIn[from + x * step] += weight * g[to + x];
            }
        }
        return sum;
    }

    @Override
    public double[][] patches(double[] in) {
        double[][] patches = new double[output.height() * output.width()][patch()];
        for (int y = 0; y < output.height(); y++) {
            for (int x = 0; x < output.width(); x++) {
                double[] patch = patches[y * output.width() + x];
                int k = 0;
                for (int c = 0; c < input.channels(); c++) {
                    for (int a = 0; a < window.height(); a++) {
                        for (int b = 0; b < window.width(); b++) {
                            int inY = y * window.strideY() + a - window.top();
                            int inX = x * window.strideX() + b - window.left();
                            boolean inside = inY >= 0 && inY < input.height() && inX >= 0 && inX < input.width();
                            patch[k++] = inside ? in[(c * input.height() + inY) * input.width() + inX] : 0;
                        }
                    }
                }
            }
        }
        return patches;
    }

    @Override
    public long patchSize() {
        return (long) output.height() * output.width() * patch();
    }
}
