package org.infimum.deep.homogeneous;

import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationCube;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationMish;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;

/**
 * The q with s(a z) = a^q s(z) for all a &gt; 0 and all z.
 *
 * @param degree q, 0 where there is none
 * @param words the activation's name, or why there is no q
 */
record ActivationDegree(int degree, String words) {
    static ActivationDegree of(IActivation function) {
        Class<?> kind = function.getClass();
        if (kind == ActivationIdentity.class) {
            return new ActivationDegree(1, "");
        }
        if (kind == ActivationCube.class) {
            return new ActivationDegree(3, "the cube multiplies the degree by 3");
        }
        if (kind == ActivationReLU.class) {
            return relu((ActivationReLU) function);
        }
        if (kind == ActivationLReLU.class) {
            return new ActivationDegree(1, "leaky ReLU keeps the degree");
        }
        return new ActivationDegree(0, why(function) + "; use ReLU, leaky ReLU, the identity or the cube");
    }

    /** Whether there is a q. */
    boolean isHomogeneous() {
        return degree > 0;
    }

    private static ActivationDegree relu(ActivationReLU relu) {
        if (zeroIfNull(relu.getMax()) != 0) {
            return new ActivationDegree(
                    0, "its ReLU is cut off at " + relu.getMax() + ", a height that does not grow with the weights");
        }
        if (zeroIfNull(relu.getThreshold()) != 0) {
            return new ActivationDegree(
                    0, "its ReLU has the threshold " + relu.getThreshold() + ", which does not move with the weights");
        }
        return new ActivationDegree(
                1, zeroIfNull(relu.getNegativeSlope()) == 0 ? "ReLU keeps the degree" : "leaky ReLU keeps the degree");
    }

    private static double zeroIfNull(Double value) {
        return value == null ? 0 : value;
    }

    private static String why(IActivation function) {
        if (function instanceof ActivationSoftmax) {
            return "its softmax turns numbers into shares of 1, whatever their scale: softmax(a z) is no power of a times softmax(z)";
        }
        String name = "its activation " + function;
        if (function instanceof ActivationRReLU) {
            return name + " gives negative inputs a constant at test time, which does not grow with the weights";
        }
        if (function instanceof ActivationReLU6) {
            return name + " is cut off at 6, a height that does not grow with the weights";
        }
        if (function instanceof ActivationThresholdedReLU threshold) {
            return name + " has the threshold " + threshold.getTheta() + ", which does not move with the weights";
        }
        boolean bends = function instanceof ActivationELU
                || function instanceof ActivationSELU
                || function instanceof ActivationGELU
                || function instanceof ActivationSwish
                || function instanceof ActivationMish
                || function instanceof ActivationSoftPlus;
        if (bends) {
            return name + " is linear far from 0 only and bends near it: no power of a gives s(a z) from s(z)";
        }
        return name + " is not positively homogeneous: no power of a gives s(a z) from s(z), as where it saturates";
    }
}
