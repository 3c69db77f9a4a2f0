package org.infimum.deep.onednn;

import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A fully connected layer for one batch size, y = f(x W + b), and its gradients. Deeplearning4j keeps W [in, out] column by column, which
 * is oneDNN's own order of weights.
 */
final class DenseOperations implements Operations {
    private final Engine engine;
    private final Place place;
    private final boolean bias;
    private final Natives natives = new Natives();
    private final memory.desc inputs;
    private final memory.desc outputs;
    private final memory.desc weightMatrix;
    private final memory.desc biases;
    private final inner_product_forward.primitive_desc description;
    private final Operation forward;
    private final Optional<Elementwise> function;
    private Operation chain;
    private Operation data;
    private Operation weights;

    DenseOperations(long examples, long in, long out, boolean bias, Optional<Elementwise> function, Place place) {
        this.engine = place.engine();
        this.place = place;
        this.bias = bias;
        this.function = function;
        inputs = describe(memory.format_tag.ab, examples, in);
        outputs = describe(memory.format_tag.ab, examples, out);
        weightMatrix = describe(memory.format_tag.ab, out, in);
        biases = bias ? describe(memory.format_tag.x, out) : natives.own(new memory.desc());
        description = Implementation.FIRST.choose(natives, this::describeForward, "matrix product");
        forward = makeForward();
    }

    private memory.desc describe(memory.format_tag tag, long... dimensions) {
        return natives.own(new memory.desc(dimensions, memory.data_type.f32, tag));
    }

    private inner_product_forward.primitive_desc describeForward() {
        primitive_attr attributes =
                place.fused(function).map(f -> f.fused(natives)).orElseGet(() -> Operation.attributes(natives));
        return new inner_product_forward.primitive_desc(
                engine.device(),
                dnnl.prop_kind.forward_training,
                inputs,
                weightMatrix,
                biases,
                outputs,
                attributes,
                false);
    }

    private Operation makeForward() {
        Operation.Builder operation = new Operation.Builder(
                        engine, natives, description, new inner_product_forward(description))
                .input(dnnl.DNNL_ARG_SRC, inputs, description.src_desc())
                .input(dnnl.DNNL_ARG_WEIGHTS, weightMatrix, description.weights_desc());
        if (bias) {
            operation.input(dnnl.DNNL_ARG_BIAS, biases, description.bias_desc());
        }
        return operation
                .output(dnnl.DNNL_ARG_DST, outputs, description.dst_desc())
                .build();
    }

    private Operation makeData() {
        inner_product_backward_data.primitive_desc chosen = Implementation.FIRST.choose(
                natives,
                () -> new inner_product_backward_data.primitive_desc(
                        engine.device(),
                        inputs,
                        weightMatrix,
                        outputs,
                        description,
                        Operation.attributes(natives),
                        false),
                "matrix product's input gradient");
        return new Operation.Builder(engine, natives, chosen, new inner_product_backward_data(chosen))
                .input(dnnl.DNNL_ARG_WEIGHTS, weightMatrix, chosen.weights_desc())
                .input(dnnl.DNNL_ARG_DIFF_DST, outputs, chosen.diff_dst_desc())
                .output(dnnl.DNNL_ARG_DIFF_SRC, inputs, chosen.diff_src_desc())
                .build();
    }

    private Operation makeWeights() {
        inner_product_backward_weights.primitive_desc chosen = Implementation.FIRST.choose(
                natives,
                () -> new inner_product_backward_weights.primitive_desc(
                        engine.device(),
                        inputs,
                        weightMatrix,
                        biases,
                        outputs,
                        description,
                        Operation.attributes(natives),
                        false),
                "matrix product's weight gradient");
        Operation.Builder operation = new Operation.Builder(
                        engine, natives, chosen, new inner_product_backward_weights(chosen))
                .input(dnnl.DNNL_ARG_SRC, inputs, chosen.src_desc())
                .input(dnnl.DNNL_ARG_DIFF_DST, outputs, chosen.diff_dst_desc())
                .output(dnnl.DNNL_ARG_DIFF_WEIGHTS, weightMatrix, chosen.diff_weights_desc());
        if (bias) {
            operation.output(dnnl.DNNL_ARG_DIFF_BIAS, biases, chosen.diff_bias_desc());
        }
        return operation.build();
    }

    /** y = f(x W + b). */
    void forward(INDArray x, INDArray w, INDArray b, INDArray y) {
        if (bias) {
            forward.run(x, w, b, y);
        } else {
            forward.run(x, w, y);
        }
    }

    /** Whether there is an activation function, so that the gradient at y is not the one at x W + b. */
    boolean hasFunction() {
        return function.isPresent();
    }

    /** dz, the gradient behind the activation function. */
    void chain(INDArray y, INDArray dy, INDArray dz) {
        if (chain == null) {
            chain = function.orElseThrow().backward(engine, natives, outputs, outputs, outputs);
        }
        chain.run(y, dy, dz);
    }

    /** dW = x^T dz and db. */
    void weightGradient(INDArray x, INDArray dz, INDArray dw, INDArray db) {
        if (weights == null) {
            weights = makeWeights();
        }
        if (bias) {
            weights.run(x, dz, dw, db);
        } else {
            weights.run(x, dz, dw);
        }
    }

    /** dx = dz W^T. */
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
