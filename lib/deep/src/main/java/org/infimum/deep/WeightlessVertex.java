package org.infimum.deep;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A {@link TwoInputVertex} at work in a graph: it has no layer, no parameters, and passes no masks on. */
// Deeplearning4j's base class and its interface disagree about varargs
@SuppressWarnings("overrides")
public abstract class WeightlessVertex extends BaseGraphVertex {
    private static final long serialVersionUID = 1L;

    /**
     * A vertex.
     *
     * @param graph the network
     * @param name the vertex's name
     * @param index its place in the network
     * @param type of its numbers
     */
    protected WeightlessVertex(ComputationGraph graph, String name, int index, DataType type) {
        super(graph, name, index, null, null, type);
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
        // masks of images say nothing about regions, and masks of pixels are the labels', which do not go through the
        // network
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
