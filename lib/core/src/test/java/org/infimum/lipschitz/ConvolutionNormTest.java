package org.infimum.lipschitz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ConvolutionNormTest {
    private static final Kernel LAPLACIAN = Kernel.single(new double[][] {{0, 1, 0}, {1, -4, 1}, {0, 1, 0}});

    private static Kernel random(SplittableRandom random, int filters, int channels, int height, int width) {
        double[] weights = new double[filters * channels * height * width];
        for (int k = 0; k < weights.length; k++) {
            weights[k] = random.nextGaussian();
        }
        return new Kernel(filters, channels, height, width, weights);
    }

    /** The operator's matrix by its definition. */
    private static double[] explicit(Kernel kernel, int sy, int sx, int rows, int columns) {
        int n = rows / sy;
        int m = columns / sx;
        int wide = kernel.channels() * rows * columns;
        double[] w = kernel.weights();
        double[] matrix = new double[kernel.filters() * n * m * wide];
        for (int o = 0; o < kernel.filters(); o++) {
            for (int y = 0; y < n; y++) {
                for (int x = 0; x < m; x++) {
                    for (int c = 0; c < kernel.channels(); c++) {
                        for (int a = 0; a < kernel.height(); a++) {
                            for (int b = 0; b < kernel.width(); b++) {
                                int pixel = ((y * sy + a) % rows) * columns + (x * sx + b) % columns;
                                matrix[((o * n + y) * m + x) * wide + c * rows * columns + pixel] +=
                                        w[((o * kernel.channels() + c) * kernel.height() + a) * kernel.width() + b];
                            }
                        }
                    }
                }
            }
        }
        return matrix;
    }

    private static double jacobi(Kernel kernel, int sy, int sx, int rows, int columns) {
        int wide = kernel.channels() * rows * columns;
        double[] matrix = explicit(kernel, sy, sx, rows, columns);
        return JacobiNorm.of(matrix, matrix.length / wide, wide);
    }

    @Test
    void theLaplacianHasNormEightAndTheBoxFilterOne() {
        double laplacian = ConvolutionNorm.circular(LAPLACIAN, 8, 8).bound();
        assertTrue(laplacian >= 8);
        assertEquals(8, laplacian, 1e-12);
        double ninth = 1.0 / 9;
        Kernel box =
                Kernel.single(new double[][] {{ninth, ninth, ninth}, {ninth, ninth, ninth}, {ninth, ninth, ninth}});
        double norm = ConvolutionNorm.circular(box, 8, 8).bound();
        assertTrue(norm >= 9 * ninth * (1 - 1e-16));
        assertEquals(1, norm, 1e-12);
        // an odd torus has no frequency (1/2, 1/2): 8 is not attained, cos(2 pi 3 / 7) is
        assertEquals(
                4 - 4 * Math.cos(6 * Math.PI / 7),
                ConvolutionNorm.circular(LAPLACIAN, 7, 7).bound(),
                1e-12);
    }

    @Test
    void aShiftAndADownsamplingHaveNormOne() {
        Kernel shift = Kernel.single(new double[][] {{0, 0}, {0, 1}});
        assertEquals(1, ConvolutionNorm.circular(shift, 5, 6).bound(), 1e-13);
        Kernel one = Kernel.single(new double[][] {{1}});
        assertEquals(1, ConvolutionNorm.circular(one, 2, 2, 6, 6).bound(), 1e-13);
        // a window of ones that does not overlap adds n pixels: norm sqrt(n)
        Kernel ones = Kernel.single(new double[][] {{1, 1}, {1, 1}});
        assertEquals(2, ConvolutionNorm.circular(ones, 2, 2, 6, 6).bound(), 1e-13);
        assertEquals(4, ConvolutionNorm.circular(ones, 1, 1, 6, 6).bound(), 1e-13);
    }

    @Property(tries = 60)
    void theCircularBoundIsTheNormOfTheExplicitMatrix(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3) int filters,
            @ForAll @IntRange(min = 1, max = 3) int channels,
            @ForAll @IntRange(min = 1, max = 4) int height,
            @ForAll @IntRange(min = 1, max = 3) int width,
            @ForAll @IntRange(min = 1, max = 3) int sy,
            @ForAll @IntRange(min = 1, max = 2) int sx) {
        SplittableRandom random = new SplittableRandom(seed);
        Kernel kernel = random(random, filters, channels, height, width);
        int rows = sy * random.nextInt(1, 4);
        int columns = sx * random.nextInt(1, 4);
        double norm = jacobi(kernel, sy, sx, rows, columns);
        NormBound bound = ConvolutionNorm.circular(kernel, sy, sx, rows, columns);
        assertTrue(bound.bound() >= norm * (1 - 1e-13), () -> bound + " " + norm);
        assertTrue(bound.bound() <= norm * (1 + 1e-6) + 1e-13, () -> bound + " " + norm);
        assertTrue(bound.attained() <= bound.bound() * (1 + 1e-12));
        NormBound any = ConvolutionNorm.anySize(kernel, sy, sx);
        assertTrue(any.bound() >= norm * (1 - 1e-13), () -> any + " " + norm);
    }

    @Test
    void theBoundForAllSizesIsNearThatOfALargeTorus() {
        Kernel kernel = random(new SplittableRandom(3), 3, 2, 3, 5);
        double any = ConvolutionNorm.anySize(kernel, 1, 1).bound();
        double large = ConvolutionNorm.circular(kernel, 60, 61).bound();
        assertTrue(any >= large * (1 - 1e-13) && any <= large * 1.011, () -> any + " " + large);
        assertEquals(8, ConvolutionNorm.anySize(LAPLACIAN, 1, 1).bound(), 1e-12);
    }

    @Test
    void extremeWeightsAreScaled() {
        SplittableRandom random = new SplittableRandom(5);
        Kernel kernel = random(random, 2, 3, 2, 2);
        double norm = ConvolutionNorm.circular(kernel, 4, 4).bound();
        for (int exponent : new int[] {-900, 900}) {
            double[] scaled = kernel.weights();
            for (int k = 0; k < scaled.length; k++) {
                scaled[k] = Math.scalb(scaled[k], exponent);
            }
            double other = ConvolutionNorm.circular(new Kernel(2, 3, 2, 2, scaled), 4, 4)
                    .bound();
            assertEquals(norm, Math.scalb(other, -exponent), 1e-9 * norm);
        }
    }

    @Test
    void badKernelsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Kernel.single(new double[0][]));
        assertThrows(IllegalArgumentException.class, () -> Kernel.single(new double[][] {{1, 2}, {3}}));
        assertThrows(IllegalArgumentException.class, () -> new Kernel(1, 1, 0, 1, new double[0]));
        assertThrows(IllegalArgumentException.class, () -> new Kernel(1, 2, 1, 1, new double[1]));
        assertThrows(IllegalArgumentException.class, () -> new Kernel(1, 1, 1, 1, new double[] {Double.NaN}));
        assertThrows(IllegalArgumentException.class, () -> ConvolutionNorm.circular(LAPLACIAN, 0, 8));
        assertThrows(IllegalArgumentException.class, () -> ConvolutionNorm.circular(LAPLACIAN, 2, 2, 7, 8));
        assertThrows(IllegalArgumentException.class, () -> ConvolutionNorm.anySize(LAPLACIAN, 0, 1));
        assertEquals(
                0,
                ConvolutionNorm.circular(Kernel.single(new double[][] {{0}}), 3, 3)
                        .bound());
    }
}
