package org.infimum.deep;

import java.util.List;
import org.deeplearning4j.nn.updater.UpdaterBlock;

/** Does what one of DL4J's updaters does, mostly by letting it, and records what it did. */
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
    public boolean passable() {
        return blocks.stream().allMatch(AdamFactors::fits);
    }

    @Override
    public void before(Iteration iteration) {
        takeNorm(iteration, Attachment.norm(blocks));
    }

    @Override
    public void after(Iteration iteration) {
        record(iteration, Attachment.norm(blocks));
    }

    @Override
    public void inOnePass(FlatUpdate flat, List<FlatTerms> terms, Iteration iteration) {
        takeNorm(iteration, Math.sqrt(flat.run(new SquaresPass(flat.vectors()))));
        record(iteration, Math.sqrt(flat.run(AdamPass.of(flat, terms, iteration))));
    }

    /** Before the updater, so that a solver with memory is not spoilt by a gradient that is not finite. */
    private void takeNorm(Iteration iteration, double normOfSum) {
        // without the regularisation's gradient, which comes later
        gradientNorm = normOfSum / iteration.batchSize();
        if (!Double.isFinite(iteration.score()) || !Double.isFinite(gradientNorm)) {
            throw new NotFiniteException(solver.name(), iteration.number(), iteration.score(), gradientNorm);
        }
    }

    private void record(Iteration iteration, double stepLength) {
        double rate = solver.updater().hasLearningRate()
                ? solver.updater().getLearningRate(iteration.number(), iteration.epoch())
                : Double.NaN;
        last = new Step(iteration.score(), rate, gradientNorm, stepLength);
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
