package org.infimum.deep.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.infimum.deep.Backend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** What oneDNN does not take over stays as it was. */
class StandsAsideTest {
    private static ConvolutionLayer.Builder conv() {
        return new ConvolutionLayer.Builder(3, 3).nOut(8).activation(Activation.RELU);
    }

    private static SubsamplingLayer.Builder pool(SubsamplingLayer.PoolingType type) {
        return new SubsamplingLayer.Builder(type).kernelSize(2, 2).stride(2, 2);
    }

    static Stream<Arguments> layers() {
        return Stream.of(
                Arguments.of("softmax", new ActivationLayer(Activation.SOFTMAX), "activation function is softmax"),
                Arguments.of("leaky", new ActivationLayer(Activation.LEAKYRELU), "activation function"),
                Arguments.of("leaky", conv().activation(Activation.LEAKYRELU).build(), "activation function"),
                Arguments.of("relu6", conv().activation(Activation.RELU6).build(), "activation function"),
                Arguments.of(
                        "cut relu",
                        conv().activation(new org.nd4j.linalg.activations.impl.ActivationReLU(1.0, 0.0, 0.0))
                                .build(),
                        "activation function"),
                Arguments.of("noise", conv().weightNoise(new DropConnect(0.5)).build(), "weight noise"),
                Arguments.of(
                        "noise",
                        new DenseLayer.Builder()
                                .nOut(5)
                                .activation(Activation.RELU)
                                .weightNoise(new DropConnect(0.5))
                                .build(),
                        "weight noise"),
                Arguments.of(
                        "normalised",
                        new DenseLayer.Builder()
                                .nOut(5)
                                .activation(Activation.RELU)
                                .hasLayerNorm(true)
                                .build(),
                        "layer normalisation"),
                Arguments.of(
                        "p norm",
                        pool(SubsamplingLayer.PoolingType.PNORM).pnorm(3).build(),
                        "pooling is PNORM"),
                Arguments.of(
                        "dilated pooling",
                        pool(SubsamplingLayer.PoolingType.MAX).dilation(2, 2).build(),
                        null));
    }

    /** Between two convolutions that are replaced. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("layers")
    void besideReplacedLayers(String name, Layer layer, String reason) {
        Backend.start();
        MultiLayerNetwork standard = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(2)
                .list()
                // tanh: the gradient of p-norm pooling is not a number where a window holds nothing but a ReLU's zeros
                .layer(conv().activation(Activation.TANH).build())
                .layer(layer)
                .layer(new DenseLayer.Builder()
                        .nOut(9)
                        .activation(Activation.TANH)
                        .build())
                .layer(new OutputLayer.Builder()
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(9, 8, 3))
                .build());
        standard.init();
        MultiLayerNetwork fast = standard.clone();
        org.deeplearning4j.nn.api.Layer before = fast.getLayer(1);
        LayerReport report = FastLayers.attachTo(fast).report();
        if (reason != null) {
            assertSame(before, fast.getLayer(1));
            assertFalse(report.layers().get(1).fast());
            assertTrue(report.layers().get(1).reason().contains(reason), report.toString());
            assertEquals(2, report.fast());
        }
        INDArray y = Nd4j.zeros(DataType.FLOAT, 4, 3);
        y.putScalar(0, 1, 1);
        Agreement.gradients(standard, fast, Nd4j.randn(DataType.FLOAT, 4, 3, 9, 8), y);
    }

    /** The reference implementation is oneDNN's only one of a dilated pooling. */
    @Test
    void aShapeOfWhichOnlyTheReferenceImplementationExists() {
        MultiLayerNetwork net = network(
                pool(SubsamplingLayer.PoolingType.MAX).dilation(2, 2).build(), DataType.FLOAT, CNN2DFormat.NCHW);
        FastLayers fast = FastLayers.attachTo(net);
        assertEquals("", fast.report().layers().get(1).reason());
        net.output(Nd4j.randn(DataType.FLOAT, 4, 3, 9, 8));
        String reason = fast.report().layers().get(1).reason();
        assertTrue(reason.contains("reference implementation of the pooling"), reason);
    }

