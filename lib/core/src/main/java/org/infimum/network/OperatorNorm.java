package org.infimum.network;

import java.util.Arrays;
import org.infimum.linalg.Rounded;
import org.infimum.lipschitz.ConvolutionNorm;
import org.infimum.lipschitz.Kernel;
import org.infimum.lipschitz.MatrixNorm;

/** Upper bounds of the spectral norm of a linear stage's matrix. */
final class OperatorNorm {
    // 8 MB; a Gram matrix of a thousand rows takes a second at most
    private static final long LARGEST_MATRIX = 1 << 20;

    private OperatorNorm() {}

    /**
     * The least of what applies: for a dense layer and wherever the whole matrix is small {@link MatrixNorm}, for other
     * convolutions {@link ConvolutionNorm#anySize}, and for pooling and affine layers sqrt(||W||_1 ||W||_inf), which is
     * exact for the latter.
     */
    static double atMost(LinearStage stage, double[] parameters) {
        Links links = stage.links;
        double[] from = stage.coefficients(parameters);
        if (stage.constants != null) {
            return sums(links, from, stage.offset);
        }
        if (links instanceof DenseLinks) {
            int weights = Math.multiplyExact(links.outputs(), links.inputs());
            double[] matrix = Arrays.copyOfRange(from, stage.offset, stage.offset + weights);
            return MatrixNorm.of(matrix, links.outputs(), links.inputs()).bound();
        }
        if ((long) links.outputs() * links.inputs() <= LARGEST_MATRIX) {
            return MatrixNorm.of(matrix(links, from, stage.offset), links.outputs(), links.inputs())
                    .bound();
        }
        WindowLinks convolution = (WindowLinks) links;
        Kernel kernel = convolution.kernel(from, stage.offset);
        Window window = convolution.window();
        return Math.min(
                sums(links, from, stage.offset),
                ConvolutionNorm.anySize(kernel, window.strideY(), window.strideX())
                        .bound());
    }

    private static double[] matrix(Links links, double[] from, int offset) {
        double[] matrix = new double[links.outputs() * links.inputs()];
        int[] input = new int[links.longestRow()];
        int[] coefficient = input.clone();
        for (int j = 0; j < links.outputs(); j++) {
            int count = links.row(j, input, coefficient);
            for (int k = 0; k < count; k++) {
                matrix[j * links.inputs() + input[k]] = from[offset + coefficient[k]];
            }
        }
        return matrix;
    }

    private static double sums(Links links, double[] from, int offset) {
        double[] columns = new double[links.inputs()];
        double widest = 0;
        int[] input = new int[links.longestRow()];
        int[] coefficient = input.clone();
        for (int j = 0; j < links.outputs(); j++) {
            int count = links.row(j, input, coefficient);
            double row = 0;
            for (int k = 0; k < count; k++) {
                double w = Math.abs(from[offset + coefficient[k]]);
                row = Rounded.addUp(row, w);
                columns[input[k]] = Rounded.addUp(columns[input[k]], w);
            }
            widest = Math.max(widest, row);
        }
        double tallest = Arrays.stream(columns).max().orElse(0);
        return Rounded.sqrtUp(Rounded.multiplyUp(widest, tallest));
    }
}
