package org.infimum.relu;

import java.util.Objects;
import org.infimum.Certificate;
import org.infimum.Solution;
import org.infimum.Stop;
import org.infimum.Trace;

/**
 * A solved two-layer ReLU problem.
 *
 * @param problem the problem
 * @param network the best network found: directions merged, zero neurons dropped, balanced
 * @param certificate lower &le; optimal objective &le; upper: the dual point's value and the network's objective
 * @param dual the dual point that the lower bound comes from
 * @param positive what is known of the one-sided polar at nu
 * @param negative what is known of the one-sided polar at -nu
 * @param trace a row a step: round, columns, neurons, primal, dual, gap (relative), polar (upper bound over beta), nodes
 * @param stop why the solver stopped
 */
public record ReluSolution(
        ReluProblem problem,
        TwoLayerNetwork network,
        Certificate certificate,
        DualPoint dual,
        PolarBounds positive,
        PolarBounds negative,
        Trace trace,
        Stop stop) {
    /**
     * Checks the parts.
     *
     * @param problem as above
     * @param network as above
     * @param certificate as above
     * @param dual as above
     * @param positive as above
     * @param negative as above
     * @param trace as above
     * @param stop as above
     */
    public ReluSolution {
        Objects.requireNonNull(problem, "problem");
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(certificate, "certificate");
        Objects.requireNonNull(dual, "dual");
        Objects.requireNonNull(positive, "positive");
        Objects.requireNonNull(negative, "negative");
        Objects.requireNonNull(trace, "trace");
        Objects.requireNonNull(stop, "stop");
    }

    /**
     * The same as the solvers' common result type.
     *
     * @return network, objective, certificate, trace, stop
     */
    public Solution<TwoLayerNetwork> solution() {
        return new Solution<>(network, certificate.upper(), java.util.Optional.of(certificate), trace, stop);
    }

    @Override
    public String toString() {
        return network.width() + " neurons, objective " + certificate + " (" + stop + ")";
    }
}
