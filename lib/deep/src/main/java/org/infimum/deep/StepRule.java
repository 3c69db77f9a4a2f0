package org.infimum.deep;

/** A step that is read off the objective and the norm of its gradient over all layers; keeps a few numbers at most. */
interface StepRule {
    /**
     * The step of an iteration.
     *
     * @param objective what the solver takes for f at this iteration, finite
     * @param norm the norm of the gradient, finite
     * @param zero whether the gradient is zero; then {@code norm} is that of the random direction in its place if
     *     {@link #randomAtZero}
     */
    StepFactors at(double objective, double norm, boolean zero, Iteration iteration);

    /** Whether a random direction stands for a gradient that is zero. */
    default boolean randomAtZero() {
        return false;
    }

    /** The numbers for a checkpoint. */
    double[] state();

    /** Takes up what {@link #state} gave; its length was checked. */
    void restore(double[] state);
}
