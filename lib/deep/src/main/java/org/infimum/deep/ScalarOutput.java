package org.infimum.deep;

import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.infimum.relu.ConvexLoss;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossHinge;
import org.nd4j.linalg.lossfunctions.impl.LossL2;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/**
 * An output layer of one unit whose training problem is a {@link org.infimum.relu.ReluProblem}.
 *
 * @param loss the loss
 * @param clip where probabilities are clipped, 0 for nowhere
 */
record ScalarOutput(ConvexLoss loss, double clip) {
    static ScalarOutput of(OutputLayer output) {
        requireOneOutput(output);
        ILossFunction function = output.getLossFn();
        ConvexLoss loss = loss(function, output.getActivationFn());
        return new ScalarOutput(loss, function instanceof LossBinaryXENT xent ? xent.getClipEps() : 0);
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
    }

    private static ConvexLoss loss(ILossFunction function, IActivation activation) {
        boolean identity = activation.getClass() == ActivationIdentity.class;
        if ((function.getClass() == LossMSE.class || function.getClass() == LossL2.class) && identity) {
            ReluLayers.requireUnweighted(((LossL2) function).getWeights());
            return ConvexLoss.SQUARED;
        }
        if (function.getClass() == LossHinge.class && identity) {
            return ConvexLoss.HINGE;
        }
        if (function.getClass() == LossBinaryXENT.class && activation.getClass() == ActivationSigmoid.class) {
            ReluLayers.requireUnweighted(((LossBinaryXENT) function).getWeights());
            return ConvexLoss.LOGISTIC;
        }
        throw new IllegalArgumentException(
                "The output layer has the loss " + function + " and the activation " + activation
                        + ", which cannot be certified this way; use MSE, SQUARED_LOSS or HINGE with IDENTITY, or XENT with SIGMOID.");
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
