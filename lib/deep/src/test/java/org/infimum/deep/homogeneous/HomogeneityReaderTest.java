package org.infimum.deep.homogeneous;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.infimum.deep.Networks;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class HomogeneityReaderTest {
    private static final double ROUNDING = 1e-10;

    /** Reads, and lets the measurement agree. */
    private static Homogeneity homogeneous(int degree, Model net, long... batch) {
        Homogeneity read = HomogeneityReader.read(net);
        assertEquals(OptionalInt.of(degree), read.degree(), read.toString());
        assertEquals(List.of(), read.broken());
        HomogeneityCheck check = HomogeneityCheck.random(net, 3, batch.length == 0 ? Nets.BATCH : batch);
        assertEquals(degree, check.degree());
        assertTrue(check.agrees(ROUNDING), check.toString());
        assertEquals(degree, check.slope(), 1e-9);
        return read;
    }

    /** Reads, and lets the measurement contradict homogeneity too. */
    private static String broken(String layer, Model net, long... batch) {
        Homogeneity read = HomogeneityReader.read(net);
        assertEquals(OptionalInt.empty(), read.degree(), read.toString());
        assertEquals(
                List.of(layer), read.broken().stream().map(LayerDegree::name).toList());
        assertFalse(read.matched());
        HomogeneityCheck check = HomogeneityCheck.random(net, 3, batch.length == 0 ? Nets.BATCH : batch);
        assertFalse(check.agrees(1e-4), check + "\n" + read);
        String sentence = read.explanation();
        assertTrue(sentence.endsWith(".") && sentence.contains(layer), sentence);
        assertTrue(read.toString().contains("breaks"), read.toString());
        return read.broken().get(0).reason();
    }

    private static void contains(String part, String text) {
        assertTrue(text.contains(part), text);
    }

    @Test
    void twoLayersWithWeightDecayMatch() {
        Homogeneity read = homogeneous(2, Networks.twoLayer(Nets.FEATURES, 4, 1e-3, 1));
        assertTrue(read.matched());
        assertEquals(OptionalInt.of(2), read.regularizer().degree());
        assertEquals(
                List.of(OptionalInt.of(1), OptionalInt.of(1)),
                read.layers().stream().map(LayerDegree::contribution).toList());
        contains("the degrees match", read.explanation());
        contains("ReLU keeps the degree", read.toString());
    }

    @Test
    void threeLayersWithWeightDecayDoNot() {
        Homogeneity read =
                homogeneous(3, Nets.net(Nets.dense(Activation.RELU), Nets.dense(Activation.LEAKYRELU), Nets.output()));
        assertFalse(read.matched());
        contains("degree 3", read.explanation());
        contains("of degree 2: the degrees do not match", read.explanation());
        contains("the zero network is one", read.explanation());
    }

    @Test
    void activationsThatKeepOrMultiply() {
        homogeneous(2, Nets.net(Nets.dense(Activation.IDENTITY), Nets.output()));
        Homogeneity cube =
                homogeneous(13, Nets.net(Nets.dense(Activation.CUBE), Nets.dense(Activation.CUBE), Nets.output()));
        assertEquals(OptionalInt.of(9), cube.layers().get(1).contribution());
        homogeneous(
                2,
                Nets.net(
                        Nets.dense(Activation.IDENTITY),
                        new ActivationLayer(new ActivationReLU(null, 0.0, 0.25)),
                        new DropoutLayer(0.5),
                        Nets.output()));
    }

    @Test
    void convolutionsAndPooling() {
        Model net = Nets.net(
                Nets.base(),
                InputType.convolutional(8, 8, 2),
                new ConvolutionLayer.Builder(3, 3)
                        .nOut(3)
                        .hasBias(false)
                        .activation(Activation.RELU)
                        .build(),
                new SubsamplingLayer.Builder(PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build(),
                new SeparableConvolution2D.Builder(2, 2)
                        .nOut(4)
                        .hasBias(false)
                        .activation(Activation.LEAKYRELU)
                        .build(),
                new SubsamplingLayer.Builder(PoolingType.AVG)
                        .kernelSize(2, 2)
                        .stride(1, 1)
                        .build(),
                new GlobalPoolingLayer(PoolingType.AVG),
                Nets.output(LossFunction.MCXENT, Activation.SOFTMAX));
        homogeneous(4, net, 3, 2, 8, 8);
    }

    @Test
    void theLossTakesSoftmaxAndSigmoidAtTheEnd() {
        for (LossFunction loss : new LossFunction[] {LossFunction.MCXENT, LossFunction.NEGATIVELOGLIKELIHOOD}) {
            Homogeneity read =
                    homogeneous(2, Nets.net(Nets.dense(Activation.RELU), Nets.output(loss, Activation.SOFTMAX)));
            contains("belongs to the loss", read.toString());
        }
        homogeneous(2, Nets.net(Nets.dense(Activation.RELU), Nets.output(LossFunction.XENT, Activation.SIGMOID)));
        homogeneous(
                1,
                Nets.net(
                        Nets.dense(Activation.IDENTITY),
                        new LossLayer.Builder(LossFunction.MCXENT)
                                .activation(Activation.SOFTMAX)
                                .build()));
        contains(
                "belongs to the loss only as",
                broken(
                        "layer 1",
                        Nets.net(Nets.dense(Activation.RELU), Nets.output(LossFunction.MSE, Activation.SIGMOID))));
    }

    @Test
    void aBiasBreaksBehindTheFirstLayerOnly() {
        Homogeneity first =
                homogeneous(3, Nets.net(Nets.dense(Activation.RELU, true), Nets.dense(Activation.RELU), Nets.output()));
        contains("the weight of a constant input", first.toString());
        assertEquals(List.of("b of layer 0"), first.regularizer().free());
        String reason = broken(
                "layer 1", Nets.net(Nets.dense(Activation.RELU), Nets.dense(Activation.RELU, true), Nets.output()));
        contains("bias grows like a where the sum that it is added to grows like a^2", reason);
        contains("hasBias(false)", reason);
    }

    @Test
    void aBiasThatIsZeroCountsToo() {
        MultiLayerNetwork net = Nets.net(Nets.dense(Activation.RELU), Nets.dense(Activation.RELU, true), Nets.output());
        net.setParam("1_b", net.getParam("1_b").mul(0));
        assertEquals(OptionalInt.empty(), HomogeneityReader.read(net).degree());
        // which the measurement cannot know
        assertTrue(HomogeneityCheck.random(net, 1, Nets.BATCH).agrees(ROUNDING));
    }

    @Test
    void freeBiasesOfTheRightDegreeAreNamed() {
        Homogeneity read = HomogeneityReader.read(Nets.net(Nets.dense(Activation.RELU, true), Nets.output()));
        assertEquals(OptionalInt.of(2), read.degree());
        assertFalse(read.matched());
        contains("leaves b of layer 0 free", read.explanation());
        Homogeneity regularised = HomogeneityReader.read(Nets.net(
                Nets.base().l2Bias(1e-3),
                InputType.feedForward(Nets.FEATURES),
                Nets.dense(Activation.RELU, true),
                Nets.output()));
        assertTrue(regularised.matched(), regularised.toString());
    }

    @Test
    void everyOtherActivationBreaks() {
        for (Activation activation : new Activation[] {
            Activation.SIGMOID,
            Activation.TANH,
            Activation.ELU,
            Activation.SELU,
            Activation.GELU,
            Activation.SOFTPLUS,
            Activation.SOFTSIGN,
            Activation.SWISH,
            Activation.MISH,
            Activation.HARDTANH,
            Activation.HARDSIGMOID,
            Activation.RATIONALTANH,
            Activation.RECTIFIEDTANH,
            Activation.SOFTMAX,
            Activation.THRESHOLDEDRELU,
            Activation.RELU6
        }) {
            String reason =
                    broken("layer 1", Nets.net(Nets.dense(Activation.IDENTITY), Nets.dense(activation), Nets.output()));
            contains(activation == Activation.SOFTMAX ? "shares of 1" : "use ReLU", reason);
        }
        contains(
                "threshold 0.1",
                broken(
                        "layer 1",
                        Nets.net(
                                Nets.dense(Activation.IDENTITY),
                                new ActivationLayer(new ActivationReLU(null, 0.1, 0.0)),
                                Nets.output())));
    }

    @Test
    void whatDeeplearning4jComputesCounts() {
        // a maximum of 0.0 is one: positive inputs become 0
        homogeneous(
                2,
                Nets.net(
                        Nets.dense(Activation.IDENTITY),
                        new ActivationLayer(new ActivationReLU(0.0, 0.0, 0.25)),
                        Nets.output()));
        // and at test time its RReLU gives negative inputs its mean slope, without the input
        contains("a constant", broken("layer 0", Nets.net(Nets.dense(Activation.RRELU), Nets.output())));
    }

    @Test
    void normalisationsAndLayersWithTheirOwnSlopes() {
        contains(
                "batch normalisation takes the scale",
                broken(
                        "layer 1",
                        Nets.net(withoutNegativeVariance(
                                Nets.dense(Activation.IDENTITY), new BatchNormalization(), Nets.output()))));
        contains(
                "layer normalisation",
                HomogeneityReader.read(Nets.net(
                                new DenseLayer.Builder()
                                        .nOut(4)
                                        .hasBias(false)
                                        .hasLayerNorm(true)
                                        .build(),
                                Nets.output()))
                        .explanation());
        contains(
                "slopes for negative inputs are weights",
                broken(
                        "layer 1",
                        Nets.net(
                                Nets.dense(Activation.IDENTITY),
                                new PReLULayer.Builder().inputShape(6).build(),
                                Nets.output())));
        contains(
                "no power of the scale",
                broken(
                        "layer 1",
                        Nets.net(
                                Nets.base(),
                                InputType.convolutional(4, 4, 2),
                                new ConvolutionLayer.Builder(2, 2)
                                        .nOut(3)
                                        .hasBias(false)
                                        .activation(Activation.IDENTITY)
                                        .build(),
                                new LocalResponseNormalization.Builder(1, 1, 0.75).build(),
                                Nets.output()),
                        3,
                        2,
                        4,
                        4));
        contains(
                "grows like a^2",
                broken(
                        "layer 1",
                        Nets.net(
                                Nets.dense(Activation.RELU),
                                new ElementWiseMultiplicationLayer.Builder()
                                        .nIn(6)
                                        .nOut(6)
                                        .activation(Activation.IDENTITY)
                                        .build(),
                                Nets.output())));
    }

    /** Batch normalisation with a variance below 0 is NaN; DL4J's own start is 1. */
    private static org.deeplearning4j.nn.conf.layers.Layer[] withoutNegativeVariance(
            org.deeplearning4j.nn.conf.layers.Layer... layers) {
        for (org.deeplearning4j.nn.conf.layers.Layer layer : layers) {
            if (layer instanceof BatchNormalization norm) {
                norm.setEps(1.5);
            }
        }
        return layers;
    }

    @Test
    void normalisedAndSquashedInputsHaveDegreeZero() {
        Homogeneity read = homogeneous(
                3,
                Nets.net(withoutNegativeVariance(
                        new ActivationLayer(Activation.TANH),
                        new BatchNormalization(),
                        Nets.dense(Activation.LEAKYRELU),
                        Nets.output())));
        assertEquals(OptionalInt.of(0), read.layers().get(0).after());
        assertEquals(OptionalInt.of(1), read.layers().get(1).after());
    }

    @Test
    void frozenLayersAreFixedMaps() {
        DenseLayer features = Nets.dense(Activation.SIGMOID, true);
        Homogeneity read =
                homogeneous(2, Nets.net(new FrozenLayer(features), Nets.dense(Activation.RELU), Nets.output()));
        assertTrue(read.matched(), read.toString());
        homogeneous(
                2, Nets.net(Nets.dense(Activation.RELU), new FrozenLayer(Nets.dense(Activation.RELU)), Nets.output()));
        contains(
                "frozen",
                broken(
                        "layer 1",
                        Nets.net(
                                Nets.dense(Activation.RELU),
                                new FrozenLayer(Nets.dense(Activation.RELU, true)),
                                Nets.output())));
    }

    @Test
    void recurrentLayers() {
        for (var entry : List.of(
                new LSTM.Builder().nOut(4).build(),
                new SimpleRnn.Builder().nOut(4).activation(Activation.RELU).build())) {
            MultiLayerNetwork net = Nets.net(
                    Nets.base(),
                    InputType.recurrent(3, 5),
                    entry,
                    new RnnLossLayer.Builder(LossFunction.MSE)
                            .activation(Activation.IDENTITY)
                            .build());
            String reason = broken("layer 0", net, 4, 3, 5);
            contains(entry instanceof LSTM ? "gates" : "state", reason);
        }
    }

    @Test
    void theNetworksOfThePapers() {
        Homogeneity lenet = HomogeneityReader.read(Networks.lenet(10, 5e-4, 1));
        assertEquals(OptionalInt.empty(), lenet.degree());
        assertEquals(3, lenet.broken().size());
        contains("2 more layers", lenet.explanation());
        // the identity link adds x to W'x: degrees 0 and 1
        Homogeneity link = HomogeneityReader.read(Networks.identityLink(4, 2, 1));
        assertEquals("'x + W'x'", link.broken().get(0).name());
        contains("different degrees, 0 and 1", link.explanation());
    }

    private static NeuralNetConfiguration.Builder graphBase() {
        return Nets.base();
    }

    @Test
    void parallelSubnetworks() {
        var builder = graphBase().graphBuilder().addInputs("x").setInputTypes(InputType.feedForward(Nets.FEATURES));
        for (int i = 0; i < 3; i++) {
            builder.addLayer("u" + i, Nets.dense(Activation.RELU), "x");
            builder.addLayer("v" + i, Nets.dense(Activation.RELU), "u" + i);
            builder.addLayer("w" + i, Nets.dense(Activation.IDENTITY), "v" + i);
        }
        builder.addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "w0", "w1", "w2");
        builder.addVertex("half", new ScaleVertex(0.5), "sum");
        builder.addLayer(
                "loss",
                new LossLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .build(),
                "half");
        Homogeneity read = homogeneous(3, Nets.graph(builder.setOutputs("loss")));
        contains("'sum'", read.toString());
    }

    private static ComputationGraph branches(ElementWiseVertex.Op op, boolean merge, boolean alike) {
        var builder = graphBase().graphBuilder().addInputs("x").setInputTypes(InputType.feedForward(Nets.FEATURES));
        builder.addLayer("u", Nets.dense(Activation.RELU), "x");
        builder.addLayer("v", Nets.dense(Activation.RELU), alike ? "x" : "u");
        builder.addVertex("join", merge ? new MergeVertex() : new ElementWiseVertex(op), "u", "v");
        return Nets.graph(builder.addLayer("out", Nets.output(), "join").setOutputs("out"));
    }

    @Test
    void joinsNeedOneDegreeAndProductsAddThem() {
        for (ElementWiseVertex.Op op : new ElementWiseVertex.Op[] {
            ElementWiseVertex.Op.Add,
            ElementWiseVertex.Op.Subtract,
            ElementWiseVertex.Op.Average,
            ElementWiseVertex.Op.Max
        }) {
            homogeneous(2, branches(op, false, true));
            contains("different degrees, 1 and 2", broken("'join'", branches(op, false, false)));
        }
        homogeneous(2, branches(null, true, true));
        contains("1 and 2", broken("'join'", branches(null, true, false)));
        homogeneous(3, branches(ElementWiseVertex.Op.Product, false, true));
        homogeneous(4, branches(ElementWiseVertex.Op.Product, false, false));
    }

    @Test
    void shiftsAndNormsInAGraph() {
        for (boolean shift : new boolean[] {true, false}) {
            var builder = graphBase()
                    .graphBuilder()
                    .addInputs("x")
                    .setInputTypes(InputType.feedForward(Nets.FEATURES))
                    .addLayer("u", Nets.dense(Activation.RELU), "x")
                    .addVertex("v", shift ? new ShiftVertex(0.5) : new L2NormalizeVertex(), "u")
                    .addLayer("out", Nets.output(), "v")
                    .setOutputs("out");
            Homogeneity read = HomogeneityReader.read(Nets.graph(builder));
            contains(shift ? "adds 0.5" : "divides by the norm", read.explanation());
        }
    }

    @Test
    void regularisers() {
        NeuralNetConfiguration.Builder l1 = Nets.base().l2(0).l1(0.1);
        NeuralNetConfiguration.Builder both = Nets.base().l1(0.1);
        NeuralNetConfiguration.Builder decay = Nets.base().l2(0).weightDecay(0.1);
        NeuralNetConfiguration.Builder none = Nets.base().l2(0);
        assertEquals(OptionalInt.of(1), regularizer(l1).degree());
        assertEquals(OptionalInt.empty(), regularizer(both).degree());
        contains("a sum of the degrees 1 and 2", regularizer(both).words());
        assertEquals(OptionalInt.of(2), regularizer(decay).degree());
        assertEquals(OptionalInt.empty(), regularizer(none).degree());
        assertEquals(List.of("W of layer 0", "W of layer 1"), regularizer(none).free());
        // one layer of weights with l1 is the lasso: both of degree 1
        assertTrue(HomogeneityReader.read(Nets.net(Nets.base().l2(0).l1(0.1), InputType.feedForward(4), Nets.output()))
                .matched());
    }

    private static RegularizerDegree regularizer(NeuralNetConfiguration.Builder base) {
        return HomogeneityReader.read(
                        Nets.net(base, InputType.feedForward(4), Nets.dense(Activation.RELU), Nets.output()))
                .regularizer();
    }

    @Test
    void theMeasurementLeavesTheNetworkAlone() {
        MultiLayerNetwork net =
                Nets.net(Nets.dense(Activation.RELU), Nets.output(LossFunction.MCXENT, Activation.SOFTMAX));
        var before = net.params().dup();
        HomogeneityCheck.random(net, 1, Nets.BATCH);
        assertEquals(before, net.params());
        assertEquals(
                Optional.of(true),
                Optional.of(
                        ((org.deeplearning4j.nn.conf.layers.OutputLayer)
                                                net.getLayer(1).conf().getLayer())
                                        .getActivationFn()
                                instanceof org.nd4j.linalg.activations.impl.ActivationSoftmax));
    }

    @Test
    void theSlopeOfABiasLiesBetweenTheDegrees() {
        HomogeneityCheck check = HomogeneityCheck.random(
                Nets.net(Nets.dense(Activation.RELU), Nets.dense(Activation.RELU, true), Nets.output()), 1, Nets.BATCH);
        assertTrue(check.slope() > 2 && check.slope() < 3, check.toString());
    }

    @Test
    void whatCannotBeRead() {
        contains(
                "not null",
                assertThrows(IllegalArgumentException.class, () -> HomogeneityReader.read(null))
                        .getMessage());
        MultiLayerNetwork raw = new MultiLayerNetwork(Nets.net(Nets.output()).getLayerWiseConfigurations());
        contains(
                "init()",
                assertThrows(IllegalArgumentException.class, () -> HomogeneityReader.read(raw))
                        .getMessage());
        contains(
                "1 inputs, but 0",
                assertThrows(IllegalArgumentException.class, () -> HomogeneityCheck.at(Nets.net(Nets.output())))
                        .getMessage());
    }
}