    /** Deeplearning4j can infer with such a pooling but not train. */
    @Test
    void aStrideThatLeavesPixelsOutOnBothSides() {
        MultiLayerNetwork standard = network(
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                        .kernelSize(1, 1)
                        .stride(1, 4)
                        .convolutionMode(ConvolutionMode.Same)
                        .build(),
                DataType.FLOAT,
                CNN2DFormat.NCHW,
                10);
        MultiLayerNetwork net = standard.clone();
        FastLayers fast = FastLayers.attachTo(net);
        INDArray x = Nd4j.randn(DataType.FLOAT, 4, 3, 9, 10);
        Agreement.close("output", standard.output(x), net.output(x));
        String reason = fast.report().layers().get(1).reason();
        assertTrue(reason.contains("leaves pixels out"), reason);
    }

    static Stream<Arguments> networks() {
        return Stream.of(
                Arguments.of("double", network(conv().build(), DataType.DOUBLE, CNN2DFormat.NCHW)),
                Arguments.of(
                        "nhwc",
                        network(pool(SubsamplingLayer.PoolingType.MAX).build(), DataType.FLOAT, CNN2DFormat.NHWC)),
                Arguments.of("one-dimensional", sequences()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void wholeNetworksTrainBitForBit(String name, MultiLayerNetwork standard) {
        MultiLayerNetwork attached = standard.clone();
        LayerReport report = FastLayers.attachTo(attached).report();
        assertEquals(0, report.fast(), report.toString());
        DataType type = standard.getLayerWiseConfigurations().getDataType();
        boolean sequence = name.startsWith("one");
        INDArray x = sequence
                ? Nd4j.randn(type, 4, 3, 8)
                : Nd4j.randn(type, name.equals("nhwc") ? new long[] {4, 9, 8, 3} : new long[] {4, 3, 9, 8});
        INDArray y = sequence ? Nd4j.rand(type, 4, 3, 4) : Nd4j.rand(type, 4, 3);
        for (MultiLayerNetwork net : new MultiLayerNetwork[] {standard, attached}) {
            Nd4j.getRandom().setSeed(1);
            for (int i = 0; i < 3; i++) {
                net.fit(x, y);
            }
        }
        assertEquals(standard.params(), attached.params());
        assertEquals(0, standard.params().sub(attached.params()).amaxNumber().doubleValue());
    }

    private static MultiLayerNetwork network(Layer second, DataType type, CNN2DFormat format) {
        return network(second, type, format, 8);
    }

    private static MultiLayerNetwork network(Layer second, DataType type, CNN2DFormat format, int width) {
        Backend.start();
        MultiLayerNetwork net = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(2)
                .dataType(type)
                .updater(new Adam(0.01))
                .list()
                .layer(conv().dataFormat(format)
                        .activation(format == CNN2DFormat.NHWC ? Activation.ELU : Activation.RELU)
                        .build())
                .layer(second)
                .layer(new OutputLayer.Builder()
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(9, width, 3, format))
                .build());
        net.init();
        return net;
    }

    private static MultiLayerNetwork sequences() {
        Backend.start();
        MultiLayerNetwork net = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(2)
                .updater(new Adam(0.01))
                .convolutionMode(ConvolutionMode.Same)
                .list()
                .layer(new Convolution1DLayer.Builder(3)
                        .nOut(6)
                        .activation(Activation.RELU)
                        .build())
                .layer(new Convolution1DLayer.Builder(3)
                        .nOut(6)
                        .convolutionMode(ConvolutionMode.Causal)
                        .activation(Activation.RELU)
                        .build())
                .layer(new Subsampling1DLayer.Builder(Subsampling1DLayer.PoolingType.MAX)
                        .kernelSize(2)
                        .stride(2)
                        .build())
                .layer(new LSTM.Builder().nOut(5).build())
                .layer(new RnnOutputLayer.Builder()
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(3, 8))
                .build());
        net.init();
        return net;
    }
}
