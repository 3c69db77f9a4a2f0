package org.infimum.deep;

import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs an {@link UpdateRule} around a graph's update. */
final class RuledGraphUpdater extends ComputationGraphUpdater {
    private static final long serialVersionUID = 1L;

    private final transient UpdateRule rule;

    RuledGraphUpdater(ComputationGraph net, INDArray state, UpdateRule rule) {
        super(net, state);
        this.rule = rule;
        rule.bind(updaterBlocks);
    }

    @Override
    public synchronized void update(
            Gradient gradient, int iteration, int epoch, int batchSize, LayerWorkspaceMgr workspaces) {
        double score = network.score();
        rule.before(iteration, score, batchSize);
        super.update(gradient, iteration, epoch, batchSize, workspaces);
        rule.after(iteration, epoch, score);
    }
}
