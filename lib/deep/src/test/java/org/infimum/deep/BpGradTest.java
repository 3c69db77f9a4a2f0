package org.infimum.deep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.infimum.bpgrad.RhoSchedule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** BPGrad's steps in DL4J against an independent recomputation in plain arrays from DL4J's gradients alone. */
class BpGradTest {
    private static final int ITERATIONS = 12;
    private static final double L2 = 0.01;

    @BeforeAll
    static void start() {
        Backend.start();
    }

    static Stream<Arguments> solvers() {
        BpGrad paper = BpGrad.lipschitz(7);
        return Stream.of(
                        paper,
                        paper.momentum(0),
                        paper.rho(0.3),
                        paper.rho(new RhoSchedule(0.1, 3, 4, 0.5)),
                        paper.momentum(BpGrad.Momentum.ON_DIRECTION),
                        paper.objective(BpGrad.Objective.EPOCH_MEAN),
                        paper.decay(BpGrad.Decay.AFTER_NORM),
                        paper.decay(BpGrad.Decay.IN_GRADIENT),
                        BpGrad.publishedCode(5),
                        BpGrad.publishedCode(5).momentum(0))
                .flatMap(solver -> Stream.of(Arguments.of(solver, true), Arguments.of(solver, false)));
    }

    private static MultiLayerNetwork sequential() {
        var net = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .l2(L2)
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(5)
                        .nOut(6)
                        .activation(Activation.TANH)
                        .build())
                .layer(new BatchNormalization.Builder().nIn(6).nOut(6).build())
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nIn(6)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        net.init();
        return net;
    }

    private static ComputationGraph graph() {
        var net = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .l2(L2)
                .graphBuilder()
                .addInputs("x")
                .addLayer(
                        "W",
                        new DenseLayer.Builder()
                                .nIn(5)
                                .nOut(5)
                                .activation(Activation.TANH)
                                .build(),
                        "x")
                .addVertex("+", new ElementWiseVertex(ElementWiseVertex.Op.Add), "x", "W")
                .addLayer(
                        "out",
                        new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                                .nIn(5)
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "+")
                .setOutputs("out")
                .build());
        net.init();
        return net;
    }

    private static DataSet batch(int t) {
        java.util.Random random = new java.util.Random(100 + t);
        double[] x = random.doubles(40).toArray();
        INDArray y = Nd4j.zeros(DataType.DOUBLE, 8, 3);
        for (int i = 0; i < 8; i++) {
            y.putScalar(i, (i + t) % 3, 1);
        }
        return new DataSet(Nd4j.createFromArray(x).reshape(8, 5), y);
    }

    /** f and the loss's gradient, without l2, at the weights of a separate network; zero where nothing is trained. */
    private static double reference(
            MultiLayerNetwork seq, ComputationGraph graph, double[] w, DataSet data, double[] g) {
        INDArray params = Nd4j.createFromArray(w);
        double score;
        INDArray gradient;
        if (seq != null) {
            seq.setParams(params);
            seq.setInput(data.getFeatures());
            seq.setLabels(data.getLabels());
            seq.computeGradientAndScore();
            score = seq.score();
            gradient = seq.gradient().gradient();
        } else {
            graph.setParams(params);
            graph.setInputs(data.getFeatures());
            graph.setLabels(data.getLabels());
            graph.computeGradientAndScore();
            score = graph.score();
            gradient = graph.gradient().gradient();
        }
        double[] sum = gradient.reshape(gradient.length()).dup().toDoubleVector();
        for (int k = 0; k < g.length; k++) {
            g[k] = trained(seq != null, k) ? sum[k] / 8 : 0;
        }
        return score;
    }

    // dense 5x6 weights, 6 biases, BatchNorm gamma 6, beta 6, mean 6, variance 6, output 6x3, 3
    private static boolean trained(boolean seq, int k) {
        return !seq || k < 48 || k >= 60;
    }

    private static boolean weight(boolean seq, int k) {
        return seq ? k < 30 || (k >= 60 && k < 78) : k < 25 || (k >= 30 && k < 45);
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void stepsEqualTheRecomputation(BpGrad solver, boolean isSequential) {
        MultiLayerNetwork net = isSequential ? sequential() : null;
        ComputationGraph graph = isSequential ? null : graph();
        NetworkAdapter adapter = NetworkAdapter.of(isSequential ? net : graph);
        AttachedSolver attached = solver.attachTo(adapter);
        double[] w = adapter.params().dup().toDoubleVector();
        double[] g = new double[w.length];
        double[] memory = new double[w.length];
        double minimum = Double.POSITIVE_INFINITY;
        double sum = 0;
        BpGrad.Variant variant = solver.variant();
        for (int t = 0; t < ITERATIONS; t++) {
            adapter.fit(batch(t));
            double f = reference(isSequential ? sequential() : null, isSequential ? null : graph(), w, batch(t), g);
            double[] decay = new double[w.length];
            double squares = 0;
            for (int k = 0; k < w.length; k++) {
                decay[k] = weight(isSequential, k) ? L2 * w[k] : 0;
                squares += decay[k] * w[k];
            }
            double taken = variant.decay() == BpGrad.Decay.IN_OBJECTIVE ? f : f - squares / 2;
            sum += taken;
            double seen = variant.objective() == BpGrad.Objective.MINIBATCH ? taken : sum / (t + 1);
            minimum = Math.min(minimum, seen);
            double eta =
                    (seen - solver.rho().at(t) * minimum) / solver.lipschitz().value();
            boolean late = variant.decay() == BpGrad.Decay.AFTER_NORM;
            double norm = 0;
            for (int k = 0; k < w.length; k++) {
                norm += Math.pow(g[k] + (late ? 0 : decay[k]), 2);
            }
            norm = Math.sqrt(norm);
            double length = 0;
            double[] next = adapter.params().dup().toDoubleVector();
            for (int k = 0; k < w.length; k++) {
                if (!trained(isSequential, k)) {
                    // BatchNorm's running mean and variance move by their own rule
                    w[k] = next[k];
                    continue;
                }
                double direction = (g[k] + decay[k]) / norm;
                double step;
                if (variant.momentum() == BpGrad.Momentum.ON_STEP) {
                    memory[k] = solver.momentum() * memory[k] - eta * direction;
                    step = memory[k];
                } else {
                    memory[k] = solver.momentum() * memory[k] - direction;
                    step = eta * memory[k];
                }
                w[k] += step;
                length += step * step;
            }
            // double precision on both sides; sums in another order differ in the last digits
            assertArrayEquals(w, next, 1e-12, "iteration " + t);
            assertEquals(f, attached.last().objective(), 1e-12);
            assertEquals(eta, attached.last().stepSize(), 1e-12);
            assertEquals(norm, attached.last().gradientNorm(), 1e-12);
            assertEquals(Math.sqrt(length), attached.last().stepLength(), 1e-12);
        }
    }

    @Test
    void runningMeanStartsAnewWithEachEpoch() {
        MultiLayerNetwork net = sequential();
        AttachedSolver attached =
                BpGrad.lipschitz(5).objective(BpGrad.Objective.EPOCH_MEAN).attachTo(net);
        net.fit(batch(0));
        net.fit(batch(1));
        net.setEpochCount(1);
        net.fit(batch(2));
        assertEquals(attached.last().objective(), attached.state()[1], 0.0);
    }

    static Stream<NetworkSolver> solversOfOurs() {
        return Stream.of(
                BpGrad.lipschitz(7),
                BpGrad.publishedCode(7),
                Eve.rate(0.01),
                Eve.rate(0.01).rateDrops(RateDrops.by(0.1, 4, 7)),
                AliG.rate(0.1),
                Sps.smoothed(3),
                Sps.bounded(0.1));
    }

    @ParameterizedTest
    @MethodSource("solversOfOurs")
    void cloneAndRestoreRefuseToTrainUntilAttached(NetworkSolver solver, @TempDir Path folder) throws Exception {
        MultiLayerNetwork net = sequential();
        AttachedSolver attached = solver.attachTo(net);
        net.fit(batch(0));
        MultiLayerNetwork copy = net.clone();
        String message = assertThrows(IllegalStateException.class, () -> copy.fit(batch(1)))
                .getMessage();
        assertTrue(message.contains("attachTo"), message);
        File file = folder.resolve("net.zip").toFile();
        ModelSerializer.writeModel(net, file, true);
        MultiLayerNetwork restored = ModelSerializer.restoreMultiLayerNetwork(file, true);
        assertThrows(IllegalStateException.class, () -> restored.fit(batch(1)));
        solver.attachTo(restored).restore(attached.state());
        restored.fit(batch(1));
        net.fit(batch(1));
        assertEquals(net.params(), restored.params(), "the vectors came back with the file");
        MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(
                net.getLayerWiseConfigurations().toJson());
        assertEquals(net.getLayerWiseConfigurations(), read);
    }

    static Stream<NetworkSolver> solversOfAllKinds() {
        return Stream.of(
                Dl4jSolver.adam(0.01),
                Dl4jSolver.adam(0.01).onePass(false),
                BpGrad.lipschitz(5),
                BpGrad.publishedCode(5), // a weight decay of its own would move what is frozen
                Eve.rate(0.01),
                AliG.rate(0.1),
                Sps.smoothed(3));
    }

    @ParameterizedTest
    @MethodSource("solversOfAllKinds")
    void frozenLayerThatPassesGradientsOnStandsStill(NetworkSolver solver) {
        MultiLayerNetwork net = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .l2(0.1)
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(4)
                        .nOut(5)
                        .activation(Activation.RELU)
                        .build())
                .layer(new FrozenLayerWithBackprop(new DenseLayer.Builder()
                        .nIn(5)
                        .nOut(5)
                        .activation(Activation.TANH)
                        .build()))
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nIn(5)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        net.init();
        solver.attachTo(net);
        INDArray before = net.getLayer(1).params().dup();
        INDArray below = net.getLayer(0).params().dup();
        INDArray inputs = Nd4j.rand(DataType.FLOAT, 6, 4);
        INDArray labels = Nd4j.zeros(DataType.FLOAT, 6, 3);
        for (int i = 0; i < 6; i++) {
            labels.putScalar(i, i % 3, 1);
        }
        for (int t = 0; t < 3; t++) {
            net.fit(new DataSet(inputs, labels));
        }
        assertEquals(0, before.distance2(net.getLayer(1).params()), "exactly: nothing may move it");
        assertTrue(below.distance2(net.getLayer(0).params()) > 0);
    }

    @Test
    void anotherSolverReplacesTheConfiguration() {
        MultiLayerNetwork net = sequential();
        Dl4jSolver.adam(0.01).attachTo(net);
        net.fit(batch(0));
        AttachedSolver attached = BpGrad.lipschitz(7).attachTo(net);
        net.fit(batch(1));
        assertEquals(attached.last().stepSize(), attached.last().stepLength(), 1e-12);
    }

    @Test
    void dl4jSolversAreUnchangedByRecording() {
        MultiLayerNetwork recorded = sequential();
        MultiLayerNetwork plain = sequential();
        AttachedSolver attached = Dl4jSolver.adam(0.01).attachTo(recorded);
        Dl4jSolver.adam(0.01).attachTo(plain);
        plain.setUpdater(new org.deeplearning4j.nn.updater.MultiLayerUpdater(plain));
        for (int t = 0; t < 5; t++) {
            recorded.fit(batch(t));
            plain.fit(batch(t));
        }
        assertEquals(plain.params(), recorded.params());
        assertEquals(0.01, attached.last().stepSize());
        assertEquals(plain.score(), attached.last().objective());
    }

    @Test
    void notFiniteLossStopsBeforeTheWeightsChange() {
        for (NetworkSolver solver : new NetworkSolver[] {
            BpGrad.lipschitz(7), Dl4jSolver.adam(0.01), Eve.rate(0.01), AliG.rate(0.1), Sps.smoothed(3)
        }) {
            MultiLayerNetwork net = sequential();
            solver.attachTo(net);
            net.fit(batch(0));
            INDArray before = net.params().dup();
            DataSet bad = batch(1);
            bad.getFeatures().putScalar(0, 0, Double.NaN);
            String message =
                    assertThrows(NotFiniteException.class, () -> net.fit(bad)).getMessage();
            assertTrue(message.contains("iteration 1") && message.contains("larger L"), message);
            assertEquals(before, net.params());
            net.fit(batch(2));
        }
    }

    @Test
    void badSettingsAreNamed() {
        assertMessage("-1.0", () -> BpGrad.lipschitz(-1));
        assertMessage("0.0", () -> BpGrad.lipschitz(0));
        assertMessage("NaN", () -> BpGrad.lipschitz(Double.NaN));
        assertMessage("1.0", () -> BpGrad.lipschitz(1).momentum(1));
        assertMessage("-0.1", () -> BpGrad.lipschitz(1).momentum(-0.1));
        assertMessage("1.5", () -> BpGrad.lipschitz(1).rho(1.5));
    }

    private static void assertMessage(String part, org.junit.jupiter.api.function.Executable code) {
        String message = assertThrows(IllegalArgumentException.class, code).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void gpusOutsideTheBuildAreRefusedInWords() {
        Backend.requireUsable(java.util.List.of("8.6"));
        Backend.requireUsable(java.util.List.of("9.0", "3.7"));
        String message = assertThrows(
                        IllegalStateException.class, () -> Backend.requireUsable(java.util.List.of("9.0")))
                .getMessage();
        assertTrue(message.contains("3.7 to 8.6") && message.contains("9.0"), message);
        assertThrows(IllegalStateException.class, () -> Backend.requireUsable(java.util.List.of()));
    }

    @Test
    void oneDnnIsOnWhereTheNativeHoldsIt() {
        boolean built = org.nd4j.nativeblas.Nd4jCpu.Environment.getInstance().isUseMKLDNN();
        assertEquals(built, Backend.oneDnn());
        assertTrue(Backend.describe().contains(built ? "oneDNN on" : "oneDNN off"));
    }

    @Test
    void numericalTestHasThePostersParameters() {
        assertEquals(10_302, Networks.identityLink(100, 2, 1).numParams());
        assertEquals(431_080, Networks.lenet(10, 5e-4, 1).numParams());
        assertEquals(Networks.lenet(10, 0, 7).params(), Networks.lenet(10, 0, 7).params());
    }
}
