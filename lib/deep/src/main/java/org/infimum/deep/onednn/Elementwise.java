package org.infimum.deep.onednn;

import java.util.Optional;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** The activation functions that can be fused, each with the derivative that needs the function's value alone. */
enum Elementwise {
    /** max(0, x). */
    RELU(dnnl.algorithm.eltwise_relu, dnnl.algorithm.eltwise_relu_use_dst_for_bwd),
    /** tanh x. */
    TANH(dnnl.algorithm.eltwise_tanh, dnnl.algorithm.eltwise_tanh_use_dst_for_bwd),
    /** 1 / (1 + exp(-x)). */
    SIGMOID(dnnl.algorithm.eltwise_logistic, dnnl.algorithm.eltwise_logistic_use_dst_for_bwd);

    private final dnnl.algorithm algorithm;
    private final dnnl.algorithm derivative;

    Elementwise(dnnl.algorithm algorithm, dnnl.algorithm derivative) {
        this.algorithm = algorithm;
        this.derivative = derivative;
    }

    /** Deeplearning4j's function, if it is one of these. */
    static Optional<Elementwise> of(IActivation function) {
        if (new ActivationReLU().equals(function)) {
            return Optional.of(RELU);
        }
        if (function.getClass() == ActivationTanH.class) {
            return Optional.of(TANH);
        }
        return function.getClass() == ActivationSigmoid.class ? Optional.of(SIGMOID) : Optional.empty();
    }

    /** The attributes that let a primitive apply this function to what it computed. */
    primitive_attr fused(Natives natives) {
        primitive_attr attributes = Operation.attributes(natives);
        post_ops after = natives.own(new post_ops());
        after.append_eltwise(algorithm, 0, 0);
        attributes.set_post_ops(after);
        return attributes;
    }

    /** y = f(x); run with x, y. */
    Operation forward(Engine engine, Natives natives, memory.desc shape) {
        eltwise_forward.primitive_desc description = natives.own(new eltwise_forward.primitive_desc(
                engine.device(),
                dnnl.prop_kind.forward_training,
                derivative,
                shape,
                shape,
                Operation.attributes(natives),
                false));
        return new Operation.Builder(engine, natives, description, new eltwise_forward(description))
                .input(dnnl.DNNL_ARG_SRC, shape, description.src_desc())
                .output(dnnl.DNNL_ARG_DST, shape, description.dst_desc())
                .build();
    }

    /**
     * dx = dy f'(x), with f' written in terms of y = f(x); run with y, dy, dx.
     *
     * @param value the format of y
     * @param gradient the format of dy
     * @param result the format of dx
     */
    Operation backward(Engine engine, Natives natives, memory.desc value, memory.desc gradient, memory.desc result) {
        eltwise_forward.primitive_desc hint = natives.own(new eltwise_forward.primitive_desc(
                engine.device(), dnnl.prop_kind.forward_training, derivative, result, result));
        eltwise_backward.primitive_desc description = natives.own(new eltwise_backward.primitive_desc(
                engine.device(), derivative, result, result, result, hint, Operation.attributes(natives), false));
        return new Operation.Builder(engine, natives, description, new eltwise_backward(description))
                .input(dnnl.DNNL_ARG_DST, value, description.dst_desc())
                .input(dnnl.DNNL_ARG_DIFF_DST, gradient, description.diff_dst_desc())
                .output(dnnl.DNNL_ARG_DIFF_SRC, result, description.diff_src_desc())
                .build();
    }
}
