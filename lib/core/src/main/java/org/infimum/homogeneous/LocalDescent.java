package org.infimum.homogeneous;

/** A way to descend on l(Y, Phi(W)) + lambda penalty(W) with the number of subnetworks held. Immutable; what a descent knows lies in its {@link Steps}. */
public interface LocalDescent {
    /** A descent on its way. */
    interface Steps {
        /**
         * Goes on for a while, a second at most where that can be helped.
         *
         * @return false where the descent has come to its end: a local minimum up to its tolerance, or no step that lowers the objective
         */
        boolean step();

        /**
         * The best parameters so far.
         *
         * @return r times m numbers; not to be changed
         */
        double[] point();

        /**
         * l + lambda penalty there.
         *
         * @return the value in plain floating point
         */
        double value();
    }

    /**
     * Begins.
     *
     * @param problem the problem
     * @param start r times m numbers, r at least 1; copied
     * @return the descent, at its start
     */
    Steps begin(HomogeneousProblem problem, double[] start);

    /**
     * Goes on to the end. It applies to mismatched degrees too, where {@link HomogeneousSolver} refuses.
     *
     * @param problem the problem
     * @param start a network of it with at least one subnetwork
     * @return the descent at its end
     * @throws IllegalArgumentException if the network has no subnetwork
     */
    default Steps descend(HomogeneousProblem problem, ParallelNetwork start) {
        start.requireSubnetworks();
        Steps steps = begin(problem, start.flat());
        while (steps.step() && !Thread.currentThread().isInterrupted()) {
            continue;
        }
        return steps;
    }

    /**
     * The method's name.
     *
     * @return a few words
     */
    String name();
}
