package org.infimum.deep.segmentation;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.infimum.deep.TwoInputVertex;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Cuts maps to the grid of the images, as a vertex of a {@code ComputationGraph}: of maps [n, c, h, w] beside images [n, any, H, W] the ceil(H / stride) rows and
 * ceil(W / stride) columns from an offset on. The crop of the authors' networks.
 */
public final class CropToImage extends TwoInputVertex {
    private static final long serialVersionUID = 1L;

    /** Rows and columns left out at the top and on the left. */
    private final int offset;
    /** The image's pixels a pixel of the maps. */
    private final int stride;

    /**
     * A vertex.
     *
     * @param offset rows left out at the top and columns on the left, at least 0
     * @param stride the image's pixels a pixel of the maps, at least 1
     * @throws IllegalArgumentException if a number is out of range
     */
    public CropToImage(@JsonProperty("offset") int offset, @JsonProperty("stride") int stride) {
        if (offset < 0 || stride < 1) {
            throw new IllegalArgumentException("A crop begins at 0 or later and has a stride of at least 1, not "
                    + offset + " and " + stride + ".");
        }
        this.offset = offset;
        this.stride = stride;
    }

    /**
     * The offset.
     *
     * @return rows left out at the top and columns on the left
     */
    public int getOffset() {
        return offset;
    }

    /**
     * The stride.
     *
     * @return the image's pixels a pixel of the maps
     */
    public int getStride() {
        return stride;
    }

    /** The length that is left of a side of an image. */
    long side(long imageSide) {
        return (imageSide - 1) / stride + 1;
    }

    @Override
    public CropToImage clone() {
        return new CropToImage(offset, stride);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CropToImage that && offset == that.offset && stride == that.stride;
    }

    @Override
    public int hashCode() {
        return 31 * offset + stride;
    }

    @Override
    public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
            ComputationGraph graph,
            String name,
            int index,
            INDArray parameters,
            boolean initializeParameters,
            DataType type) {
        return new CropToImageVertex(graph, name, index, this, type);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType... inputs) throws InvalidInputTypeException {
        if (inputs.length != 2
                || !(inputs[0] instanceof InputType.InputTypeConvolutional maps)
                || !(inputs[1] instanceof InputType.InputTypeConvolutional image)) {
            throw new InvalidInputTypeException(
                    "A crop needs two convolutional inputs, maps and images, not " + Arrays.toString(inputs) + ".");
        }
        return InputType.convolutional(side(image.getHeight()), side(image.getWidth()), maps.getChannels());
    }
}
