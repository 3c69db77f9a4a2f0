package org.infimum.relu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.infimum.linalg.Euclidean;

/**
 * {@link NewtonPolish} from a network that some descent left near a local minimum: which neurons are parts of one, which are on their way to nothing and
 * which samples lie on kinks is not known, so several answers are tried and the best result is kept.
 */
final class NetworkPolish {
    /** Chords between the directions of parts of one neuron, and angles up to which a sample is on a kink. */
    private static final double[] WIDTHS = {1e-1, 1e-2, 1e-3, 1e-5};
    /** Neurons shorter than this part of the longest are left out. */
    private static final double[] NOTHING = {0, 1e-3, 3e-2};
    /** Objectives that differ by less than this part are one: at a minimum the objective tells a solution's error only to the root of its rounding. */
    private static final double EQUAL = 1e-13;

    private final ScaledProblem problem;

    NetworkPolish(ScaledProblem problem) {
        this.problem = problem;
    }

    /** A network with its objective, and by how much the dual point's value at its neurons differs from beta, the most, over beta. */
    private record Answer(TwoLayerNetwork network, double objective, double residual) {}

    /** The best network found; the given one where none is better. */
    TwoLayerNetwork polish(TwoLayerNetwork network) {
        if (problem.loss() == ConvexLoss.HINGE) {
            return network;
        }
        List<Answer> answers = new ArrayList<>();
        answers.add(answer(network, problem.vectors(network), network.signs()));
        int before = -1;
        // on small problems most of the questions are one
        Set<Question> asked = new HashSet<>();
        for (double nothing : NOTHING) {
            List<double[]> vectors = new ArrayList<>();
            List<Integer> signs = new ArrayList<>();
            longer(network, nothing, vectors, signs);
            if (vectors.isEmpty() || vectors.size() == before) {
                continue;
            }
            before = vectors.size();
            for (double angle : WIDTHS) {
                NeuronMerging merged = merged(vectors, signs, angle);
                for (double kink : WIDTHS) {
                    if (asked.add(Question.of(problem.x(), merged, kink))) {
                        List<double[]> polished = new NewtonPolish(problem)
                                .polish(merged.vectors(), merged.signs(), merged.kinks(), kink);
                        answers.add(answer(problem.network(polished, merged.signs()), polished, merged.signs()));
                    }
                }
            }
        }
        double least = answers.stream().mapToDouble(Answer::objective).min().orElseThrow();
        return answers.stream()
                .filter(its -> its.objective() <= least + EQUAL * Math.abs(least))
                .min(Comparator.comparingDouble(Answer::residual))
                .map(Answer::network)
                .orElse(network);
    }

    private Answer answer(TwoLayerNetwork network, List<double[]> vectors, List<Integer> signs) {
        double[] nu = problem.dualPoint(problem.predict(vectors, signs));
        double residual = 0;
        for (int j = 0; j < vectors.size(); j++) {
            double[] v = vectors.get(j);
            double length = Euclidean.norm(v);
            double value = 0;
            for (int i = 0; i < nu.length; i++) {
                value += signs.get(j) * nu[i] * Math.max(0, Euclidean.dot(problem.x()[i], v));
            }
            residual = length > 0 ? Math.max(residual, Math.abs(value / length / problem.beta() - 1)) : residual;
        }
        return new Answer(network, problem.problem().objective(network), residual);
    }

    /** Neurons with the samples that are held on their kinks: what Newton's method starts from. */
    private record Question(List<List<Double>> vectors, List<BitSet> held) {
        static Question of(double[][] x, NeuronMerging merged, double kink) {
            List<List<Double>> vectors = new ArrayList<>();
            List<BitSet> held = new ArrayList<>();
            for (int j = 0; j < merged.vectors().size(); j++) {
                double[] v = merged.vectors().get(j);
                BitSet on = (BitSet) merged.kinks().get(j).clone();
                for (int i = 0; i < x.length; i++) {
                    if (Math.abs(Euclidean.dot(x[i], v)) <= kink * Euclidean.norm(x[i]) * Euclidean.norm(v)) {
                        on.set(i);
                    }
                }
                vectors.add(Arrays.stream(v).boxed().toList());
                held.add(on);
            }
            return new Question(vectors, held);
        }
    }

    private void longer(TwoLayerNetwork network, double part, List<double[]> vectors, List<Integer> signs) {
        List<double[]> all = problem.vectors(network);
        double longest = 0;
        for (double[] v : all) {
            longest = Math.max(longest, Euclidean.norm(v));
        }
        for (int j = 0; j < all.size(); j++) {
            if (Euclidean.norm(all.get(j)) > part * longest && isActive(all.get(j))) {
                vectors.add(all.get(j));
                signs.add(network.signs().get(j));
            }
        }
    }

    private boolean isActive(double[] v) {
        return Arrays.stream(problem.x()).anyMatch(row -> Euclidean.dot(row, v) > 0);
    }

    private NeuronMerging merged(List<double[]> vectors, List<Integer> signs, double angle) {
        List<BitSet> patterns = new ArrayList<>();
        for (double[] v : vectors) {
            BitSet pattern = new BitSet();
            for (int i = 0; i < problem.samples(); i++) {
                pattern.set(i, Euclidean.dot(problem.x()[i], v) > 0);
            }
            patterns.add(pattern);
        }
        double[] nu = problem.dualPoint(problem.predict(vectors, signs));
        return NeuronMerging.of(vectors, signs, patterns, nu, angle);
    }
}
