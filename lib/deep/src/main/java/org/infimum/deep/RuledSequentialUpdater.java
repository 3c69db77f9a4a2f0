package org.infimum.deep;

import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.MultiLayerUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A sequential network's update by an {@link UpdateRule}. */
final class RuledSequentialUpdater extends MultiLayerUpdater {
    private static final long serialVersionUID = 1L;

    private final transient RuledUpdate ruled;

    RuledSequentialUpdater(MultiLayerNetwork net, INDArray state, UpdateRule rule, boolean onePass) {
        super(net, state);
        ruled = RuledUpdate.of(rule, this, net.params(), onePass);
    }

    @Override
    public synchronized void update(
            Gradient gradient, int iteration, int epoch, int batchSize, LayerWorkspaceMgr workspaces) {
        ruled.run(
                new Iteration(iteration, epoch, network.score(), isMiniBatch() ? batchSize : 1),
                gradient.gradient(),
                network.params(),
                () -> super.update(gradient, iteration, epoch, batchSize, workspaces));
    }
}
