package org.infimum.deep.onednn;

import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.normalization.LocalResponseNormalization;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Deeplearning4j's local response normalisation on oneDNN. Like the standard layer it looks at no mask. */
final class OneDnnLocalResponseNormalization extends LocalResponseNormalization implements OneDnnLayer {
    private static final long serialVersionUID = 1L;

    private final transient Place place;
    private final transient LocalResponse formula;
    private final transient Recent<Shaped<LocalResponseOperations>> recent = new Recent<>();
    private final transient Fallback fallback = new Fallback();
    private transient Pass pass;

    OneDnnLocalResponseNormalization(NeuralNetConfiguration conf, DataType dataType, Place place) {
        super(conf, dataType);
        this.place = place;
        this.formula = LocalResponse.of(layerConf());
    }

    /** What the backward pass needs of the forward pass; the output is not among it. */
    private record Pass(
            Shaped<LocalResponseOperations> shaped,
            INDArray input,
            INDArray images,
            INDArray logarithms,
            INDArray output) {}

    @Override
    public Optional<String> fallenBack() {
        return fallback.reason();
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        pass = null;
        assertInputSet(false);
        // the standard code says what is wrong with an input that is no image
        if (input.rank() != 4 || !fallback.allows(input, null)) {
            return super.activate(training, workspaces);
        }
        return fallback.run(
                () -> {
                    Pass made = training
                            ? forward(ArrayType.ACTIVATIONS, ArrayType.ACTIVATIONS, ArrayType.ACTIVATIONS, workspaces)
                            : forward(
                                    ArrayType.FF_WORKING_MEM,
                                    ArrayType.FF_WORKING_MEM,
                                    ArrayType.ACTIVATIONS,
                                    workspaces);
                    pass = training ? made : null;
                    return made.output;
                },
                () -> super.activate(training, workspaces));
    }

    private Pass forward(ArrayType imagesType, ArrayType keptType, ArrayType outputType, LayerWorkspaceMgr workspaces) {
        Shaped<LocalResponseOperations> shaped = recent.of(input.shape(), this::shaped);
        INDArray images = shaped.intake().of(input, imagesType, workspaces);
        INDArray logarithms = Format.NHWC.create(workspaces, keptType, input.shape());
        INDArray output = place.output().create(workspaces, outputType, input.shape());
        shaped.operations().forward(images, logarithms, output);
        return new Pass(shaped, input, images, logarithms, output);
    }

    private Shaped<LocalResponseOperations> shaped() {
        return new Shaped<>(
                new LocalResponseOperations(formula, input.shape(), place),
                place.engine(),
                input.shape(),
                input.shape());
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        if (input.rank() != 4 || !fallback.allows(input, null)) {
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
                    ArrayType type = ArrayType.BP_WORKING_MEM;
                    return backward(done != null ? done : forward(type, type, type, workspaces), epsilon, workspaces);
                },
                () -> super.backpropGradient(epsilon, workspaces));
    }

    private Pair<Gradient, INDArray> backward(Pass done, INDArray epsilon, LayerWorkspaceMgr workspaces) {
        INDArray dy = done.shaped.gradients().of(epsilon, ArrayType.BP_WORKING_MEM, workspaces);
        INDArray scaled = Format.NHWC.create(workspaces, ArrayType.BP_WORKING_MEM, input.shape());
        INDArray sums = Format.NHWC.create(workspaces, ArrayType.BP_WORKING_MEM, input.shape());
        INDArray dx = place.input().create(workspaces, ArrayType.ACTIVATION_GRAD, input.shape());
        done.shaped.operations().backward(done.images, done.logarithms, dy, scaled, sums, dx);
        return new Pair<>(new DefaultGradient(), dx);
    }

    @Override
    public void clear() {
        super.clear();
        pass = null;
    }
}
