package org.infimum.deep.detection;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.infimum.deep.TwoInputVertex;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * ROI max pooling (Girshick, ICCV 2015, Sec. 2.1) as a vertex of a {@code ComputationGraph}. Its two inputs are feature maps of shape
 * [n, c, h, w] and regions of interest of shape [R, 5], each a row (image, x1, y1, x2, y2): the number of the image in the batch, from 0,
 * and the corners in pixels of the network's input, both inside. Its output, of shape [R, c, rows, columns], is the maximum of the
 * features over the cells of a grid that is laid over each region.
 *
 * <p>The grid, with the rounding of the authors' Caffe layer: corners times the spatial scale, rounded half away from zero, are the first
 * and last pixel of the feature map; a region has at least one pixel. Of a region of H rows, cell i of {@code rows} has the rows from
 * floor(i H / rows) to ceil((i + 1) H / rows), the last one not included, so that neighbouring cells may overlap; columns alike. What
 * lies outside the feature map does not count; a cell with no pixel gives 0. Fractions are exact here; in the original's single
 * precision a cell can get another pixel where the division comes out whole.
 *
 * <p>Each output's gradient goes to the pixel that was the maximum, the first one in reading order where several were; gradients are
 * summed in the order of the regions, whatever the number of threads. The regions have no gradient.
 *
 * <p>The number of regions and of images and the size of the feature map may change from call to call. Feature maps are read, and their
 * gradient is given, in NCHW or NHWC strides as they come; {@link org.infimum.deep.onednn.FastLayers} leaves them in NHWC. Single
 * precision is fast; double precision is for gradient checks, other types are refused.
 */
public final class RoiMaxPooling extends TwoInputVertex {
    private static final long serialVersionUID = 1L;

    /** Pixels of the feature map a pixel of the input. */
    private final double spatialScale;
    /** The output's height. */
    private final int rows;
    /** The output's width. */
    private final int columns;

    /**
     * A vertex.
     *
     * @param spatialScale pixels of the feature map a pixel of the network's input, 1 / stride of the trunk; above 0 to 1
     * @param rows the output's height, at least 1
     * @param columns the output's width, at least 1
     * @throws IllegalArgumentException if a number is out of range
     */
    public RoiMaxPooling(
            @JsonProperty("spatialScale") double spatialScale,
            @JsonProperty("rows") int rows,
            @JsonProperty("columns") int columns) {
        if (!(spatialScale > 0 && spatialScale <= 1)) {
            throw new IllegalArgumentException("The spatial scale is 1 / stride of the layers below, above 0 to 1, not "
                    + spatialScale + "; give 1.0 / 16 for a stride of 16.");
        }
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException(
                    "Regions are pooled to at least 1 x 1, not " + rows + " x " + columns + " (rows x columns).");
        }
        this.spatialScale = spatialScale;
        this.rows = rows;
        this.columns = columns;
    }

    /**
     * The spatial scale.
     *
     * @return pixels of the feature map a pixel of the input
     */
    public double getSpatialScale() {
        return spatialScale;
    }

    /**
     * The output's height.
     *
     * @return in pixels
     */
    public int getRows() {
        return rows;
    }

    /**
     * The output's width.
     *
     * @return in pixels
     */
    public int getColumns() {
        return columns;
    }

    @Override
    public RoiMaxPooling clone() {
        return new RoiMaxPooling(spatialScale, rows, columns);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RoiMaxPooling that
                && spatialScale == that.spatialScale
                && rows == that.rows
                && columns == that.columns;
    }

    @Override
    public int hashCode() {
        return Double.hashCode(spatialScale) * 31 * 31 + rows * 31 + columns;
    }

    @Override
    public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
            ComputationGraph graph,
            String name,
            int index,
            INDArray parameters,
            boolean initializeParameters,
            DataType type) {
        return new RoiMaxPoolingVertex(graph, name, index, this, type);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType... inputs) throws InvalidInputTypeException {
        if (inputs.length != 2
                || !(inputs[0] instanceof InputType.InputTypeConvolutional features)
                || !(inputs[1] instanceof InputType.InputTypeFeedForward regions)
                || regions.getSize() != RoiBins.ROW) {
            throw new InvalidInputTypeException("ROI max pooling needs two inputs, a convolutional one and one with "
                    + RoiBins.ROW + " columns (image, x1, y1, x2, y2), not " + java.util.Arrays.toString(inputs) + ".");
        }
        return InputType.convolutional(rows, columns, features.getChannels());
    }
}
