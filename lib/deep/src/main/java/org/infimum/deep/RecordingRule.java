package org.infimum.deep;

import java.util.List;
import org.deeplearning4j.nn.updater.UpdaterBlock;

/** Lets DL4J's updater do its work and records what it did. */
final class RecordingRule implements UpdateRule {
    private final Dl4jSolver solver;
    private List<UpdaterBlock> blocks = List.of();
    private double gradientNorm;
    private Step last = Step.NONE;

    RecordingRule(Dl4jSolver solver) {
        this.solver = solver;
    }

    @Override
    public void bind(List<UpdaterBlock> all) {
        blocks = Attachment.trained(all);
    }

    @Override
    public void before(int iteration, double score, int batchSize) {
        // before the updater, so that a solver with memory is not spoilt by a gradient that is not finite; without the
        // regularisation's gradient, which DL4J adds later
        gradientNorm = Attachment.norm(blocks) / batchSize;
        if (!Double.isFinite(score) || !Double.isFinite(gradientNorm)) {
            throw new NotFiniteException(solver.name(), iteration, score, gradientNorm);
        }
    }

    @Override
    public void after(int iteration, int epoch, double score) {
        double rate =
                solver.updater().hasLearningRate() ? solver.updater().getLearningRate(iteration, epoch) : Double.NaN;
        last = new Step(score, rate, gradientNorm, Attachment.norm(blocks));
    }

    @Override
    public Step last() {
        return last;
    }

    @Override
    public double[] state() {
        return new double[0];
    }

    @Override
    public void restore(double[] state) {
        if (state.length != 0) {
            throw new IllegalArgumentException(
                    solver.name() + " keeps no numbers beside DL4J's, but " + state.length + " are given.");
        }
    }
}
