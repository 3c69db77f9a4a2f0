package org.infimum.deep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.infimum.deep.homogeneous.HomogeneityReader;
import org.infimum.deep.homogeneous.UpdaterDescent;
import org.infimum.homogeneous.HomogeneousCertificate;
import org.infimum.homogeneous.HomogeneousSolution;
import org.infimum.homogeneous.HomogeneousSolver;
import org.infimum.relu.VectorLoss;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class HomogeneousReaderTest {
    private static final int SAMPLES = 17;
    private static final int FEATURES = 3;
    private static final int WIDTH = 5;
    private static final int OUTPUTS = 3;
    private static final double DECAY = 0.02;

    private static NeuralNetConfiguration.Builder base() {
        Backend.start();
        return new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .updater(new Adam(0.01))
                .l2(DECAY);
    }

    private static DenseLayer.Builder hidden() {
        return new DenseLayer.Builder()
                .nIn(FEATURES)
                .nOut(WIDTH)
                .activation(Activation.RELU)
                .hasBias(false);
    }

    private static OutputLayer.Builder output(LossFunction loss, int units) {
        Activation activation =
                switch (loss) {
                    case XENT -> Activation.SIGMOID;
                    case MCXENT, NEGATIVELOGLIKELIHOOD -> Activation.SOFTMAX;
                    default -> Activation.IDENTITY;
                };
        return new OutputLayer.Builder(loss)
                .nIn(WIDTH)
                .nOut(units)
                .activation(activation)
                .hasBias(false);
    }

    private static MultiLayerNetwork net(
            NeuralNetConfiguration.Builder base, DenseLayer.Builder hidden, OutputLayer.Builder output) {
        MultiLayerNetwork net = new MultiLayerNetwork(
                base.list().layer(hidden.build()).layer(output.build()).build());
        net.init();
        return net;
    }

    private static DataSet data(LossFunction loss, int units) {
        Nd4j.getRandom().setSeed(11);
        INDArray x = Nd4j.randn(DataType.DOUBLE, SAMPLES, FEATURES);
        INDArray y = Nd4j.create(DataType.DOUBLE, SAMPLES, units);
        for (int i = 0; i < SAMPLES; i++) {
            for (int c = 0; c < units; c++) {
                double value = x.getDouble(i, c % FEATURES) * (c + 1) - x.getDouble(i, (c + 1) % FEATURES);
                boolean isClass = (int) Math.floor(3 * Math.abs(x.getDouble(i, 0))) % units == c;
                y.putScalar(
                        i,
                        c,
                        switch (loss) {
                            case XENT -> value > 0 ? 1 : 0;
                            case MCXENT, NEGATIVELOGLIKELIHOOD -> isClass ? 1 : 0;
                            default -> value;
                        });
            }
        }
        return new DataSet(x, y);
    }

    /** Trains a little, reads, and compares with what Deeplearning4j computes. */
    private static ReadHomogeneousProblem readAndCompare(Model net, DataSet data) {
        NetworkAdapter face = NetworkAdapter.of(net);
        for (int k = 0; k < 20; k++) {
            face.fit(data);
        }
        ReadHomogeneousProblem read = HomogeneousReader.read(net, data);
        double objective = read.problem().objective(read.network());
        assertEquals(objective, read.scoreFactor() * face.score(data), 1e-9 * objective);
        assertTrue(HomogeneityReader.read(net).matched() || hasBias(net));
        return read;
    }

    private static boolean hasBias(Model net) {
        return net.paramTable().containsKey("0_b");
    }

    @Test
    void squaredLosses() {
        for (int units : new int[] {1, OUTPUTS}) {
            for (LossFunction loss :
                    new LossFunction[] {LossFunction.MSE, LossFunction.SQUARED_LOSS, LossFunction.L2}) {
                ReadHomogeneousProblem read =
                        readAndCompare(net(base(), hidden(), output(loss, units)), data(loss, units));
                double factor = loss == LossFunction.L2 ? SAMPLES / 2.0 : SAMPLES * units / 2.0;
                assertEquals(factor, read.scoreFactor());
                assertEquals(factor * DECAY, read.problem().lambda(), 1e-15);
                assertEquals(VectorLoss.SQUARED, read.problem().loss());
                assertEquals(WIDTH, read.network().subnetworks());
            }
        }
    }

    @Test
    void everyLossGetsItsCertificate() {
        for (LossFunction loss : new LossFunction[] {LossFunction.MSE, LossFunction.MCXENT, LossFunction.XENT}) {
            MultiLayerNetwork net = net(base(), hidden(), output(loss, 2));
            DataSet data = (DataSet) data(loss, 2).getRange(0, 8);
            ReadHomogeneousProblem read = readAndCompare(net, data);
            HomogeneousCertificate certificate = read.certify();
            double objective = read.problem().objective(read.network());
            assertEquals(objective, certificate.certificate().upper(), 1e-12 * objective);
            // no training gets below the lower bound
            for (int k = 0; k < 100; k++) {
                net.fit(data);
            }
            double trained = read.scoreFactor() * net.score(data);
            assertTrue(trained < objective);
            assertTrue(certificate.certificate().lower() <= trained, certificate.toString());
            assertTrue(certificate.certificate().lower() > 0, certificate.toString());
        }
    }

    @Test
    void entropies() {
        for (LossFunction loss : new LossFunction[] {LossFunction.MCXENT, LossFunction.NEGATIVELOGLIKELIHOOD}) {
            ReadHomogeneousProblem read =
                    readAndCompare(net(base(), hidden(), output(loss, OUTPUTS)), data(loss, OUTPUTS));
            assertEquals(VectorLoss.CROSS_ENTROPY, read.problem().loss());
            assertEquals(SAMPLES, read.scoreFactor());
        }
        for (int units : new int[] {1, OUTPUTS}) {
            ReadHomogeneousProblem read = readAndCompare(
                    net(base(), hidden(), output(LossFunction.XENT, units)), data(LossFunction.XENT, units));
            assertEquals(VectorLoss.LOGISTIC, read.problem().loss());
            assertEquals(SAMPLES * DECAY, read.problem().lambda(), 1e-15);
        }
    }

    @Test
    void sumsBiasesDifferentDecaysAndGraphs() {
        DataSet data = data(LossFunction.MSE, OUTPUTS);
        assertEquals(
                OUTPUTS / 2.0,
                readAndCompare(net(base().miniBatch(false), hidden(), output(LossFunction.MSE, OUTPUTS)), data)
                        .scoreFactor());
        ReadHomogeneousProblem bias = readAndCompare(
                net(base().l2Bias(DECAY), hidden().hasBias(true).biasInit(0.3), output(LossFunction.MSE, OUTPUTS)),
                data);
        assertEquals(FEATURES + 1 + OUTPUTS, bias.network().parameters());
        ReadHomogeneousProblem decays = readAndCompare(
                net(base(), hidden().l2(0.08), output(LossFunction.MSE, OUTPUTS).l2(0.005)), data);
        assertEquals(SAMPLES * OUTPUTS * 0.02 / 2, decays.problem().lambda(), 1e-15);
        ComputationGraph graph = new ComputationGraph(base().graphBuilder()
                .addInputs("in")
                .addLayer("hidden", hidden().build(), "in")
                .addLayer("out", output(LossFunction.MSE, OUTPUTS).build(), "hidden")
                .setOutputs("out")
                .build());
        graph.init();
        readAndCompare(graph, data);
    }

    @Test
    void theNetworkPredictsTheSame() {
        MultiLayerNetwork net = net(base(), hidden(), output(LossFunction.MSE, OUTPUTS));
        DataSet data = data(LossFunction.MSE, OUTPUTS);
        ReadHomogeneousProblem read = HomogeneousReader.read(net, data);
        double[][] z = read.problem().predict(read.network());
        INDArray out = net.output(data.getFeatures());
        for (int i = 0; i < SAMPLES; i++) {
            assertArrayEquals(out.getRow(i).toDoubleVector(), z[i], 1e-13);
        }
    }

    @Test
    void oneOutputHasTheSameOptimumAsTheReluProblem() {
        MultiLayerNetwork net = net(base(), hidden(), output(LossFunction.MSE, 1));
        DataSet data = data(LossFunction.MSE, 1);
        ReadReluProblem scalar = ReluReader.read(net, data);
        ReadHomogeneousProblem read = HomogeneousReader.read(net, data);
        assertEquals(
                scalar.problem().objective(scalar.network()), read.problem().objective(read.network()), 1e-12);
        var optimum = scalar.problem().solve().certificate();
        HomogeneousSolution solution = HomogeneousSolver.standard()
                .gap(1e-3)
                .descent(UpdaterDescent.adam(0.01))
                .solve(read.problem(), read.network());
        var certificate = solution.certificate().certificate();
        assertTrue(certificate.lower() <= optimum.upper() && optimum.lower() <= certificate.upper());
        assertTrue(certificate.relativeGap() <= 1e-3, certificate.toString());
        assertEquals(optimum.upper(), certificate.upper(), 1e-2 * optimum.upper());
    }

    private static void refused(Model net, DataSet data, String... parts) {
        String message = assertThrows(IllegalArgumentException.class, () -> HomogeneousReader.read(net, data))
                .getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "'" + message + "' does not say '" + part + "'");
        }
        assertTrue(message.endsWith(".") && !message.contains("\n"), message);
    }

    private static void refused(LossFunction loss, Activation activation, String... parts) {
        refused(
                net(base(), hidden(), output(loss, OUTPUTS).activation(activation)),
                data(LossFunction.MSE, OUTPUTS),
                parts);
    }

    @Test
    void otherLossesAreRefusedInOneSentence() {
        refused(LossFunction.COSINE_PROXIMITY, Activation.IDENTITY, "not convex in the predictions", "use MSE");
        refused(LossFunction.MEAN_SQUARED_LOGARITHMIC_ERROR, Activation.IDENTITY, "not convex in the predictions");
        refused(LossFunction.L1, Activation.IDENTITY, "convex but not differentiable");
        refused(LossFunction.MEAN_ABSOLUTE_ERROR, Activation.IDENTITY, "convex but not differentiable");
        refused(LossFunction.MEAN_ABSOLUTE_PERCENTAGE_ERROR, Activation.IDENTITY, "convex but not differentiable");
        refused(LossFunction.HINGE, Activation.IDENTITY, "ReluReader");
        refused(LossFunction.MSE, Activation.SIGMOID, "not known to be convex");
    }

    @Test
    void otherNetworksAndDataAreRefusedInOneSentence() {
        DataSet data = data(LossFunction.MSE, OUTPUTS);
        refused(
                net(base(), hidden(), output(LossFunction.MSE, OUTPUTS).hasBias(true)),
                data,
                "output layer has a bias");
        refused(net(base(), hidden().hasBias(true), output(LossFunction.MSE, OUTPUTS)), data, "l2Bias(0.02)");
        refused(
                net(base(), hidden().activation(Activation.TANH), output(LossFunction.MSE, OUTPUTS)),
                data,
                "Activation.RELU");
        refused(
                net(base(), hidden(), output(LossFunction.MSE, OUTPUTS)),
                new DataSet(Nd4j.ones(3, FEATURES), Nd4j.ones(3, 2)),
                "a row of 3 for each");
        refused(
                net(base(), hidden(), output(LossFunction.MCXENT, OUTPUTS)),
                new DataSet(Nd4j.ones(3, FEATURES), Nd4j.ones(3, OUTPUTS)),
                "one-hot");
        refused(
                net(base(), hidden(), output(LossFunction.XENT, OUTPUTS)),
                new DataSet(Nd4j.ones(3, FEATURES), Nd4j.ones(3, OUTPUTS).neg()),
                "label 0 is -1.0");
        for (LossFunction loss : new LossFunction[] {LossFunction.XENT, LossFunction.MCXENT}) {
            MultiLayerNetwork far = net(base(), hidden(), output(loss, OUTPUTS));
            far.params().muli(100);
            refused(far, data(loss, OUTPUTS), "clips probabilities");
        }
    }
}
