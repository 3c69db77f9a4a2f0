package org.infimum.deep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.infimum.relu.ConvexLoss;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;

class ReluReaderTest {
    private static final int SAMPLES = 23;
    private static final int FEATURES = 4;

    @BeforeAll
    static void start() {
        Backend.start();
    }

    private static NeuralNetConfiguration.Builder base() {
        return new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Sgd(0.05))
                .l2(0.03);
    }

    private static DenseLayer.Builder hidden() {
        return new DenseLayer.Builder()
                .nIn(FEATURES)
                .nOut(6)
                .activation(Activation.RELU)
                .hasBias(false);
    }

    private static OutputLayer.Builder output(LossFunction loss) {
        return new OutputLayer.Builder(loss)
                .nIn(6)
                .nOut(1)
                .activation(loss == LossFunction.XENT ? Activation.SIGMOID : Activation.IDENTITY)
                .hasBias(false);
    }

    private static MultiLayerNetwork net(
            NeuralNetConfiguration.Builder base, DenseLayer.Builder hidden, OutputLayer.Builder output) {
        MultiLayerNetwork net = new MultiLayerNetwork(
                base.list().layer(hidden.build()).layer(output.build()).build());
        net.init();
        return net;
    }

    private static DataSet data(LossFunction loss) {
        Nd4j.getRandom().setSeed(11);
        INDArray x = Nd4j.randn(DataType.FLOAT, SAMPLES, FEATURES);
        INDArray y = x.getColumn(0).mul(1.5).sub(x.getColumn(1)).reshape(SAMPLES, 1);
        if (loss == LossFunction.HINGE) {
            y = Nd4j.math.sign(y);
        } else if (loss == LossFunction.XENT) {
            y = y.gt(0).castTo(DataType.FLOAT);
        }
        return new DataSet(x, y);
    }

    /** Trains a little, reads, and compares objective and score. */
    private static ReadReluProblem readAndCompare(Model net, DataSet data, double tolerance) {
        for (int k = 0; k < 5; k++) {
            if (net instanceof MultiLayerNetwork sequential) {
                sequential.fit(data);
            } else {
                ((ComputationGraph) net).fit(data);
            }
        }
        ReadReluProblem read = ReluReader.read(net, data);
        double score = net instanceof MultiLayerNetwork sequential
                ? sequential.score(data)
                : ((ComputationGraph) net).score(data);
        double objective = read.problem().objective(read.network());
        assertEquals(objective, read.scoreFactor() * score, tolerance * objective);
        return read;
    }

    @Test
    void squaredLosses() {
        for (LossFunction loss : new LossFunction[] {LossFunction.MSE, LossFunction.SQUARED_LOSS}) {
            ReadReluProblem read = readAndCompare(net(base(), hidden(), output(loss)), data(loss), 1e-6);
            assertEquals(ConvexLoss.SQUARED, read.problem().loss());
            assertEquals(SAMPLES / 2.0, read.scoreFactor());
            assertEquals(SAMPLES * 0.03 / 2, read.problem().weightDecay(), 1e-15);
            assertEquals(SAMPLES, read.problem().samples());
        }
    }

    @Test
    void hingeLoss() {
        ReadReluProblem read =
                readAndCompare(net(base(), hidden(), output(LossFunction.HINGE)), data(LossFunction.HINGE), 1e-6);
        assertEquals(ConvexLoss.HINGE, read.problem().loss());
        assertEquals(SAMPLES * 0.03, read.problem().weightDecay(), 1e-15);
    }

    @Test
    void logisticLossWithLabelsZeroAndOne() {
        DataSet data = data(LossFunction.XENT);
        ReadReluProblem read = readAndCompare(net(base(), hidden(), output(LossFunction.XENT)), data, 2e-6);
        assertEquals(ConvexLoss.LOGISTIC, read.problem().loss());
        assertEquals(SAMPLES, read.scoreFactor());
        for (int i = 0; i < SAMPLES; i++) {
            assertEquals(
                    data.getLabels().getDouble(i, 0) == 1 ? 1 : -1,
                    read.problem().targets()[i]);
        }
    }

    @Test
    void sumsInPlaceOfMeans() {
        ReadReluProblem read = readAndCompare(
                net(base().miniBatch(false).updater(new Sgd(0.001)), hidden(), output(LossFunction.MSE)),
                data(LossFunction.MSE),
                1e-6);
        assertEquals(0.5, read.scoreFactor());
        assertEquals(0.015, read.problem().weightDecay(), 1e-17);
    }

    @Test
    void biasesWithTheDecayOfWeights() {
        ReadReluProblem read = readAndCompare(
                net(base().l2Bias(0.03), hidden().hasBias(true).biasInit(0.2), output(LossFunction.MSE)),
                data(LossFunction.MSE),
                1e-6);
        assertTrue(read.problem().hasBias() && read.network().hasBias());
    }

    @Test
    void weightDecayAndL2AddUp() {
        ReadReluProblem read = readAndCompare(
                net(base().weightDecay(0.01, true), hidden(), output(LossFunction.MSE)), data(LossFunction.MSE), 1e-6);
        assertTrue(read.problem().weightDecay() > 0.01 * SAMPLES / 2 - 1e-15);
    }

    @Test
    void differentDecaysAreRescaledWithoutChangeOfFunctionOrObjective() {
        MultiLayerNetwork net = net(
                base().dataType(DataType.DOUBLE),
                hidden().l2(0.08),
                output(LossFunction.MSE).l2(0.005));
        DataSet data = data(LossFunction.MSE);
        // double precision: equal to rounding
        ReadReluProblem read = readAndCompare(net, data, 1e-13);
        assertEquals(SAMPLES * 0.02 / 2, read.problem().weightDecay(), 1e-15);
        assertEquals(
                2 * net.getLayer(0).getParam("W").getDouble(1, 2),
                read.network().hidden(2)[1],
                1e-15);
        double[] z = read.network().predict(data.getFeatures().toDoubleMatrix());
        INDArray out = net.output(data.getFeatures().castTo(DataType.DOUBLE));
        for (int i = 0; i < SAMPLES; i++) {
            assertEquals(out.getDouble(i, 0), z[i], 1e-13);
        }
    }

    @Test
    void graphs() {
        ComputationGraph graph = new ComputationGraph(base().graphBuilder()
                .addInputs("in")
                .addLayer("hidden", hidden().build(), "in")
                .addLayer("out", output(LossFunction.HINGE).build(), "hidden")
                .setOutputs("out")
                .build());
        graph.init();
        ReadReluProblem read = readAndCompare(graph, data(LossFunction.HINGE), 1e-6);
        assertEquals(6, read.network().width());
    }

    @Test
    void theWeightsAreThoseOfTheNetwork() {
        MultiLayerNetwork net = net(base(), hidden(), output(LossFunction.MSE));
        DataSet data = data(LossFunction.MSE);
        ReadReluProblem read = ReluReader.read(net, data);
        double[] z = read.network()
                .predict(data.getFeatures().castTo(DataType.DOUBLE).toDoubleMatrix());
        INDArray out = net.output(data.getFeatures());
        for (int i = 0; i < SAMPLES; i++) {
            assertEquals(out.getDouble(i, 0), z[i], 1e-5);
        }
    }

    private static void refused(Model net, DataSet data, String... parts) {
        String message = assertThrows(IllegalArgumentException.class, () -> ReluReader.read(net, data))
                .getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "'" + message + "' does not say '" + part + "'");
        }
        assertTrue(message.endsWith(".") && !message.contains("\n"), message);
    }

    private static void refused(
            UnaryOperator<DenseLayer.Builder> hidden, UnaryOperator<OutputLayer.Builder> output, String... parts) {
        refused(
                net(base(), hidden.apply(hidden()), output.apply(output(LossFunction.MSE))),
                data(LossFunction.MSE),
                parts);
    }

    @Test
    void otherNetworksAreRefusedInOneSentence() {
        UnaryOperator<DenseLayer.Builder> plain = layer -> layer;
        UnaryOperator<OutputLayer.Builder> same = layer -> layer;
        refused(layer -> layer.hasBias(true), same, "its biases 0.0", "l2Bias(0.03) or hasBias(false)");
        refused(plain, layer -> layer.hasBias(true), "output layer has a bias", "hasBias(false)");
        refused(layer -> layer.activation(Activation.TANH), same, "activation tanh", "Activation.RELU");
        refused(layer -> layer.activation(new ActivationReLU(6.0, 0.0, 0.0)), same, "only networks with plain ReLU");
        refused(layer -> layer.l1(0.1), same, "L1Regularization");
        // a layer's l2(0) would inherit the network's
        refused(
                net(base().l2(0), hidden(), output(LossFunction.MSE).l2(0.03)),
                data(LossFunction.MSE),
                "hidden layer has the weight decay 0.0");
        refused(
                net(base().l2(0), hidden().l2(0.03), output(LossFunction.MSE)),
                data(LossFunction.MSE),
                "output layer has the weight decay 0.0");
        refused(layer -> layer.dropOut(0.5), same, "dropout");
        refused(layer -> layer.constrainWeights(new MaxNormConstraint(1, 0)), same, "hidden layer has the constraint");
        refused(layer -> layer.hasLayerNorm(true), same, "layer normalisation");
        refused(
                plain,
                layer -> layer.nOut(2).lossFunction(LossFunction.MCXENT).activation(Activation.SOFTMAX),
                "2 units",
                "SIGMOID and LossFunction.XENT");
        refused(plain, layer -> layer.nOut(3), "3 units", "one network for each output");
        refused(plain, layer -> layer.lossFunction(LossFunction.L1), "the loss LossL1");
        refused(plain, layer -> layer.activation(Activation.TANH), "the activation tanh");
        refused(
                net(base().l2(0).weightDecay(0.1, false), hidden(), output(LossFunction.MSE)),
                data(LossFunction.MSE),
                "without the learning rate");
    }

    @Test
    void otherShapesAreRefusedInOneSentence() {
        MultiLayerNetwork three = new MultiLayerNetwork(base().list()
                .layer(hidden().build())
                .layer(hidden().nIn(6).build())
                .layer(output(LossFunction.MSE).build())
                .build());
        three.init();
        refused(three, data(LossFunction.MSE), "not one of 3");
        MultiLayerNetwork raw = new MultiLayerNetwork(base().list()
                .layer(hidden().build())
                .layer(output(LossFunction.MSE).build())
                .build());
        refused(raw, data(LossFunction.MSE), "call init() first");
        refused(null, data(LossFunction.MSE), "not null");
    }

    @Test
    void otherDataAreRefusedInOneSentence() {
        MultiLayerNetwork net = net(base(), hidden(), output(LossFunction.MSE));
        refused(net, new DataSet(Nd4j.ones(3, 5), Nd4j.ones(3, 1)), "rows of 4 features");
        refused(net, new DataSet(Nd4j.ones(3, 4), Nd4j.ones(3, 2)), "3 examples, but 6 labels");
        refused(net, new DataSet(Nd4j.ones(3, 4), null), "no labels");
        refused(net, new DataSet(Nd4j.ones(3, 4), Nd4j.ones(3, 1), null, Nd4j.ones(3, 1)), "have masks");
        MultiLayerNetwork xent = net(base(), hidden(), output(LossFunction.XENT));
        refused(xent, new DataSet(Nd4j.ones(3, 4), Nd4j.ones(3, 1).neg()), "label 0 is -1.0");
        MultiLayerNetwork hinge = net(base(), hidden(), output(LossFunction.HINGE));
        refused(
                hinge,
                new DataSet(Nd4j.ones(3, 4), Nd4j.zeros(3, 1)),
                "needs the labels -1 and 1, but target 0 is 0.0");
    }

    @Test
    void clippedProbabilitiesAreRefused() {
        MultiLayerNetwork net = net(base(), hidden(), output(LossFunction.XENT));
        net.params().muli(100);
        refused(net, data(LossFunction.XENT), "XENT clips probabilities at 1.0E-5");
        MultiLayerNetwork unclipped = net(
                base().dataType(DataType.DOUBLE),
                hidden(),
                new OutputLayer.Builder(new LossBinaryXENT(0.0))
                        .nIn(6)
                        .nOut(1)
                        .activation(Activation.SIGMOID)
                        .hasBias(false));
        unclipped.params().muli(4);
        assertEquals(
                SAMPLES, ReluReader.read(unclipped, data(LossFunction.XENT)).scoreFactor());
    }
}
