package org.infimum.lipschitz;

import org.infimum.linalg.Rounded;

/**
 * A convolution with stride on a torus: rows and columns wrap around. Its norm is the largest of the norms of one small complex
 * matrix for every frequency.
 *
 * <p><b>Stride.</b> With steps (s, t) on a torus of s n x t m pixels, tap (a, b) = (s a' + r, t b' + q) of output (y, x) reads pixel
 * (s (y + a') + r, t (x + b') + q). Sorting the pixels by their remainders (r, q) into channels is a permutation and leaves a
 * convolution of step 1 on n x m pixels, with s t times the input channels and a kernel of ceil(h / s) x ceil(w / t) taps. So
 * strides are exact too.
 *
 * <p><b>Frequencies.</b> With step 1 the discrete Fourier transform, unitary up to scale in every channel, turns the operator into the
 * blocks B(p, q)_oc = sum over taps of w(o, c, a, b) exp(2 pi i (p a / n + q b / m)), one for every p &lt; n, q &lt; m (Sedghi, Gupta and
 * Long 2019). B(-p, -q) is the conjugate of B(p, q) for real weights, so half of the frequencies are enough.
 *
 * <p><b>Rounding.</b> 2 pi (p a m + q b n) / (n m) is reduced in integers to [0, pi/4], where {@code Math.cos} and {@code Math.sin} (within one
 * unit in the last place) of the rounded angle are within 4 u of the true ones. A sum of K taps is then within gamma_{K+5} S_oc of its
 * real and imaginary part, S_oc = sum |w(o, c, ., .)|, so every computed block is within sqrt(2) gamma_{K+5} ||S||_F of B, in norm.
 * The norm of the computed block is bounded as that of a real matrix, [Re, -Im; Im, Re], which has the same norm.
 */
final class TorusConvolution {
    private final int filters;
    private final int channels;
    private final int height;
    private final int width;
    private final double[] weights;
    private final int exponent;

    private TorusConvolution(int filters, int channels, int height, int width, double[] weights) {
        this.filters = filters;
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.exponent = Math.getExponent(MatrixNorm.largest(weights));
        this.weights = MatrixNorm.scaled(weights, exponent);
    }

    /**
     * The convolution of step 1 that one with steps is, after its pixels are sorted by remainders.
     *
     * @param kernel the kernel, not all 0
     * @param strideY s
     * @param strideX t
     * @return the convolution
     */
    static TorusConvolution of(Kernel kernel, int strideY, int strideX) {
        int height = (kernel.height() - 1) / strideY + 1;
        int width = (kernel.width() - 1) / strideX + 1;
        int channels = Math.multiplyExact(kernel.channels(), Math.multiplyExact(strideY, strideX));
        double[] sorted = new double
                [Math.multiplyExact(Math.multiplyExact(kernel.filters(), channels), Math.multiplyExact(height, width))];
        double[] w = kernel.shared();
        int k = 0;
        for (int o = 0; o < kernel.filters(); o++) {
            for (int c = 0; c < kernel.channels(); c++) {
                for (int a = 0; a < kernel.height(); a++) {
                    for (int b = 0; b < kernel.width(); b++) {
                        int channel = (c * strideY + a % strideY) * strideX + b % strideX;
                        int row = (o * channels + channel) * height + a / strideY;
                        sorted[row * width + b / strideX] = w[k++];
                    }
                }
            }
        }
        return new TorusConvolution(kernel.filters(), channels, height, width, sorted);
    }

