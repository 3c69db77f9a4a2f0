package org.infimum.deep.onednn;

import java.util.List;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalisation of one shape, y = gamma (x - mean) / sqrt(variance + eps) + beta with a mean and a (biased) variance a channel, and
 * its gradients. A matrix is an image of one pixel.
 */
final class BatchNormalizationOperations implements Operations {
    private static final int AFFINE =
            dnnl.normalization_flags.use_scale.value | dnnl.normalization_flags.use_shift.value;
    private static final int GIVEN_STATISTICS = AFFINE | dnnl.normalization_flags.use_global_stats.value;
    /** The implementation whose threads never wait for one another inside. */
    private static final Implementation WITHOUT_BARRIERS = new Implementation("bnorm_tbb_jit", List.of());

    private final long[] shape;
    private final float eps;
    private final Place place;
    private final Natives natives = new Natives();
    private final memory.desc nhwc;
    private final memory.desc channels;
    private Operation forward;
    private Operation inference;
    private Operation backward;

    /**
     * Makes the operations.
     *
     * @param shape [n, c, h, w]
     * @param eps what keeps the root from zero
     */
    BatchNormalizationOperations(long[] shape, double eps, Place place) {
        this.shape = shape;
        this.eps = (float) eps;
        this.place = place;
        nhwc = Format.NHWC.describe(natives, shape);
        channels = describeChannels();
    }

    private memory.desc describeChannels() {
        return natives.own(new memory.desc(new long[] {shape[1]}, memory.data_type.f32, memory.format_tag.x));
    }

    private batch_normalization_forward.primitive_desc describe(dnnl.prop_kind kind, int flags) {
        return new batch_normalization_forward.primitive_desc(
                place.engine().device(), kind.value, nhwc, nhwc, eps, flags, Operation.attributes(natives), false);
    }

    /**
     * oneDNN's first choice is the fastest on images, but its threads wait for one another by spinning: on a busy machine a matrix, which
     * takes 0.01 ms, took 17.
     */
    private Implementation preferred() {
        return shape[2] * shape[3] == 1 ? WITHOUT_BARRIERS : Implementation.FIRST;
    }

    private Operation makeForward() {
        batch_normalization_forward.primitive_desc chosen = preferred()
                .choose(natives, () -> describe(dnnl.prop_kind.forward_training, AFFINE), "batch normalisation");
        return new Operation.Builder(place.engine(), natives, chosen, new batch_normalization_forward(chosen))
                .input(dnnl.DNNL_ARG_SRC, nhwc, chosen.src_desc())
                .input(dnnl.DNNL_ARG_SCALE, channels, describeChannels())
                .input(dnnl.DNNL_ARG_SHIFT, channels, describeChannels())
                .output(dnnl.DNNL_ARG_DST, place.output().describe(natives, shape), chosen.dst_desc())
                .output(dnnl.DNNL_ARG_MEAN, channels, describeChannels())
                .output(dnnl.DNNL_ARG_VARIANCE, channels, describeChannels())
                .build();
    }

    private Operation makeInference() {
        batch_normalization_forward.primitive_desc chosen = preferred()
                .choose(
                        natives,
                        () -> describe(dnnl.prop_kind.forward_inference, GIVEN_STATISTICS),
                        "batch normalisation");
        return new Operation.Builder(place.engine(), natives, chosen, new batch_normalization_forward(chosen))
                .input(dnnl.DNNL_ARG_SRC, nhwc, chosen.src_desc())
                .input(dnnl.DNNL_ARG_SCALE, channels, describeChannels())
                .input(dnnl.DNNL_ARG_SHIFT, channels, describeChannels())
                .input(dnnl.DNNL_ARG_MEAN, channels, describeChannels())
                .input(dnnl.DNNL_ARG_VARIANCE, channels, describeChannels())
                .output(dnnl.DNNL_ARG_DST, place.output().describe(natives, shape), chosen.dst_desc())
                .build();
    }

    private Operation makeBackward() {
        batch_normalization_forward.primitive_desc hint =
                natives.own(describe(dnnl.prop_kind.forward_training, AFFINE));
        batch_normalization_backward.primitive_desc chosen = preferred()
                .choose(
                        natives,
                        () -> new batch_normalization_backward.primitive_desc(
                                place.engine().device(),
                                dnnl.prop_kind.backward.value,
                                nhwc,
                                nhwc,
                                nhwc,
                                eps,
                                AFFINE,
                                hint,
                                Operation.attributes(natives),
                                false),
                        "batch normalisation's gradient");
        return new Operation.Builder(place.engine(), natives, chosen, new batch_normalization_backward(chosen))
                .input(dnnl.DNNL_ARG_SRC, nhwc, chosen.src_desc())
                .input(dnnl.DNNL_ARG_MEAN, channels, describeChannels())
                .input(dnnl.DNNL_ARG_VARIANCE, channels, describeChannels())
                .input(dnnl.DNNL_ARG_SCALE, channels, describeChannels())
                .input(dnnl.DNNL_ARG_DIFF_DST, nhwc, chosen.diff_dst_desc())
                .output(dnnl.DNNL_ARG_DIFF_SRC, place.input().describe(natives, shape), chosen.diff_src_desc())
                .output(dnnl.DNNL_ARG_DIFF_SCALE, channels, describeChannels())
                .output(dnnl.DNNL_ARG_DIFF_SHIFT, channels, describeChannels())
                .build();
    }

    /** y from x in NHWC with the batch's own mean and variance, which are kept; y in the format of the layer's place. */
    void forward(INDArray x, INDArray gamma, INDArray beta, INDArray y, INDArray mean, INDArray variance) {
        if (forward == null) {
            forward = makeForward();
        }
        forward.run(x, gamma, beta, y, mean, variance);
    }

    /** The same with a given mean and variance. */
    void inference(INDArray x, INDArray gamma, INDArray beta, INDArray mean, INDArray variance, INDArray y) {
        if (inference == null) {
            inference = makeInference();
        }
        inference.run(x, gamma, beta, mean, variance, y);
    }

    /**
     * The gradients of {@link #forward}.
     *
     * @param x the images in NHWC
     * @param mean what the forward pass kept
     * @param variance the same
     * @param dy the gradient at y in NHWC
     * @param dx becomes that at x, in the format of the layer's input
     */
    void backward(
            INDArray x,
            INDArray mean,
            INDArray variance,
            INDArray gamma,
            INDArray dy,
            INDArray dx,
            INDArray dGamma,
            INDArray dBeta) {
        if (backward == null) {
            backward = makeBackward();
        }
        backward.run(x, mean, variance, gamma, dy, dx, dGamma, dBeta);
    }

    @Override
    public void close() {
        natives.close();
    }
}
