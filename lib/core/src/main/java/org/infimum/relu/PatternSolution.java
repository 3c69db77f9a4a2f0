package org.infimum.relu;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.infimum.Certificate;
import org.infimum.Evidence;

/**
 * A two-layer ReLU problem solved on a set of activation patterns: the full convex program of Pilanci and Ergen (2020) where the set is
 * complete, a sampled program where it is not.
 *
 * @param program the convex program's solution
 * @param network the network read back: one neuron for each v_i and w_i that is not zero, directions merged, balanced
 * @param certificate the dual value of the program on these patterns and the network's objective. With all patterns CONDITIONAL on their completeness, with
 *     sampled ones ESTIMATED: then the lower number bounds networks with these patterns only, and the optimum may lie below it.
 *     {@link ReluProblem#certify} proves a bound for either
 */
public record PatternSolution(ConvexProgramSolution program, TwoLayerNetwork network, Certificate certificate) {
    /** Far above rounding, far below what a pattern's cone leaves open. */
    private static final double SAME = 1e-9;

    /**
     * Checks the parts.
     *
     * @param program as above
     * @param network as above
     * @param certificate as above
     */
    public PatternSolution {
        Objects.requireNonNull(program, "program");
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(certificate, "certificate");
    }

    static PatternSolution of(ReluProblem problem, ActivationPatterns patterns, ConvexProgramSolution program) {
        List<double[]> vectors = new ArrayList<>();
        List<Integer> signs = new ArrayList<>();
        double[][] v = program.v();
        double[][] w = program.w();
        for (int i = 0; i < v.length; i++) {
            vectors.add(v[i]);
            signs.add(1);
            vectors.add(w[i]);
            signs.add(-1);
        }
        TwoLayerNetwork raw = TwoLayerNetwork.ofVectors(vectors, signs, problem.features(), problem.hasBias());
        TwoLayerNetwork merged = raw.merged(SAME);
        TwoLayerNetwork network = problem.objective(merged) <= problem.objective(raw) ? merged : raw;
        double upper = problem.objective(network);
        String count = patterns.size() + " activation patterns";
        Certificate certificate = patterns.isComplete()
                ? new Certificate(
                        Math.min(program.bound(), upper),
                        upper,
                        Evidence.CONDITIONAL,
                        "all " + count + " being there and a dual value without rounding errors")
                : new Certificate(
                        Math.min(program.bound(), upper),
                        upper,
                        Evidence.ESTIMATED,
                        count + " sampled, the optimum over all networks may be lower");
        return new PatternSolution(program, network, certificate);
    }

    @Override
    public String toString() {
        return network.width() + " neurons, objective " + certificate;
    }
}
