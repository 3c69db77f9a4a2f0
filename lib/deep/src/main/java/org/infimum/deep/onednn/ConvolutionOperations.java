package org.infimum.deep.onednn;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The convolution of one shape: y = f(W * x + b) and its gradients. x and dz are in NHWC, y and dx in the formats of the layer's place.
 */
final class ConvolutionOperations extends WeightedOperations {
    private static final dnnl.algorithm DIRECT = dnnl.algorithm.convolution_direct;
    /** Vectors of AVX2 hold eight floats. */
    private static final int VECTOR = 8;
    /** Up to so many input channels (grey, colour) oneDNN's generated code knows a first layer. */
    private static final int IMAGE_CHANNELS = 4;
    /** 5 x 5. */
    private static final int LARGE_KERNEL = 25;

    private final Engine engine;
    private final ConvolutionShape shape;
    private final memory.desc nhwcInput;
    private final memory.desc nhwcOutput;
    private final memory.desc placedOutput;
    private final memory.desc plainWeights;
    private final memory.desc anyWeights;
    private final memory.desc biases;
    private final convolution_forward.primitive_desc hint;
    private final Map<Format, Operation> chains = new EnumMap<>(Format.class);

    ConvolutionOperations(ConvolutionShape shape, Optional<Elementwise> function, Place place) {
        super(shape.bias(), function, place);
        this.engine = place.engine();
        this.shape = shape;
        nhwcInput = Format.NHWC.describe(natives, shape.input());
        nhwcOutput = Format.NHWC.describe(natives, shape.output());
        placedOutput = place.output().describe(natives, shape.output());
        plainWeights = describe(memory.format_tag.oihw, shape.weights());
        anyWeights = describe(memory.format_tag.any, shape.weights());
        biases = describeBiases(shape.outputChannels());
        hint = natives.own(describeForward());
    }

    private convolution_forward.primitive_desc describeForward() {
        Window w = shape.window();
        return new convolution_forward.primitive_desc(
                engine.device(),
                dnnl.prop_kind.forward_training,
                DIRECT,
                nhwcInput,
                anyWeights,
                biases,
                nhwcOutput,
                w.strides(),
                w.dilations(),
                w.before(),
                w.after(),
                forwardAttributes(),
                false);
    }

    @Override
    Operation makeForward() {
        convolution_forward.primitive_desc description =
                forForward().choose(natives, this::describeForward, "convolution");
        Operation.Builder operation = new Operation.Builder(
                        engine, natives, description, new convolution_forward(description))
                .input(dnnl.DNNL_ARG_SRC, nhwcInput, description.src_desc())
                .input(dnnl.DNNL_ARG_WEIGHTS, plainWeights, description.weights_desc());
        if (hasBias()) {
            operation.input(dnnl.DNNL_ARG_BIAS, biases, description.bias_desc());
        }
        return operation
                .output(dnnl.DNNL_ARG_DST, placedOutput, description.dst_desc())
                .build();
    }

    @Override
    Operation makeData() {
        Window w = shape.window();
        convolution_backward_data.primitive_desc description = forInputGradient()
                .choose(
                        natives,
                        () -> new convolution_backward_data.primitive_desc(
                                engine.device(),
                                DIRECT,
                                nhwcInput,
                                anyWeights,
                                nhwcOutput,
                                w.strides(),
                                w.dilations(),
                                w.before(),
                                w.after(),
                                hint,
                                Operation.attributes(natives),
                                false),
                        "convolution's input gradient");
        return new Operation.Builder(engine, natives, description, new convolution_backward_data(description))
                .input(dnnl.DNNL_ARG_WEIGHTS, plainWeights, description.weights_desc())
                .input(dnnl.DNNL_ARG_DIFF_DST, nhwcOutput, description.diff_dst_desc())
                .output(
                        dnnl.DNNL_ARG_DIFF_SRC,
                        place.input().describe(natives, shape.input()),
                        description.diff_src_desc())
                .build();
    }

    @Override
    Operation makeWeights() {
        Window w = shape.window();
        convolution_backward_weights.primitive_desc description = forWeights()
                .choose(
                        natives,
                        () -> new convolution_backward_weights.primitive_desc(
                                engine.device(),
                                DIRECT,
                                nhwcInput,
                                anyWeights,
                                biases,
                                nhwcOutput,
                                w.strides(),
                                w.dilations(),
                                w.before(),
                                w.after(),
                                hint,
                                Operation.attributes(natives),
                                false),
                        "convolution's weight gradient");
        Operation.Builder operation = new Operation.Builder(
                        engine, natives, description, new convolution_backward_weights(description))
                .input(dnnl.DNNL_ARG_SRC, nhwcInput, description.src_desc())
                .input(dnnl.DNNL_ARG_DIFF_DST, nhwcOutput, description.diff_dst_desc())
                .output(dnnl.DNNL_ARG_DIFF_WEIGHTS, plainWeights, description.diff_weights_desc());
        if (hasBias()) {
            operation.output(dnnl.DNNL_ARG_DIFF_BIAS, biases, description.diff_bias_desc());
        }
        return operation.build();
    }

    /**
     * On AVX2 oneDNN prefers its small matrix products, and for kernels of 3x3 it is right. For 5x5 and more its generated convolutions
     * take 0.6 to 0.9 of their time where channels fill the vectors, forward also where the input is an image (the layers of LeNet,
     * 'quick', AlexNet and VGG; oneDNN 3.11, one thread).
     */
    private Implementation forForward() {
        boolean image = shape.inputChannels() <= IMAGE_CHANNELS;
        return preferenceCounts() && (fullVectors() || image) ? Implementation.JIT_AVX2 : Implementation.FIRST;
    }

    private Implementation forInputGradient() {
        return preferenceCounts() && fullVectors() ? Implementation.JIT_AVX2 : Implementation.FIRST;
    }

    private boolean preferenceCounts() {
        return OneDnnLibrary.avx2() && shape.weights()[2] * shape.weights()[3] >= LARGE_KERNEL;
    }

    private boolean fullVectors() {
        return shape.inputChannels() % VECTOR == 0 && shape.outputChannels() % VECTOR == 0;
    }

    private Implementation forWeights() {
        Window w = shape.window();
        boolean strided = w.strides()[0] > 1 || w.strides()[1] > 1;
        return strided && shape.inputChannels() % VECTOR != 0 ? Implementation.NOT_1X1 : Implementation.FIRST;
    }

    ConvolutionShape shape() {
        return shape;
    }

    /**
     * The gradient behind the activation function, dz in NHWC.
     *
     * @param y the output, in the format of the layer's place
     * @param dy the gradient at the output
     * @param format its format
     */
    void chain(INDArray y, INDArray dy, Format format, INDArray dz) {
        chains.computeIfAbsent(
                        format,
                        f -> function()
                                .backward(
                                        engine, natives, placedOutput, f.describe(natives, shape.output()), nhwcOutput))
                .run(y, dy, dz);
    }
}
