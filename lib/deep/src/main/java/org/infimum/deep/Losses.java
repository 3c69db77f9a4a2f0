package org.infimum.deep;

import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** Finds the loss function of an output layer's configuration. */
final class Losses {
    private Losses() {}

    static ILossFunction of(Layer layer) {
        if (layer instanceof BaseOutputLayer output) {
            return output.getLossFn();
        }
        if (layer instanceof LossLayer output) {
            return output.getLossFn();
        }
        throw new IllegalArgumentException("The last layer must be an output or loss layer, not "
                + layer.getClass().getSimpleName() + ".");
    }
}
