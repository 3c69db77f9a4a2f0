package org.infimum.deep.detection;

import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.infimum.deep.WeightlessVertex;
import org.infimum.deep.onednn.TakesAnyImageFormat;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link RoiMaxPooling} at work in a graph. */
// Deeplearning4j's base class and its interface disagree about varargs
@SuppressWarnings("overrides")
final class RoiMaxPoolingVertex extends WeightlessVertex implements TakesAnyImageFormat {
    private static final long serialVersionUID = 1L;

    private final transient RoiMaxPooling pooling;
    private final transient RoiMaximum maximum;
    private transient Pass pass;

    RoiMaxPoolingVertex(ComputationGraph graph, String name, int index, RoiMaxPooling pooling, DataType type) {
        super(graph, name, index, type);
        this.pooling = pooling;
        this.maximum = type == DataType.DOUBLE ? new DoubleRoiMaximum() : new FloatRoiMaximum();
    }

    /** What the backward pass needs of the forward pass: the places of the maxima are in {@link #maximum}. */
    private record Pass(INDArray features, INDArray rois, FeatureMaps shape, RoiBins bins) {}

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
        if (!canDoForward()) {
            throw new IllegalStateException("ROI pooling " + vertexName + " has no features or no regions yet.");
        }
        pass = null;
        Pass made = prepare();
        INDArray output = workspaces.createUninitialized(
                ArrayType.ACTIVATIONS,
                dataType,
                new long[] {made.bins.regions(), made.shape.channels(), pooling.getRows(), pooling.getColumns()},
                'c');
        maximum.forward(readable(made, workspaces), made.shape, made.bins, output, training);
        pass = training ? made : null;
        return output;
    }

    private Pass prepare() {
        INDArray features = inputs[0];
        if (features.dataType() != dataType || (dataType != DataType.FLOAT && dataType != DataType.DOUBLE)) {
            throw new IllegalStateException(
                    "ROI pooling works on features of type FLOAT or DOUBLE, the same as the network's, not on "
                            + features.dataType() + " in a network of type " + dataType + ".");
        }
        FeatureMaps shape = FeatureMaps.of(features);
        return new Pass(
                features,
                inputs[1],
                shape,
                new RoiBins(pooling, inputs[1], shape.images(), shape.height(), shape.width()));
    }

    /** The features without gaps. */
    private static INDArray readable(Pass made, LayerWorkspaceMgr workspaces) {
        return made.shape.fits(made.features)
                ? made.features
                : workspaces.dup(ArrayType.FF_WORKING_MEM, made.features, 'c');
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
        if (!canDoBackward()) {
            throw new IllegalStateException("ROI pooling " + vertexName + " has no gradient from above yet.");
        }
        Pass done = pass != null && pass.features == inputs[0] && pass.rois == inputs[1] ? pass : null;
        pass = null;
        if (done == null) {
            // DL4J lets a backward pass stand alone: then the maxima are searched here
            done = prepare();
            maximum.search(readable(done, workspaces), done.shape, done.bins);
        }
        FeatureMaps shape = done.shape;
        INDArray dy = isPlain(epsilon) ? epsilon : workspaces.dup(ArrayType.BP_WORKING_MEM, epsilon, 'c');
        INDArray dx = shape.pixelsFirst()
                ? workspaces
                        .createUninitialized(
                                ArrayType.ACTIVATION_GRAD,
                                dataType,
                                new long[] {shape.images(), shape.height(), shape.width(), shape.channels()},
                                'c')
                        .permute(0, 3, 1, 2)
                : workspaces.createUninitialized(
                        ArrayType.ACTIVATION_GRAD,
                        dataType,
                        new long[] {shape.images(), shape.channels(), shape.height(), shape.width()},
                        'c');
        maximum.backward(dy, shape, done.bins, dx);
        return new Pair<>(null, new INDArray[] {dx, null});
    }

    private static boolean isPlain(INDArray array) {
        return array.ordering() == 'c' && org.nd4j.linalg.api.shape.Shape.hasDefaultStridesForShape(array);
    }

    @Override
    public void clear() {
        super.clear();
        pass = null;
    }

    @Override
    public String toString() {
        return "RoiMaxPooling(" + vertexName + ", scale " + pooling.getSpatialScale() + ", " + pooling.getRows() + " x "
                + pooling.getColumns() + ")";
    }
}
