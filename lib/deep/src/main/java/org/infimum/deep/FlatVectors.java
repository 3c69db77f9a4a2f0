package org.infimum.deep;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network's parameters, gradient and updater state as Deeplearning4j keeps them, one flat vector each, seen as buffers of
 * floats: views, nothing is copied.
 */
final class FlatVectors {
    private static final FloatBuffer NONE = FloatBuffer.allocate(0);

    // the arrays own the memory that the buffers look at
    private final INDArray paramArray;
    private final INDArray gradientArray;
    private final INDArray stateArray;

    private final FloatBuffer params;
    private final FloatBuffer gradient;
    private final FloatBuffer state;

    private FlatVectors(INDArray params, INDArray gradient, INDArray state) {
        paramArray = params;
        gradientArray = gradient;
        stateArray = state;
        this.params = buffer(params);
        this.gradient = buffer(gradient);
        this.state = state == null ? NONE : buffer(state);
    }

    /**
     * The vectors, if they are floats in the processor's memory, each in one piece that a buffer can address.
     *
     * @param state the updater state, or null where the updaters keep none
     */
    static Optional<FlatVectors> of(INDArray params, INDArray gradient, INDArray state) {
        if (!Nd4j.getEnvironment().isCPU()
                || !inOnePiece(params)
                || !inOnePiece(gradient)
                || params.length() != gradient.length()
                || (state != null && !inOnePiece(state))) {
            return Optional.empty();
        }
        FlatVectors vectors = new FlatVectors(params, gradient, state);
        // a buffer ends after 2 GiB
        boolean whole = vectors.params.capacity() >= params.length()
                && vectors.gradient.capacity() >= gradient.length()
                && (state == null || vectors.state.capacity() >= state.length());
        return whole ? Optional.of(vectors) : Optional.empty();
    }

    private static boolean inOnePiece(INDArray array) {
        // an array of a workspace moves
        return array != null
                && array.dataType() == DataType.FLOAT
                && !array.isEmpty()
                && !array.isAttached()
                && array.elementWiseStride() == 1;
    }

    private static FloatBuffer buffer(INDArray array) {
        return array.data().asNioFloat().slice();
    }

    /** Whether these arrays are the ones that were seen at the start; the gradient usually comes as another view of itself. */
    boolean are(INDArray otherParams, INDArray otherGradient) {
        return same(paramArray, otherParams) && same(gradientArray, otherGradient);
    }

    private static boolean same(INDArray a, INDArray b) {
        return a == b
                || (a.length() == b.length()
                        && a.dataType() == b.dataType()
                        && a.data().address() == b.data().address()
                        && a.offset() == b.offset()
                        && b.elementWiseStride() == 1);
    }

    int length() {
        return (int) gradientArray.length();
    }

    long stateLength() {
        return stateArray == null ? 0 : stateArray.length();
    }

    FloatBuffer params() {
        return params;
    }

    FloatBuffer gradient() {
        return gradient;
    }

    FloatBuffer state() {
        return state;
    }
}
