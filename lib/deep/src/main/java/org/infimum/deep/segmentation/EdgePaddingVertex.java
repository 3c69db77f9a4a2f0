package org.infimum.deep.segmentation;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link EdgePadding} at work in a graph. */
// Deeplearning4j's base class and its interface disagree about varargs
@SuppressWarnings("overrides")
final class EdgePaddingVertex extends ScoreMapVertex {
    private static final long serialVersionUID = 1L;

    EdgePaddingVertex(ComputationGraph graph, String name, int index, DataType type) {
        super(graph, name, index, type);
    }

    private static INDArray row(INDArray maps, long y) {
        return maps.get(all(), all(), point(y), all());
    }

    private static INDArray column(INDArray maps, long x) {
        return maps.get(all(), all(), all(), point(x));
    }

    private static INDArray inside(INDArray maps) {
        return maps.get(all(), all(), interval(1, maps.size(2) - 1), interval(1, maps.size(3) - 1));
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
        requireForward();
        INDArray maps = inputs[0];
        long h = maps.size(2);
        long w = maps.size(3);
        INDArray output = workspaces.createUninitialized(
                ArrayType.ACTIVATIONS, dataType, new long[] {maps.size(0), maps.size(1), h + 2, w + 2}, 'c');
        inside(output).assign(maps);
        row(output, 0).assign(row(output, 1));
        row(output, h + 1).assign(row(output, h));
        column(output, 0).assign(column(output, 1));
        column(output, w + 1).assign(column(output, w));
        return output;
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
        requireBackward();
        INDArray folded = workspaces.dup(ArrayType.BP_WORKING_MEM, epsilon, 'c');
        long h = inputs[0].size(2);
        long w = inputs[0].size(3);
        column(folded, 1).addi(column(folded, 0));
        column(folded, w).addi(column(folded, w + 1));
        row(folded, 1).addi(row(folded, 0));
        row(folded, h).addi(row(folded, h + 1));
        return new Pair<>(null, new INDArray[] {workspaces.dup(ArrayType.ACTIVATION_GRAD, inside(folded), 'c')});
    }

    @Override
    public String toString() {
        return "EdgePadding(" + vertexName + ")";
    }
}
