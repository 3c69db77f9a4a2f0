package org.infimum.deep.onednn;

import java.util.Random;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.infimum.deep.Backend;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A random sequence of layers on random images, every setting drawn anew; the same seed draws the same. */
final class RandomStack {
    private static final int[] CHANNELS = {1, 3, 7, 8, 16};
    private static final Activation[] FUNCTIONS = {
        Activation.IDENTITY, Activation.RELU, Activation.TANH, Activation.SIGMOID, Activation.LEAKYRELU
    };
    private static final int CLASSES = 4;

    private final Random random;
    private final StringBuilder text = new StringBuilder();
    private final int channels;
    private final int height;
    private final int width;
    private final boolean pixelwise;
    private final MultiLayerNetwork net;
    private int h;
    private int w;

    RandomStack(long seed) {
        Backend.start();
        // Deeplearning4j's helpers leave the padding out of the divisor of average pooling's gradient, and in it in the
        // forward pass
        System.setProperty(Backend.HELPERS_DISABLED, "true");
        random = new Random(seed);
        channels = pick(CHANNELS);
        height = 1 + random.nextInt(12);
        width = 1 + random.nextInt(12);
        pixelwise = random.nextInt(6) == 0;
        net = build(seed);
        System.setProperty(Backend.HELPERS_DISABLED, "false");
    }

    /** The standard network, whose biases are not zero. */
    MultiLayerNetwork standard() {
        return net;
    }

    /** A twin with attached layers. */
    MultiLayerNetwork attached() {
        System.setProperty(Backend.HELPERS_DISABLED, "true");
        MultiLayerNetwork twin = net.clone();
        System.setProperty(Backend.HELPERS_DISABLED, "false");
        FastLayers.attachTo(twin);
        return twin;
    }

    INDArray images(int examples) {
        return Nd4j.randn(DataType.FLOAT, examples, channels, height, width);
    }

    INDArray labels(int examples) {
        if (pixelwise) {
            return Nd4j.rand(DataType.FLOAT, examples, CLASSES, h, w);
        }
        INDArray labels = Nd4j.zeros(DataType.FLOAT, examples, CLASSES);
        for (int i = 0; i < examples; i++) {
            labels.putScalar(i, random.nextInt(CLASSES), 1);
        }
        return labels;
    }

    @Override
    public String toString() {
        return channels + "x" + height + "x" + width + text;
    }

    private MultiLayerNetwork build(long seed) {
        h = height;
        w = width;
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .l2(1e-3)
                .l1(1e-4)
                .list();
        int layers = 1 + random.nextInt(4);
        for (int i = 0; i < layers; i++) {
            // not first: Deeplearning4j's own works in place, on the caller's array
            switch (random.nextInt(i == 0 ? 4 : 5)) {
                case 0, 1 -> list.layer(convolution(pick(CHANNELS)));
                case 2, 3 -> list.layer(pooling());
                default -> list.layer(function());
            }
        }
        if (pixelwise) {
            list.layer(new ConvolutionLayer.Builder(1, 1).nOut(CLASSES).build());
            list.layer(new CnnLossLayer.Builder(LossFunction.MSE)
                    .activation(Activation.SIGMOID)
                    .build());
        } else {
            if (random.nextInt(3) == 0) {
                list.layer(new GlobalPoolingLayer(random.nextBoolean() ? PoolingType.AVG : PoolingType.MAX));
            }
            if (random.nextBoolean()) {
                DenseLayer.Builder dense = new DenseLayer.Builder()
                        .nOut(1 + random.nextInt(20))
                        .hasBias(random.nextInt(4) > 0)
                        .activation(pick(FUNCTIONS));
                list.layer((drawDropOut() ? dense.dropOut(0.7) : dense).build());
            }
            OutputLayer.Builder output = new OutputLayer.Builder().nOut(CLASSES).activation(Activation.SOFTMAX);
            list.layer((drawDropOut() ? output.dropOut(0.8) : output).build());
        }
        MultiLayerNetwork made =
                new MultiLayerNetwork(list.setInputType(InputType.convolutional(height, width, channels))
                        .build());
        made.init();
        Nd4j.getRandom().setSeed(seed);
        made.params().addi(Nd4j.randn(DataType.FLOAT, made.params().shape()).muli(0.1f));
        return made;
    }

