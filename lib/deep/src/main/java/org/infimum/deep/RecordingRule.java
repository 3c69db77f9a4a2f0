package org.infimum.deep;

import java.util.List;
import org.deeplearning4j.nn.updater.UpdaterBlock;

/** Does what one of DL4J's updaters does, mostly by letting it, and records what it did. */
final class RecordingRule implements UpdateRule {
    private final Dl4jSolver solver;
    private final StepRecorder recorder;
    private List<UpdaterBlock> blocks = List.of();

    RecordingRule(Dl4jSolver solver) {
        this.solver = solver;
        this.recorder = new StepRecorder(solver.name());
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
        recorder.takeNorm(iteration, Attachment.norm(blocks));
    }

    @Override
    public void after(Iteration iteration) {
        recorder.record(iteration, rate(iteration), Attachment.norm(blocks));
    }

    @Override
    public void inOnePass(FlatUpdate flat, List<FlatTerms> terms, Iteration iteration) {
        recorder.takeNorm(iteration, Math.sqrt(flat.run(new SquaresPass(flat.vectors()))));
        double length = Math.sqrt(flat.run(AdamPass.of(flat, terms, block -> AdamFactors.of(block, iteration))));
        recorder.record(iteration, rate(iteration), length);
    }

    private double rate(Iteration iteration) {
        return solver.updater().hasLearningRate()
                ? solver.updater().getLearningRate(iteration.number(), iteration.epoch())
                : Double.NaN;
    }

    @Override
    public Step last() {
        return recorder.last();
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
