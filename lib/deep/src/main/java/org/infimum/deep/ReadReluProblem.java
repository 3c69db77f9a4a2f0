package org.infimum.deep;

import java.util.Objects;
import org.infimum.relu.ReluProblem;
import org.infimum.relu.TwoLayerNetwork;

/**
 * A Deeplearning4j network of two layers as the training problem whose objective it was trained on, so that the network can be certified:
 * {@code problem.objective(network)} is {@code scoreFactor} times {@code net.score(dataSet)}, up to the float rounding of the latter.
 *
 * @param problem the problem: data, loss, weight decay
 * @param network the network, rescaled between its layers if their weight decays differ
 * @param scoreFactor our objective divided by Deeplearning4j's score
 */
public record ReadReluProblem(ReluProblem problem, TwoLayerNetwork network, double scoreFactor) {
    /**
     * Checks the parts.
     *
     * @param problem as above
     * @param network as above
     * @param scoreFactor as above
     * @throws IllegalArgumentException if the factor is not positive and finite
     */
    public ReadReluProblem {
        Objects.requireNonNull(problem, "problem");
        Objects.requireNonNull(network, "network");
        if (!(scoreFactor > 0) || scoreFactor == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "The score's factor must be positive and finite, not " + scoreFactor + ".");
        }
    }
}
