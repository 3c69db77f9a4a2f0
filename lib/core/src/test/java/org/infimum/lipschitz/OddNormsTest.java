package org.infimum.lipschitz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Norms against exact arithmetic, at the ends of double precision and for kernels and steps of odd sizes. */
class OddNormsTest {
    private static final MathContext DIGITS = new MathContext(60);

    private static BigDecimal norm(BigDecimal[] x) {
        BigDecimal square = BigDecimal.ZERO;
        for (BigDecimal entry : x) {
            square = square.add(entry.multiply(entry, DIGITS), DIGITS);
        }
        return square.sqrt(DIGITS);
    }

    private static BigDecimal[] times(double[] a, int rows, int columns, BigDecimal[] v, boolean transposed) {
        BigDecimal[] u = new BigDecimal[transposed ? columns : rows];
        Arrays.fill(u, BigDecimal.ZERO);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int to = transposed ? j : i;
                int from = transposed ? i : j;
                u[to] = u[to].add(new BigDecimal(a[i * columns + j]).multiply(v[from], DIGITS), DIGITS);
            }
        }
        return u;
    }

    /** What power iteration attains, in 60 digits: never above the norm, but for 1e-58. */
    private static BigDecimal attained(double[] a, int rows, int columns, SplittableRandom random) {
        BigDecimal[] v = new BigDecimal[columns];
        Arrays.setAll(v, k -> new BigDecimal(random.nextDouble(0.5, 1.5) * (random.nextBoolean() ? 1 : -1)));
        BigDecimal best = BigDecimal.ZERO;
        for (int step = 0; step < 12; step++) {
            BigDecimal[] u = times(a, rows, columns, v, false);
            BigDecimal length = norm(u);
            if (length.signum() == 0) {
                break;
            }
            best = best.max(length.divide(norm(v), DIGITS));
            v = times(a, rows, columns, u, true);
            BigDecimal size = norm(v);
            Arrays.setAll(v, new Rescaling(v, size)::at);
        }
        return best.multiply(BigDecimal.ONE.subtract(new BigDecimal("1e-50")));
    }

    private record Rescaling(BigDecimal[] v, BigDecimal size) {
        BigDecimal at(int k) {
            return v[k].divide(size, DIGITS);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1e-300, 1e-308, 1e-318, 1e150, 1e300})
    void noExactNormExceedsTheBound(double scale) {
        SplittableRandom random = new SplittableRandom(7);
        for (int t = 0; t < 150; t++) {
            int rows = random.nextInt(1, 7);
            int columns = random.nextInt(1, 7);
            double[] a = new double[rows * columns];
            int kind = random.nextInt(5);
            double same = random.nextGaussian();
            for (int k = 0; k < a.length; k++) {
                a[k] = scale
                        * switch (kind) {
                            case 0 -> random.nextGaussian();
                            case 1 -> random.nextInt(-1, 2);
                            case 2 -> same;
                            // nearly of rank one
                            case 3 -> (1 + k / columns) * (1 + k % columns) + 1e-9 * random.nextGaussian();
                            default -> random.nextGaussian() * Math.pow(10, random.nextInt(-30, 1));
                        };
            }
            NormBound bound = MatrixNorm.of(a, rows, columns);
            BigDecimal least = attained(a, rows, columns, random);
            assertTrue(least.compareTo(new BigDecimal(bound.bound())) <= 0, "matrix " + Arrays.toString(a));
        }
    }

    /** Circular convolutions with steps, kernels larger than the image among them, as explicit matrices. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 1e-310, 1e200})
    void noExactNormOfAConvolutionExceedsTheBounds(double scale) {
        SplittableRandom random = new SplittableRandom(8);
        for (int t = 0; t < 80; t++) {
            int filters = random.nextInt(1, 3);
            int channels = random.nextInt(1, 3);
            int height = random.nextInt(1, 5);
            int width = random.nextInt(1, 5);
            int stepY = random.nextInt(1, 4);
            int stepX = random.nextInt(1, 4);
            int rows = stepY * random.nextInt(1, 4);
            int columns = stepX * random.nextInt(1, 4);
            double[] weights = new double[filters * channels * height * width];
            boolean whole = random.nextBoolean();
            Arrays.setAll(weights, k -> scale * (whole ? random.nextInt(-1, 2) : random.nextGaussian()));
            Kernel kernel = new Kernel(filters, channels, height, width, weights);
            // in doubles of scale 1, where sums of whole numbers are exact: 1e-15 of the rest is left out
            double[] matrix = new double[filters * (rows / stepY) * (columns / stepX) * channels * rows * columns];
            int inputs = channels * rows * columns;
            for (int k = 0; k < weights.length; k++) {
                int b = k % width;
                int a = k / width % height;
                int c = k / width / height % channels;
                int o = k / width / height / channels;
                for (int y = 0; y < rows / stepY; y++) {
                    for (int x = 0; x < columns / stepX; x++) {
                        int row = (y * stepY + a) % rows;
                        int column = (x * stepX + b) % columns;
                        int to = (o * (rows / stepY) + y) * (columns / stepX) + x;
                        matrix[to * inputs + (c * rows + row) * columns + column] += weights[k] / scale;
                    }
                }
            }
            double attained =
                    attained(matrix, matrix.length / inputs, inputs, random).doubleValue() * scale * (1 - 1e-12);
            attained = scale < 1e-300 ? attained - 20 * Double.MIN_VALUE * weights.length : attained;
            String name = kernel + " " + stepY + " " + stepX + " on " + rows + " x " + columns;
            assertTrue(
                    ConvolutionNorm.circular(kernel, stepY, stepX, rows, columns)
                                    .bound()
                            >= attained,
                    name);
            assertTrue(ConvolutionNorm.anySize(kernel, stepY, stepX).bound() >= attained, name);
            assertTrue(ConvolutionNorm.rowAndColumnSums(kernel, stepY, stepX) >= attained, name);
        }
    }

    /** The grid of 65,536 x 65,536 frequencies, counted in ints, is one of none, on which every norm is 0. */
    @Test
    void aKernelOfTooManyTapsForAGridHasItsSums() {
        double[] weights = new double[4097 * 4097];
        weights[0] = 1;
        weights[weights.length - 1] = 1;
        NormBound bound = ConvolutionNorm.anySize(new Kernel(1, 1, 4097, 4097, weights), 1, 1);
        assertEquals(2, bound.bound(), 1e-8);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 1000, 46_341, 65_536, 100_000, Integer.MAX_VALUE})
    void stepsBeyondTheKernelChangeNothing(int step) {
        Kernel kernel = Kernel.single(new double[][] {{1, 2}, {3, 4}});
        assertEquals(Math.sqrt(30), ConvolutionNorm.anySize(kernel, step, step).bound(), 1e-8);
        assertEquals(Math.sqrt(40), ConvolutionNorm.rowAndColumnSums(kernel, step, step), 1e-8);
    }
}
