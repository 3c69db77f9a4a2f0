package org.infimum.deep.segmentation;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Lets maps of shape [n, c, h, w] go on with their border by one pixel on each side, [n, c, h + 2, w + 2], as a vertex of a {@code ComputationGraph}: what a learned
 * deconvolution needs to have something to interpolate with at the border.
 */
public final class EdgePadding extends GraphVertex {
    private static final long serialVersionUID = 1L;

    /** A vertex; it has no settings. */
    public EdgePadding() {}

    @Override
    public EdgePadding clone() {
        return new EdgePadding();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EdgePadding;
    }

    @Override
    public int hashCode() {
        return EdgePadding.class.hashCode();
    }

    @Override
    public long numParams(boolean backprop) {
        return 0;
    }

    @Override
    public int minVertexInputs() {
        return 1;
    }

    @Override
    public int maxVertexInputs() {
        return 1;
    }

    @Override
    public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
            ComputationGraph graph,
            String name,
            int index,
            INDArray parameters,
            boolean initializeParameters,
            DataType type) {
        return new EdgePaddingVertex(graph, name, index, type);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType... inputs) throws InvalidInputTypeException {
        if (inputs.length != 1 || !(inputs[0] instanceof InputType.InputTypeConvolutional maps)) {
            throw new InvalidInputTypeException(
                    "Padding needs one convolutional input, not " + Arrays.toString(inputs) + ".");
        }
        return InputType.convolutional(maps.getHeight() + 2, maps.getWidth() + 2, maps.getChannels());
    }

    @Override
    public MemoryReport getMemoryReport(InputType... inputs) {
        return new LayerMemoryReport.Builder(null, EdgePadding.class, inputs[0], getOutputType(-1, inputs))
                .standardMemory(0, 0)
                .workingMemory(0, 0, 0, 0)
                .cacheMemory(0, 0)
                .build();
    }
}
