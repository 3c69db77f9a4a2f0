package org.infimum.deep.onednn;

import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A fully connected layer for one batch size, y = f(x W + b), and its gradients. Deeplearning4j keeps W [in, out] column by column, which
 * is oneDNN's own order of weights.
 */
final class DenseOperations extends WeightedOperations {
    private final Engine engine;
    private final memory.desc inputs;
    private final memory.desc outputs;
    private final memory.desc weightMatrix;
    private final memory.desc biases;
    private final inner_product_forward.primitive_desc description;
    private Operation chain;

    DenseOperations(long examples, long in, long out, boolean bias, Optional<Elementwise> function, Place place) {
        super(bias, function, place);
        this.engine = place.engine();
        inputs = describe(memory.format_tag.ab, examples, in);
        outputs = describe(memory.format_tag.ab, examples, out);
        weightMatrix = describe(memory.format_tag.ab, out, in);
        biases = describeBiases(out);
        description = Implementation.FIRST.choose(natives, this::describeForward, "matrix product");
    }

    private inner_product_forward.primitive_desc describeForward() {
        return new inner_product_forward.primitive_desc(
                engine.device(),
                dnnl.prop_kind.forward_training,
                inputs,
                weightMatrix,
                biases,
                outputs,
                forwardAttributes(),
                false);
    }

    @Override
    Operation makeForward() {
        Operation.Builder operation = new Operation.Builder(
                        engine, natives, description, new inner_product_forward(description))
                .input(dnnl.DNNL_ARG_SRC, inputs, description.src_desc())
                .input(dnnl.DNNL_ARG_WEIGHTS, weightMatrix, description.weights_desc());
        if (hasBias()) {
            operation.input(dnnl.DNNL_ARG_BIAS, biases, description.bias_desc());
        }
        return operation
                .output(dnnl.DNNL_ARG_DST, outputs, description.dst_desc())
                .build();
    }

    @Override
    Operation makeData() {
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

    @Override
    Operation makeWeights() {
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
        if (hasBias()) {
            operation.output(dnnl.DNNL_ARG_DIFF_BIAS, biases, chosen.diff_bias_desc());
        }
        return operation.build();
    }

    /** dz, the gradient behind the activation function. */
    void chain(INDArray y, INDArray dy, INDArray dz) {
        if (chain == null) {
            chain = function().backward(engine, natives, outputs, outputs, outputs);
        }
        chain.run(y, dy, dz);
    }
}