    /**
     * Bounds the norm on a torus.
     *
     * @param rows n, the output's rows
     * @param columns m, the output's columns
     * @return a number not below the largest block's norm, and the norm that Lanczos' iteration attains on one
     */
    NormBound bound(int rows, int columns) {
        int frequencies = rows * columns;
        Phases phases = new Phases(frequencies);
        // neighbours in frequency have like norms: in leaps, the largest so far soon is near the largest of all
        int leap = leap(frequencies);
        double best = 0;
        double target = 0;
        double attained = 0;
        double[] re = new double[filters * channels];
        double[] im = new double[filters * channels];
        int f = 0;
        for (int count = 0; count < frequencies; count++, f = (f + leap) % frequencies) {
            if (mirrored(f / columns, f % columns, rows, columns)) {
                continue;
            }
            block(f / columns, f % columns, rows, columns, phases, re, im);
            double frobenius = frobenius(re, im);
            if (frobenius <= best) {
                continue;
            }
            if (Math.min(filters, channels) == 1) {
                best = frobenius;
                attained = frobenius;
                continue;
            }
            GramMatrix gram = gram(re, im);
            if (gram == null) {
                continue;
            }
            double proved = gram.provedNear(target);
            if (proved == Double.POSITIVE_INFINITY) {
                double estimate = gram.estimate();
                proved = Math.min(gram.bound(estimate), frobenius);
                target = Math.max(target, proved);
                attained = Math.max(attained, estimate);
            }
            best = Math.max(best, proved);
        }
        double whole = Rounded.addUp(Rounded.addUp(best, roundingOfBlocks()), GramMatrix.UNDERFLOW);
        double unit = Math.scalb(1.0, exponent);
        return new NormBound(
                Rounded.multiplyUp(whole, unit),
                attained * unit,
                "frequencies of a " + rows + " x " + columns + " torus");
    }

    private static int leap(int frequencies) {
        int leap = Math.max(1, (int) (0.6180339887 * frequencies));
        while (gcd(leap, frequencies) != 1) {
            leap++;
        }
        return leap;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** Whether (-p, -q) comes before (p, q), so that the block is the conjugate of another one's. */
    private static boolean mirrored(int p, int q, int rows, int columns) {
        int minusP = (rows - p) % rows;
        int minusQ = (columns - q) % columns;
        return minusP < p || minusP == p && minusQ < q;
    }

    private void block(int p, int q, int rows, int columns, Phases phases, double[] re, double[] im) {
        int taps = height * width;
        double[] cos = new double[taps];
        double[] sin = new double[taps];
        long period = (long) rows * columns;
        for (int a = 0; a < height; a++) {
            for (int b = 0; b < width; b++) {
                long turn = (long) p * a % rows * columns + (long) q * b % columns * rows;
                int step = (int) (turn % period);
                cos[a * width + b] = phases.cos(step);
                sin[a * width + b] = phases.sin(step);
            }
        }
        for (int k = 0; k < re.length; k++) {
            double x = 0;
            double y = 0;
            for (int tap = 0; tap < taps; tap++) {
                double w = weights[k * taps + tap];
                x += w * cos[tap];
                y += w * sin[tap];
            }
            re[k] = x;
            im[k] = y;
        }
    }

    /** The Gram matrix of [Re, -Im; Im, Re], or of Re alone where the imaginary part is 0; null for a block of zeros. */
    private GramMatrix gram(double[] re, double[] im) {
        boolean real = MatrixNorm.largest(im) == 0;
        if (real) {
            return MatrixNorm.largest(re) == 0 ? null : GramMatrix.of(re, filters, channels);
        }
        double[] both = new double[4 * re.length];
        int wide = 2 * channels;
        for (int o = 0; o < filters; o++) {
            for (int c = 0; c < channels; c++) {
                int k = o * channels + c;
                both[o * wide + c] = re[k];
                both[o * wide + channels + c] = -im[k];
                both[(filters + o) * wide + c] = im[k];
                both[(filters + o) * wide + channels + c] = re[k];
            }
        }
        return GramMatrix.of(both, 2 * filters, 2 * channels);
    }

    private static double frobenius(double[] re, double[] im) {
        double square = 0;
        for (int k = 0; k < re.length; k++) {
            square += re[k] * re[k] + im[k] * im[k];
        }
        square = Rounded.multiplyUp(square, Rounded.sumFactor(4L * re.length));
        return Rounded.sqrtUp(Rounded.addUp(square, GramMatrix.UNDERFLOW));
    }

    private double roundingOfBlocks() {
        int taps = height * width;
        double square = 0;
        for (int k = 0; k < filters * channels; k++) {
            double sum = 0;
            for (int tap = 0; tap < taps; tap++) {
                sum = Rounded.addUp(sum, Math.abs(weights[k * taps + tap]));
            }
            square = Rounded.addUp(square, Rounded.multiplyUp(sum, sum));
        }
        double gamma = Rounded.sumFactor(taps + 5L) - 1;
        return Rounded.multiplyUp(Rounded.multiplyUp(1.5, gamma), Rounded.sqrtUp(square));
    }
}
