package org.infimum.deep;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * One parameter of a layer as a piece of the flat vectors.
 *
 * @param block the updater block that it belongs to
 * @param parameter its layer and name
 * @param trained false for what no updater moves: frozen layers, BatchNorm's running mean and variance
 */
record FlatSegment(UpdaterBlock block, UpdaterBlock.ParamState parameter, boolean trained) {
    /** All parameters of the blocks, in the order of the flat vectors, without empty ones. */
    static List<FlatSegment> of(List<UpdaterBlock> blocks) {
        List<FlatSegment> segments = new ArrayList<>();
        for (UpdaterBlock block : blocks) {
            boolean trained = !(block.getGradientUpdater().getConfig() instanceof NoOp);
            for (UpdaterBlock.ParamState parameter : block.getLayersAndVariablesInBlock()) {
                if (parameter.getParamOffsetEnd() > parameter.getParamOffsetStart()) {
                    segments.add(new FlatSegment(block, parameter, trained));
                }
            }
        }
        return segments;
    }

    int start() {
        return parameter.getParamOffsetStart();
    }

    int end() {
        return parameter.getParamOffsetEnd();
    }

    /**
     * Where a component's state is. DL4J keeps a block's state vectors one after the other, each as long as the block.
     *
     * @param position the component, as an index into the flat gradient
     * @param vector which of the block's vectors: 0 is Adam's first moment, 1 its second
     * @return an index into the flat updater state
     */
    int state(int position, int vector) {
        int length = block.getParamOffsetEnd() - block.getParamOffsetStart();
        return block.getUpdaterViewOffsetStart() + vector * length + position - block.getParamOffsetStart();
    }
}
