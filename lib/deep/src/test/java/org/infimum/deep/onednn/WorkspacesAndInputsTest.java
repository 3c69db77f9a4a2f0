package org.infimum.deep.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Where the arrays live, how they lie in memory, and who asks for which gradient. */
class WorkspacesAndInputsTest {
    private static MultiLayerNetwork twin(MultiLayerNetwork net) {
        MultiLayerNetwork twin = net.clone();
        assertEquals(Small.FAST, FastLayers.attachTo(twin).report().fast());
        return twin;
    }

    static Stream<Arguments> modes() {
        return Stream.of(WorkspaceMode.ENABLED, WorkspaceMode.NONE)
                .flatMap(training -> Stream.of(WorkspaceMode.ENABLED, WorkspaceMode.NONE)
                        .flatMap(inference -> Stream.of(CacheMode.NONE, CacheMode.DEVICE)
                                .map(cache -> Arguments.of(training, inference, cache))));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void workspaceAndCacheModes(WorkspaceMode training, WorkspaceMode inference, CacheMode cache) {
        MultiLayerNetwork standard = Small.network(training, inference, cache);
        MultiLayerNetwork fast = twin(standard);
        for (int n : new int[] {4, 1, 4}) {
            INDArray x = Small.images(n, 1);
            Agreement.gradients(standard, fast, x, Small.labels(x));
            Agreement.close("output", standard.output(x), fast.output(x));
        }
        ComputationGraph graph = standard.toComputationGraph();
        ComputationGraph fastGraph = graph.clone();
        FastLayers.attachTo(fastGraph);
        INDArray x = Small.images(5, 1);
        Agreement.check(graph, fastGraph, new INDArray[] {x}, new INDArray[] {Small.labels(x)});
    }

    @Test
    void inputsThatLieAnyhow() {
        MultiLayerNetwork standard = Small.network(1);
        MultiLayerNetwork fast = twin(standard);
        INDArray large = Nd4j.randn(DataType.FLOAT, 6, 5, 12, 11);
        INDArray gaps = large.get(
                NDArrayIndex.interval(1, 5),
                NDArrayIndex.interval(1, 4),
                NDArrayIndex.interval(2, 11),
                NDArrayIndex.interval(0, 8));
        INDArray rows = Small.images(9, 1)
                .get(NDArrayIndex.interval(3, 7), NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.all());
        INDArray fortran = Small.images(4, 2).dup('f');
        INDArray pixels = Nd4j.randn(DataType.FLOAT, 4, 9, 8, 3).permute(0, 3, 1, 2);
        INDArray transposed = Nd4j.randn(DataType.FLOAT, 4, 3, 8, 9).permute(0, 1, 3, 2);
        INDArray reversed = Nd4j.randn(DataType.FLOAT, 3, 4, 9, 8).permute(1, 0, 2, 3);
        for (INDArray x : List.of(gaps, rows, fortran, pixels, transposed, reversed)) {
            INDArray before = x.dup();
            Agreement.gradients(standard, fast, x, Small.labels(x));
            Agreement.close("output", standard.output(x), fast.output(x));
            assertEquals(before, x, "the caller's array");
        }
    }

    @Test
    void rowsThatLieAnyhow() {
        MultiLayerNetwork standard = new MultiLayerNetwork(Small.settings(1)
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(7)
                        .nOut(6)
                        .activation(Activation.TANH)
                        .build())
                .layer(new DenseLayer.Builder()
                        .nIn(6)
                        .nOut(1)
                        .activation(Activation.RELU)
                        .build())
                .layer(new OutputLayer.Builder()
                        .nIn(1)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        standard.init();
        MultiLayerNetwork fast = standard.clone();
        assertEquals(2, FastLayers.attachTo(fast).report().fast());
        INDArray y = Nd4j.rand(DataType.FLOAT, 4, 3);
        for (INDArray x : List.of(
                Nd4j.randn(DataType.FLOAT, 4, 7),
                Nd4j.randn(DataType.FLOAT, 7, 4).transpose(),
                Nd4j.randn(DataType.FLOAT, 4, 7).dup('f'),
                Nd4j.randn(DataType.FLOAT, 9, 9).get(NDArrayIndex.interval(2, 6), NDArrayIndex.interval(1, 8)))) {
            Agreement.gradients(standard, fast, x, y);
            Agreement.close("output", standard.output(x), fast.output(x));
        }
    }

    @Test
    void flatImages() {
        MultiLayerNetwork standard = new MultiLayerNetwork(Small.settings(1)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .nOut(5)
                        .activation(Activation.RELU)
                        .build())
                .layer(new SubsamplingLayer.Builder()
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build())
                .layer(new OutputLayer.Builder()
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutionalFlat(7, 6, 2))
                .build());
        standard.init();
        MultiLayerNetwork fast = standard.clone();
        assertEquals(2, FastLayers.attachTo(fast).report().fast());
        for (int n : new int[] {1, 5}) {
            INDArray x = Nd4j.randn(DataType.FLOAT, n, 84);
            Agreement.gradients(standard, fast, x, Nd4j.rand(DataType.FLOAT, n, 3));
            Agreement.close("output", standard.output(x), fast.output(x));
        }
    }

    private static MultiLayerNetwork headless(NeuralNetConfiguration.Builder settings) {
        MultiLayerNetwork net = new MultiLayerNetwork(settings.list()
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .nOut(8)
                        .activation(Activation.TANH)
                        .build())
                .layer(new SubsamplingLayer.Builder()
                        .kernelSize(2, 2)
                        .stride(1, 1)
                        .build())
                .layer(new ConvolutionLayer.Builder(2, 2)
                        .nOut(4)
                        .activation(Activation.RELU)
                        .build())
                .setInputType(InputType.convolutional(9, 8, 3))
                .build());
        net.init();
        return net;
    }

