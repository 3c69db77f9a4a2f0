package org.infimum.network;

import org.infimum.Box;
import org.infimum.Objective;
import org.infimum.lipschitz.LipschitzBound;

/**
 * A training loss as a function to be minimised over a box of parameters, with a proved Lipschitz constant and a proved
 * bound of its evaluation error: all that a PROVED certificate for a small network needs. Coordinates that the box
 * fixes, biases at 0 say, are no unknowns: they keep the constant small.
 */
public final class TrainingObjective implements Objective {
    private final TrainingLoss loss;
    private final ParameterSet set;
    private final double valueError;
    private LipschitzBound lipschitz;

    /**
     * The training loss over a box.
     *
     * @param loss the training loss f
     * @param domain the box of parameters
     * @throws IllegalArgumentException if the box has the wrong dimension, or f over it leaves the range of double
     *     precision
     */
    public TrainingObjective(TrainingLoss loss, Box domain) {
        ParameterLipschitz.requireDimension(loss, domain.dimension());
        this.loss = loss;
        this.set = ParameterSet.box(domain);
        this.valueError = EvaluationError.of(loss, set);
    }

    @Override
    public String name() {
        return "training loss, " + loss.network().parameterCount() + " parameters, "
                + loss.data().size() + " samples";
    }

    @Override
    public Box domain() {
        return set.enclosingBox();
    }

    @Override
    public double value(double[] x) {
        return loss.value(x);
    }

    @Override
    public double gradient(double[] x, double[] gradient) {
        return loss.gradient(x, gradient);
    }

    /**
     * 0: losses and weight decay are not negative.
     *
     * @return 0
     */
    @Override
    public double lowerBound() {
        return 0;
    }

    /**
     * A bound of the evaluation's rounding error over the box, by an a-priori error analysis with the largest
     * magnitudes over the box. Infinite where outputs of a softmax can differ by more than 2^30.
     *
     * @return the bound
     */
    @Override
    public double valueError() {
        return valueError;
    }

    /**
     * The training loss.
     *
     * @return f
     */
    public TrainingLoss loss() {
        return loss;
    }

    /**
     * A Lipschitz constant of f over the box, computed when first asked for.
     *
     * @return the bound of {@link ParameterLipschitz}, PROVED
     * @throws IllegalArgumentException if it leaves the range of double precision
     */
    public LipschitzBound lipschitz() {
        if (lipschitz == null) {
            lipschitz = loss.lipschitz(set);
        }
        return lipschitz;
    }
}
