package org.infimum.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.infimum.Evidence;
import org.infimum.lipschitz.JacobiNorm;
import org.infimum.lipschitz.LipschitzEstimate;
import org.infimum.lipschitz.NormBound;
import org.junit.jupiter.api.Test;

class InputLipschitzTest {
    private static NormBound only(Shape input, Layer layer) {
        List<LayerBound> rows = InputLipschitz.of(Network.of(input, layer)).layers();
        assertEquals(1, rows.size());
        return rows.get(0).norm();
    }

    /** A linear layer's matrix from its values, so that the oracle knows nothing of the layer's kind. */
    private static double jacobi(Layer layer, Shape input) {
        Network net = Network.of(input, layer);
        int out = net.output().size();
        double[] zero = net.output(new double[input.size()]);
        double[] matrix = new double[out * input.size()];
        for (int k = 0; k < input.size(); k++) {
            double[] x = new double[input.size()];
            x[k] = 1;
            double[] y = net.output(x);
            for (int o = 0; o < out; o++) {
                matrix[o * input.size() + k] = y[o] - zero[o];
            }
        }
        return JacobiNorm.of(matrix, out, input.size());
    }

    @Test
    void knownLayersHaveTheirConstants() {
        Shape image = new Shape(2, 6, 6);
        assertEquals(
                1, only(image, new Pooling(Pooling.Kind.MAX, Window.of(2, 2))).bound());
        // 3 x 3 windows in steps of 1: nine see one pixel; in steps of 2: four
        assertEquals(
                3, only(image, new Pooling(Pooling.Kind.MAX, Window.of(3, 1))).bound());
        assertEquals(
                2, only(image, new Pooling(Pooling.Kind.MAX, Window.of(3, 2))).bound());
        assertEquals(
                0.5,
                only(image, new Pooling(Pooling.Kind.AVERAGE, Window.of(2, 2))).bound(),
                1e-12);
        assertEquals(
                1.0 / 6,
                only(image, Pooling.global(Pooling.Kind.AVERAGE, image)).bound(),
                1e-12);
        assertEquals(1, only(image, Pooling.global(Pooling.Kind.MAX, image)).bound());
        assertEquals(0.25, only(image, Activation.of(Activation.Kind.SIGMOID)).bound());
        assertEquals(1, only(image, Activation.relu()).bound());
        assertEquals(1, only(image, Activation.of(Activation.Kind.TANH)).bound());
        assertEquals(
                3, only(image, new Affine(new double[] {2, -3}, new double[2])).bound());
        // I + I
        assertEquals(
                2, InputLipschitz.of(Network.of(image, Residual.of())).bound().value(), 1e-12);
    }

    @Test
    void aPatchEmbeddingIsItsMatrix() {
        // windows that do not overlap: the norm is that of the kernel as a matrix, whatever the image
        Shape image = new Shape(1, 40, 40);
        double[] weights = Samples.normal(new SplittableRandom(4), 5 * 16, 1);
        Convolution layer = new Convolution(image, 5, Window.of(4, 4), weights, new double[5]);
        double norm = JacobiNorm.of(weights, 5, 16);
        NormBound padded = ConvolutionBound.padded(layer);
        assertTrue(padded.bound() >= norm * (1 - 1e-13) && padded.bound() <= norm * (1 + 1e-6), padded::toString);
        NormBound bound = only(image, layer);
        assertTrue(bound.bound() >= norm * (1 - 1e-13) && bound.bound() <= norm * (1 + 1e-6), bound::toString);
    }

