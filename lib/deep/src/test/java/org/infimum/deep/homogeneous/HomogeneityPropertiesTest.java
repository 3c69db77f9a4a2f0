package org.infimum.deep.homogeneous;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class HomogeneityPropertiesTest {
    private static final Activation[] GOOD = {
        Activation.RELU, Activation.LEAKYRELU, Activation.IDENTITY, Activation.CUBE
    };
    /** None that is linear on all positive numbers, as ELU: behind a pooling it would look homogeneous. */
    private static final Activation[] BAD = {
        Activation.SIGMOID, Activation.TANH, Activation.SOFTSIGN, Activation.SOFTMAX, Activation.GELU
    };

    private final List<Layer> layers = new ArrayList<>();
    private int degree;

    private static <T> T any(SplittableRandom random, T[] from) {
        return from[random.nextInt(from.length)];
    }

    /** Layers that keep homogeneity, the degree counted beside. */
    private void compose(SplittableRandom random, boolean image, Activation... good) {
        layers.clear();
        degree = 0;
        if (random.nextInt(4) == 0) {
            // nothing has a weight yet
            layers.add(new ActivationLayer(any(random, BAD)));
        }
        if (image) {
            layers.add(new ConvolutionLayer.Builder(2, 2)
                    .nOut(2)
                    .hasBias(random.nextBoolean())
                    .activation(Activation.LEAKYRELU)
                    .build());
            layers.add(new SubsamplingLayer.Builder(random.nextBoolean() ? PoolingType.MAX : PoolingType.AVG)
                    .kernelSize(2, 2)
                    .stride(1, 1)
                    .build());
            degree = 1;
        }
        for (int k = random.nextInt(4); k > 0; k--) {
            switch (random.nextInt(4)) {
                case 0 -> layers.add(new DropoutLayer(0.5));
                case 1 -> {
                    Activation activation = any(random, good);
                    layers.add(new ActivationLayer(activation));
                    degree *= activation == Activation.CUBE ? 3 : 1;
                }
                default -> {
                    Activation activation = any(random, good);
                    layers.add(Nets.dense(activation, degree == 0 && random.nextBoolean()));
                    degree = (degree + 1) * (activation == Activation.CUBE ? 3 : 1);
                }
            }
        }
    }

    private MultiLayerNetwork build(SplittableRandom random, boolean image) {
        layers.add(
                switch (random.nextInt(3)) {
                    case 0 -> Nets.output(LossFunction.MCXENT, Activation.SOFTMAX);
                    case 1 -> Nets.output(LossFunction.XENT, Activation.SIGMOID);
                    default -> Nets.output();
                });
        InputType input = image ? InputType.convolutional(4, 4, 1) : InputType.feedForward(Nets.FEATURES);
        return Nets.net(Nets.base(), input, layers.toArray(Layer[]::new));
    }

    private static HomogeneityCheck check(MultiLayerNetwork net, long seed, boolean image) {
        return image ? HomogeneityCheck.random(net, seed, 5, 1, 4, 4) : HomogeneityCheck.random(net, seed, Nets.BATCH);
    }

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void readAndMeasuredDegreesAreOne(@ForAll @LongRange(min = 0) long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean image = random.nextInt(3) == 0;
        compose(random, image, GOOD);
        degree++;
        MultiLayerNetwork net = build(random, image);
        Homogeneity read = HomogeneityReader.read(net);
        assertEquals(OptionalInt.of(degree), read.degree(), read.toString());
        HomogeneityCheck check = check(net, seed, image);
        assertTrue(check.agrees(1e-9), check + "\n" + read);
    }

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void oneBreakerIsFoundAndMeasured(@ForAll @LongRange(min = 0) long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean image = random.nextInt(3) == 0;
        // without cubes, whose numbers grow until an exponential overflows, and without ReLU, behind which ELU is the
        // identity
        compose(random, image, Activation.LEAKYRELU, Activation.IDENTITY);
        if (degree == 0) {
            layers.add(Nets.dense(Activation.LEAKYRELU, true));
            degree = 1;
        }
        int at = layers.size();
        Activation bad = any(random, BAD);
        boolean bias = random.nextInt(3) == 0;
        layers.add(
                bias
                        ? Nets.dense(Activation.IDENTITY, true)
                        : random.nextBoolean() ? Nets.dense(bad) : new ActivationLayer(bad));
        MultiLayerNetwork net = build(random, image);
        Homogeneity read = HomogeneityReader.read(net);
        assertEquals(
                List.of("layer " + at),
                read.broken().stream().map(LayerDegree::name).toList(),
                read.toString());
        HomogeneityCheck check = check(net, seed, image);
        if (!Double.isNaN(check.slope())) {
            assertFalse(check.agrees(1e-8), check + "\n" + read);
        }
    }
}
