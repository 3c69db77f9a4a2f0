package org.infimum.lipschitz;

import org.infimum.linalg.Rounded;

/**
 * Proved upper bounds of the spectral norm of a convolution as a linear operator on images, floating-point rounding accounted for. No
 * bias: it does not change a norm.
 *
 * <p>{@link #circular} is exact to 1e-9 or so for circular padding, with strides. {@link #anySize} holds for every image size, with
 * circular or zero padding of any width: a zero-padded convolution is the circular one on a larger torus, fed with an image
 * surrounded by zeros (which keeps its norm) and read in part (which does not enlarge the output). {@code InputLipschitz} chooses the
 * torus for a layer of a network.
 *
 * <p>Every result is the least of its own rule and of sqrt(r c), where r = max over o of sum over c, a, b of |w(o, c, a, b)| is the largest row
 * sum of the operator and c, likewise for the input channels and the remainders of the taps modulo the strides, its largest column sum.
 *
 * @see <a href="https://openreview.net/forum?id=rJevYoA9Fm">Sedghi, Gupta, Long: The Singular Values of Convolutional Layers, ICLR 2019</a>
 */
public final class ConvolutionNorm {
    private static final String SUMS = "row and column sums";

    /** A grid of more is not searched: it stands for kernels of 500 x 500 taps. */
    private static final double MOST_FREQUENCIES = 0x1p26;

    private ConvolutionNorm() {}

    /**
     * The norm with circular padding and step 1.
     *
     * @param kernel the kernel; may be larger than the image, it then wraps around more than once
     * @param rows the image's rows
     * @param columns the image's columns
     * @return the bound
     * @throws IllegalArgumentException if a size is below 1
     */
    public static NormBound circular(Kernel kernel, int rows, int columns) {
        return circular(kernel, 1, 1, rows, columns);
    }

    /**
     * The norm with circular padding and any steps.
     *
     * @param kernel the kernel; may be larger than the image
     * @param strideY the step between rows
     * @param strideX the step between columns
     * @param rows the image's rows, a multiple of strideY
     * @param columns the image's columns, a multiple of strideX
     * @return the bound
     * @throws IllegalArgumentException if a size or step is below 1, a size is no multiple of its step, or there are 2^30 frequencies or more
     */
    public static NormBound circular(Kernel kernel, int strideY, int strideX, int rows, int columns) {
        requireSteps(strideY, strideX);
        if (rows < 1 || columns < 1 || rows % strideY != 0 || columns % strideX != 0) {
            throw new IllegalArgumentException("A circular convolution needs an image of multiples of its steps "
                    + strideY + " x " + strideX + ", not of " + rows + " x " + columns + " pixels.");
        }
        if ((double) rows * columns >= 1 << 30) {
            throw new IllegalArgumentException("An image of " + rows + " x " + columns
                    + " pixels has too many frequencies; anySize bounds the norm for all sizes.");
        }
        if (kernel.isZero()) {
            return zero();
        }
        int stepY = effective(strideY, kernel.height());
        int stepX = effective(strideX, kernel.width());
        NormBound torus = TorusConvolution.of(kernel, stepY, stepX).bound(rows / strideY, columns / strideX);
        return least(torus, sums(kernel, stepY, stepX));
    }

