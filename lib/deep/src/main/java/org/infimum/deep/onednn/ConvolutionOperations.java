package org.infimum.deep.onednn;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The convolution of one shape: y = f(W * x + b) and its gradients. Made when first asked for, each for itself. */
final class ConvolutionOperations implements Operations {
    private static final dnnl.algorithm DIRECT = dnnl.algorithm.convolution_direct;
    /** Vectors of AVX2 hold eight floats. */
    private static final int VECTOR = 8;
    /** Up to so many input channels (grey, colour) oneDNN's generated code knows a first layer. */
    private static final int IMAGE_CHANNELS = 4;
    /** 5 x 5. */
    private static final int LARGE_KERNEL = 25;

    private final Engine engine;
    private final ConvolutionShape shape;
    private final Optional<Elementwise> function;
    private final Place place;
    private final Natives natives = new Natives();
    private final memory.desc nhwcInput;
    private final memory.desc nhwcOutput;
    private final memory.desc placedOutput;
    private final memory.desc plainWeights;
    private final memory.desc anyWeights;
    private final memory.desc biases;
    private final convolution_forward.primitive_desc hint;
    private final Operation forward;
    private final Map<Format, Operation> chains = new EnumMap<>(Format.class);
    private Operation data;
    private Operation weights;

    ConvolutionOperations(ConvolutionShape shape, Optional<Elementwise> function, Place place) {
        this.engine = place.engine();
        this.shape = shape;
        this.function = function;
        this.place = place;
        nhwcInput = Format.NHWC.describe(natives, shape.input());
        nhwcOutput = Format.NHWC.describe(natives, shape.output());
        placedOutput = place.output().describe(natives, shape.output());
        plainWeights = describe(shape.weights(), memory.format_tag.oihw);
        anyWeights = describe(shape.weights(), memory.format_tag.any);
        biases = shape.bias()
                ? describe(new long[] {shape.outputChannels()}, memory.format_tag.x)
                : natives.own(new memory.desc());
        hint = natives.own(describeForward());
        forward = makeForward();
    }

    private memory.desc describe(long[] dimensions, memory.format_tag tag) {
        return natives.own(new memory.desc(dimensions, memory.data_type.f32, tag));
    }

    private convolution_forward.primitive_desc describeForward() {
        primitive_attr attributes =
                place.fused(function).map(f -> f.fused(natives)).orElseGet(() -> Operation.attributes(natives));
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
                attributes,
                false);
    }

    private Operation makeForward() {
        convolution_forward.primitive_desc description =
                forForward().choose(natives, this::describeForward, "convolution");
        Operation.Builder operation = new Operation.Builder(
                        engine, natives, description, new convolution_forward(description))
                .input(dnnl.DNNL_ARG_SRC, nhwcInput, description.src_desc())
                .input(dnnl.DNNL_ARG_WEIGHTS, plainWeights, description.weights_desc());
        if (shape.bias()) {
            operation.input(dnnl.DNNL_ARG_BIAS, biases, description.bias_desc());
        }
        return operation
                .output(dnnl.DNNL_ARG_DST, placedOutput, description.dst_desc())
                .build();
    }

    private Operation makeData() {
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

    private Operation makeWeights() {
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
        if (shape.bias()) {
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

    /** y = f(W * x + b). x in NHWC, y in the format of the layer's place. */
    void forward(INDArray x, INDArray w, INDArray b, INDArray y) {
        if (shape.bias()) {
            forward.run(x, w, b, y);
        } else {
            forward.run(x, w, y);
        }
    }

    /** Whether there is an activation function, so that the gradient at y is not the one at W * x + b. */
    boolean hasFunction() {
        return function.isPresent();
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
                        f -> function.orElseThrow()
                                .backward(
                                        engine, natives, placedOutput, f.describe(natives, shape.output()), nhwcOutput))
                .run(y, dy, dz);
    }

    /** dW and db from x and dz, both in NHWC. */
    void weightGradient(INDArray x, INDArray dz, INDArray dw, INDArray db) {
        if (weights == null) {
            weights = makeWeights();
        }
        if (shape.bias()) {
            weights.run(x, dz, dw, db);
        } else {
            weights.run(x, dz, dw);
        }
    }

    /** dx from dz in NHWC; dx in the format of the layer's input. */
    void inputGradient(INDArray w, INDArray dz, INDArray dx) {
        if (data == null) {
            data = makeData();
        }
        data.run(w, dz, dx);
    }

    @Override
    public void close() {
        natives.close();
    }
}
