package org.infimum.deep;

import java.util.Optional;
import org.infimum.network.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** Deeplearning4j's activation functions as core's. */
final class Activations {
    private Activations() {}

    static boolean isSoftmax(IActivation function) {
        return function.getClass() == ActivationSoftmax.class;
    }

    /**
     * The same function.
     *
     * @param function Deeplearning4j's
     * @param layer how messages call the layer
     * @return core's, nothing for the identity
     * @throws IllegalArgumentException if core does not know it
     */
    static Optional<Activation> read(IActivation function, String layer) {
        Class<?> kind = function.getClass();
        if (kind == ActivationIdentity.class) {
            return Optional.empty();
        }
        if (kind == ActivationReLU.class && isPlain((ActivationReLU) function)) {
            double slope = zeroIfNull(((ActivationReLU) function).getNegativeSlope());
            return Optional.of(slope == 0 ? Activation.relu() : new Activation(Activation.Kind.LEAKY_RELU, slope));
        }
        if (function instanceof ActivationLReLU leaky) {
            return Optional.of(new Activation(Activation.Kind.LEAKY_RELU, leaky.getAlpha()));
        }
        if (function instanceof ActivationELU elu) {
            return Optional.of(new Activation(Activation.Kind.ELU, elu.getAlpha()));
        }
        if (kind == ActivationTanH.class) {
            return Optional.of(Activation.of(Activation.Kind.TANH));
        }
        if (kind == ActivationSigmoid.class) {
            return Optional.of(Activation.of(Activation.Kind.SIGMOID));
        }
        if (kind == ActivationSoftPlus.class) {
            return Optional.of(Activation.of(Activation.Kind.SOFTPLUS));
        }
        if (kind == ActivationHardTanH.class) {
            return Optional.of(Activation.of(Activation.Kind.HARD_TANH));
        }
        throw new IllegalArgumentException(layer + " has the activation " + function
                + ", which cannot be read here; softmax can stand at the end of a network only.");
    }

    private static boolean isPlain(ActivationReLU relu) {
        return relu.getMax() == null && zeroIfNull(relu.getThreshold()) == 0;
    }

    private static double zeroIfNull(Double value) {
        return value == null ? 0 : value;
    }
}
