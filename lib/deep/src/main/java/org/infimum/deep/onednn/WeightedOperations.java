package org.infimum.deep.onednn;

import java.util.Optional;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The operations of a layer with weights and perhaps biases, y = f(z) with z linear in x. Each is made when it is first asked for. */
abstract class WeightedOperations implements Operations {
    final Natives natives = new Natives();
    final Place place;
    private final Optional<Elementwise> function;
    private final boolean bias;
    private Operation forward;
    private Operation data;
    private Operation weights;

    WeightedOperations(boolean bias, Optional<Elementwise> function, Place place) {
        this.bias = bias;
        this.function = function;
        this.place = place;
    }

    /** Runs with x, W, b (where there are biases), y. */
    abstract Operation makeForward();

    /** Runs with W, dz, dx. */
    abstract Operation makeData();

    /** Runs with x, dz, dW, db (where there are biases). */
    abstract Operation makeWeights();

    final memory.desc describe(memory.format_tag tag, long... dimensions) {
        return natives.own(new memory.desc(dimensions, memory.data_type.f32, tag));
    }

    /** The biases of so many outputs; nothing where there are none. */
    final memory.desc describeBiases(long outputs) {
        return bias ? describe(memory.format_tag.x, outputs) : natives.own(new memory.desc());
    }

    /** The forward pass's attributes, with the function that is applied in passing. */
    final primitive_attr forwardAttributes() {
        return place.fused(function).map(f -> f.fused(natives)).orElseGet(() -> Operation.attributes(natives));
    }

    final boolean hasBias() {
        return bias;
    }

    final Elementwise function() {
        return function.orElseThrow();
    }

    /** Whether there is an activation function, so that the gradient at y is not the one at z. */
    final boolean hasFunction() {
        return function.isPresent();
    }

    /** y from x, W and b. */
    final void forward(INDArray x, INDArray w, INDArray b, INDArray y) {
        if (forward == null) {
            forward = makeForward();
        }
        if (bias) {
            forward.run(x, w, b, y);
        } else {
            forward.run(x, w, y);
        }
    }

    /** dW and db from x and dz. */
    final void weightGradient(INDArray x, INDArray dz, INDArray dw, INDArray db) {
        if (weights == null) {
            weights = makeWeights();
        }
        if (bias) {
            weights.run(x, dz, dw, db);
        } else {
            weights.run(x, dz, dw);
        }
    }

    /** dx from W and dz. */
    final void inputGradient(INDArray w, INDArray dz, INDArray dx) {
        if (data == null) {
            data = makeData();
        }
        data.run(w, dz, dx);
    }

    @Override
    public final void close() {
        natives.close();
    }
}
