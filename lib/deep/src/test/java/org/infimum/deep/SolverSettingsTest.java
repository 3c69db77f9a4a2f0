package org.infimum.deep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.nd4j.linalg.schedule.ISchedule;

/** Settings, schedules and the corners of the solvers; what they compute is in {@link SolverGoldenValuesTest}. */
class SolverSettingsTest {
    private static final Iteration ANY = new Iteration(3, 0, Double.NaN, 1);

    @BeforeAll
    static void start() {
        Backend.start();
    }

    private static void assertMessage(String part, Executable code) {
        String message = assertThrows(IllegalArgumentException.class, code).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void ratesDropAtTheStartOfTheirEpochs() {
        ISchedule rates = RateDrops.by(0.1, 31, 61).schedule(0.5);
        // DL4J counts from 0
        assertEquals(0.5, rates.valueAt(0, 0));
        assertEquals(0.5, rates.valueAt(99_999, 29));
        assertEquals(0.05, rates.valueAt(0, 30));
        assertEquals(0.05, rates.valueAt(0, 59));
        assertEquals(0.005, rates.valueAt(0, 60), 1e-18);
        assertEquals(0.005, rates.valueAt(0, 1000), 1e-18);
        assertEquals(0.5, RateDrops.NONE.schedule(0.5).valueAt(7, 1000));
    }

    @Test
    void dropsScaleWithTheRun() {
        RateDrops paper = RateDrops.by(0.1, 31, 61);
        assertEquals(paper, paper.scaledTo(100, 100));
        assertEquals(RateDrops.by(0.1, 10, 19), paper.scaledTo(30, 100));
        assertEquals(RateDrops.by(0.1, 4, 7), paper.scaledTo(10, 100));
        assertEquals(RateDrops.by(0.1, 61, 121), paper.scaledTo(200, 100));
        // 0.3 and 0.6 epochs: both after the first, where they multiply
        RateDrops short1 = paper.scaledTo(1, 100);
        assertEquals(RateDrops.by(0.1, 2, 2), short1);
        assertEquals(0.01, short1.schedule(1).valueAt(0, 1), 1e-17);
        assertMessage("0 epochs", () -> paper.scaledTo(0, 100));
    }

    @Test
    void badDropsAreNamed() {
        assertMessage("1.0", () -> RateDrops.by(1, 31));
        assertMessage("0.0", () -> RateDrops.by(0, 31));
        assertMessage("NaN", () -> RateDrops.by(Double.NaN, 31));
        assertMessage("[1]", () -> RateDrops.by(0.1, 1));
        assertMessage("[61, 31]", () -> RateDrops.by(0.1, 61, 31));
        assertMessage(
                "Adadelta has no learning rate", () -> Dl4jSolver.adadelta().rateDrops(RateDrops.by(0.1, 31)));
    }

    @Test
    void badNumbersAreNamed() {
        assertMessage("0.0", () -> Eve.rate(0));
        assertMessage("Infinity", () -> Eve.rate(Double.POSITIVE_INFINITY));
        assertMessage("k = 10.0", () -> Eve.rate(1e-3).thresholds(10, 0.1));
        assertMessage("1.0", () -> new Eve("Eve", 1, RateDrops.NONE, 0.9, 0.9, 1, 1e-8, 0.1, 10));
        assertMessage("-0.1", () -> AliG.rate(-0.1));
        assertMessage("1.0", () -> AliG.rate(0.1).momentum(1));
        assertMessage("delta", () -> new AliG("ALI-G", 0.1, 0.9, 0));
        assertMessage("0.0", () -> Sps.bounded(0));
        assertMessage("NaN", () -> Sps.bounded(1).lowerBound(Double.NaN));
        assertMessage("-1.0", () -> Sps.bounded(1).c(-1));
        assertMessage("not 0", () -> Sps.smoothed(0));
        assertMessage("tau", () -> new Sps.Smoothing(1, 10, 1));
        assertMessage("first", () -> new Sps.Smoothing(2, 10, 0));
        assertMessage("epsilon", () -> Dl4jSolver.adadelta(0.9, 0));
        assertMessage("rho", () -> Dl4jSolver.adadelta(1, 1e-6));
        assertMessage(
                "its own solver", () -> new Dl4jSolver("Eve", Eve.rate(0.1).config()));
    }

    @Test
    void settingsTellSolversApart() {
        RateDrops drops = RateDrops.by(0.1, 31, 61);
        List<NetworkSolver> all = List.of(
                Eve.rate(0.1),
                Eve.rate(0.2),
                Eve.rate(0.1).rateDrops(drops),
                Eve.rate(0.1).thresholds(0.2, 10),
                AliG.rate(0.1),
                AliG.rate(0.1).momentum(0),
                Sps.bounded(0.1),
                Sps.bounded(0.1).c(1),
                Sps.bounded(0.1).lowerBound(0.2),
                Sps.smoothed(10),
                Sps.smoothed(10).bound(3),
                BpGrad.lipschitz(1),
                BpGrad.lipschitz(1).rho(0.1),
                BpGrad.lipschitz(1).momentum(BpGrad.Momentum.ON_DIRECTION),
                BpGrad.lipschitz(1).objective(BpGrad.Objective.EPOCH_MEAN),
                BpGrad.lipschitz(1).decay(BpGrad.Decay.IN_GRADIENT),
                BpGrad.lipschitz(1).decay(BpGrad.Decay.AFTER_NORM),
                Dl4jSolver.adam(0.1),
                Dl4jSolver.adam(0.1).rateDrops(drops),
                Dl4jSolver.adadelta(),
                Dl4jSolver.adadelta(0.9, 1e-6),
                Dl4jSolver.adadelta(0.95, 1e-4));
        for (int i = 0; i < all.size(); i++) {
            for (int j = 0; j < i; j++) {
                assertNotEquals(all.get(i).settings(), all.get(j).settings());
            }
        }
        assertEquals("mine", Eve.rate(0.1).named("mine").settings().get("solver"));
        assertEquals("mine", AliG.rate(0.1).named("mine").name());
        assertEquals("mine", Sps.smoothed(2).named("mine").name());
        // another name is no other solver: its state is kept
        assertEquals(Eve.rate(0.1).config(), Eve.rate(0.1).named("mine").config());
        assertNotEquals(Eve.rate(0.1).config(), Eve.rate(0.2).config());
        assertEquals(
                BpGrad.Variant.PUBLISHED_CODE,
                BpGrad.lipschitz(1)
                        .momentum(BpGrad.Momentum.ON_DIRECTION)
                        .objective(BpGrad.Objective.EPOCH_MEAN)
                        .decay(BpGrad.Decay.AFTER_NORM)
                        .variant());
    }

    @Test
    void evesFeedbackAtItsCorners() {
        EveFeedback feedback = new EveFeedback(Eve.rate(0.1));
        assertEquals(1, feedback.next(0, 0));
        assertEquals(1, feedback.next(2, 1), "no change is relative to 0");
        // equal counts as risen by k
        double d = 0.999 + 0.001 * 0.1;
        assertEquals(d, feedback.next(2, 2), 1e-15);
        assertEquals(2.2, feedback.state()[1], 1e-15);
        // down to 0 counts as divided by K + 1
        d = 0.999 * d + 0.001 * 10;
        assertEquals(d, feedback.next(0, 3), 1e-15);
        assertEquals(0.2, feedback.state()[1], 1e-15);
        double[] before = feedback.state();
        assertMessage("-0.5 at iteration 4", () -> feedback.next(-0.5, 4));
        assertEquals(before[0], feedback.state()[0]);
        assertEquals(before[1], feedback.state()[1]);
    }

    @Test
    void polyakStepsAtTheirCorners() {
        StepRule smoothed = new SpsStep(
                new Sps("SPS", 0.5, 0.1, Double.POSITIVE_INFINITY, Optional.of(new Sps.Smoothing(2, 1, 1))));
        assertEquals(2, smoothed.at(1000, 1, false, ANY).stepSize(), "the smoothing's bound");
        assertEquals(0, smoothed.at(1, 0, true, ANY).stepSize());
        assertEquals(4, smoothed.at(1000, 1, false, ANY).stepSize(), "a zero gradient leaves the bound");
        assertEquals(0, smoothed.at(0.05, 1, false, ANY).stepSize(), "below the lower bound");
        StepRule plain = new SpsStep(Sps.bounded(Double.POSITIVE_INFINITY));
        assertEquals(8, plain.at(1, 0.5, false, ANY).stepSize());
        StepRule aliG = new AliGStep(AliG.rate(0.1));
        assertEquals(0.1, aliG.at(1, 0, true, ANY).stepSize());
        assertMessage("-1.0 at iteration 3", () -> aliG.at(-1, 1, false, ANY));
    }

    private static MultiLayerNetwork network() {
        var net = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .l2(0.01)
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(4)
                        .nOut(5)
                        .activation(Activation.TANH)
                        .build())
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                        .nIn(5)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
        net.init();
        return net;
    }

