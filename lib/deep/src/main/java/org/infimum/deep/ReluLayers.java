package org.infimum.deep;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.infimum.relu.ConvexLoss;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossHinge;
import org.nd4j.linalg.lossfunctions.impl.LossL2;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/**
 * The configurations of two layers whose training problem is a {@link org.infimum.relu.ReluProblem}.
 *
 * @param hidden the hidden layer, dense with ReLU
 * @param output the output layer of one unit
 * @param loss the loss
 * @param clip where probabilities are clipped, 0 for nowhere
 */
record ReluLayers(DenseLayer hidden, OutputLayer output, ConvexLoss loss, double clip) {

    /** Checks two layers; one sentence about the first thing that does not fit. */
    static ReluLayers of(Layer[] layers) {
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
        requireOneOutput(output);
        ILossFunction function = output.getLossFn();
        ConvexLoss loss = loss(function, output.getActivationFn());
        return new ReluLayers(hidden, output, loss, function instanceof LossBinaryXENT xent ? xent.getClipEps() : 0);
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

    private static void requireOneOutput(OutputLayer output) {
        if (output.getNOut() != 1) {
            boolean twoClasses = output.getNOut() == 2 && output.getActivationFn() instanceof ActivationSoftmax;
            throw new IllegalArgumentException(
                    "The output layer has " + output.getNOut() + " units, but one is needed; "
                            + (twoClasses
                                    ? "train two classes with one unit, Activation.SIGMOID and LossFunction.XENT, and the labels 0 and 1."
                                    : "train one network for each output."));
        }
        if (output.hasBias()) {
            throw new IllegalArgumentException(
                    "The output layer has a bias, which the problem does not know; build it with hasBias(false).");
        }
    }

    private static ConvexLoss loss(ILossFunction function, IActivation activation) {
        boolean identity = activation.getClass() == ActivationIdentity.class;
        if ((function.getClass() == LossMSE.class || function.getClass() == LossL2.class) && identity) {
            requireUnweighted(((LossL2) function).getWeights());
            return ConvexLoss.SQUARED;
        }
        if (function.getClass() == LossHinge.class && identity) {
            return ConvexLoss.HINGE;
        }
        if (function.getClass() == LossBinaryXENT.class && activation.getClass() == ActivationSigmoid.class) {
            requireUnweighted(((LossBinaryXENT) function).getWeights());
            return ConvexLoss.LOGISTIC;
        }
        throw new IllegalArgumentException(
                "The output layer has the loss " + function + " and the activation " + activation
                        + ", which cannot be certified this way; use MSE, SQUARED_LOSS or HINGE with IDENTITY, or XENT with SIGMOID.");
    }

    private static void requireUnweighted(Object weights) {
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

    /** Checks that no probability is clipped: where one is, the score is not that of the logistic loss. */
    void requireUnclipped(double[] z) {
        double farthest = Math.log((1 - clip) / clip);
        for (int i = 0; i < z.length; i++) {
            if (clip > 0 && Math.abs(z[i]) >= farthest) {
                throw new IllegalArgumentException("The output for example " + i + " is " + z[i]
                        + ", where XENT clips probabilities at " + clip
                        + " and is not the logistic loss; use new LossBinaryXENT(0), or more weight decay.");
            }
        }
    }
}
