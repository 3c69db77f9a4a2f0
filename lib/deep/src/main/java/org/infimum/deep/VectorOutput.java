package org.infimum.deep;

import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.infimum.relu.VectorLoss;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossCosineProximity;
import org.nd4j.linalg.lossfunctions.impl.LossFMeasure;
import org.nd4j.linalg.lossfunctions.impl.LossHinge;
import org.nd4j.linalg.lossfunctions.impl.LossL1;
import org.nd4j.linalg.lossfunctions.impl.LossL2;
import org.nd4j.linalg.lossfunctions.impl.LossMAPE;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.nd4j.linalg.lossfunctions.impl.LossMSLE;
import org.nd4j.linalg.lossfunctions.impl.LossMixtureDensity;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;
import org.nd4j.linalg.lossfunctions.impl.LossSquaredHinge;

/**
 * An output layer of any number of units whose loss is a {@link VectorLoss} of its pre-activation.
 *
 * @param loss the loss
 * @param factor the loss divided by Deeplearning4j's, where that is a sum over the examples
 * @param clip where probabilities are clipped, 0 for nowhere
 */
record VectorOutput(VectorLoss loss, double factor, double clip) {
    private static final String KNOWN =
            "use MSE or L2 with IDENTITY, MCXENT or NEGATIVELOGLIKELIHOOD with SOFTMAX, or XENT with SIGMOID";

    /** Reads; one sentence where the loss is none of them. */
    static VectorOutput of(OutputLayer output) {
        ILossFunction function = output.getLossFn();
        IActivation activation = output.getActivationFn();
        Class<?> kind = function.getClass();
        boolean identity = activation.getClass() == ActivationIdentity.class;
        if ((kind == LossMSE.class || kind == LossL2.class) && identity) {
            ReluLayers.requireUnweighted(((LossL2) function).getWeights());
            // DL4J's MSE is a mean over the outputs, its L2 a sum
            return new VectorOutput(VectorLoss.SQUARED, (kind == LossMSE.class ? output.getNOut() : 1) / 2.0, 0);
        }
        if (kind == LossBinaryXENT.class && activation.getClass() == ActivationSigmoid.class) {
            LossBinaryXENT xent = (LossBinaryXENT) function;
            ReluLayers.requireUnweighted(xent.getWeights());
            return new VectorOutput(VectorLoss.LOGISTIC, 1, xent.getClipEps());
        }
        boolean entropy = kind == LossMCXENT.class || kind == LossNegativeLogLikelihood.class;
        if (entropy && activation.getClass() == ActivationSoftmax.class) {
            LossMCXENT mcxent = (LossMCXENT) function;
            ReluLayers.requireUnweighted(mcxent.getWeights());
            if (output.getNOut() < 2) {
                throw new IllegalArgumentException(
                        "The softmax of one output is always 1; train two classes with one unit, SIGMOID and XENT.");
            }
            return new VectorOutput(VectorLoss.CROSS_ENTROPY, 1, mcxent.getSoftmaxClipEps());
        }
        throw new IllegalArgumentException("The output layer has the loss " + function.name() + " with the activation "
                + activation + ", " + why(function) + "; " + KNOWN + ".");
    }

    private static String why(ILossFunction function) {
        if (function instanceof LossCosineProximity
                || function instanceof LossFMeasure
                || function instanceof LossMSLE
                || function instanceof LossMixtureDensity) {
            return "which is not convex in the predictions, so that no local test proves a global minimum";
        }
        if (function instanceof LossL1 || function instanceof LossMAPE) {
            return "which is convex but not differentiable, and the test needs the gradient";
        }
        if (function instanceof LossHinge || function instanceof LossSquaredHinge) {
            return "which is convex, but none of the losses of parallel networks (for one output and HINGE there is ReluReader)";
        }
        return "which together are not known to be convex and differentiable in what the layer computes";
    }

    /** Checks that no clipped probability changes the loss; z are the pre-activations, y the targets as the loss wants them. */
    void requireUnclipped(double[][] z, double[][] y) {
        for (int i = 0; i < z.length && clip > 0; i++) {
            double top = 0;
            for (double entry : z[i]) {
                top = Math.max(top, entry);
            }
            double sum = 0;
            for (double entry : z[i]) {
                sum += Math.exp(entry - top);
            }
            for (int c = 0; c < z[i].length; c++) {
                boolean clipped = loss == VectorLoss.LOGISTIC
                        ? Math.abs(z[i][c]) >= Math.log((1 - clip) / clip)
                        // a probability clipped near 1 changes its example's loss by the clip itself, nothing to speak
                        // of
                        : y[i][c] == 1 && Math.exp(z[i][c] - top) / sum <= clip;
                if (clipped) {
                    throw new IllegalArgumentException("Output " + c + " for example " + i + " is " + z[i][c]
                            + ", where Deeplearning4j clips probabilities at " + clip
                            + " and its loss is another one; use more weight decay, or a loss made with the clip 0.");
                }
            }
        }
    }
}
