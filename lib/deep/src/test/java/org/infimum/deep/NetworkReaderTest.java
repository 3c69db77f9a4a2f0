package org.infimum.deep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.infimum.Evidence;
import org.infimum.deep.data.ExampleSet;
import org.infimum.network.InputLipschitz;
import org.infimum.network.LayerBound;
import org.infimum.network.Loss;
import org.infimum.network.Shape;
import org.infimum.network.TrainingLoss;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class NetworkReaderTest {
    @BeforeAll
    static void start() {
        Backend.start();
    }

    private static MultiLayerNetwork sequential(InputType input, Layer... layers) {
        NeuralNetConfiguration.ListBuilder list =
                new NeuralNetConfiguration.Builder().seed(7).list();
        for (Layer layer : layers) {
            list.layer(layer);
        }
        MultiLayerNetwork net = new MultiLayerNetwork(list.setInputType(input).build());
        net.init();
        randomise(net);
        return net;
    }

    /** Every parameter becomes random, so that biases, means and variances count too. */
    private static void randomise(Model net) {
        net.params()
                .assign(Nd4j.randn(net.params().dataType(), net.params().shape())
                        .mul(0.3));
    }

    private static OutputLayer output(int classes, Activation activation, LossFunction loss) {
        return new OutputLayer.Builder(loss)
                .nOut(classes)
                .activation(activation)
                .build();
    }

    /** Both compute the same on random samples, and the model's constant holds against a search. */
    private static ReadNetwork same(Model net, Shape shape) {
        ReadNetwork read = NetworkReader.read(net, shape);
        long[] batch = shape.height() == 1 && shape.width() == 1
                ? new long[] {3, shape.channels()}
                : new long[] {3, shape.channels(), shape.height(), shape.width()};
        return same(net, read, shape, Nd4j.randn(batch));
    }

    private static ReadNetwork same(Model net, ReadNetwork read, Shape shape, INDArray x) {
        INDArray y = NetworkAdapter.of(net).output(x);
        double[] samples = x.dup('c').data().asDouble();
        double[] expected = y.dup('c').data().asDouble();
        int outputs = read.network().output().size();
        assertEquals(3 * outputs, expected.length);
        for (int k = 0; k < 3; k++) {
            double[] own = read.network().output(Arrays.copyOfRange(samples, k * shape.size(), (k + 1) * shape.size()));
            double[] seen = read.logits() ? softmax(own) : own;
            double[] theirs = Arrays.copyOfRange(expected, k * outputs, (k + 1) * outputs);
            double scale =
                    Math.max(1, Arrays.stream(theirs).map(Math::abs).max().orElse(0));
            for (int o = 0; o < outputs; o++) {
                assertEquals(theirs[o], seen[o], 2e-5 * scale, () -> Arrays.toString(theirs) + Arrays.toString(seen));
            }
        }
        return read;
    }

    private static double[] softmax(double[] logits) {
        double largest = Arrays.stream(logits).max().orElse(0);
        double[] p = Arrays.stream(logits).map(v -> Math.exp(v - largest)).toArray();
        double sum = Arrays.stream(p).sum();
        return Arrays.stream(p).map(v -> v / sum).toArray();
    }

    @Test
    void lenetIsReadAndBounded() {
        MultiLayerNetwork net = Networks.lenet(10, 0, 3);
        ReadNetwork read = same(net, new Shape(1, 28, 28));
        assertTrue(read.logits());
        assertEquals(net.numParams(), read.network().parameterCount());
        InputLipschitz bound = InputLipschitz.of(read.network());
        assertEquals(Evidence.PROVED, bound.bound().evidence());
        assertEquals(
                List.of(
                        "0 convolution",
                        "1 max pooling",
                        "2 convolution",
                        "3 max pooling",
                        "4 dense",
                        "5 relu",
                        "6 dense"),
                bound.layers().stream().map(LayerBound::name).toList());
        for (LayerBound row : bound.layers()) {
            assertTrue(row.norm().ratio() >= 1 - 1e-12 && row.norm().ratio() < 1.2, row::toString);
        }
        assertTrue(bound.attained(2, 5).value() <= bound.bound().value());
    }

    @Test
    void batchNormalisationTakesItsRunningStatistics() {
        for (boolean logStd : new boolean[] {true, false}) {
            MultiLayerNetwork net = sequential(
                    InputType.convolutional(9, 8, 2),
                    new ConvolutionLayer.Builder(3, 3)
                            .nOut(4)
                            .stride(2, 2)
                            .hasBias(false)
                            .convolutionMode(ConvolutionMode.Same)
                            .activation(Activation.IDENTITY)
                            .build(),
                    new BatchNormalization.Builder().useLogStd(logStd).build(),
                    new ActivationLayer(Activation.RELU),
                    new BatchNormalization.Builder()
                            .lockGammaBeta(true)
                            .gamma(0.7)
                            .beta(-0.2)
                            .useLogStd(logStd)
                            .build(),
                    new GlobalPoolingLayer(PoolingType.AVG),
                    new DenseLayer.Builder()
                            .nOut(5)
                            .activation(Activation.TANH)
                            .dropOut(0.5)
                            .build(),
                    new DropoutLayer(0.5),
                    output(3, Activation.SIGMOID, LossFunction.XENT));
            if (!logStd) {
                for (int k : new int[] {1, 3}) {
                    INDArray variance = net.getLayer(k).getParam("var");
                    variance.assign(org.nd4j.linalg.ops.transforms.Transforms.abs(variance));
                }
            }
            ReadNetwork read = same(net, new Shape(2, 9, 8));
            assertFalse(read.logits());
            InputLipschitz bound = InputLipschitz.of(read.network());
            assertTrue(bound.attained(3, 1).value() <= bound.bound().value());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Truncate, 3, 2, 1, MAX, 7", "Truncate, 3, 2, 1, AVG, 7", "Truncate, 2, 3, 1, AVG, 8", "Same, 3, 2, 0, MAX, 8",
        "Same, 3, 2, 0, AVG, 8", "Same, 2, 1, 0, AVG, 5", "Same, 4, 3, 0, MAX, 7", "Truncate, 2, 2, 0, MAX, 7",
        "Strict, 3, 2, 1, MAX, 7"
    })
    void windowsAreLaidAsThere(
            ConvolutionMode mode, int size, int stride, int padding, PoolingType pooling, int pixels) {
        MultiLayerNetwork net = sequential(
                InputType.convolutional(pixels, pixels + 2, 2),
                new SubsamplingLayer.Builder(pooling)
                        .kernelSize(size, size)
                        .stride(stride, stride)
                        .padding(padding, padding)
                        .convolutionMode(mode)
                        .build(),
                new ConvolutionLayer.Builder(2, 3)
                        .nOut(3)
                        .convolutionMode(ConvolutionMode.Same)
                        .activation(Activation.RELU)
                        .build(),
                output(4, Activation.SOFTMAX, LossFunction.MCXENT));
        same(net, new Shape(2, pixels, pixels + 2));
    }

    @ParameterizedTest
    @EnumSource(names = {"IDENTITY", "RELU", "LEAKYRELU", "TANH", "SIGMOID", "SOFTPLUS", "ELU", "HARDTANH"})
    void activationsAreTheSame(Activation activation) {
        MultiLayerNetwork net = sequential(
                InputType.feedForward(5),
                new DenseLayer.Builder().nOut(30).activation(activation).build(),
                new DenseLayer.Builder().nOut(3).activation(Activation.IDENTITY).build(),
                new LossLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .build());
        ReadNetwork read = NetworkReader.read(net);
        assertTrue(read.logits());
        assertEquals(Shape.vector(5), read.network().input());
        same(net, read, Shape.vector(5), Nd4j.randn(3, 5).mul(3));
    }

    private static ComputationGraph residual() {
        GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .seed(11)
                .convolutionMode(ConvolutionMode.Same)
                .graphBuilder()
                .addInputs("image")
                .setInputTypes(InputType.convolutional(8, 8, 1));
        graph.addLayer("stem", convolution(4, 1, Activation.RELU), "image");
        graph.addLayer("a1", convolution(4, 1, Activation.IDENTITY), "stem")
                .addLayer("a2", new BatchNormalization(), "a1")
                .addLayer("a3", new ActivationLayer(Activation.RELU), "a2")
                .addLayer("a4", convolution(4, 1, Activation.IDENTITY), "a3")
                .addVertex("a", new ElementWiseVertex(ElementWiseVertex.Op.Add), "stem", "a4")
                .addLayer("a out", new ActivationLayer(Activation.RELU), "a");
        graph.addLayer("b1", convolution(6, 2, Activation.RELU), "a out")
                .addLayer("b2", convolution(6, 1, Activation.IDENTITY), "b1")
                .addLayer("b side", convolution(6, 2, Activation.IDENTITY), "a out")
                .addVertex("b", new ElementWiseVertex(ElementWiseVertex.Op.Add), "b2", "b side")
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "b")
                .addLayer("out", output(3, Activation.SOFTMAX, LossFunction.MCXENT), "pool")
                .setOutputs("out");
        ComputationGraph net = new ComputationGraph(graph.build());
        net.init();
        randomise(net);
        return net;
    }

    private static ConvolutionLayer convolution(int filters, int stride, Activation activation) {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(filters)
                .stride(stride, stride)
                .activation(activation)
                .build();
    }

    @Test
    void aResidualNetworkIsReadWithItsBlocks() {
        ReadNetwork read = same(residual(), new Shape(1, 8, 8));
        assertTrue(read.logits());
        InputLipschitz bound = InputLipschitz.of(read.network());
        List<String> names = bound.layers().stream().map(LayerBound::name).toList();
        assertTrue(
                names.containsAll(List.of(
                        "2 residual block",
                        "2.body.0 convolution and 2.body.1 scaling",
                        "4 residual block",
                        "4.shortcut.0 convolution")),
                names::toString);
        assertTrue(bound.attained(3, 1).value() <= bound.bound().value());
    }

    @Test
    void thePostersIdentityLinkIsAResidualBlock() {
        ComputationGraph net = Networks.identityLink(12, 3, 5);
        ReadNetwork read = NetworkReader.read(net);
        assertEquals(Shape.vector(12), read.network().input());
        same(net, Shape.vector(12));
        LayerBound block = InputLipschitz.of(read.network()).layers().get(1);
        assertEquals("0 residual block", block.name());
        assertTrue(block.norm().ratio() >= 1 && block.norm().ratio() < 1 + 1e-6, block::toString);
    }

    @Test
    void nestedBlocksAreRead() {
        Layer dense = new DenseLayer.Builder()
                .nIn(4)
                .nOut(4)
                .activation(Activation.TANH)
                .build();
        ComputationGraph net = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("x")
                .addLayer("1", dense, "x")
                .addLayer("2", dense.clone(), "1")
                .addVertex("inner", new ElementWiseVertex(ElementWiseVertex.Op.Add), "1", "2")
                .addVertex("outer", new ElementWiseVertex(ElementWiseVertex.Op.Add), "x", "inner")
                .addLayer(
                        "loss",
                        new LossLayer.Builder(LossFunction.MSE)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "outer")
                .setOutputs("loss")
                .build());
        net.init();
        randomise(net);
        same(net, NetworkReader.read(net), Shape.vector(4), Nd4j.randn(3, 4));
    }

    @Test
    void frozenLayersAndFlatImagesAreRead() {
        MultiLayerNetwork net = sequential(
                InputType.convolutionalFlat(6, 5, 1),
                new FrozenLayer(convolution(2, 1, Activation.RELU)),
                output(3, Activation.SOFTMAX, LossFunction.MCXENT));
        ReadNetwork read = NetworkReader.read(net);
        assertEquals(new Shape(1, 6, 5), read.network().input());
        same(net, read, new Shape(1, 6, 5), Nd4j.randn(3, 30));
    }

    private static void refused(String expected, Model net, Shape shape) {
        String message = assertThrows(IllegalArgumentException.class, () -> NetworkReader.read(net, shape))
                .getMessage();
        assertTrue(message.contains(expected), message);
    }

    @Test
    void whatIsNotKnownIsRefusedByName() {
        InputType image = InputType.convolutional(6, 6, 2);
        Shape shape = new Shape(2, 6, 6);
        OutputLayer end = output(3, Activation.SOFTMAX, LossFunction.MCXENT);
        refused(
                "Layer 0 (norm) is a LocalResponseNormalization",
                sequential(
                        image,
                        new LocalResponseNormalization.Builder().name("norm").build(),
                        end),
                shape);
        refused(
                "with dilation 2 x 2",
                sequential(
                        image,
                        new ConvolutionLayer.Builder(2, 2)
                                .dilation(2, 2)
                                .nOut(2)
                                .build(),
                        end),
                shape);
        refused(
                "of type PNORM",
                sequential(
                        image,
                        new SubsamplingLayer.Builder(PoolingType.PNORM)
                                .pnorm(2)
                                .kernelSize(2, 2)
                                .build(),
                        end),
                shape);
        refused(
                "has the activation",
                sequential(
                        InputType.feedForward(4),
                        new DenseLayer.Builder()
                                .nOut(3)
                                .activation(Activation.CUBE)
                                .build(),
                        end),
                Shape.vector(4));
        refused(
                "softmax can stand at the end",
                sequential(
                        InputType.feedForward(4),
                        new DenseLayer.Builder()
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        end),
                Shape.vector(4));
        refused("takes 72 inputs, but 5", sequential(image, end), Shape.vector(5));
        MultiLayerNetwork broken = sequential(image, end);
        broken.params().putScalar(0, Double.NaN);
        refused("NaN", broken, shape);
    }

    @Test
    void graphsThatAreNoChainAreRefused() {
        Layer dense = new DenseLayer.Builder()
                .nIn(4)
                .nOut(4)
                .activation(Activation.TANH)
                .build();
        GraphBuilder merged = new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("x")
                .addLayer("1", dense, "x")
                .addVertex("both", new MergeVertex(), "x", "1")
                .addLayer(
                        "loss",
                        new LossLayer.Builder(LossFunction.MSE)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "both")
                .setOutputs("loss");
        ComputationGraph net = new ComputationGraph(merged.build());
        net.init();
        refused("Vertex 'both' is a MergeVertex", net, Shape.vector(4));
        refused(
                "not initialised",
                new MultiLayerNetwork(
                        sequential(InputType.feedForward(2), output(2, Activation.SOFTMAX, LossFunction.MCXENT))
                                .getLayerWiseConfigurations()),
                Shape.vector(2));
        String message = assertThrows(
                        IllegalArgumentException.class, () -> NetworkReader.read(Networks.lenet(10, 0, 1)))
                .getMessage();
        assertTrue(message.contains("new Shape(channels, height, width)"), message);
        assertThrows(IllegalArgumentException.class, () -> NetworkReader.read(null, Shape.vector(1)));
    }

    @Test
    void theTrainingLossIsTheScore() {
        MultiLayerNetwork net = sequential(
                InputType.convolutional(4, 4, 2),
                new ConvolutionLayer.Builder(3, 3)
                        .nOut(3)
                        .activation(Activation.RELU)
                        .build(),
                output(3, Activation.SOFTMAX, LossFunction.MCXENT));
        INDArray x = Nd4j.randn(5, 2, 4, 4);
        INDArray y = Nd4j.zeros(5, 3);
        for (int i = 0; i < 5; i++) {
            y.putScalar(i, i % 3, 1);
        }
        DataSet data = new DataSet(x, y);
        TrainingLoss loss = NetworkReader.read(net, new Shape(2, 4, 4))
                .trainingLoss(ExampleSet.of("random", data), Loss.SOFTMAX_CROSS_ENTROPY, 0);
        double[] theta = loss.network().parameters();
        assertEquals(net.score(data), loss.value(theta), 1e-5);
        double square = Arrays.stream(theta).map(t -> t * t).sum();
        TrainingLoss decayed = NetworkReader.read(net, new Shape(2, 4, 4))
                .trainingLoss(ExampleSet.of("random", data), Loss.SOFTMAX_CROSS_ENTROPY, 0.5);
        assertEquals(loss.value(theta) + square / 4, decayed.value(theta), 1e-9);
    }
}