    @ParameterizedTest
    @MethodSource("modes")
    void externalErrors(WorkspaceMode training, WorkspaceMode inference, CacheMode cache) {
        MultiLayerNetwork standard = headless(Small.settings(1)
                .trainingWorkspaceMode(training)
                .inferenceWorkspaceMode(inference)
                .cacheMode(cache));
        MultiLayerNetwork fast = standard.clone();
        FastLayers.attachTo(fast, true);
        INDArray x = Small.images(4, 1);
        INDArray[] output = new INDArray[2];
        INDArray[] below = new INDArray[2];
        INDArray epsilon = null;
        int k = 0;
        for (MultiLayerNetwork net : List.of(standard, fast)) {
            // an inference before, which must leave nothing behind
            net.output(Small.images(2, 5));
            net.setInput(x);
            List<INDArray> activations = net.feedForward(true, false);
            output[k] = activations.get(activations.size() - 1);
            if (epsilon == null) {
                epsilon = Nd4j.randn(DataType.FLOAT, output[0].shape());
            }
            below[k++] = net.backpropGradient(epsilon.dup(), null).getSecond();
        }
        Agreement.close("output", output[0], output[1]);
        Agreement.close("gradient", standard.getFlattenedGradients(), fast.getFlattenedGradients());
        Agreement.close("input gradient", below[0], below[1]);
    }

    /** With the inference between the forward and the backward pass, which the layers' inputs do not survive, and a forward pass alone. */
    @Test
    void aBackwardPassWhoseForwardPassWasAnInference() {
        MultiLayerNetwork standard = headless(
                Small.settings(1).trainingWorkspaceMode(WorkspaceMode.NONE).inferenceWorkspaceMode(WorkspaceMode.NONE));
        MultiLayerNetwork fast = standard.clone();
        FastLayers.attachTo(fast, true);
        INDArray x = Small.images(4, 1);
        INDArray epsilon = Nd4j.randn(DataType.FLOAT, standard.output(x).shape());
        INDArray[] below = new INDArray[2];
        int k = 0;
        for (MultiLayerNetwork net : List.of(standard, fast)) {
            net.setInput(Small.images(4, 7));
            net.feedForward(true, false);
            net.setInput(x);
            net.feedForward(false, false);
            below[k++] = net.backpropGradient(epsilon.dup(), null).getSecond();
        }
        Agreement.close("gradient", standard.getFlattenedGradients(), fast.getFlattenedGradients());
        Agreement.close("input gradient", below[0], below[1]);
    }

