package org.infimum.deep;

import java.util.List;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.learning.config.IUpdater;

/** A solver's own rule that counts how often it was run in one pass. */
final class CountedRule implements UpdateRule {
    private final UpdateRule rule;
    private int passes;

    private CountedRule(UpdateRule rule) {
        this.rule = rule;
    }

    /** Attaches a solver as it attaches itself, with one pass allowed or not. */
    static CountedRule attach(NetworkSolver solver, NetworkAdapter net, boolean onePass) {
        CountedRule counted;
        IUpdater updater;
        if (solver instanceof BpGrad bpGrad) {
            counted = new CountedRule(new BpGradRule(bpGrad, net));
            updater = new BpGradConfig(bpGrad);
        } else {
            counted = new CountedRule(new RecordingRule((Dl4jSolver) solver));
            updater = ((Dl4jSolver) solver).updater();
        }
        Attachment.attach(net, updater, counted, onePass);
        return counted;
    }

    int passes() {
        return passes;
    }

    @Override
    public void bind(List<UpdaterBlock> blocks) {
        rule.bind(blocks);
    }

    @Override
    public boolean passable() {
        return rule.passable();
    }

    @Override
    public void before(Iteration iteration) {
        rule.before(iteration);
    }

    @Override
    public void after(Iteration iteration) {
        rule.after(iteration);
    }

    @Override
    public void inOnePass(FlatUpdate flat, List<FlatTerms> terms, Iteration iteration) {
        passes++;
        rule.inOnePass(flat, terms, iteration);
    }

    @Override
    public Step last() {
        return rule.last();
    }

    @Override
    public double[] state() {
        return rule.state();
    }

    @Override
    public void restore(double[] state) {
        rule.restore(state);
    }
}