    private ConvolutionLayer convolution(int outputs) {
        Moves moves = moves();
        ConvolutionLayer.Builder builder = new ConvolutionLayer.Builder(moves.kernel, moves.stride)
                .dilation(moves.dilation)
                .convolutionMode(moves.mode)
                .nOut(outputs)
                .hasBias(random.nextInt(4) > 0)
                .activation(pick(FUNCTIONS));
        if (moves.mode != ConvolutionMode.Same) {
            builder.padding(moves.padding);
        }
        if (drawDropOut()) {
            builder.dropOut(0.7);
        }
        text.append(" conv").append(outputs).append(moves);
        return builder.build();
    }

    private SubsamplingLayer pooling() {
        Moves moves = moves();
        boolean max = random.nextBoolean();
        boolean padded = random.nextBoolean();
        SubsamplingLayer.Builder builder = new SubsamplingLayer.Builder(
                        max ? SubsamplingLayer.PoolingType.MAX : SubsamplingLayer.PoolingType.AVG)
                .kernelSize(moves.kernel)
                .stride(moves.stride)
                .dilation(moves.dilation)
                .convolutionMode(moves.mode);
        if (moves.mode != ConvolutionMode.Same) {
            builder.padding(moves.padding);
        }
        SubsamplingLayer layer = builder.build();
        layer.setAvgPoolIncludePadInDivisor(padded);
        text.append(max ? " max" : padded ? " avg+" : " avg").append(moves);
        return layer;
    }

    private ActivationLayer function() {
        Activation function = pick(new Activation[] {
            Activation.RELU, Activation.TANH, Activation.SIGMOID, Activation.LEAKYRELU, Activation.CUBE
        });
        text.append(' ').append(function);
        return new ActivationLayer(function);
    }

    private boolean drawDropOut() {
        boolean drop = random.nextInt(4) == 0;
        if (drop) {
            text.append(" dropout");
        }
        return drop;
    }

    /** How a window moves. */
    private record Moves(int[] kernel, int[] stride, int[] padding, int[] dilation, ConvolutionMode mode) {
        int[] outputs(int height, int width) {
            return new int[] {output(0, height), output(1, width)};
        }

        /** Deeplearning4j refuses windows that move by so much that Same would need negative padding. */
        boolean known(int height, int width) {
            int[] sizes = {height, width};
            int[] outputs = outputs(height, width);
            boolean known = true;
            for (int k = 0; k < 2; k++) {
                known &= mode != ConvolutionMode.Same
                        || (outputs[k] - 1) * stride[k] + (kernel[k] - 1) * dilation[k] + 1 >= sizes[k];
            }
            return known;
        }

        private int output(int k, int size) {
            if (mode == ConvolutionMode.Same) {
                return (size + stride[k] - 1) / stride[k];
            }
            int free = size + 2 * padding[k] - (kernel[k] - 1) * dilation[k] - 1;
            boolean fits = free >= 0 && (mode != ConvolutionMode.Strict || free % stride[k] == 0);
            return fits ? free / stride[k] + 1 : 0;
        }

        @Override
        public String toString() {
            return String.format(
                    "[%dx%d/%d,%d+%d,%d d%d,%d %s]",
                    kernel[0], kernel[1], stride[0], stride[1], padding[0], padding[1], dilation[0], dilation[1], mode);
        }
    }

    private Moves moves() {
        ConvolutionMode[] modes = {ConvolutionMode.Same, ConvolutionMode.Truncate, ConvolutionMode.Strict};
        while (true) {
            int[] kernel = {1 + random.nextInt(5), 1 + random.nextInt(5)};
            int[] stride = {1 + random.nextInt(3), 1 + random.nextInt(3)};
            int[] padding = {random.nextInt(kernel[0] / 2 + 1), random.nextInt(kernel[1] / 2 + 1)};
            int[] dilation = random.nextInt(3) == 0
                    ? new int[] {1 + random.nextInt(2), 1 + random.nextInt(2)}
                    : new int[] {1, 1};
            Moves moves = new Moves(kernel, stride, padding, dilation, pick(modes));
            int[] outputs = moves.outputs(h, w);
            if (moves.known(h, w) && outputs[0] > 0 && outputs[1] > 0) {
                h = outputs[0];
                w = outputs[1];
                return moves;
            }
        }
    }

    private int pick(int[] from) {
        return from[random.nextInt(from.length)];
    }

    private <T> T pick(T[] from) {
        return from[random.nextInt(from.length)];
    }
}
