package org.infimum.deep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Every solver through DL4J against values that {@code solver_golden_values.py}, beside the JSON file in this package's test
 * resources, computed from the formulas in plain Python, the problem's gradient included. Double precision takes ND4J's operations
 * one by one, single precision the one pass where the solver has one.
 */
class SolverGoldenValuesTest {
    private static JsonNode golden;

    @BeforeAll
    static void start() throws IOException {
        Backend.start();
        golden = read();
    }

    private static JsonNode read() throws IOException {
        try (InputStream in = SolverGoldenValuesTest.class.getResourceAsStream("solver_golden_values.json")) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static Map<String, NetworkSolver> solvers() {
        RateDrops drops = RateDrops.by(0.5, 2, 4);
        Map<String, NetworkSolver> solvers = new LinkedHashMap<>();
        solvers.put("SGD", Dl4jSolver.sgd(0.2, 0.9));
        solvers.put("SGD, drops", Dl4jSolver.sgd(0.2, 0.9).rateDrops(drops));
        solvers.put("Adagrad", Dl4jSolver.adagrad(0.3));
        solvers.put("Adagrad, drops", Dl4jSolver.adagrad(0.3).rateDrops(drops));
        solvers.put("Adadelta", Dl4jSolver.adadelta());
        solvers.put("Adadelta, 0.9 1e-3", Dl4jSolver.adadelta(0.9, 1e-3));
        solvers.put("RMSProp", Dl4jSolver.rmsProp(0.05));
        solvers.put("RMSProp, drops", Dl4jSolver.rmsProp(0.05).rateDrops(drops));
        solvers.put("Adam", Dl4jSolver.adam(0.1));
        solvers.put("Adam, drops", Dl4jSolver.adam(0.1).rateDrops(drops));
        solvers.put("Eve", Eve.rate(0.1));
        solvers.put("Eve, drops", Eve.rate(0.1).rateDrops(drops));
        solvers.put("Eve, k = 0.5, K = 0.6", Eve.rate(0.1).thresholds(0.5, 0.6));
        solvers.put("ALI-G", AliG.rate(0.5));
        solvers.put("ALI-G, mu = 0", AliG.rate(5).momentum(0));
        solvers.put("SPS, bounded", Sps.bounded(1.5));
        solvers.put("SPS, no bound", Sps.bounded(Double.POSITIVE_INFINITY).c(1).lowerBound(0.1));
        solvers.put(
                "SPS, smoothed",
                new Sps("SPS", 0.5, 0, Double.POSITIVE_INFINITY, Optional.of(new Sps.Smoothing(2, 5, 0.3))));
        solvers.put("BPGrad, mu = 0", BpGrad.lipschitz(5).momentum(0));
        for (double rho : new double[] {0, 0.1}) {
            for (BpGrad.Momentum form : BpGrad.Momentum.values()) {
                for (BpGrad.Objective objective : BpGrad.Objective.values()) {
                    for (BpGrad.Decay decay : BpGrad.Decay.values()) {
                        solvers.put(
                                "BPGrad, " + rho + ", " + form + ", " + objective + ", " + decay,
                                BpGrad.lipschitz(5)
                                        .rho(rho)
                                        .momentum(form)
                                        .objective(objective)
                                        .decay(decay));
                    }
                }
            }
        }
        return solvers;
    }

    static Stream<Arguments> runs() {
        return solvers().entrySet().stream()
                .flatMap(entry -> Stream.of(DataType.DOUBLE, DataType.FLOAT)
                        .map(precision -> Arguments.of(entry.getKey(), precision, entry.getValue())));
    }

    private static MultiLayerNetwork network(DataType precision) {
        var net = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(precision)
                .l2(golden.get("l2").asDouble())
                .list()
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nIn(2)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        net.init();
        net.setParams(Nd4j.createFromArray(doubles(golden.get("start"))).castTo(precision));
        return net;
    }

    private static double[] doubles(JsonNode array) {
        double[] values = new double[array.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = array.get(k).asDouble();
        }
        return values;
    }

    private static DataSet batch(int t, DataType precision) {
        JsonNode rows = golden.get("inputs").get(t);
        INDArray x = Nd4j.create(precision, rows.size(), 2);
        INDArray y = Nd4j.zeros(precision, rows.size(), 3);
        for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j < 2; j++) {
                x.putScalar(i, j, rows.get(i).get(j).asDouble());
            }
            y.putScalar(i, golden.get("labels").get(t).get(i).asInt(), 1);
        }
        return new DataSet(x, y);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("runs")
    void everyIterateIsTheFormulas(String name, DataType precision, NetworkSolver solver) {
        MultiLayerNetwork net = network(precision);
        NetworkAdapter adapter = NetworkAdapter.of(net);
        CountedRule attached = CountedRule.attach(solver, adapter, true);
        JsonNode expected = golden.get("solvers").get(name);
        JsonNode sizes = expected.get("step sizes");
        int perEpoch = golden.get("iterations an epoch").asInt();
        // what 20 iterations make of the last of a number's 53 or 24 bits; ten times less is too tight in either
        // precision
        double tolerance = precision == DataType.DOUBLE ? 1e-12 : 5e-6;
        for (int t = 0; t < sizes.size(); t++) {
            adapter.setProgress(t, t / perEpoch);
            net.fit(batch(t, precision));
            String where = "iteration " + (t + 1);
            if (sizes.get(t).isNull()) {
                assertEquals(Double.NaN, attached.last().stepSize(), where);
            } else {
                double size = sizes.get(t).asDouble();
                assertEquals(size, attached.last().stepSize(), tolerance * Math.max(1, size), where);
            }
            JsonNode point = expected.get("parameters").get(Integer.toString(t + 1));
            if (point != null) {
                double[] actual = net.params().dup().data().asDouble();
                double[] wanted = doubles(point);
                for (int k = 0; k < wanted.length; k++) {
                    assertEquals(
                            wanted[k],
                            actual[k],
                            tolerance * Math.max(1, Math.abs(wanted[k])),
                            where + ", parameter " + k + " of " + Arrays.toString(actual));
                }
            }
        }
        boolean onePass = precision == DataType.FLOAT
                && !(solver instanceof Dl4jSolver plain && !plain.name().equals("Adam"));
        assertEquals(onePass ? sizes.size() : 0, attached.passes());
    }

    @Test
    void nothingInTheFileIsLeftOut() {
        Map<String, NetworkSolver> solvers = solvers();
        golden.get("solvers").fieldNames().forEachRemaining(name -> assertTrue(solvers.containsKey(name), name));
        assertEquals(solvers.size(), golden.get("solvers").size());
    }
}
