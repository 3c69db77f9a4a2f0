package org.infimum.deep;

/**
 * A solver at work in one network. Its vectors (momentum, second moments) are in the network's updater state, which
 * {@code ModelSerializer} saves; the few numbers beside them are here.
 */
public interface AttachedSolver {
    /**
     * What the last iteration did.
     *
     * @return the step; {@link Step#NONE} before the first
     */
    Step last();

    /**
     * The solver's numbers beside the network's updater state, for a checkpoint.
     *
     * @return a new array, possibly empty
     */
    double[] state();

    /**
     * Takes up the numbers of a checkpoint.
     *
     * @param state what {@link #state} gave for the same solver
     * @throws IllegalArgumentException if the length does not fit
     */
    void restore(double[] state);
}
