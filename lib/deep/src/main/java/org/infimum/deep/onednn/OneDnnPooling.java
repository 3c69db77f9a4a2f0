package org.infimum.deep.onednn;

import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Deeplearning4j's two-dimensional max and average pooling on oneDNN. */
final class OneDnnPooling extends SubsamplingLayer implements OneDnnLayer {
    private static final long serialVersionUID = 1L;

    private final transient Place place;
    private final transient Recent<Shaped<PoolingOperations>> recent = new Recent<>();
    private final transient Fallback fallback = new Fallback();
    private transient Pass pass;

    OneDnnPooling(NeuralNetConfiguration conf, DataType dataType, Place place) {
        super(conf, dataType);
        this.place = place;
        // for calls that are left to the standard code: the helper's average gradient leaves padding out of the
        // divisor, always
        helper = null;
    }

    /** What the backward pass needs of the forward pass; the output is not among it. */
    private record Pass(Shaped<PoolingOperations> shaped, INDArray input, Optional<INDArray> maxima, INDArray output) {}

    @Override
    public Optional<String> fallenBack() {
        return fallback.reason();
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        pass = null;
        assertInputSet(false);
        // the standard code says what is wrong with an input that is no image
        if (input.rank() != 4 || !fallback.allows(input, maskArray)) {
            return super.activate(training, workspaces);
        }
        return fallback.run(
                () -> {
                    Pass made = forward(training, ArrayType.ACTIVATIONS, workspaces);
                    pass = training ? made : null;
                    return made.output;
                },
                () -> super.activate(training, workspaces));
    }

    private Pass forward(boolean training, ArrayType type, LayerWorkspaceMgr workspaces) {
        Shaped<PoolingOperations> shaped = recent.of(input.shape(), this::shaped);
        PoolingOperations operations = shaped.operations();
        INDArray images = shaped.intake().of(input, ArrayType.FF_WORKING_MEM, workspaces);
        INDArray output = place.output().create(workspaces, type, operations.output());
        if (!training) {
            operations.inference(images, output);
            return new Pass(shaped, input, Optional.empty(), output);
        }
        Optional<INDArray> maxima = operations.maximaBytes() == 0
                ? Optional.empty()
                : Optional.of(workspaces.createUninitialized(type, DataType.UINT8, operations.maximaBytes()));
        operations.forward(images, output, maxima);
        return new Pass(shaped, input, maxima, output);
    }

    private Shaped<PoolingOperations> shaped() {
        org.deeplearning4j.nn.conf.layers.SubsamplingLayer layer = layerConf();
        Window window = Window.of(
                input,
                layer.getKernelSize(),
                layer.getStride(),
                layer.getPadding(),
                layer.getDilation(),
                convolutionMode);
        PoolingOperations operations = new PoolingOperations(algorithm(layer), input.shape(), window, place);
        return new Shaped<>(operations, place.engine(), input.shape(), operations.output());
    }

    private static dnnl.algorithm algorithm(org.deeplearning4j.nn.conf.layers.SubsamplingLayer layer) {
        if (layer.getPoolingType() == PoolingType.MAX) {
            return dnnl.algorithm.pooling_max;
        }
        return layer.isAvgPoolIncludePadInDivisor()
                ? dnnl.algorithm.pooling_avg_include_padding
                : dnnl.algorithm.pooling_avg_exclude_padding;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        if (!fallback.allows(input, maskArray)) {
            return super.backpropGradient(epsilon, workspaces);
        }
        Pass done = pass != null && pass.input == input ? pass : null;
        pass = null;
        if (place.inputGradient() != InputGradient.COMPUTED) {
            return new Pair<>(new DefaultGradient(), place.inputGradient().standIn(input.size(0), workspaces));
        }
        return fallback.run(
                () -> {
                    // DL4J lets a backward pass stand alone: then the forward pass is done here
                    Pass used = done != null ? done : forward(true, ArrayType.BP_WORKING_MEM, workspaces);
                    INDArray dy = used.shaped.gradients().of(epsilon, ArrayType.BP_WORKING_MEM, workspaces);
                    INDArray dx = place.input().create(workspaces, ArrayType.ACTIVATION_GRAD, input.shape());
                    used.shaped.operations().backward(dy, dx, used.maxima);
                    return new Pair<>(new DefaultGradient(), dx);
                },
                () -> super.backpropGradient(epsilon, workspaces));
    }

    @Override
    public void clear() {
        super.clear();
        pass = null;
    }
}
