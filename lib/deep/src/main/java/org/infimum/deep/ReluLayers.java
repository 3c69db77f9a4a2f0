package org.infimum.deep;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Two layers without an output bias, the hidden one plain with ReLU, and nothing that training alone knows. Loss and number of outputs are read elsewhere. */
final class ReluLayers {
    private final Layer[] layers;
    private final DenseLayer hidden;
    private final OutputLayer output;

    private ReluLayers(Layer[] layers, DenseLayer hidden, OutputLayer output) {
        this.layers = layers;
        this.hidden = hidden;
        this.output = output;
    }

    /** Checks a network; one sentence about the first thing that does not fit. */
    static ReluLayers of(Model net) {
        Layer[] layers = TwoLayers.of(net);
        if (layers[0].conf().getLayer().getClass() != DenseLayer.class) {
            throw refused(layers, 0, "must be a plain DenseLayer");
        }
        if (layers[1].conf().getLayer().getClass() != OutputLayer.class) {
            throw refused(layers, 1, "must be a plain OutputLayer");
        }
        DenseLayer hidden = (DenseLayer) layers[0].conf().getLayer();
        OutputLayer output = (OutputLayer) layers[1].conf().getLayer();
        requirePlain("hidden", hidden);
        requirePlain("output", output);
        requireRelu(hidden);
        requireNoOutputBias(output);
        return new ReluLayers(layers, hidden, output);
    }

    DenseLayer hidden() {
        return hidden;
    }

    OutputLayer output() {
        return output;
    }

    private static IllegalArgumentException refused(Layer[] layers, int k, String wanted) {
        return new IllegalArgumentException("Layer " + k + " is a "
                + layers[k].conf().getLayer().getClass().getSimpleName() + ", but the " + (k == 0 ? "hidden" : "output")
                + " layer " + wanted + ".");
    }

    private static void requirePlain(String name, BaseLayer layer) {
        if (layer.getIDropout() != null) {
            throw new IllegalArgumentException("The " + name + " layer has dropout (" + layer.getIDropout()
                    + "), whose objective is another one; train without it.");
        }
        if (layer.getWeightNoise() != null) {
            throw new IllegalArgumentException("The " + name + " layer has weight noise (" + layer.getWeightNoise()
                    + "), whose objective is another one; train without it.");
        }
        if (layer.getConstraints() != null && !layer.getConstraints().isEmpty()) {
            throw new IllegalArgumentException("The " + name + " layer has the constraint "
                    + layer.getConstraints().get(0) + ", which the problem does not know; train without it.");
        }
    }

    private static void requireRelu(DenseLayer hidden) {
        if (hidden.hasLayerNorm()) {
            throw new IllegalArgumentException("The hidden layer has layer normalisation; train without it.");
        }
        IActivation activation = hidden.getActivationFn();
        if (activation.getClass() != ActivationReLU.class || !isPlain((ActivationReLU) activation)) {
            throw new IllegalArgumentException("The hidden layer has the activation " + activation
                    + ", but only networks with plain ReLU can be certified this way; use Activation.RELU.");
        }
    }

    private static boolean isPlain(ActivationReLU relu) {
        return relu.getMax() == null
                && zeroIfNull(relu.getThreshold()) == 0
                && zeroIfNull(relu.getNegativeSlope()) == 0;
    }

    private static double zeroIfNull(Double value) {
        return value == null ? 0 : value;
    }

    private static void requireNoOutputBias(OutputLayer output) {
        if (output.hasBias()) {
            throw new IllegalArgumentException(
                    "The output layer has a bias, which the problem does not know; build it with hasBias(false).");
        }
    }

    static void requireUnweighted(Object weights) {
        if (weights != null) {
            throw new IllegalArgumentException(
                    "The loss has weights of its outputs, which the problem does not know; use it without.");
        }
    }

    int inputs() {
        return Math.toIntExact(hidden.getNIn());
    }

    boolean hasBias() {
        return hidden.hasBias();
    }

    int units() {
        return Math.toIntExact(output.getNOut());
    }

    /** N in the score's mean over N examples: their number, or 1 where the score is a sum. */
    double scale(int examples) {
        return layers[1].conf().isMiniBatch() ? examples : 1;
    }

    /** The hidden neurons' weights, a row of inputs (and the bias) for each, multiplied. */
    double[][] hiddenWeights(double rescaling) {
        INDArray weights = layers[0].getParam("W").castTo(DataType.DOUBLE);
        INDArray bias = hasBias() ? layers[0].getParam("b").castTo(DataType.DOUBLE) : null;
        double[][] rows = new double[Math.toIntExact(weights.size(1))][inputs() + (hasBias() ? 1 : 0)];
        for (int j = 0; j < rows.length; j++) {
            for (int k = 0; k < inputs(); k++) {
                rows[j][k] = weights.getDouble(k, j) * rescaling;
            }
            if (bias != null) {
                rows[j][inputs()] = bias.getDouble(j) * rescaling;
            }
        }
        return rows;
    }

    /** The output weights, a row of units for each hidden neuron, divided. */
    double[][] outputWeights(double rescaling) {
        INDArray weights = layers[1].getParam("W").castTo(DataType.DOUBLE);
        double[][] rows = new double[Math.toIntExact(weights.size(0))][units()];
        for (int j = 0; j < rows.length; j++) {
            for (int c = 0; c < rows[j].length; c++) {
                rows[j][c] = weights.getDouble(j, c) / rescaling;
            }
        }
        return rows;
    }
}
