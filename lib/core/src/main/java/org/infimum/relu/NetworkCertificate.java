package org.infimum.relu;

import java.util.Objects;
import org.infimum.Certificate;

/**
 * How far a given network is from the global optimum of a problem. Its own objective is {@code certificate.upper()}; the optimum is not below
 * {@code certificate.lower()}; so its gap to the optimum is at most {@code certificate.gap()}.
 *
 * @param network the network
 * @param certificate lower bound of the optimum and the network's objective
 * @param balanced the same for the network's balanced rescaling, the first and free improvement: same function, least penalty
 * @param own the dual point that the network's own predictions give, nu = -grad L(z) scaled: a lower bound without solving anything, tight
 *     only near an optimum
 * @param optimum the problem solved, as far as the limits allowed
 */
public record NetworkCertificate(
        TwoLayerNetwork network, Certificate certificate, Certificate balanced, DualPoint own, ReluSolution optimum) {
    /**
     * Checks the parts.
     *
     * @param network as above
     * @param certificate as above
     * @param balanced as above
     * @param own as above
     * @param optimum as above
     */
    public NetworkCertificate {
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(certificate, "certificate");
        Objects.requireNonNull(balanced, "balanced");
        Objects.requireNonNull(own, "own");
        Objects.requireNonNull(optimum, "optimum");
    }

    @Override
    public String toString() {
        return "objective " + certificate.upper() + ", at most " + certificate.gap() + " above the optimum  "
                + certificate.evidence() + ": " + certificate.because();
    }
}
