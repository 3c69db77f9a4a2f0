package org.infimum.deep.onednn;

import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Deeplearning4j's two-dimensional convolution on oneDNN. Falls back on the standard code for what oneDNN is not fast at. */
final class OneDnnConvolution extends ConvolutionLayer implements OneDnnLayer {
    private static final long serialVersionUID = 1L;

    private final transient Place place;
    private final transient Optional<Elementwise> function;
    private final transient Recent<Shaped<ConvolutionOperations>> recent = new Recent<>();
    private final transient Fallback fallback = new Fallback();
    private transient Pass pass;

    OneDnnConvolution(NeuralNetConfiguration conf, DataType dataType, Place place) {
        super(conf, dataType);
        this.place = place;
        this.function = Elementwise.of(layerConf().getActivationFn());
    }

    /** What the backward pass needs of the forward pass. */
    private record Pass(Shaped<ConvolutionOperations> shaped, INDArray input, INDArray images, INDArray output) {}

    @Override
    public Optional<String> fallenBack() {
        return fallback.reason();
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        pass = null;
        assertInputSet(false);
        validateInputRank();
        validateInputDepth(layerConf().getNIn());
        if (!fallback.allows(input, maskArray)) {
            return super.activate(training, workspaces);
        }
        return fallback.run(
                () -> {
                    applyDropOutIfNecessary(training, workspaces);
                    Pass made = forward(training, workspaces);
                    pass = training ? made : null;
                    return made.output;
                },
                () -> super.activate(training, workspaces));
    }

    private Pass forward(boolean training, LayerWorkspaceMgr workspaces) {
        Shaped<ConvolutionOperations> shaped = recent.of(input.shape(), this::shaped);
        // not INPUT: between a graph's feedForward and backpropGradient the memory of that type is used for other
        // things
        INDArray images =
                shaped.intake().of(input, training ? ArrayType.ACTIVATIONS : ArrayType.FF_WORKING_MEM, workspaces);
        ConvolutionShape shape = shaped.operations().shape();
        INDArray output = place.output().create(workspaces, ArrayType.ACTIVATIONS, shape.output());
        shaped.operations()
                .forward(
                        images,
                        getParam(ConvolutionParamInitializer.WEIGHT_KEY),
                        hasBias() ? getParam(ConvolutionParamInitializer.BIAS_KEY) : null,
                        output);
        place.passOn(output);
        return new Pass(shaped, input, images, output);
    }

    private Shaped<ConvolutionOperations> shaped() {
        org.deeplearning4j.nn.conf.layers.ConvolutionLayer layer = layerConf();
        Window window = Window.of(
                input,
                layer.getKernelSize(),
                layer.getStride(),
                layer.getPadding(),
                layer.getDilation(),
                convolutionMode);
        ConvolutionShape shape = new ConvolutionShape(
                input.shape(), getParam(ConvolutionParamInitializer.WEIGHT_KEY).shape(), hasBias(), window);
        return new Shaped<>(
                new ConvolutionOperations(shape, function, place), place.engine(), shape.input(), shape.output());
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        if (!fallback.allows(input, maskArray)) {
            return super.backpropGradient(epsilon, workspaces);
        }
        // DL4J lets a backward pass stand alone: then the forward pass is done here
        Pass done = pass != null && pass.input == input ? pass : null;
        pass = null;
        return fallback.run(
                () -> backward(done != null ? done : forward(true, workspaces), epsilon, workspaces),
                () -> super.backpropGradient(epsilon, workspaces));
    }

    private Pair<Gradient, INDArray> backward(Pass done, INDArray epsilon, LayerWorkspaceMgr workspaces) {
        ConvolutionOperations operations = done.shaped.operations();
        INDArray dz = behindFunction(done, epsilon, workspaces);
        INDArray dw = gradientViews.get(ConvolutionParamInitializer.WEIGHT_KEY);
        INDArray db = hasBias() ? gradientViews.get(ConvolutionParamInitializer.BIAS_KEY) : null;
        operations.weightGradient(done.images, dz, dw, db);
        Gradient gradient = new DefaultGradient();
        if (hasBias()) {
            gradient.setGradientFor(ConvolutionParamInitializer.BIAS_KEY, db);
        }
        gradient.setGradientFor(ConvolutionParamInitializer.WEIGHT_KEY, dw, 'c');
        weightNoiseParams.clear();
        if (place.inputGradient() != InputGradient.COMPUTED) {
            return new Pair<>(gradient, place.inputGradient().standIn(input.size(0), workspaces));
        }
        INDArray dx = place.input().create(workspaces, ArrayType.ACTIVATION_GRAD, input.shape());
        operations.inputGradient(getParam(ConvolutionParamInitializer.WEIGHT_KEY), dz, dx);
        return new Pair<>(gradient, backpropDropOutIfPresent(dx));
    }

    private static INDArray behindFunction(Pass done, INDArray epsilon, LayerWorkspaceMgr workspaces) {
        ConvolutionOperations operations = done.shaped.operations();
        boolean asItIs = operations.hasFunction() && Format.of(epsilon).isPresent();
        INDArray dy = asItIs ? epsilon : done.shaped.gradients().of(epsilon, ArrayType.BP_WORKING_MEM, workspaces);
        if (!operations.hasFunction()) {
            return dy;
        }
        INDArray dz = Format.NHWC.create(
                workspaces, ArrayType.BP_WORKING_MEM, operations.shape().output());
        operations.chain(done.output, dy, Format.of(dy).orElseThrow(), dz);
        return dz;
    }

    @Override
    public void clear() {
        super.clear();
        pass = null;
    }
}
