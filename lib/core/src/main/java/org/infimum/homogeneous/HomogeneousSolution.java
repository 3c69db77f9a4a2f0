package org.infimum.homogeneous;

import java.util.Objects;
import java.util.Optional;
import org.infimum.Solution;
import org.infimum.Stop;
import org.infimum.Trace;

/**
 * What {@link HomogeneousSolver} found.
 *
 * @param problem the problem
 * @param network the best network found, balanced, without zero subnetworks
 * @param certificate how far it is from the global optimum
 * @param trace a row a round or part of a descent: subnetworks, objective, dual (ESTIMATED: with the polar that ascent found), gap (relative, of the two), polar
 *     (found, over lambda)
 * @param stop why the solver stopped
 */
public record HomogeneousSolution(
        HomogeneousProblem problem,
        ParallelNetwork network,
        HomogeneousCertificate certificate,
        Trace trace,
        Stop stop) {
    /**
     * Checks the parts.
     *
     * @param problem as above
     * @param network as above
     * @param certificate as above
     * @param trace as above
     * @param stop as above
     */
    public HomogeneousSolution {
        Objects.requireNonNull(problem, "problem");
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(certificate, "certificate");
        Objects.requireNonNull(trace, "trace");
        Objects.requireNonNull(stop, "stop");
    }

    /**
     * The same as the solvers' common result type.
     *
     * @return network, objective, certificate, trace, stop
     */
    public Solution<ParallelNetwork> solution() {
        return new Solution<>(
                network, certificate.certificate().upper(), Optional.of(certificate.certificate()), trace, stop);
    }

    @Override
    public String toString() {
        return certificate + " (" + stop + ")";
    }
}
