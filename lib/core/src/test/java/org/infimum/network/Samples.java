package org.infimum.network;

import java.util.SplittableRandom;

/** Small networks and data for the tests. */
final class Samples {
    private Samples() {}

    static double[] normal(SplittableRandom random, int length, double scale) {
        double[] x = new double[length];
        for (int k = 0; k < length; k++) {
            x[k] = scale * random.nextGaussian();
        }
        return x;
    }

    static Dense dense(SplittableRandom random, int outputs, int inputs) {
        return new Dense(
                outputs,
                inputs,
                normal(random, outputs * inputs, Math.sqrt(2.0 / inputs)),
                normal(random, outputs, 0.1));
    }

    static Convolution convolution(SplittableRandom random, Shape input, int filters, Window window) {
        int fan = input.channels() * window.height() * window.width();
        return new Convolution(
                input,
                filters,
                window,
                normal(random, filters * fan, Math.sqrt(2.0 / fan)),
                normal(random, filters, 0.1));
    }

    static Network perceptron(SplittableRandom random, Activation activation, int... widths) {
        java.util.List<Layer> layers = new java.util.ArrayList<>();
        for (int k = 1; k < widths.length; k++) {
            layers.add(dense(random, widths[k], widths[k - 1]));
            if (k < widths.length - 1) {
                layers.add(activation);
            }
        }
        return new Network(Shape.vector(widths[0]), layers);
    }

    /** Convolution, ReLU, pooling, a residual block with batch normalisation, pooling, dense. */
    static Network convolutional(SplittableRandom random, int classes) {
        Shape image = new Shape(1, 6, 6);
        Shape maps = new Shape(2, 6, 6);
        return Network.of(
                image,
                convolution(random, image, 2, Window.of(3, 1).padded(1)),
                Activation.relu(),
                new Residual(
                        java.util.List.of(
                                convolution(random, maps, 2, Window.of(3, 1).padded(1)),
                                new Affine(new double[] {0.5, -0.8}, new double[] {0.1, -0.1})),
                        java.util.List.of()),
                new Pooling(Pooling.Kind.MAX, Window.of(2, 2)),
                Activation.relu(),
                new Pooling(Pooling.Kind.AVERAGE, Window.of(2, 1).padded(1)),
                dense(random, classes, 2 * 4 * 4));
    }
}
