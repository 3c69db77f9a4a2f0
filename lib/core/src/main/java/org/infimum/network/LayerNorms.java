package org.infimum.network;

import org.infimum.linalg.Rounded;
import org.infimum.lipschitz.ConvolutionNorm;
import org.infimum.lipschitz.Kernel;
import org.infimum.lipschitz.MatrixNorm;
import org.infimum.lipschitz.NormBound;

/** The Lipschitz constant of single layers in their input; the arguments are in {@link InputLipschitz}. */
final class LayerNorms {
    private LayerNorms() {}

    static NormBound of(Dense layer) {
        return MatrixNorm.of(layer.weights(), layer.outputs(), layer.inputs());
    }

    static NormBound of(Pooling layer, Shape input) {
        if (layer.kind() == Pooling.Kind.MAX) {
            int overlap = layer.window().overlap(input);
            double root = Math.sqrt(overlap);
            double bound = root * root == overlap && root == Math.rint(root) ? root : Rounded.sqrtUp(overlap);
            return new NormBound(
                    bound,
                    root,
                    overlap == 1
                            ? "every pixel is in at most one window"
                            : "every pixel is in at most " + overlap + " windows");
        }
        Window w = layer.window();
        Shape output = layer.output(input);
        NormBound down = averages(input.height(), output.height(), w.height(), w.strideY(), w.top());
        NormBound across = averages(input.width(), output.width(), w.width(), w.strideX(), w.left());
        // a layer's weight is the double nearest to 1/(m n), here fl(1/m) fl(1/n): three roundings apart, and for
        // operators
        // of non-negative weights a larger weight is a larger norm
        double bound = Rounded.multiplyUp(Rounded.multiplyUp(down.bound(), across.bound()), Rounded.sumFactor(3));
        return new NormBound(
                bound,
                Math.min(bound, down.attained() * across.attained()),
                "averages of rows times averages of columns");
    }

    /** The norm of the averages of one axis, as an explicit matrix. */
    private static NormBound averages(int pixels, int windows, int size, int stride, int padding) {
        double[] matrix = new double[Math.multiplyExact(windows, pixels)];
        for (int y = 0; y < windows; y++) {
            int first = Math.max(0, y * stride - padding);
            int last = Math.min(pixels, y * stride - padding + size);
            for (int p = first; p < last; p++) {
                matrix[y * pixels + p] = 1.0 / (last - first);
            }
        }
        return MatrixNorm.of(matrix, windows, pixels);
    }

    static NormBound of(Activation layer) {
        return switch (layer.kind()) {
            case IDENTITY -> new NormBound(1, 1, "identity");
            case SIGMOID -> new NormBound(0.25, 0.25, "s (1 - s) is at most 1/4");
            case RELU, LEAKY_RELU, TANH, SOFTPLUS, ELU, HARD_TANH -> new NormBound(1, 1, "slopes in [0, 1]");
        };
    }

    static NormBound of(Affine layer) {
        double largest = 0;
        for (double scale : layer.scale()) {
            largest = Math.max(largest, Math.abs(scale));
        }
        return new NormBound(largest, largest, "largest scale");
    }

    /**
     * A linear layer and the scaling behind it as one operator. The scaled weights are rounded, each by at most u times its size, which changes the norm by
     * at most u times that of the operator of absolute weights.
     */
    static NormBound scaled(Dense layer, Affine scaling) {
        double[] weights = scaled(layer.weights(), scaling.scale());
        NormBound norm = MatrixNorm.of(weights, layer.outputs(), layer.inputs());
        return rounded(norm, new Kernel(layer.outputs(), layer.inputs(), 1, 1, weights), 1, 1);
    }

    static NormBound scaled(Convolution layer, Affine scaling) {
        double[] weights = scaled(layer.weights(), scaling.scale());
        Convolution fused =
                new Convolution(layer.input(), layer.filters(), layer.window(), weights, new double[layer.filters()]);
        NormBound norm = ConvolutionBound.of(fused);
        return rounded(
                norm,
                ConvolutionBound.kernel(fused),
                layer.window().strideY(),
                layer.window().strideX());
    }

    /**
     * z + W z + b as one operator, I + W. The sums on the diagonal are rounded, each by at most u times its size, which changes the norm by at most that of
     * the largest of them.
     */
    static NormBound identityPlus(Dense layer) {
        double[] weights = layer.weights();
        double largest = 0;
        for (int k = 0; k < layer.outputs(); k++) {
            weights[k * layer.inputs() + k] += 1;
            largest = Math.max(largest, Math.abs(weights[k * layer.inputs() + k]));
        }
        NormBound norm = MatrixNorm.of(weights, layer.outputs(), layer.inputs());
        return new NormBound(
                Rounded.addUp(norm.bound(), Rounded.multiplyUp(Rounded.UNIT, largest)),
                norm.attained(),
                norm.rule() + ", identity included");
    }

    private static double[] scaled(double[] weights, double[] scale) {
        int each = weights.length / scale.length;
        double[] scaled = new double[weights.length];
        for (int k = 0; k < weights.length; k++) {
            scaled[k] = weights[k] * scale[k / each];
        }
        return scaled;
    }

    private static NormBound rounded(NormBound norm, Kernel kernel, int strideY, int strideX) {
        // 2 u instead of u, and the smallest normal number times the number of weights for products that underflow
        double slack = Rounded.addUp(
                Rounded.multiplyUp(2 * Rounded.UNIT, ConvolutionNorm.rowAndColumnSums(kernel, strideY, strideX)),
                kernel.weights().length * Double.MIN_NORMAL);
        return new NormBound(Rounded.addUp(norm.bound(), slack), norm.attained(), norm.rule() + ", scales included");
    }
}
