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
        CountedRule counted = new CountedRule(rule(solver, net));
        IUpdater updater = updater(solver);
        Attachment.attach(net, updater, counted, onePass);
        return counted;
    }

    private static UpdateRule rule(NetworkSolver solver, NetworkAdapter net) {
        if (solver instanceof BpGrad bpGrad) {
            return bpGrad.rule(net);
        }
        if (solver instanceof AliG aliG) {
            return aliG.rule(net);
        }
        if (solver instanceof Sps sps) {
            return sps.rule(net);
        }
        return solver instanceof Eve eve ? eve.rule() : new RecordingRule((Dl4jSolver) solver);
    }

    private static IUpdater updater(NetworkSolver solver) {
        if (solver instanceof BpGrad bpGrad) {
            return bpGrad.config();
        }
        if (solver instanceof AliG aliG) {
            return aliG.config();
        }
        if (solver instanceof Sps sps) {
            return sps.config();
        }
        return solver instanceof Eve eve ? eve.config() : ((Dl4jSolver) solver).updater();
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
