package org.infimum.network;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Small ReLU networks with random weights, for experiments on bounds. Weights are normal with variance 2 / fan-in, biases 0 (He, Zhang, Ren
 * and Sun, ICCV 2015); the same seed gives the same weights.
 */
public final class ReluNetworks {
    private ReluNetworks() {}

    /**
     * A multilayer perceptron: dense layers with a ReLU behind all but the last.
     *
     * @param seed the seed of the weights
     * @param widths the numbers of inputs, of every layer's units, and of outputs; at least two numbers, each at least 1
     * @return the network
     * @throws IllegalArgumentException if there are fewer than two widths, or one is below 1
     */
    public static Network perceptron(long seed, int... widths) {
        if (widths.length < 2) {
            throw new IllegalArgumentException("A perceptron needs the number of inputs and of outputs at least, not "
                    + widths.length + " widths.");
        }
        for (int width : widths) {
            requirePositive("layer", width);
        }
        SplittableRandom random = new SplittableRandom(seed);
        List<Layer> layers = new ArrayList<>();
        for (int k = 1; k < widths.length; k++) {
            layers.add(new Dense(
                    widths[k], widths[k - 1], weights(random, widths[k], widths[k - 1]), new double[widths[k]]));
            if (k < widths.length - 1) {
                layers.add(Activation.relu());
            }
        }
        return new Network(Shape.vector(widths[0]), layers);
    }

    /**
     * A convolutional network: a 3 x 3 convolution with zero padding of 1, ReLU, 2 x 2 maximum pooling, a dense layer.
     *
     * @param seed the seed of the weights
     * @param image the shape of one sample, of at least 2 x 2 pixels
     * @param filters the filters of the convolution, at least 1
     * @param outputs the outputs of the dense layer, at least 1
     * @return the network
     * @throws IllegalArgumentException if a number is too small
     */
    public static Network convolutional(long seed, Shape image, int filters, int outputs) {
        requirePositive("convolution", filters);
        requirePositive("layer", outputs);
        SplittableRandom random = new SplittableRandom(seed);
        int fan = image.channels() * 9;
        Convolution convolution = new Convolution(
                image, filters, Window.of(3, 1).padded(1), weights(random, filters, fan), new double[filters]);
        Pooling pooling = new Pooling(Pooling.Kind.MAX, Window.of(2, 2));
        int features = pooling.output(convolution.output()).size();
        return Network.of(
                image,
                convolution,
                Activation.relu(),
                pooling,
                new Dense(outputs, features, weights(random, outputs, features), new double[outputs]));
    }

    private static double[] weights(SplittableRandom random, int units, int fan) {
        double deviation = Math.sqrt(2.0 / fan);
        double[] weights = new double[Math.multiplyExact(units, fan)];
        for (int k = 0; k < weights.length; k++) {
            weights[k] = deviation * random.nextGaussian();
        }
        return weights;
    }

    private static void requirePositive(String what, int units) {
        if (units < 1) {
            throw new IllegalArgumentException("A " + what + " needs at least 1 unit, not " + units + ".");
        }
    }
}
