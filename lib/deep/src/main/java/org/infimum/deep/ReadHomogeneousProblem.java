package org.infimum.deep;

import java.util.Objects;
import org.infimum.homogeneous.HomogeneousCertificate;
import org.infimum.homogeneous.HomogeneousProblem;
import org.infimum.homogeneous.ParallelNetwork;

/**
 * A Deeplearning4j network of two layers as a parallel network of neurons with the problem whose objective it was trained on:
 * {@code problem.objective(network)} is {@code scoreFactor} times {@code net.score(dataSet)}, up to the float rounding of the latter.
 *
 * @param problem the problem: data, loss, half the sum of the squared weights times lambda
 * @param network the network, a subnetwork for each hidden neuron; rescaled between its layers if their weight decays differ
 * @param scoreFactor our objective divided by Deeplearning4j's score
 */
public record ReadHomogeneousProblem(HomogeneousProblem problem, ParallelNetwork network, double scoreFactor) {
    /**
     * Checks the parts.
     *
     * @param problem as above
     * @param network as above
     * @param scoreFactor as above
     * @throws IllegalArgumentException if the factor is not positive and finite
     */
    public ReadHomogeneousProblem {
        Objects.requireNonNull(problem, "problem");
        Objects.requireNonNull(network, "network");
        if (!(scoreFactor > 0) || scoreFactor == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "The score's factor must be positive and finite, not " + scoreFactor + ".");
        }
    }

    /**
     * How far the network is from the global optimum of its training problem.
     *
     * @return {@code problem.certify(network)}
     */
    public HomogeneousCertificate certify() {
        return problem.certify(network);
    }
}
