package org.infimum.deep.segmentation;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A vertex without parameters that makes score maps of score maps. */
// Deeplearning4j's base class and its interface disagree about varargs
@SuppressWarnings("overrides")
abstract class ScoreMapVertex extends BaseGraphVertex {
    private static final long serialVersionUID = 1L;

    ScoreMapVertex(ComputationGraph graph, String name, int index, DataType type) {
        super(graph, name, index, null, null, type);
    }

    void requireForward() {
        if (!canDoForward()) {
            throw new IllegalStateException("The vertex " + vertexName + " has no input yet.");
        }
    }

    void requireBackward() {
        if (!canDoBackward()) {
            throw new IllegalStateException("The vertex " + vertexName + " has no gradient from above yet.");
        }
    }

    static INDArray plain(INDArray array, ArrayType type, LayerWorkspaceMgr workspaces) {
        return Numbers.isPlain(array) ? array : workspaces.dup(type, array, 'c');
    }

    @Override
    public boolean hasLayer() {
        return false;
    }

    @Override
    public Layer getLayer() {
        return null;
    }

    @Override
    public void setBackpropGradientsViewArray(INDArray view) {
        if (view != null) {
            throw new IllegalStateException(
                    "The vertex " + vertexName + " has no parameters and so no gradient of them.");
        }
    }

    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArrays(INDArray[] masks, MaskState state, int minibatchSize) {
        // masks of pixels are the labels', which do not go through the network
        return null;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
