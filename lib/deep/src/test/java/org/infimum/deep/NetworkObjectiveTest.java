package org.infimum.deep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.infimum.Solution;
import org.infimum.bpgrad.BpGradSolver;
import org.infimum.deep.data.Datasets;
import org.infimum.deep.data.ExampleSet;
import org.infimum.deep.data.FeatureShape;
import org.infimum.lipschitz.LipschitzBound;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

class NetworkObjectiveTest {
    @BeforeAll
    static void start() {
        Backend.start();
    }

    private static NeuralNetConfiguration.Builder builder(DataType type) {
        return new NeuralNetConfiguration.Builder().seed(3).dataType(type);
    }

    private static OutputLayer output(int in, int out, boolean softmax) {
        return new OutputLayer.Builder(softmax ? LossFunctions.LossFunction.MCXENT : LossFunctions.LossFunction.MSE)
                .nIn(in)
                .nOut(out)
                .activation(softmax ? Activation.SOFTMAX : Activation.IDENTITY)
                .build();
    }

    private static MultiLayerNetwork sequential(NeuralNetConfiguration.Builder builder, Layer first, Layer last) {
        var net = new MultiLayerNetwork(builder.list().layer(first).layer(last).build());
        net.init();
        return net;
    }

    private static DenseLayer dense(int in, int out, Activation activation) {
        return new DenseLayer.Builder()
                .nIn(in)
                .nOut(out)
                .activation(activation)
                .biasInit(0.1)
                .build();
    }

    private static MultiLayerNetwork small(DataType type) {
        return sequential(
                builder(type).l2(0.03).l1(0.02).l2Bias(0.05), dense(4, 3, Activation.TANH), output(3, 2, true));
    }

