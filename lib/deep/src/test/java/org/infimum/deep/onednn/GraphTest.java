package org.infimum.deep.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.infimum.deep.Backend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class GraphTest {
    private static GraphBuilder builder() {
        Backend.start();
        return new NeuralNetConfiguration.Builder()
                .seed(3)
                .l2(1e-3)
                .convolutionMode(ConvolutionMode.Same)
                .graphBuilder();
    }

    private static ConvolutionLayer conv(int size, int outputs, Activation function) {
        return new ConvolutionLayer.Builder(size, size)
                .nOut(outputs)
                .activation(function)
                .build();
    }

    private static ConvolutionLayer droppingConv(int outputs, Activation function) {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(outputs)
                .activation(function)
                .dropOut(0.6)
                .build();
    }

    private static OutputLayer classes() {
        return new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build();
    }

    private static CnnLossLayer pixels() {
        return new CnnLossLayer.Builder(LossFunction.MSE)
                .activation(Activation.IDENTITY)
                .build();
    }

    static INDArray images(int n, int c) {
        return Nd4j.randn(DataType.FLOAT, n, c, 6, 5);
    }

    private static INDArray oneHot(int n) {
        INDArray y = Nd4j.zeros(DataType.FLOAT, n, 3);
        for (int i = 0; i < n; i++) {
            y.putScalar(i, i % 3, 1);
        }
        return y;
    }

    private static ComputationGraph init(GraphBuilder builder) {
        ComputationGraph net = new ComputationGraph(builder.build());
        net.init();
        Nd4j.getRandom().setSeed(4);
        net.params().addi(Nd4j.randn(DataType.FLOAT, net.params().shape()).muli(0.1f));
        return net;
    }

    private static ComputationGraph attached(ComputationGraph standard, long fast) {
        ComputationGraph twin = standard.clone();
        assertEquals(fast, FastLayers.attachTo(twin).report().fast());
        return twin;
    }

    /** One layer consumed three times, by an addition among others; two outputs; a merge of a layer with its own descendant. */
    @ParameterizedTest
    @EnumSource(
            value = Activation.class,
            names = {"IDENTITY", "RELU", "TANH", "SIGMOID", "LEAKYRELU"})
    void branches(Activation function) {
        ComputationGraph standard = init(builder()
                .addInputs("in")
                .addLayer("a", conv(3, 8, function), "in")
                .addLayer("b", conv(3, 8, function), "a")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b")
                .addLayer("relu", new ActivationLayer(Activation.RELU), "sum")
                .addLayer("c", conv(1, 4, function), "relu")
                .addLayer(
                        "d",
                        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                                .kernelSize(3, 3)
                                .stride(1, 1)
                                .build(),
                        "a")
                .addVertex("merge", new MergeVertex(), "c", "d", "a")
                .addLayer("e", conv(2, 5, function), "merge")
                .addLayer("pixels", pixels(), "e")
                .addLayer("pool", new GlobalPoolingLayer(), "merge")
                .addLayer(
                        "dense",
                        new DenseLayer.Builder().nOut(6).activation(function).build(),
                        "pool")
                .addLayer("classes", classes(), "dense")
                .addLayer(
                        "flat",
                        new DenseLayer.Builder().nOut(6).activation(function).build(),
                        "c")
                .addLayer("others", classes(), "flat")
                .setOutputs("pixels", "classes", "others")
                .setInputTypes(InputType.convolutional(6, 5, 3)));
        ComputationGraph fast = attached(standard, function == Activation.LEAKYRELU ? 2 : 8);
        for (int n : new int[] {4, 1, 6}) {
            Agreement.check(standard, fast, new INDArray[] {images(n, 3)}, new INDArray[] {
                Nd4j.randn(DataType.FLOAT, n, 5, 6, 5), oneHot(n), oneHot(n)
            });
        }
    }

    /** Dropout above a fused function, in place if it may; the vertex of a product needs its inputs as they were. */
    @ParameterizedTest
    @EnumSource(
            value = Activation.class,
            names = {"RELU", "TANH", "SIGMOID"})
    void dropOutAndProducts(Activation function) {
        ComputationGraph standard = init(builder()
                .addInputs("in")
                .addLayer("a", droppingConv(8, function), "in")
                .addLayer("b", droppingConv(8, function), "a")
                .addLayer("c", conv(1, 8, function), "b")
                .addVertex("product", new ElementWiseVertex(ElementWiseVertex.Op.Product), "b", "c")
                .addVertex("max", new ElementWiseVertex(ElementWiseVertex.Op.Max), "product", "c")
                .addLayer(
                        "d",
                        new DenseLayer.Builder()
                                .nOut(7)
                                .activation(function)
                                .dropOut(0.5)
                                .build(),
                        "max")
                .addLayer(
                        "out",
                        new OutputLayer.Builder()
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .dropOut(0.5)
                                .build(),
                        "d")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(6, 5, 7)));
        ComputationGraph fast = attached(standard, 4);
        Agreement.check(standard, fast, new INDArray[] {images(5, 7)}, new INDArray[] {oneHot(5)});
    }

    /** The image goes into two layers and a vertex; another input joins. */
    @Test
    void severalInputs() {
        ComputationGraph standard = init(builder()
                .addInputs("in", "other")
                .addLayer("a", conv(3, 4, Activation.RELU), "in")
                .addLayer("b", conv(5, 4, Activation.TANH), "in")
                .addVertex("half", new ScaleVertex(0.5), "in")
                .addLayer("c", conv(1, 4, Activation.RELU), "half")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b", "c")
                .addLayer(
                        "dense",
                        new DenseLayer.Builder()
                                .nOut(6)
                                .activation(Activation.RELU)
                                .build(),
                        "sum")
                .addLayer(
                        "flat",
                        new DenseLayer.Builder()
                                .nOut(6)
                                .activation(Activation.RELU)
                                .build(),
                        "other")
                .addVertex("merge", new MergeVertex(), "dense", "flat")
                .addLayer("out", classes(), "merge")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(6, 5, 3), InputType.feedForward(9)));
        ComputationGraph fast = attached(standard, 5);
        for (int n : new int[] {4, 1}) {
            Agreement.check(
                    standard, fast, new INDArray[] {images(n, 3), Nd4j.randn(DataType.FLOAT, n, 9)}, new INDArray[] {
                        oneHot(n)
                    });
        }
    }

    @Test
    void frozenBelowTwoBranches() {
        ComputationGraph standard = init(builder()
                .addInputs("in")
                .addLayer("a", new FrozenLayer(conv(3, 8, Activation.TANH)), "in")
                .addLayer("b", new FrozenLayer(conv(3, 8, Activation.RELU)), "a")
                .addLayer("c", conv(3, 8, Activation.RELU), "b")
                .addLayer("d", conv(3, 8, Activation.TANH), "b")
                .addLayer("e", conv(3, 8, Activation.TANH), "a")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "c", "d", "e")
                .addLayer("out", classes(), "sum")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(6, 5, 3)));
        ComputationGraph fast = attached(standard, 5);
        Agreement.check(standard, fast, new INDArray[] {images(4, 3)}, new INDArray[] {oneHot(4)});
    }

    @Test
    void onlyTheLayerAboveTheFrozenOneLearns() {
        ComputationGraph standard = init(builder()
                .addInputs("in")
                .addLayer("a", new FrozenLayer(conv(3, 8, Activation.TANH)), "in")
                .addLayer("c", conv(3, 8, Activation.RELU), "a")
                .addLayer("out", classes(), "c")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(6, 5, 3)));
        ComputationGraph fast = attached(standard, 2);
        Agreement.check(standard, fast, new INDArray[] {images(4, 3)}, new INDArray[] {oneHot(4)});
    }
}