    @Property(tries = 100)
    void convolutionsWithPaddingAndStepsAreBounded(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3) int filters,
            @ForAll @IntRange(min = 1, max = 2) int channels,
            @ForAll @IntRange(min = 1, max = 3) int sy,
            @ForAll @IntRange(min = 1, max = 2) int sx) {
        SplittableRandom random = new SplittableRandom(seed);
        int height = random.nextInt(1, 4);
        int width = random.nextInt(1, 4);
        Window window = new Window(
                height,
                width,
                sy,
                sx,
                random.nextInt(height),
                random.nextInt(width),
                random.nextInt(height),
                random.nextInt(width));
        Shape input = new Shape(channels, random.nextInt(3, 6), random.nextInt(3, 6));
        Convolution layer = Samples.convolution(random, input, filters, window);
        double norm = jacobi(layer, input);
        NormBound explicit = only(input, layer);
        assertTrue(explicit.bound() >= norm * (1 - 1e-12), () -> explicit + " " + norm);
        assertTrue(explicit.bound() <= norm * (1 + 1e-6), () -> explicit + " " + norm);
        NormBound torus = ConvolutionBound.padded(layer);
        assertTrue(torus.bound() >= norm * (1 - 1e-12), () -> torus + " " + norm);
        double attained = Slopes.ofLinear(layer, input);
        assertTrue(attained <= norm * (1 + 1e-12) && attained >= 0.7 * norm, () -> attained + " " + norm);
    }

    @Property(tries = 60)
    void averagePoolingIsExact(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int height = random.nextInt(1, 4);
        int width = random.nextInt(1, 4);
        Window window = new Window(
                height,
                width,
                random.nextInt(1, 4),
                random.nextInt(1, 4),
                random.nextInt(height),
                random.nextInt(width),
                random.nextInt(height),
                random.nextInt(width));
        Shape input = new Shape(1, random.nextInt(3, 7), random.nextInt(3, 7));
        Pooling layer = new Pooling(Pooling.Kind.AVERAGE, window);
        double norm = jacobi(layer, input);
        NormBound bound = only(input, layer);
        assertTrue(bound.bound() >= norm * (1 - 1e-13), () -> bound + " " + norm);
        assertTrue(bound.bound() <= norm * (1 + 1e-6), () -> bound + " " + norm);
    }

    @Property(tries = 60)
    void noPairOfImagesBeatsTheConstantOfMaxPooling(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Window window = Window.of(random.nextInt(1, 4), random.nextInt(1, 4));
        Shape input = new Shape(1, 6, 5);
        Network net = Network.of(input, new Pooling(Pooling.Kind.MAX, window));
        double bound = InputLipschitz.of(net).bound().value();
        double largest = 0;
        for (int pixel = 0; pixel < input.size(); pixel++) {
            double[] x = new double[input.size()];
            x[pixel] = 1;
            largest = Math.max(largest, norm(net.output(x)));
        }
        assertEquals(bound, largest, 1e-12);
        assertTrue(InputLipschitz.of(net).attained(10, seed).value() <= bound * (1 + 1e-8));
    }

    @Property(tries = 40)
    void theSearchNeverBeatsTheBoundOfANetwork(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Activation activation = Activation.of(Activation.Kind.values()[random.nextInt(8)]);
        Network net = random.nextBoolean()
                ? Samples.convolutional(random, 3)
                : Samples.perceptron(random, activation, 6, 9, 7, 3);
        InputLipschitz bound = InputLipschitz.of(net);
        LipschitzEstimate attained = bound.attained(5, seed);
        assertTrue(attained.value() <= bound.bound().value() * (1 + 1e-8), () -> attained + " " + bound);
        for (LayerBound row : bound.layers()) {
            assertTrue(row.norm().attained() <= row.norm().bound() * (1 + 1e-12), row::toString);
        }
    }

    @Test
    void aLinearNetworkOfOneLayerAttainsItsBound() {
        SplittableRandom random = new SplittableRandom(2);
        Network net = Network.of(Shape.vector(12), Samples.dense(random, 8, 12));
        InputLipschitz bound = InputLipschitz.of(net);
        assertEquals(1, bound.attained(3, 1).value() / bound.bound().value(), 1e-4);
        assertEquals(Evidence.PROVED, bound.bound().evidence());
        assertEquals("product of 1 layer's norm in the input", bound.bound().origin());
    }

    @Test
    void aScalingBehindAConvolutionIsMergedWithIt() {
        SplittableRandom random = new SplittableRandom(8);
        Shape image = new Shape(1, 5, 5);
        Convolution convolution =
                Samples.convolution(random, image, 2, Window.of(3, 1).padded(1));
        Affine affine = new Affine(new double[] {0.1, 4}, new double[2]);
        Network both = Network.of(image, convolution, affine);
        double norm = jacobi(new Residual(List.of(convolution, affine), List.of(zero(image))), image);
        InputLipschitz merged = InputLipschitz.of(both);
        assertTrue(merged.bound().value() >= norm * (1 - 1e-13));
        assertEquals(1, merged.bound().value() / norm, 1e-6);
        assertEquals("0 convolution and 1 scaling", merged.layers().get(0).name());
        assertTrue(merged.bound().value()
                < only(image, convolution).bound()
                        * only(convolution.output(), affine).bound());
    }

    @Test
    void anIdentityLinkIsOneMatrix() {
        // I + W with W = -I / 2 is I / 2, though 1 + ||W|| = 3/2
        int n = 5;
        double[] half = new double[n * n];
        for (int k = 0; k < n; k++) {
            half[k * n + k] = -0.5;
        }
        Network net = Network.of(Shape.vector(n), Residual.of(new Dense(n, n, half, new double[n])));
        assertEquals(0.5, InputLipschitz.of(net).bound().value(), 1e-14);
        Dense dense = Samples.dense(new SplittableRandom(4), n, n);
        double norm = jacobi(Residual.of(dense), Shape.vector(n));
        double bound = InputLipschitz.of(Network.of(Shape.vector(n), Residual.of(dense)))
                .bound()
                .value();
        assertTrue(bound >= norm * (1 - 1e-13) && bound <= norm * (1 + 1e-6), () -> bound + " " + norm);
    }

    private static Convolution zero(Shape image) {
        return new Convolution(image, 2, Window.of(3, 1).padded(1), new double[18], new double[2]);
    }

    @Test
    void theTableListsTheLayersOfABlockBeforeIt() {
        Network net = Samples.convolutional(new SplittableRandom(1), 3);
        InputLipschitz bound = InputLipschitz.of(net);
        List<String> names = bound.layers().stream().map(LayerBound::name).toList();
        assertEquals(
                List.of(
                        "0 convolution",
                        "1 relu",
                        "2.body.0 convolution and 2.body.1 scaling",
                        "2 residual block",
                        "3 max pooling",
                        "4 relu",
                        "5 average pooling",
                        "6 dense"),
                names);
        double product = 1;
        for (LayerBound row : bound.layers()) {
            product *= row.factor() ? row.norm().bound() : 1;
        }
        assertEquals(product, bound.bound().value(), 1e-12 * product);
    }

    @Test
    void aConstantNetworkHasTheSmallestPositiveConstant() {
        Network net = Network.of(Shape.vector(2), new Dense(2, 2, new double[4], new double[] {1, 2}));
        InputLipschitz bound = InputLipschitz.of(net);
        assertEquals(Double.MIN_NORMAL, bound.bound().value());
        assertEquals("the network is constant", bound.bound().origin());
        assertThrows(IllegalStateException.class, () -> bound.attained(3, 1));
        assertThrows(IllegalArgumentException.class, () -> bound.attained(0, 1));
    }

    @Test
    void largeImagesAreBoundedForAllSizes() {
        Shape image = new Shape(1, 100, 90);
        Convolution layer = Samples.convolution(
                new SplittableRandom(6), image, 2, Window.of(3, 1).padded(1));
        NormBound bound = only(image, layer);
        assertTrue(bound.rule().contains("Riesz"), bound::rule);
        assertTrue(bound.ratio() >= 1 && bound.ratio() < 1.05, bound::toString);
    }

    private static double norm(double[] y) {
        double square = 0;
        for (double v : y) {
            square += v * v;
        }
        return Math.sqrt(square);
    }

    @Test
    void slopesAtGivenPoints() {
        // a ReLU of 3 x - 3 is flat below 1 and steep above
        Network flat =
                Network.of(Shape.vector(1), new Dense(1, 1, new double[] {3}, new double[] {-3}), Activation.relu());
        InputLipschitz bound = InputLipschitz.of(flat);
        assertEquals(3, bound.attained(new double[][] {{0}, {2}}, 1).value(), 1e-9);
        assertThrows(IllegalStateException.class, () -> bound.attained(new double[][] {{0}, {-1}}, 1));
        assertThrows(IllegalArgumentException.class, () -> bound.attained(new double[0][], 1));
        assertThrows(IllegalArgumentException.class, () -> bound.attained(new double[][] {{0, 1}}, 1));
    }
}
