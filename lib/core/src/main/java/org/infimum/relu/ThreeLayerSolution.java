package org.infimum.relu;

import java.util.Objects;
import java.util.Optional;
import org.infimum.Certificate;
import org.infimum.Solution;
import org.infimum.Stop;
import org.infimum.Trace;

/**
 * A solved three-layer ReLU problem.
 *
 * @param problem the problem
 * @param network the best network found: directions merged, zero neurons and subnetworks dropped, balanced
 * @param certificate lower &le; optimal objective &le; upper: the dual point's value and the network's objective
 * @param twoLayer the objective of the two-layer network that the solver began with, an upper bound of this problem's optimum; infinite
 *     where it was not computed
 * @param dual the dual point that the lower bound comes from; its {@code polarUpper} bounds the nested polar
 * @param positive what is known of the one-sided nested polar at nu
 * @param negative what is known of the one-sided nested polar at -nu
 * @param trace a row a step: round, blocks, groups, subnetworks, primal, dual, gap (relative), polar (upper bound over beta), nodes
 * @param stop why the solver stopped
 */
public record ThreeLayerSolution(
        ThreeLayerProblem problem,
        ThreeLayerNetwork network,
        Certificate certificate,
        double twoLayer,
        DualPoint dual,
        NestedPolarBounds positive,
        NestedPolarBounds negative,
        Trace trace,
        Stop stop) {
    /**
     * Checks the parts.
     *
     * @param problem as above
     * @param network as above
     * @param certificate as above
     * @param twoLayer as above
     * @param dual as above
     * @param positive as above
     * @param negative as above
     * @param trace as above
     * @param stop as above
     */
    public ThreeLayerSolution {
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
    public Solution<ThreeLayerNetwork> solution() {
        return new Solution<>(network, certificate.upper(), Optional.of(certificate), trace, stop);
    }

    @Override
    public String toString() {
        return network.subnetworks().size() + " subnetworks, objective " + certificate + " (" + stop + ")";
    }
}