    private static MultiLayerNetwork convolutional() {
        var net = new MultiLayerNetwork(builder(DataType.DOUBLE)
                .weightDecay(0.07)
                .list()
                .layer(new ConvolutionLayer.Builder(2, 2)
                        .nOut(2)
                        .activation(Activation.TANH)
                        .build())
                .layer(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                        .kernelSize(2, 2)
                        .stride(1, 1)
                        .build())
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(4, 4, 1))
                .build());
        net.init();
        return net;
    }

    private static ComputationGraph graph() {
        var net = new ComputationGraph(builder(DataType.DOUBLE)
                .l2(0.04)
                .graphBuilder()
                .addInputs("x")
                .addLayer("W", dense(4, 4, Activation.SIGMOID), "x")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "x", "W")
                .addLayer("out", output(4, 2, false), "sum")
                .setOutputs("out")
                .build());
        net.init();
        return net;
    }

    private static DataSet data(long... shape) {
        Nd4j.getRandom().setSeed(8);
        double[][] labels = new double[(int) shape[0]][2];
        for (int i = 0; i < labels.length; i++) {
            labels[i][i % 2] = 1;
        }
        return new DataSet(Nd4j.rand(DataType.DOUBLE, shape), Nd4j.createFromArray(labels));
    }

    static Stream<NetworkObjective> objectives() {
        return Stream.of(
                NetworkObjective.of(small(DataType.DOUBLE), data(7, 4), 0.5),
                NetworkObjective.of(small(DataType.FLOAT), data(7, 4), 0.5),
                NetworkObjective.of(convolutional(), data(5, 1, 4, 4), 0.5),
                NetworkObjective.of(graph(), ExampleSet.of("six", data(6, 4)), 2));
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void gradientsEqualDifferences(NetworkObjective f) {
        int d = f.domain().dimension();
        double[] gradient = new double[d];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 3; i++) {
            double[] x = f.domain().sample(random);
            double value = f.gradient(x.clone(), gradient);
            assertEquals(f.value(x), value, 1e-14 * value);
            for (int k = 0; k < d; k++) {
                double at = x[k];
                x[k] = at + 1e-5;
                double up = f.value(x);
                x[k] = at - 1e-5;
                double down = f.value(x);
                x[k] = at;
                assertEquals((up - down) / 2e-5, gradient[k], 1e-8, f.name() + ", parameter " + k);
            }
        }
    }

    /** The same loss in plain loops, DL4J's flat order written out: W by columns, b, then the next layer's. */
    @Test
    void valuesEqualPlainLoops() {
        DataSet data = data(7, 4);
        NetworkObjective f = NetworkObjective.of(small(DataType.DOUBLE), data, 1);
        double[] w = f.domain().sample(new SplittableRandom(2));
        double loss = 0;
        for (int i = 0; i < 7; i++) {
            double[] hidden = new double[3];
            for (int j = 0; j < 3; j++) {
                double sum = w[12 + j];
                for (int k = 0; k < 4; k++) {
                    sum += data.getFeatures().getDouble(i, k) * w[4 * j + k];
                }
                hidden[j] = Math.tanh(sum);
            }
            double[] logit = new double[2];
            for (int c = 0; c < 2; c++) {
                logit[c] = w[21 + c];
                for (int j = 0; j < 3; j++) {
                    logit[c] += hidden[j] * w[15 + 3 * c + j];
                }
            }
            int label = data.getLabels().getDouble(i, 0) == 1 ? 0 : 1;
            loss += Math.log(Math.exp(logit[0]) + Math.exp(logit[1])) - logit[label];
        }
        double penalty = 0;
        for (int k = 0; k < 23; k++) {
            boolean bias = k >= 12 && k < 15 || k >= 21;
            penalty += (bias ? 0.05 : 0.03) / 2 * w[k] * w[k] + (bias ? 0 : 0.02) * Math.abs(w[k]);
        }
        assertEquals(23, f.domain().dimension());
        assertEquals(loss / 7 + penalty, f.value(w), 1e-13);
        assertEquals(0, f.lowerBound());
    }

    @Test
    void theNetworkGivenIsNeverChangedAndAgrees() {
        MultiLayerNetwork net = small(DataType.DOUBLE);
        DataSet data = data(7, 4);
        NetworkObjective f = NetworkObjective.of(net, data, 0.25);
        double score = net.score(data, false);
        double[] before = net.params().dup().toDoubleVector();
        assertEquals(score, f.value(f.start()), 1e-15);
        assertArrayEquals(before, f.start());
        assertEquals(before[3] - 0.25, f.domain().lower(3));
        assertEquals(before[3] + 0.25, f.domain().upper(3));
        double[] x = f.domain().sample(new SplittableRandom(3));
        double there = f.gradient(x, new double[before.length]);
        assertArrayEquals(before, net.params().dup().toDoubleVector());
        // nor does the network's training, or a change of the data, change the objective
        net.fit(data);
        data.getFeatures().muli(2);
        assertEquals(there, f.value(x), 1e-15);
        data.getFeatures().divi(2);
        Model trained = f.network(x);
        assertEquals(there, ((MultiLayerNetwork) trained).score(data, false), 1e-14);
        f.start()[0] = 99;
        assertArrayEquals(before, f.start());
    }

    @Test
    void anAttachedSolverAndSinglePrecisionAreNoHindrance() {
        MultiLayerNetwork net = small(DataType.FLOAT);
        DataSet data = data(7, 4);
        BpGrad.lipschitz(10).attachTo(net);
        net.fit(new DataSet(
                data.getFeatures().castTo(DataType.FLOAT), data.getLabels().castTo(DataType.FLOAT)));
        NetworkObjective f = NetworkObjective.of(net, data, 1);
        DataSet single = new DataSet(
                data.getFeatures().castTo(DataType.FLOAT), data.getLabels().castTo(DataType.FLOAT));
        assertEquals(net.score(single, false), f.value(f.start()), 1e-6);
        assertEquals(DataType.FLOAT, f.network(f.start()).params().dataType());
    }

    /** Algorithm 2 of core on a network: the loss falls, and the certificate says that it rests on the claim. */
    @Test
    void aSolverOfCoreTrainsIt() {
        MultiLayerNetwork net =
                sequential(builder(DataType.FLOAT).l2(1e-3), dense(64, 4, Activation.RELU), output(4, 10, true));
        ExampleSet digits = Datasets.digits().train().take(60).examples(FeatureShape.FLAT);
        NetworkObjective f = NetworkObjective.of(net, digits, 2);
        Solution<double[]> solution =
                BpGradSolver.lipschitz(LipschitzBound.claimed(20)).momentum(0).minimize(f, f.start());
        assertTrue(solution.value() < 0.9 * f.value(f.start()), solution::toString);
        assertTrue(f.domain().contains(solution.argument()));
        assertTrue(solution.certificate().isPresent());
    }

    @Test
    void everyFaultIsNamed() {
        DataSet data = data(7, 4);
        MultiLayerNetwork net = small(DataType.DOUBLE);
        for (double radius : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            refused(() -> NetworkObjective.of(net, data, radius), "radius", Double.toString(radius));
        }
        NetworkObjective f = NetworkObjective.of(net, data, 1);
        refused(() -> f.value(new double[5]), "23 parameters", "5");
        refused(() -> f.gradient(f.start(), new double[24]), "23", "24");
        refused(() -> f.network(new double[0]), "23", "0");
        DenseLayer dropped = dense(4, 3, Activation.RELU);
        dropped.setIDropout(new Dropout(0.5));
        dropped.setLayerName("first");
        refused(
                () -> NetworkObjective.of(sequential(builder(DataType.DOUBLE), dropped, output(3, 2, true)), data, 1),
                "'first'",
                "dropout");
        refused(
                () -> NetworkObjective.of(
                        sequential(
                                builder(DataType.DOUBLE),
                                new BatchNormalization.Builder().nIn(4).nOut(4).build(),
                                output(4, 2, true)),
                        data,
                        1),
                "BatchNorm");
        refused(
                () -> NetworkObjective.of(
                        sequential(
                                builder(DataType.DOUBLE),
                                new FrozenLayer(dense(4, 3, Activation.RELU)),
                                output(3, 2, true)),
                        data,
                        1),
                "frozen");
        DataSet masked = data(7, 4);
        masked.setLabelsMaskArray(Nd4j.ones(7, 1));
        refused(() -> NetworkObjective.of(net, masked, 1), "masks");
        refused(() -> NetworkObjective.of(null, data, 1), "null");
    }

    private static void refused(Executable code, String... parts) {
        String message = assertThrows(IllegalArgumentException.class, code).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "'" + message + "' does not say '" + part + "'");
        }
    }
}
