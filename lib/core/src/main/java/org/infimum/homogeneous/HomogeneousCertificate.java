package org.infimum.homogeneous;

import java.util.Objects;
import org.infimum.Certificate;
import org.infimum.relu.VectorDual;

/**
 * How far a parallel network is from the global optimum of its problem.
 *
 * @param network W
 * @param certificate lower &le; optimum &le; upper: upper is f(W), lower the dual point's value
 * @param dual the dual point s V with what is known of its polar
 * @param lambda the weight of the regulariser
 * @param stationarity ||grad f|| ||W|| / f, of no unit: 0 at a stationary point. Away from one the bounds hold, but a gap need not mean that W is no minimum
 */
public record HomogeneousCertificate(
        ParallelNetwork network, Certificate certificate, VectorDual dual, double lambda, double stationarity) {
    /**
     * Checks the parts.
     *
     * @param network as above
     * @param certificate as above
     * @param dual as above
     * @param lambda as above
     * @param stationarity as above
     */
    public HomogeneousCertificate {
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(certificate, "certificate");
        Objects.requireNonNull(dual, "dual");
    }

    /**
     * The polar Omega°(V / lambda) that the theorem compares with 1, from below: above 1 the network whose V it is is no global minimum, and the
     * polar's maximiser is a subnetwork that lowers the objective. {@link HomogeneousProblem#certify} takes the network's own V, {@link HomogeneousSolver} the best
     * one of its run, which may be that of an earlier network.
     *
     * @return the value at the best direction found over lambda; ESTIMATED where it is taken for the polar itself
     */
    public double polarFound() {
        return dual.polar().lower() / lambda;
    }

    /**
     * The same from above, with the evidence of {@code dual.polar()}.
     *
     * @return the polar's upper bound over lambda
     */
    public double polarBound() {
        return dual.polar().upper() / lambda;
    }

    /**
     * ESTIMATED, no bound: the relative gap if the best direction found were the polar's maximiser.
     *
     * @return the relative gap, at least 0
     */
    public double estimatedGap() {
        double upper = certificate.upper();
        return upper > 0 ? Math.max(0, 1 - dual.estimate() / upper) : 0;
    }

    @Override
    public String toString() {
        return network + ", objective " + certificate + "; polar " + polarFound() + " found, at most " + polarBound()
                + "; estimated relative gap " + estimatedGap() + "  ESTIMATED; stationarity " + stationarity;
    }
}
