package org.infimum.network;

import static org.infimum.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NetworkTest {
    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    private static void gradientsAgree(Network network, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] theta = network.parameters();
        double[] x = Samples.normal(random, network.input().size(), 1);
        double[] direction = Samples.normal(random, network.output().size(), 1);
        double[] gradient = new double[theta.length];
        double[] inward = network.pass(theta, x).backward(direction, gradient);
        double h = 1e-6;
        for (int k = 0; k < theta.length + x.length; k++) {
            double[] moved = k < theta.length ? theta : x;
            int at = k < theta.length ? k : k - theta.length;
            double kept = moved[at];
            moved[at] = kept + h;
            double up = dot(direction, network.pass(theta, x).output());
            moved[at] = kept - h;
            double down = dot(direction, network.pass(theta, x).output());
            moved[at] = kept;
            double exact = k < theta.length ? gradient[at] : inward[at];
            assertEquals((up - down) / (2 * h), exact, 1e-6 * (1 + Math.abs(exact)), "number " + k);
        }
    }

    @ParameterizedTest
    @EnumSource
    void gradientsOfPerceptrons(Activation.Kind kind) {
        for (long seed = 0; seed < 5; seed++) {
            gradientsAgree(Samples.perceptron(new SplittableRandom(seed), Activation.of(kind), 3, 5, 4, 2), seed);
        }
    }

    @Test
    void gradientsOfAConvolutionalResidualNetwork() {
        for (long seed = 0; seed < 5; seed++) {
            gradientsAgree(Samples.convolutional(new SplittableRandom(seed), 3), seed);
        }
    }

    @Test
    void stridesAndUnevenPadding() {
        SplittableRandom random = new SplittableRandom(1);
        Shape image = new Shape(2, 5, 7);
        Window window = new Window(3, 2, 2, 3, 1, 0, 2, 1);
        gradientsAgree(Network.of(image, Samples.convolution(random, image, 3, window)), 1);
        gradientsAgree(Network.of(image, new Pooling(Pooling.Kind.MAX, window)), 2);
        gradientsAgree(Network.of(image, new Pooling(Pooling.Kind.AVERAGE, window)), 3);
    }

    @Test
    void aConvolutionByHand() {
        Shape image = new Shape(1, 2, 2);
        Convolution edge =
                new Convolution(image, 1, Window.of(2, 1).padded(1), new double[] {1, 2, 3, 4}, new double[] {0.5});
        assertEquals(new Shape(1, 3, 3), edge.output());
        assertArrayEquals(
                new double[] {4.5, 11.5, 6.5, 14.5, 30.5, 14.5, 6.5, 11.5, 4.5},
                Network.of(image, edge).output(new double[] {1, 2, 3, 4}),
                1e-15);
    }

    @Test
    void poolingNeverSeesPadding() {
        Shape image = new Shape(1, 2, 2);
        Window window = Window.of(2, 1).padded(1);
        double[] x = {-1, -2, -3, -4};
        assertArrayEquals(
                new double[] {-1, -1, -2, -1, -1, -2, -3, -3, -4},
                Network.of(image, new Pooling(Pooling.Kind.MAX, window)).output(x));
        assertArrayEquals(
                new double[] {-1, -1.5, -2, -2, -2.5, -3, -3, -3.5, -4},
                Network.of(image, new Pooling(Pooling.Kind.AVERAGE, window)).output(x));
        assertArrayEquals(
                new double[] {-2.5},
                Network.of(image, Pooling.global(Pooling.Kind.AVERAGE, image)).output(x));
    }

    @Test
    void parametersGoRoundInTheirOrder() {
        Network network = Samples.convolutional(new SplittableRandom(3), 2);
        double[] theta = new double[network.parameterCount()];
        for (int k = 0; k < theta.length; k++) {
            theta[k] = k;
        }
        Network other = network.withParameters(theta);
        assertArrayEquals(theta, other.parameters());
        assertArrayEquals(new double[] {18, 19}, ((Convolution) other.layers().get(0)).bias());
        assertArrayEquals(
                new double[] {56, 57},
                ((Convolution) ((Residual) other.layers().get(2)).body().get(0)).bias());
        double[] x = Samples.normal(new SplittableRandom(4), 36, 1);
        assertArrayEquals(other.output(x), network.pass(theta, x).output());
    }

    @Test
    void overlapsOfWindows() {
        assertEquals(9, Window.of(3, 1).padded(1).overlap(new Shape(1, 6, 6)));
        assertEquals(4, Window.of(3, 2).overlap(new Shape(1, 7, 7)));
        assertEquals(1, Window.of(2, 2).overlap(new Shape(1, 6, 6)));
        assertEquals(1, Window.of(2, 3).overlap(new Shape(1, 6, 6)));
        assertEquals(1, Window.of(6, 1).overlap(new Shape(1, 6, 6)));
    }

    @Test
    void badInputIsNamed() {
        refused(() -> new Dense(1, 2, new double[] {1, Double.NaN}, new double[1]), "number 1", "NaN");
        refused(() -> new Dense(1, 2, new double[3], new double[1]), "2 weights", "3");
        refused(() -> new Dense(0, 2, new double[0], new double[0]), "0 x 2");
        refused(
                () -> Network.of(
                        Shape.vector(2),
                        new Dense(1, 2, new double[2], new double[1]),
                        new Affine(new double[2], new double[2])),
                "Layer 1",
                "1x1x1");
        refused(() -> Window.of(2, 1).padded(2), "padding", "2 x 2");
        refused(() -> Window.of(0, 1), "0 x 0");
        refused(() -> Window.of(4, 1).over(new Shape(1, 3, 3)), "4 x 4", "1x3x3");
        refused(() -> new Activation(Activation.Kind.LEAKY_RELU, 1.5), "1.5");
        refused(() -> new Shape(1, 0, 2), "1 x 0 x 2");
        refused(() -> new Affine(new double[0], new double[0]), "0");
        Network network = Samples.perceptron(new SplittableRandom(1), Activation.relu(), 2, 2);
        refused(() -> network.output(new double[3]), "2 numbers", "3");
        refused(() -> network.withParameters(new double[2]), "6", "2");
        refused(() -> network.pass(new double[6], new double[2]).backward(new double[1], new double[6]), "2 outputs");
        refused(
                () -> new Residual(List.of(new Dense(1, 2, new double[2], new double[1])), List.of())
                        .output(Shape.vector(2)),
                "1x1x1",
                "2x1x1");
        Network.Pass once = network.pass(new double[6], new double[2]);
        once.backward(new double[2], new double[6]);
        assertThrows(IllegalStateException.class, () -> once.backward(new double[2], new double[6]));
    }
}
