package org.infimum.deep.homogeneous;

import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Which activations at the end of a network are a part of its loss, which is convex in what they are applied to. */
final class OutputLoss {
    private OutputLoss() {}

    static boolean belongsToLoss(Layer output) {
        if (!(output instanceof BaseLayer layer)) {
            return false;
        }
        ILossFunction loss = of(output);
        IActivation activation = layer.getActivationFn();
        return activation instanceof ActivationSoftmax && loss instanceof LossMCXENT
                || activation instanceof ActivationSigmoid && loss instanceof LossBinaryXENT;
    }

    static boolean isSquashed(IActivation activation) {
        return activation instanceof ActivationSoftmax || activation instanceof ActivationSigmoid;
    }

    private static ILossFunction of(Layer output) {
        if (output instanceof BaseOutputLayer layer) {
            return layer.getLossFn();
        }
        if (output instanceof LossLayer layer) {
            return layer.getLossFn();
        }
        if (output instanceof CnnLossLayer layer) {
            return layer.getLossFn();
        }
        if (output instanceof Cnn3DLossLayer layer) {
            return layer.getLossFn();
        }
        return output instanceof RnnLossLayer layer ? layer.getLossFn() : null;
    }
}
