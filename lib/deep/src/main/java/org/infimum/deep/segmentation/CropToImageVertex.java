package org.infimum.deep.segmentation;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import java.util.Arrays;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.infimum.deep.onednn.GivesNoInputGradient;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link CropToImage} at work in a graph. */
// Deeplearning4j's base class and its interface disagree about varargs
@SuppressWarnings("overrides")
final class CropToImageVertex extends ScoreMapVertex implements GivesNoInputGradient {
    private static final long serialVersionUID = 1L;

    private final transient CropToImage settings;

    CropToImageVertex(ComputationGraph graph, String name, int index, CropToImage settings, DataType type) {
        super(graph, name, index, type);
        this.settings = settings;
    }

    /** The part that is left, a view. */
    private INDArray window(INDArray maps) {
        long top = settings.getOffset();
        long height = settings.side(inputs[1].size(2));
        long width = settings.side(inputs[1].size(3));
        if (top + height > maps.size(2) || top + width > maps.size(3)) {
            throw new IllegalStateException("The maps of " + vertexName + " have the shape "
                    + Arrays.toString(maps.shape()) + ", too small for a crop at " + top + " to images of the shape "
                    + Arrays.toString(inputs[1].shape()) + ".");
        }
        return maps.get(all(), all(), interval(top, top + height), interval(top, top + width));
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
        requireForward();
        return workspaces.dup(ArrayType.ACTIVATIONS, window(inputs[0]), 'c');
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
        requireBackward();
        INDArray gradient = workspaces.create(ArrayType.ACTIVATION_GRAD, dataType, inputs[0].shape(), 'c');
        window(gradient).assign(epsilon);
        // the images tell the size alone
        return new Pair<>(null, new INDArray[] {gradient, null});
    }

    @Override
    public String toString() {
        return "CropToImage(" + vertexName + ", at " + settings.getOffset() + ")";
    }
}
