package org.infimum.deep;

import java.util.List;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * {@link Eve}'s step. alpha m / (d sqrt(v) + epsilon) is Adam's step with the rate alpha / d and epsilon / d in the place of alpha
 * and epsilon, so that Adam's pass and ND4J's operation do the work.
 */
final class EveRule implements UpdateRule {
    private final Eve solver;
    private final EveFeedback feedback;
    private final StepRecorder recorder;
    private final ISchedule rates;
    private List<UpdaterBlock> blocks = List.of();
    private double d = 1;

    EveRule(Eve solver) {
        this.solver = solver;
        this.feedback = new EveFeedback(solver);
        this.recorder = new StepRecorder(solver.name());
        this.rates = solver.rateDrops().schedule(solver.rate());
    }

    @Override
    public void bind(List<UpdaterBlock> all) {
        blocks = Attachment.trained(all);
        for (UpdaterBlock block : blocks) {
            ((RuledGradient) block.getGradientUpdater()).attach(this::update);
        }
    }

    @Override
    public boolean passable() {
        return true;
    }

    @Override
    public void before(Iteration iteration) {
        recorder.takeNorm(iteration, Attachment.norm(blocks));
        d = feedback.next(iteration.score(), iteration.number());
    }

    private void update(INDArray gradient, INDArray state, Iteration iteration) {
        long n = gradient.length();
        INDArray all = state.reshape(state.length());
        INDArray first = all.get(NDArrayIndex.interval(0, n));
        INDArray second = all.get(NDArrayIndex.interval(n, 2 * n));
        Nd4j.exec(new AdamUpdater(
                gradient.reshape(n),
                second,
                first,
                rate(iteration),
                solver.beta1(),
                solver.beta2(),
                solver.epsilon() / d,
                iteration.number()));
    }

    @Override
    public void after(Iteration iteration) {
        recorder.record(iteration, rate(iteration), Attachment.norm(blocks));
    }

    @Override
    public void inOnePass(FlatUpdate flat, List<FlatTerms> terms, Iteration iteration) {
        recorder.takeNorm(iteration, Math.sqrt(flat.run(new SquaresPass(flat.vectors()))));
        d = feedback.next(iteration.score(), iteration.number());
        Adam adam = new Adam(rate(iteration), solver.beta1(), solver.beta2(), solver.epsilon() / d);
        AdamFactors factors = AdamFactors.of(adam, iteration.number(), iteration.epoch());
        recorder.record(iteration, rate(iteration), Math.sqrt(flat.run(AdamPass.of(flat, terms, block -> factors))));
    }

    /** alpha_t / d_t. */
    private double rate(Iteration iteration) {
        return rates.valueAt(iteration.number(), iteration.epoch()) / d;
    }

    @Override
    public Step last() {
        return recorder.last();
    }

    @Override
    public double[] state() {
        return feedback.state();
    }

    @Override
    public void restore(double[] state) {
        if (state.length != 2) {
            throw new IllegalArgumentException(solver.name() + "'s state has 2 numbers, not " + state.length + ".");
        }
        feedback.restore(state);
    }
}
