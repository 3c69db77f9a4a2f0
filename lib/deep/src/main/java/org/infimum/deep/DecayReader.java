package org.infimum.deep;

import java.util.List;
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;

/** The weight decays of two layers, the coefficients of half the squared norm of their weights in the score. */
final class DecayReader {
    private final double hidden;
    private final double output;

    DecayReader(ReluLayers layers) {
        hidden = sum("hidden layer's weights", layers.hidden().getRegularization());
        output = sum("output layer's weights", layers.output().getRegularization());
        requirePositive("hidden", hidden);
        requirePositive("output", output);
        if (layers.hasBias()) {
            double bias = sum("hidden layer's biases", layers.hidden().getRegularizationBias());
            if (bias != hidden) {
                throw new IllegalArgumentException("The hidden layer's weights have the decay " + hidden
                        + ", but its biases " + bias + ", and only equal ones can be certified; use l2Bias(" + hidden
                        + ") or hasBias(false).");
            }
        }
    }

    private static void requirePositive(String name, double decay) {
        if (!(decay > 0)) {
            throw new IllegalArgumentException(
                    "The " + name + " layer has the weight decay " + decay
                            + ", but both layers need a positive one, without which no optimum exists to compare with; use l2(1e-3), say.");
        }
    }

    /** The decay of both layers after the rescaling, the geometric mean. */
    double common() {
        return hidden == output ? hidden : Math.sqrt(hidden) * Math.sqrt(output);
    }

    /** What hidden weights are to be multiplied by and output weights divided by. */
    double rescaling() {
        return hidden == output ? 1 : Math.sqrt(Math.sqrt(hidden / output));
    }

    private static double sum(String name, List<Regularization> terms) {
        double sum = 0;
        for (Regularization term : terms == null ? List.<Regularization>of() : terms) {
            sum += coefficient(name, term);
        }
        return sum;
    }

    private static double coefficient(String name, Regularization term) {
        if (term instanceof L1Regularization l1 && fixed(name, l1.getL1()) == 0) {
            return 0;
        }
        if (term.getClass() == L2Regularization.class) {
            return fixed(name, ((L2Regularization) term).getL2());
        }
        if (term.getClass() == WeightDecay.class) {
            if (!((WeightDecay) term).isApplyLR()) {
                throw new IllegalArgumentException(
                        "The " + name
                                + " decay without the learning rate, so that the objective depends on it; use weightDecay(c, true) or l2(c).");
            }
            return fixed(name, ((WeightDecay) term).getCoeff());
        }
        throw new IllegalArgumentException(
                "The " + name + " have the regularisation " + term.getClass().getSimpleName()
                        + ", but only l2 and weightDecay can be certified this way; use l2(c).");
    }

    private static double fixed(String name, ISchedule schedule) {
        if (schedule instanceof FixedSchedule constant) {
            return constant.getValue();
        }
        throw new IllegalArgumentException("The decay of the " + name + " follows the schedule "
                + schedule.getClass().getSimpleName() + ", so that the objective changes; use a fixed one.");
    }
}
