package org.infimum.deep.onednn;

import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The pooling of one shape and its gradient. Max pooling keeps where each maximum was, a byte or an int an output. */
final class PoolingOperations implements Operations {
    private final Engine engine;
    private final dnnl.algorithm algorithm;
    private final long[] input;
    private final long[] output;
    private final Window window;
    private final Place place;
    private final Natives natives = new Natives();
    private final memory.desc nhwcInput;
    private final memory.desc nhwcOutput;
    private final memory.desc placedOutput;
    private final pooling_forward.primitive_desc description;
    private final memory.desc maxima;
    private final Operation forward;
    private Operation inference;
    private Operation backward;

    /**
     * Makes the operations.
     *
     * @param algorithm max or one of the two averages
     * @param input [n, c, h, w]
     */
    PoolingOperations(dnnl.algorithm algorithm, long[] input, Window window, Place place) {
        this.engine = place.engine();
        this.algorithm = algorithm;
        this.input = input;
        this.window = window;
        this.place = place;
        output = new long[] {input[0], input[1], window.output()[0], window.output()[1]};
        nhwcInput = Format.NHWC.describe(natives, input);
        nhwcOutput = Format.NHWC.describe(natives, output);
        placedOutput = place.output().describe(natives, output);
        description = Implementation.FIRST.choose(natives, () -> describe(dnnl.prop_kind.forward_training), "pooling");
        maxima = natives.own(description.workspace_desc());
        forward = forward(description, maxima.get_size() > 0);
    }

    private pooling_forward.primitive_desc describe(dnnl.prop_kind kind) {
        return new pooling_forward.primitive_desc(
                engine.device(),
                kind,
                algorithm,
                nhwcInput,
                nhwcOutput,
                window.strides(),
                window.kernel(),
                window.dilations(),
                window.before(),
                window.after(),
                Operation.attributes(natives),
                false);
    }

    private Operation forward(pooling_forward.primitive_desc chosen, boolean keepMaxima) {
        Operation.Builder operation = new Operation.Builder(engine, natives, chosen, new pooling_forward(chosen))
                .input(dnnl.DNNL_ARG_SRC, nhwcInput, chosen.src_desc())
                .output(dnnl.DNNL_ARG_DST, placedOutput, chosen.dst_desc());
        if (keepMaxima) {
            operation.output(dnnl.DNNL_ARG_WORKSPACE, maxima, chosen.workspace_desc());
        }
        return operation.build();
    }

    private Operation makeBackward() {
        pooling_backward.primitive_desc chosen = Implementation.FIRST.choose(
                natives,
                () -> new pooling_backward.primitive_desc(
                        engine.device(),
                        algorithm,
                        nhwcInput,
                        nhwcOutput,
                        window.strides(),
                        window.kernel(),
                        window.dilations(),
                        window.before(),
                        window.after(),
                        description,
                        Operation.attributes(natives),
                        false),
                "pooling's gradient");
        Operation.Builder operation = new Operation.Builder(engine, natives, chosen, new pooling_backward(chosen))
                .input(dnnl.DNNL_ARG_DIFF_DST, nhwcOutput, chosen.diff_dst_desc())
                .output(dnnl.DNNL_ARG_DIFF_SRC, place.input().describe(natives, input), chosen.diff_src_desc());
        if (maximaBytes() > 0) {
            operation.input(dnnl.DNNL_ARG_WORKSPACE, maxima, chosen.workspace_desc());
        }
        return operation.build();
    }

    long[] output() {
        return output;
    }

    /** The bytes that training keeps from the forward to the backward pass; 0 for averages. */
    long maximaBytes() {
        return maxima.get_size();
    }

    /** The pooled x, an NHWC array. Keeps the places of the maxima, empty for averages. */
    void forward(INDArray x, INDArray y, Optional<INDArray> places) {
        if (places.isPresent()) {
            forward.run(x, y, places.get());
        } else {
            forward.run(x, y);
        }
    }

    /** The same, keeping nothing. */
    void inference(INDArray x, INDArray y) {
        if (inference == null) {
            inference = forward(
                    Implementation.FIRST.choose(natives, () -> describe(dnnl.prop_kind.forward_inference), "pooling"),
                    false);
        }
        inference.run(x, y);
    }

    /** dx from dy in NHWC; dx in the format of the layer's input. */
    void backward(INDArray dy, INDArray dx, Optional<INDArray> places) {
        if (backward == null) {
            backward = makeBackward();
        }
        if (places.isPresent()) {
            backward.run(dy, dx, places.get());
        } else {
            backward.run(dy, dx);
        }
    }

    @Override
    public void close() {
        natives.close();
    }
}
