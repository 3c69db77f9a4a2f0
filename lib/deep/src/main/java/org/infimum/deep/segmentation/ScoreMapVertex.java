package org.infimum.deep.segmentation;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.infimum.deep.WeightlessVertex;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A vertex without parameters that makes score maps of score maps. */
// Deeplearning4j's base class and its interface disagree about varargs
@SuppressWarnings("overrides")
abstract class ScoreMapVertex extends WeightlessVertex {
    private static final long serialVersionUID = 1L;

    ScoreMapVertex(ComputationGraph graph, String name, int index, DataType type) {
        super(graph, name, index, type);
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
}