    private static DataSet batch() {
        INDArray x = Nd4j.linspace(DataType.FLOAT, -1, 0.1, 24).reshape(6, 4);
        return new DataSet(x, Nd4j.linspace(DataType.FLOAT, -1, 0.2, 12).reshape(6, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SGD", "Adagrad", "RMSProp", "Adam"})
    void dropsSurviveJsonAndAFile(String name, @TempDir Path folder) throws Exception {
        RateDrops drops = RateDrops.by(0.1, 2, 3);
        Dl4jSolver solver = (switch (name) {
                    case "SGD" -> Dl4jSolver.sgd(0.1, 0.9);
                    case "Adagrad" -> Dl4jSolver.adagrad(0.1);
                    case "RMSProp" -> Dl4jSolver.rmsProp(0.1);
                    default -> Dl4jSolver.adam(0.1);
                })
                .rateDrops(drops);
        assertTrue(solver.settings().toString().contains("1=0.01"), solver.settings()::toString);
        MultiLayerNetwork net = network();
        AttachedSolver attached = solver.attachTo(net);
        net.fit(batch());
        assertEquals(0.1, attached.last().stepSize());
        net.setEpochCount(1);
        net.fit(batch());
        assertEquals(0.01, attached.last().stepSize(), 1e-17);
        assertEquals(
                net.getLayerWiseConfigurations(),
                MultiLayerConfiguration.fromJson(
                        net.getLayerWiseConfigurations().toJson()));
        NetworkAdapter adapter = NetworkAdapter.of(net);
        File file = folder.resolve("net.zip").toFile();
        adapter.save(file);
        NetworkAdapter restored = adapter.restore(file);
        AttachedSolver again = solver.attachTo(restored);
        net.setEpochCount(2);
        restored.setProgress(2, 2);
        net.fit(batch());
        restored.fit(batch());
        assertEquals(0.001, again.last().stepSize(), 1e-17);
        assertEquals(net.params(), restored.network().params(), "rate and state came back");
    }
}