    @Test
    void calculatedGradients() {
        MultiLayerNetwork standard = Small.network(1);
        MultiLayerNetwork fast = standard.clone();
        FastLayers.attachTo(fast, true);
        INDArray x = Small.images(4, 1);
        INDArray y = Small.labels(x);
        Nd4j.getRandom().setSeed(4);
        Pair<Gradient, INDArray> expected = standard.calculateGradients(x, y, null, null);
        Nd4j.getRandom().setSeed(4);
        Pair<Gradient, INDArray> actual = fast.calculateGradients(x, y, null, null);
        Agreement.close("input gradient", expected.getSecond(), actual.getSecond());
        Agreement.close(
                "gradient", expected.getFirst().gradient(), actual.getFirst().gradient());
        FastLayers.attachTo(fast);
        assertNull(fast.calculateGradients(x, y, null, null).getSecond());
    }

    @Test
    void externalErrorsOfAGraph() {
        ComputationGraph standard = headless(Small.settings(1)).toComputationGraph();
        ComputationGraph fast = standard.clone();
        FastLayers.attachTo(fast, true);
        INDArray x = Small.images(4, 1);
        INDArray epsilon = null;
        for (ComputationGraph net : List.of(standard, fast)) {
            net.setInput(0, x);
            INDArray output = net.feedForward(new INDArray[] {x}, true, false)
                    .get(net.getConfiguration().getNetworkOutputs().get(0));
            if (epsilon == null) {
                epsilon = Nd4j.randn(DataType.FLOAT, output.shape());
            }
            net.backpropGradient(epsilon.dup());
        }
        Agreement.close("gradient", standard.getFlattenedGradients(), fast.getFlattenedGradients());
    }

    @Test
    void masks() {
        MultiLayerNetwork standard = Small.network(1);
        MultiLayerNetwork fast = standard.clone();
        FastLayers attached = FastLayers.attachTo(fast);
        INDArray x = Small.images(4, 1);
        INDArray examples = Nd4j.create(new float[] {1, 1, 0, 1}, 4, 1);
        for (MultiLayerNetwork net : List.of(standard, fast)) {
            Nd4j.getRandom().setSeed(3);
            net.fit(new DataSet(x, Small.labels(x), null, examples));
        }
        Agreement.close("parameters", standard.params(), fast.params());
        MultiLayerNetwork dense = new MultiLayerNetwork(Small.settings(1)
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(7)
                        .nOut(6)
                        .activation(Activation.TANH)
                        .build())
                .layer(new OutputLayer.Builder()
                        .nIn(6)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        dense.init();
        MultiLayerNetwork fastDense = dense.clone();
        FastLayers denseLayers = FastLayers.attachTo(fastDense);
        INDArray rows = Nd4j.randn(DataType.FLOAT, 4, 7);
        for (MultiLayerNetwork net : List.of(dense, fastDense)) {
            for (int i = 0; i < 3; i++) {
                net.fit(new DataSet(rows, Nd4j.ones(DataType.FLOAT, 4, 3).divi(3), i == 1 ? examples : null, examples));
            }
        }
        Agreement.close("parameters", dense.params(), fastDense.params());
        assertTrue(
                denseLayers.report().layers().get(0).reason().contains("mask"),
                denseLayers.report().toString());
        assertEquals("", attached.report().layers().get(0).reason());
    }
}
