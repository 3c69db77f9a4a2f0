package org.infimum.relu;

import java.util.Objects;
import java.util.Optional;
import org.infimum.Certificate;
import org.infimum.Solution;
import org.infimum.Stop;
import org.infimum.Trace;

/**
 * What {@link VectorSolver} found for a problem with C outputs. Two gaps stand side by side: the certificate's is PROVED, and as loose as the proved
 * bound of the polar; {@link #estimatedGap} is ESTIMATED: what the gap would be if the local ascent had found the polar.
 *
 * @param problem the problem
 * @param network the best network found, balanced, directions merged, zero neurons dropped
 * @param certificate lower &le; optimal objective &le; upper: the dual point's proved value and the network's objective
 * @param dual the dual point that the lower bound comes from
 * @param estimate ESTIMATED, no bound: the dual value at the same dual point, the best of all rounds, if local ascent had found its polar
 * @param trace a row a round: neurons, primal, dual (estimate), gap (relative, estimate), polar (estimate over beta), added
 * @param stop why the solver stopped
 */
public record VectorSolution(
        VectorReluProblem problem,
        VectorNetwork network,
        Certificate certificate,
        VectorDual dual,
        double estimate,
        Trace trace,
        Stop stop) {
    /**
     * Checks the parts.
     *
     * @param problem as above
     * @param network as above
     * @param certificate as above
     * @param dual as above
     * @param estimate as above
     * @param trace as above
     * @param stop as above
     */
    public VectorSolution {
        Objects.requireNonNull(problem, "problem");
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(certificate, "certificate");
        Objects.requireNonNull(dual, "dual");
        Objects.requireNonNull(trace, "trace");
        Objects.requireNonNull(stop, "stop");
    }

    /**
     * ESTIMATED, no bound: the relative gap if local ascent had found the polar.
     *
     * @return 1 - estimate / objective, at least 0
     */
    public double estimatedGap() {
        double upper = certificate.upper();
        return upper > 0 ? Math.max(0, 1 - estimate / upper) : 0;
    }

    /**
     * The same as the solvers' common result type.
     *
     * @return network, objective, certificate, trace, stop
     */
    public Solution<VectorNetwork> solution() {
        return new Solution<>(network, certificate.upper(), Optional.of(certificate), trace, stop);
    }

    @Override
    public String toString() {
        return network.width() + " neurons, objective " + certificate + "; relative gap " + estimatedGap()
                + "  ESTIMATED (" + stop + ")";
    }
}
