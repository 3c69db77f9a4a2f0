package org.infimum.relu;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.infimum.Certificate;

/**
 * How far a network with C outputs is from the global optimum of its problem.
 *
 * @param network the network
 * @param certificate lower &le; optimum &le; upper, PROVED: upper is the network's own objective, lower the dual point's value
 * @param balanced the same for the network's balanced rescaling, the first and free improvement: same function, least penalty
 * @param dual the dual point of the network's own predictions, V = -grad L(Z) scaled, with the ESTIMATED value beside the proved one
 */
public record VectorCertificate(VectorNetwork network, Certificate certificate, Certificate balanced, VectorDual dual) {
    /**
     * Checks the parts.
     *
     * @param network as above
     * @param certificate as above
     * @param balanced as above
     * @param dual as above
     */
    public VectorCertificate {
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(certificate, "certificate");
        Objects.requireNonNull(balanced, "balanced");
        Objects.requireNonNull(dual, "dual");
    }

    static VectorCertificate of(VectorReluProblem problem, VectorNetwork network, VectorPolarBound bound) {
        double upper = problem.objective(network);
        if (!Double.isFinite(upper)) {
            throw new IllegalArgumentException("The network's objective overflows; did the training blow up?");
        }
        VectorNetwork balanced = network.balanced();
        double[][] x = problem.rows();
        double[][] v = VectorLossBounds.dualPoint(problem.loss(), predict(problem, balanced), problem.targetRows());
        List<double[]> starts = new ArrayList<>();
        for (int j = 0; j < balanced.width(); j++) {
            starts.add(java.util.Arrays.copyOf(balanced.hidden(j), x[0].length));
        }
        VectorDual dual = VectorDual.of(problem, v, bound.bounds(VectorPolar.of(x, v), starts, 1));
        return new VectorCertificate(
                network,
                certificate(dual, upper),
                certificate(dual, Math.min(upper, problem.objective(balanced))),
                dual);
    }

    static Certificate certificate(VectorDual dual, double upper) {
        return new Certificate(
                Math.min(dual.value(), upper),
                upper,
                dual.polar().evidence(),
                "weak duality, the polar bounded by " + dual.polar().because());
    }

    /** Z on the problem's rows, which hold the column of ones already. */
    static double[][] predict(VectorReluProblem problem, VectorNetwork network) {
        double[][] x = problem.rows();
        double[][] hidden = new double[network.width()][];
        double[][] output = new double[network.width()][];
        for (int j = 0; j < hidden.length; j++) {
            hidden[j] = java.util.Arrays.copyOf(network.hidden(j), x[0].length);
            output[j] = network.output(j);
        }
        return VectorNetwork.of(hidden, output, x[0].length, problem.outputs()).predict(x);
    }

    /**
     * ESTIMATED, no bound: how far the balanced network would be from the optimum if local ascent had found the polar.
     *
     * @return the relative gap, at least 0
     */
    public double estimatedGap() {
        return balanced.upper() > 0 ? Math.max(0, 1 - dual.estimate() / balanced.upper()) : 0;
    }

    @Override
    public String toString() {
        return "objective " + certificate.upper() + ", at most " + certificate.gap() + " above the optimum  "
                + certificate.evidence() + ": " + certificate.because()
                + "; balanced and with the polar that local ascent"
                + " finds the relative gap would be " + estimatedGap() + "  ESTIMATED";
    }
}
