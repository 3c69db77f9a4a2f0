package org.infimum.deep.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** A network of standard layers and its twin with attached ones: whether they compute the same. */
final class Agreement {
    static final double RELATIVE = 1e-4;

    /** A gradient that vanishes but for rounding is compared with the whole gradient instead. */
    private static final double NEGLIGIBLE = 1e-6;

    private Agreement() {}

    /** Training's activations, inference's output, score and gradient of one minibatch. */
    static void check(MultiLayerNetwork standard, MultiLayerNetwork fast, INDArray x, INDArray y) {
        String name = java.util.Arrays.toString(x.shape());
        for (Layer layer : standard.getLayers()) {
            // else dropout writes onto the activations that are compared
            layer.allowInputModification(false);
        }
        gradients(standard, fast, x, y);
        close("output " + name, standard.output(x), fast.output(x));
        // between the passes an inference of another size: what the layers keep must not mix
        fast.output(x.get(
                org.nd4j.linalg.indexing.NDArrayIndex.interval(0, 1),
                org.nd4j.linalg.indexing.NDArrayIndex.all(),
                org.nd4j.linalg.indexing.NDArrayIndex.all(),
                org.nd4j.linalg.indexing.NDArrayIndex.all()));
        gradients(standard, fast, x, y);
        seed();
        List<INDArray> expected = standard.feedForward(x, true);
        seed();
        List<INDArray> actual = fast.feedForward(x, true);
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            boolean rectified = i > 0 && i < expected.size() - 1 && isRectifier(standard.getLayers()[i]);
            // a layer below a ReLU layer may have done its work
            close(
                    "activations " + i + " of " + name,
                    rectified ? Transforms.relu(expected.get(i)) : expected.get(i),
                    rectified ? Transforms.relu(actual.get(i)) : actual.get(i));
        }
    }

    private static boolean isRectifier(Layer layer) {
        return layer.conf().getLayer() instanceof ActivationLayer conf
                && conf.getActivationFn() instanceof ActivationReLU;
    }

    /** The score and the gradient. */
    static void gradients(MultiLayerNetwork standard, MultiLayerNetwork fast, INDArray x, INDArray y) {
        for (MultiLayerNetwork net : List.of(standard, fast)) {
            seed();
            net.setInput(x);
            net.setLabels(y);
            // what a layer forgets to write must show
            net.initGradientsView();
            net.getFlattenedGradients().assign(7.5f);
            net.computeGradientAndScore();
        }
        compare(standard, fast, standard.getFlattenedGradients(), fast.getFlattenedGradients());
    }

    /** The score, the gradient and the outputs. */
    static void check(ComputationGraph standard, ComputationGraph fast, INDArray[] x, INDArray[] y) {
        gradients(standard, fast, x, y);
        INDArray[] expected = standard.output(x);
        INDArray[] actual = fast.output(x);
        for (int i = 0; i < expected.length; i++) {
            close("output " + i, expected[i], actual[i]);
        }
        gradients(standard, fast, x, y);
    }

    static void gradients(ComputationGraph standard, ComputationGraph fast, INDArray[] x, INDArray[] y) {
        for (ComputationGraph net : List.of(standard, fast)) {
            seed();
            net.setInputs(x);
            net.setLabels(y);
            net.initGradientsView();
            net.getFlattenedGradients().assign(7.5f);
            net.computeGradientAndScore();
        }
        compare(standard, fast, standard.getFlattenedGradients(), fast.getFlattenedGradients());
    }

    private static void seed() {
        Nd4j.getRandom().setSeed(99);
    }

    /** Parameter by parameter: the gradients of small layers must not hide behind those of large ones. */
    private static void compare(Model standard, Model fast, INDArray expected, INDArray actual) {
        assertEquals(standard.score(), fast.score(), RELATIVE * Math.abs(standard.score()), "score");
        double whole = expected.norm2Number().doubleValue();
        Map<String, INDArray> gradients = standard.gradient().gradientForVariable();
        Map<String, INDArray> others = fast.gradient().gradientForVariable();
        assertEquals(gradients.keySet(), others.keySet());
        for (Map.Entry<String, INDArray> entry : gradients.entrySet()) {
            close(
                    "gradient of " + entry.getKey() + " of " + fast,
                    entry.getValue(),
                    others.get(entry.getKey()),
                    NEGLIGIBLE * whole);
        }
        close("flat gradient", expected, actual);
    }

    static void close(String what, INDArray expected, INDArray actual) {
        close(what, expected, actual, 0);
    }

    private static void close(String what, INDArray expected, INDArray actual, double absolute) {
        assertArrayEquals(expected.shape(), actual.shape(), what);
        double size = expected.norm2Number().doubleValue();
        double distance = expected.sub(actual).norm2Number().doubleValue();
        assertTrue(
                distance <= RELATIVE * size + absolute + 1e-30,
                () -> what + " differs by " + distance + " of " + size + "\n" + expected + "\n" + actual);
    }
}
