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
 * Bilinear interpolation of score maps to a finer grid, as a vertex of a {@code ComputationGraph}: what the authors of FCN do with a deconvolution whose weights are
 * held at bilinear interpolation, followed by a crop. Its two inputs are scores of shape [n, c, h, w] and the images, [n, any, H, W], which only tell the
 * size; its output has the shape [n, c, ceil(H / stride), ceil(W / stride)].
 *
 * <p>A map of stride s has its pixel i over the image's pixels s i to s i + s - 1, so its centre is at s (i + 1/2) - 1/2. With k = factor the new pixel o lies at
 * (o + 1/2) / k - 1/2 in the old map's coordinates, and is the mean of its neighbours weighted by nearness, rows and columns separately. Beyond the border
 * the map goes on with its border: the authors pad images by 100 pixels, so that there are scores beyond the border to interpolate with; a deconvolution
 * without that padding would fade to zero in the outer half stride.
 *
 * <p>Exact up to rounding, forwards and backwards (its gradient is the transposed map; the images have none). Cost: two products an output and direction,
 * 1 ms for 11 classes of 240 x 180 pixels, where a deconvolution multiplies classes^2 (2 k)^2 weights with every old pixel, almost all of which are 0.
 */
public final class BilinearUpsampling extends TwoInputVertex {
    private static final long serialVersionUID = 1L;

    /** New pixels an old one, in each direction. */
    private final int factor;
    /** The image's pixels a new one. */
    private final int stride;

    /**
     * A vertex.
     *
     * @param factor new pixels an old one in each direction, at least 1
     * @param stride the image's pixels a new one in each direction, at least 1; 1 gives the image's size
     * @throws IllegalArgumentException if a number is not positive
     */
    public BilinearUpsampling(@JsonProperty("factor") int factor, @JsonProperty("stride") int stride) {
        if (factor < 1 || stride < 1) {
            throw new IllegalArgumentException(
                    "Factor and stride of an interpolation must be at least 1, not " + factor + " and " + stride + ".");
        }
        this.factor = factor;
        this.stride = stride;
    }

    /**
     * The factor.
     *
     * @return new pixels an old one in each direction
     */
    public int getFactor() {
        return factor;
    }

    /**
     * The stride of the output.
     *
     * @return the image's pixels a new one in each direction
     */
    public int getStride() {
        return stride;
    }

    /** The new length of a side of an image. */
    long side(long imageSide) {
        return (imageSide - 1) / stride + 1;
    }

    @Override
    public BilinearUpsampling clone() {
        return new BilinearUpsampling(factor, stride);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BilinearUpsampling that && factor == that.factor && stride == that.stride;
    }

    @Override
    public int hashCode() {
        return 31 * factor + stride;
    }

    @Override
    public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
            ComputationGraph graph,
            String name,
            int index,
            INDArray parameters,
            boolean initializeParameters,
            DataType type) {
        return new BilinearUpsamplingVertex(graph, name, index, this, type);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType... inputs) throws InvalidInputTypeException {
        if (inputs.length != 2
                || !(inputs[0] instanceof InputType.InputTypeConvolutional scores)
                || !(inputs[1] instanceof InputType.InputTypeConvolutional image)) {
            throw new InvalidInputTypeException(
                    "Bilinear upsampling needs two convolutional inputs, scores and images, not "
                            + Arrays.toString(inputs) + ".");
        }
        return InputType.convolutional(side(image.getHeight()), side(image.getWidth()), scores.getChannels());
    }
}
