package org.infimum.deep.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The same network twice, on Deeplearning4j's own layers and on ours, with the same arbitrary parameters: a stack of layers and a softmax
 * over three classes.
 */
record TwoNetworks(Model standard, Model fast, FastLayers attached) {
    static final int CLASSES = 3;

    static TwoNetworks sequential(InputType input, List<Layer> layers) {
        return of(sequentialNet(input, layers), sequentialNet(input, layers));
    }

    static TwoNetworks graph(InputType input, List<Layer> layers) {
        return of(graphNet(input, layers), graphNet(input, layers));
    }

    private static TwoNetworks of(Model standard, Model fast) {
        INDArray parameters = standard.params();
        parameters.assign(random(11, -0.3, 0.4, parameters.shape()));
        standard.paramTable().forEach((name, values) -> {
            if (name.endsWith("_var")) {
                values.assign(random(12, 0.1, 0.6, values.shape()));
            }
        });
        fast.setParams(parameters.dup());
        return new TwoNetworks(standard, fast, FastLayers.attachTo(fast));
    }

    private static NeuralNetConfiguration.Builder basics() {
        return new NeuralNetConfiguration.Builder().seed(7).updater(new Sgd(0.05));
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build();
    }

    private static MultiLayerNetwork sequentialNet(InputType input, List<Layer> layers) {
        NeuralNetConfiguration.ListBuilder list = basics().list();
        layers.forEach(layer -> list.layer(layer.clone()));
        MultiLayerNetwork net =
                new MultiLayerNetwork(list.layer(output()).setInputType(input).build());
        net.init();
        return net;
    }

    private static ComputationGraph graphNet(InputType input, List<Layer> layers) {
        var builder = basics().graphBuilder().addInputs("in");
        String last = "in";
        for (int i = 0; i < layers.size(); i++) {
            builder.addLayer("layer" + i, layers.get(i).clone(), last);
            last = "layer" + i;
        }
        ComputationGraph net = new ComputationGraph(builder.addLayer("out", output(), last)
                .setOutputs("out")
                .setInputTypes(input)
                .build());
        net.init();
        return net;
    }

    /** Random examples of a shape with random labels. */
    static DataSet examples(long... shape) {
        INDArray labels = Nd4j.zeros(DataType.FLOAT, shape[0], CLASSES);
        for (long i = 0; i < shape[0]; i++) {
            labels.putScalar(i, (i * 5 + 1) % CLASSES, 1);
        }
        return new DataSet(random(shape[0], -1, 1.5, shape), labels);
    }

    private static INDArray random(long seed, double from, double to, long... shape) {
        INDArray array = Nd4j.create(DataType.FLOAT, shape);
        Random random = new Random(seed);
        for (long i = 0; i < array.length(); i++) {
            array.putScalar(i, from + (to - from) * random.nextDouble());
        }
        return array;
    }

    /** How many layers ours run. */
    TwoNetworks expectFast(long layers) {
        assertEquals(layers, attached.report().fast(), () -> attached.report().toString());
        return this;
    }

    /** Activations of inference, activations of training, score and the whole flat gradient, relative to its norm. */
    void agree(DataSet data, double tolerance) {
        close(output(standard, data, false), output(fast, data, false), tolerance, "inference");
        close(output(standard, data, true), output(fast, data, true), tolerance, "training");
        INDArray expected = gradient(standard, data);
        INDArray actual = gradient(fast, data);
        close(expected, actual, tolerance, "gradient");
        assertEquals(standard.score(), fast.score(), tolerance * Math.max(1, Math.abs(standard.score())));
        assertEquals(
                List.of(),
                attached.report().layers().stream()
                        .filter(row -> row.fast() && !row.reason().isEmpty())
                        .toList(),
                "left to the standard code");
    }

    /** Trains both on the same data and compares the parameters, running statistics among them. */
    void agreeAfter(int steps, DataSet data, double tolerance) {
        for (int i = 0; i < steps; i++) {
            fit(standard, data);
            fit(fast, data);
        }
        close(standard.params(), fast.params(), tolerance, "parameters");
    }

    private static void fit(Model net, DataSet data) {
        if (net instanceof ComputationGraph graph) {
            graph.fit(data);
        } else {
            ((MultiLayerNetwork) net).fit(data);
        }
    }

    private static INDArray output(Model net, DataSet data, boolean training) {
        // a standard activation layer at the bottom writes over them
        INDArray features = data.getFeatures().dup();
        return net instanceof ComputationGraph graph
                ? graph.output(training, features)[0].dup()
                : ((MultiLayerNetwork) net).output(features, training).dup();
    }

    private static INDArray gradient(Model net, DataSet data) {
        if (net instanceof ComputationGraph graph) {
            graph.setInput(0, data.getFeatures());
            graph.setLabel(0, data.getLabels());
            graph.computeGradientAndScore();
            return graph.getFlattenedGradients().dup();
        }
        MultiLayerNetwork sequential = (MultiLayerNetwork) net;
        sequential.setInput(data.getFeatures());
        sequential.setLabels(data.getLabels());
        sequential.computeGradientAndScore();
        return sequential.getFlattenedGradients().dup();
    }

    private static void close(INDArray expected, INDArray actual, double tolerance, String what) {
        assertArrayEquals(expected.shape(), actual.shape(), what);
        double scale = expected.norm2Number().doubleValue();
        double difference = expected.sub(actual).norm2Number().doubleValue();
        assertTrue(
                difference <= tolerance * scale,
                () -> what + " differs by " + difference + " at a norm of " + scale + ", relative "
                        + difference / scale);
    }

    /** The gradients that the networks keep, by name. */
    static Map<String, INDArray> gradients(Model net) {
        return net.gradient().gradientForVariable();
    }
}
