package org.infimum.deep.segmentation;

import java.util.Arrays;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.infimum.deep.onednn.GivesNoInputGradient;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link BilinearUpsampling} at work in a graph. */
// Deeplearning4j's base class and its interface disagree about varargs
@SuppressWarnings("overrides")
final class BilinearUpsamplingVertex extends ScoreMapVertex implements GivesNoInputGradient {
    private static final long serialVersionUID = 1L;

    private final transient BilinearUpsampling settings;

    BilinearUpsamplingVertex(
            ComputationGraph graph, String name, int index, BilinearUpsampling settings, DataType type) {
        super(graph, name, index, type);
        this.settings = settings;
    }

    /** The shape of the output. */
    private long[] shape() {
        long[] scores = inputs[0].shape();
        long[] images = inputs[1].shape();
        long height = settings.side(images[2]);
        long width = settings.side(images[3]);
        int k = settings.getFactor();
        if (scores[2] != (height - 1) / k + 1 || scores[3] != (width - 1) / k + 1) {
            throw new IllegalStateException("The scores of " + vertexName + " have the shape " + Arrays.toString(scores)
                    + ", which is no grid of " + k * settings.getStride() + " pixels over images of the shape "
                    + Arrays.toString(images) + ".");
        }
        return new long[] {scores[0], scores[1], height, width};
    }

    private Interpolation interpolation(long[] larger) {
        return new Interpolation(
                (int) inputs[0].size(2),
                (int) inputs[0].size(3),
                Math.toIntExact(larger[2]),
                Math.toIntExact(larger[3]),
                settings.getFactor());
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
        requireForward();
        long[] shape = shape();
        int plane = Math.toIntExact(shape[2] * shape[3]);
        int old = (int) (inputs[0].size(2) * inputs[0].size(3));
        int maps = (int) (shape[0] * shape[1]);
        Math.multiplyExact(maps, plane);
        INDArray output = workspaces.createUninitialized(ArrayType.ACTIVATIONS, dataType, shape, 'c');
        Numbers from = Numbers.of(plain(inputs[0], ArrayType.FF_WORKING_MEM, workspaces));
        Numbers to = Numbers.of(output);
        Interpolation interpolation = interpolation(shape);
        for (int map = 0; map < maps; map++) interpolation.forward(from, map * old, to, map * plane);
        from.keepUntilHere();
        to.keepUntilHere();
        return output;
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
        requireBackward();
        long[] shape = epsilon.shape();
        int plane = (int) (shape[2] * shape[3]);
        int old = (int) (inputs[0].size(2) * inputs[0].size(3));
        INDArray gradient = workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, inputs[0].shape(), 'c');
        Numbers from = Numbers.of(plain(epsilon, ArrayType.BP_WORKING_MEM, workspaces));
        Numbers to = Numbers.of(gradient);
        Interpolation interpolation = interpolation(shape);
        for (int map = 0; map < shape[0] * shape[1]; map++) {
            interpolation.backward(from, map * plane, to, map * old);
        }
        from.keepUntilHere();
        to.keepUntilHere();
        // the images tell the size alone
        return new Pair<>(null, new INDArray[] {gradient, null});
    }

    @Override
    public String toString() {
        return "BilinearUpsampling(" + vertexName + ", " + settings.getFactor() + " times)";
    }
}
