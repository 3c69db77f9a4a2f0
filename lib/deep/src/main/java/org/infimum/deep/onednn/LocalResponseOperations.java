package org.infimum.deep.onednn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Local response normalisation across the channels of images of one shape, y = x u^-beta with u = k + alpha B x^2, where the band matrix B
 * sums over a channel's neighbours, and its gradient dx = u^-beta dy - 2 alpha beta (x / u) B (x u^-beta dy). oneDNN's own primitive has
 * only a reference implementation of the gradient (117 ms where these products and powers take a few), so it is put together here, the
 * powers from one logarithm.
 */
final class LocalResponseOperations implements Operations {
    private static final dnnl.algorithm TIMES = dnnl.algorithm.binary_mul;
    private static final dnnl.algorithm PLUS = dnnl.algorithm.binary_add;

    private final LocalResponse formula;
    private final long[] shape;
    private final Place place;
    private final Natives natives = new Natives();
    private final memory.desc nhwc;
    private final memory.desc number;
    private final INDArray band;
    private final INDArray minusBeta;
    private final INDArray minusOne;
    private final Operation product;
    private final Operation logarithm;
    private final Operation output;
    private Operation scale;
    private Operation sum;
    private Operation gradient;

    /**
     * Makes the operations.
     *
     * @param shape [n, c, h, w]
     */
    LocalResponseOperations(LocalResponse formula, long[] shape, Place place) {
        this.formula = formula;
        this.shape = shape;
        this.place = place;
        nhwc = images();
        number = natives.own(new memory.desc(new long[] {1, 1, 1, 1}, memory.data_type.f32, memory.format_tag.nhwc));
        band = formula.band((int) shape[1]);
        minusBeta = Nd4j.scalar((float) -formula.beta()).detach();
        minusOne = Nd4j.scalar(-1f).detach();
        product = new Chain().start(TIMES, nhwc).build(nhwc);
        logarithm = bandProduct(new Chain()
                .then(dnnl.algorithm.eltwise_linear, formula.alpha(), formula.k())
                .then(dnnl.algorithm.eltwise_log, 0, 0));
        output = new Chain()
                .start(TIMES, number)
                .then(dnnl.algorithm.eltwise_exp, 0, 0)
                .then(TIMES)
                .build(place.output().describe(natives, shape));
    }

    private memory.desc images() {
        return Format.NHWC.describe(natives, shape);
    }

    /** The images as a matrix, a row a pixel. */
    private memory.desc pixels() {
        return matrix(shape[0] * shape[2] * shape[3], shape[1]);
    }

    private memory.desc matrix(long rows, long columns) {
        return natives.own(new memory.desc(new long[] {rows, columns}, memory.data_type.f32, memory.format_tag.ab));
    }

    private Operation bandProduct(Chain chain) {
        memory.desc pixels = pixels();
        memory.desc square = matrix(shape[1], shape[1]);
        matmul.primitive_desc chosen = Implementation.FIRST.choose(
                natives,
                () -> new matmul.primitive_desc(
                        place.engine().device(), pixels, square, pixels, chain.attributes(), false),
                "sum over neighbouring channels");
        return new Operation.Builder(place.engine(), natives, chosen, new matmul(chosen))
                .input(dnnl.DNNL_ARG_SRC, pixels, chosen.src_desc())
                .input(dnnl.DNNL_ARG_WEIGHTS, square, chosen.weights_desc())
                .output(dnnl.DNNL_ARG_DST, pixels, chosen.dst_desc())
                .build();
    }

    /** What follows a matrix product, or an elementwise operation of an NHWC array with another operand, in the same pass. */
    private final class Chain {
        private final primitive_attr attributes = Operation.attributes(natives);
        private final post_ops after = natives.own(new post_ops());
        private final List<Integer> operands = new ArrayList<>();
        private dnnl.algorithm first;
        private memory.desc second;
        private int length;

        /** The elementwise operation at the beginning. */
        Chain start(dnnl.algorithm algorithm, memory.desc operand) {
            first = algorithm;
            second = operand;
            return this;
        }

        /** A function of each element. */
        Chain then(dnnl.algorithm function, double a, double b) {
            after.append_eltwise(function, (float) a, (float) b);
            length++;
            return this;
        }

        /** An elementwise operation with one more NHWC array. */
        Chain then(dnnl.algorithm algorithm) {
            after.append_binary(algorithm, nhwc);
            length++;
            operands.add(dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE * length | dnnl.DNNL_ARG_SRC_1);
            return this;
        }

        primitive_attr attributes() {
            attributes.set_post_ops(after);
            return attributes;
        }

        /** The elementwise operation and its chain; run with the first array, the operand, the chain's arrays, the result. */
        Operation build(memory.desc result) {
            binary.primitive_desc chosen = Implementation.FIRST.choose(
                    natives,
                    () -> new binary.primitive_desc(
                            place.engine().device(), first, nhwc, second, nhwc, attributes(), false),
                    "elementwise product");
            Operation.Builder operation = new Operation.Builder(place.engine(), natives, chosen, new binary(chosen))
                    .input(dnnl.DNNL_ARG_SRC_0, nhwc, chosen.src_desc(0))
                    .input(dnnl.DNNL_ARG_SRC_1, second, chosen.src_desc(1));
            operands.forEach(key -> operation.input(key, nhwc, images()));
            return operation
                    .output(dnnl.DNNL_ARG_DST, result, chosen.dst_desc())
                    .build();
        }
    }

    /**
     * The normalised images.
     *
     * @param x the images in NHWC
     * @param logU becomes log u in NHWC, which the backward pass needs
     * @param y becomes the result, in the format of the layer's place
     */
    void forward(INDArray x, INDArray logU, INDArray y) {
        // the memory of y holds the squares first
        product.run(x, x, y);
        logarithm.run(y, band, logU);
        output.run(logU, minusBeta, x, y);
    }

    /**
     * The gradient at the images.
     *
     * @param x the images in NHWC
     * @param logU what the forward pass kept
     * @param dy the gradient at y in NHWC
     * @param scaled an NHWC array for u^-beta dy
     * @param sums an NHWC array for the sums over neighbours
     * @param dx becomes the result, in the format of the layer's input
     */
    void backward(INDArray x, INDArray logU, INDArray dy, INDArray scaled, INDArray sums, INDArray dx) {
        if (gradient == null) {
            makeBackward();
        }
        scale.run(logU, minusBeta, dy, scaled);
        // the memory of dx holds what is summed first
        product.run(scaled, x, dx);
        sum.run(dx, band, sums);
        gradient.run(logU, minusOne, x, sums, scaled, dx);
    }

    private void makeBackward() {
        scale = new Chain()
                .start(TIMES, number)
                .then(dnnl.algorithm.eltwise_exp, 0, 0)
                .then(TIMES)
                .build(nhwc);
        sum = bandProduct(new Chain());
        gradient = new Chain()
                .start(TIMES, number)
                .then(dnnl.algorithm.eltwise_exp, 0, 0)
                .then(TIMES)
                .then(TIMES)
                .then(dnnl.algorithm.eltwise_linear, -2 * formula.alpha() * formula.beta(), 0)
                .then(PLUS)
                .build(place.input().describe(natives, shape));
    }

    @Override
    public void close() {
        natives.close();
    }
}
