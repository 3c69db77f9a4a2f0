package org.infimum.network;

import org.infimum.lipschitz.ConvolutionNorm;
import org.infimum.lipschitz.Kernel;
import org.infimum.lipschitz.MatrixNorm;
import org.infimum.lipschitz.NormBound;

/**
 * Proved upper bounds of the norm of a zero-padded convolution with steps.
 *
 * <p><b>The proof.</b> Let an axis have H pixels, padding p before and q after, step s and n outputs. Lay the pixels on a circle of P = s m
 * positions, m = max(n, ceil((H + max(p, q)) / s)), and fill the rest with zeros: the norm of the image is kept. Output y of the
 * circular convolution of step s reads position s y - p + a. For the n outputs of the layer this lies in [-p, H - 1 + q]; -j is position P - j
 * &ge; H for 1 &le; j &le; p, and H - 1 + j &le; P - 1 for j &le; q, so every position outside the image is a zero, as in the layer. The layer's
 * outputs are thus n &le; m of the circular ones, and leaving the others out does not enlarge the norm. The same holds in the other axis,
 * and turning the circle by p does not change a norm.
 *
 * <p>Small layers are bounded by their explicit matrix, which is exact. Where the circle has more than {@value #FREQUENCIES} frequencies, the bound
 * for all sizes is taken, at most 1 % looser.
 */
final class ConvolutionBound {
    /** 64 x 64. */
    static final int FREQUENCIES = 4096;

    /** The most entries of an explicit matrix, 80 MB. */
    private static final double EXPLICIT_ENTRIES = 1e7;

    /** The most rows or columns, whichever are fewer, of an explicit matrix: 1e8 multiplications to factorise. */
    private static final int EXPLICIT_SIDE = 900;

    private ConvolutionBound() {}

    static NormBound of(Convolution layer) {
        double entries = (double) layer.input().size() * layer.output().size();
        int smaller = Math.min(layer.input().size(), layer.output().size());
        if (entries <= EXPLICIT_ENTRIES && smaller <= EXPLICIT_SIDE) {
            NormBound norm = MatrixNorm.of(
                    matrix(layer), layer.output().size(), layer.input().size());
            return new NormBound(norm.bound(), norm.attained(), "explicit matrix: " + norm.rule());
        }
        NormBound padded = padded(layer);
        double attained = Slopes.ofLinear(layer, layer.input());
        return new NormBound(padded.bound(), Math.min(attained, padded.bound()), padded.rule());
    }

    /** The bound on the torus of the proof, or for all sizes. */
    static NormBound padded(Convolution layer) {
        Window w = layer.window();
        Shape in = layer.input();
        Shape out = layer.output();
        int rows = circle(in.height(), Math.max(w.top(), w.bottom()), w.strideY(), out.height());
        int columns = circle(in.width(), Math.max(w.left(), w.right()), w.strideX(), out.width());
        Kernel kernel = kernel(layer);
        return (double) rows * columns > FREQUENCIES
                ? ConvolutionNorm.anySize(kernel, w.strideY(), w.strideX())
                : ConvolutionNorm.circular(kernel, w.strideY(), w.strideX(), rows * w.strideY(), columns * w.strideX());
    }

    static Kernel kernel(Convolution layer) {
        return new Kernel(
                layer.filters(),
                layer.input().channels(),
                layer.window().height(),
                layer.window().width(),
                layer.weights());
    }

    private static int circle(int pixels, int padding, int stride, int outputs) {
        return Math.max(outputs, (pixels + padding + stride - 1) / stride);
    }

    /** The layer's matrix, outputs by inputs. */
    static double[] matrix(Convolution layer) {
        Shape in = layer.input();
        Shape out = layer.output();
        Window w = layer.window();
        double[] weights = layer.weights();
        double[] matrix = new double[out.size() * in.size()];
        for (int o = 0; o < out.channels(); o++) {
            for (int c = 0; c < in.channels(); c++) {
                for (int a = 0; a < w.height(); a++) {
                    for (int b = 0; b < w.width(); b++) {
                        double weight = weights[((o * in.channels() + c) * w.height() + a) * w.width() + b];
                        for (int y = 0; y < out.height(); y++) {
                            int row = y * w.strideY() - w.top() + a;
                            for (int x = 0; x < out.width(); x++) {
                                int column = x * w.strideX() - w.left() + b;
                                if (row >= 0 && row < in.height() && column >= 0 && column < in.width()) {
                                    int to = (o * out.height() + y) * out.width() + x;
                                    int from = (c * in.height() + row) * in.width() + column;
                                    matrix[to * in.size() + from] = weight;
                                }
                            }
                        }
                    }
                }
            }
        }
        return matrix;
    }
}