    /**
     * A bound for every image size and every padding, circular or with zeros.
     *
     * <p><b>The proof.</b> Let B(s, t) = sum over taps of w(a, b) exp(i (a s + b t)) after strides are sorted away. The norm on any torus is
     * the largest ||B|| on its grid of frequencies, so at most M = max ||B|| over all (s, t). For unit vectors v, z with |v* B z| = M at (s0, t0), the
     * function g(s) = Re(c exp(-i s (h - 1) / 2) v* B(s, t0) z) with |c| = 1 and g(s0) = M is a sum of exponentials of frequencies in
     * [-(h - 1)/2, (h - 1)/2], bounded by M. By M. Riesz's lemma g(s) &ge; M cos((h - 1) (s - s0) / 2) where |s - s0| (h - 1) &le; 2 pi. A grid of
     * N frequencies has one within pi / N of s0; the same in t from there. So M &le; M_N / (cos(pi (h - 1) / (2 N)) cos(pi (w - 1) / (2 N')))
     * with the largest norm M_N on an N x N' grid. N = 16 (h - 1) makes the divisor 0.995.
     *
     * @param kernel the kernel
     * @param strideY the step between rows
     * @param strideX the step between columns
     * @return the bound; at most 1 % above the supremum over all sizes, but the row and column sums' alone for kernels of more than 2^18 taps
     * @throws IllegalArgumentException if a step is below 1
     */
    public static NormBound anySize(Kernel kernel, int strideY, int strideX) {
        requireSteps(strideY, strideX);
        if (kernel.isZero()) {
            return zero();
        }
        int stepY = effective(strideY, kernel.height());
        int stepX = effective(strideX, kernel.width());
        int tapsY = (kernel.height() - 1) / stepY + 1;
        int tapsX = (kernel.width() - 1) / stepX + 1;
        double all = sums(kernel, stepY, stepX);
        if (256.0 * tapsY * tapsX > MOST_FREQUENCIES) {
            return new NormBound(all, Math.min(all, MatrixNorm.largest(kernel.shared())), SUMS);
        }
        TorusConvolution convolution = TorusConvolution.of(kernel, stepY, stepX);
        int rows = grid(tapsY);
        int columns = grid(tapsX);
        NormBound torus = convolution.bound(rows, columns);
        double divisor = Rounded.multiplyDown(cosineDown(tapsY, rows), cosineDown(tapsX, columns));
        NormBound everywhere = new NormBound(
                Rounded.divideUp(torus.bound(), divisor),
                torus.attained(),
                "frequencies on a " + rows + " x " + columns + " grid and Riesz's lemma");
        return least(everywhere, all);
    }

    /** Steps beyond the kernel's size leave the same taps on as many pixels of their own: the operator's matrix gets no more than columns of zeros. */
    private static int effective(int stride, int taps) {
        return Math.min(stride, taps);
    }

    private static int grid(int taps) {
        return Math.max(1, 16 * (taps - 1));
    }

    /** A lower bound of cos(pi (taps - 1) / (2 grid)): the angle has three roundings, the cosine one unit in the last place. */
    private static double cosineDown(int taps, int grid) {
        return taps == 1 ? 1 : Math.cos(Math.PI * (taps - 1) / (2.0 * grid)) - 0x1p-50;
    }

    private static void requireSteps(int strideY, int strideX) {
        if (strideY < 1 || strideX < 1) {
            throw new IllegalArgumentException(
                    "The steps of a convolution must be at least 1, not " + strideY + " x " + strideX + ".");
        }
    }

    private static NormBound zero() {
        return new NormBound(0, 0, "all weights are 0");
    }

    /**
     * The cheapest bound, sqrt(r c), of the operator of absolute weights, and so of the operator itself; for every image size and padding.
     *
     * @param kernel the kernel
     * @param strideY the step between rows
     * @param strideX the step between columns
     * @return a number not below the norm; 0 for weights that are all 0
     * @throws IllegalArgumentException if a step is below 1
     */
    public static double rowAndColumnSums(Kernel kernel, int strideY, int strideX) {
        requireSteps(strideY, strideX);
        return kernel.isZero()
                ? 0
                : sums(kernel, effective(strideY, kernel.height()), effective(strideX, kernel.width()));
    }

    private static NormBound least(NormBound own, double sums) {
        return sums < own.bound() ? new NormBound(sums, Math.min(own.attained(), sums), SUMS) : own;
    }

    private static double sums(Kernel kernel, int strideY, int strideX) {
        int exponent = Math.getExponent(MatrixNorm.largest(kernel.shared()));
        double[] w = MatrixNorm.scaled(kernel.shared(), exponent);
        double[] column = new double[kernel.channels() * strideY * strideX];
        double largestRow = 0;
        int k = 0;
        for (int o = 0; o < kernel.filters(); o++) {
            double row = 0;
            for (int c = 0; c < kernel.channels(); c++) {
                for (int a = 0; a < kernel.height(); a++) {
                    for (int b = 0; b < kernel.width(); b++) {
                        double size = Math.abs(w[k++]);
                        row += size;
                        column[(c * strideY + a % strideY) * strideX + b % strideX] += size;
                    }
                }
            }
            largestRow = Math.max(largestRow, row);
        }
        double scaled = MatrixNorm.sums(largestRow, w.length, MatrixNorm.largest(column), w.length);
        return Rounded.multiplyUp(scaled, Math.scalb(1.0, exponent));
    }
}
