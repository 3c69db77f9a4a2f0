package org.infimum.deep.onednn;

import java.util.Optional;
import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** When a layer must leave a call to Deeplearning4j's own code, and why it did. */
final class Fallback {
    private String reason;
    private boolean always;

    /** Whether oneDNN can take this call. */
    boolean allows(INDArray input, INDArray mask) {
        if (always) {
            return false;
        }
        if (mask != null) {
            reason = "a mask was given";
            return false;
        }
        if (input.dataType() != DataType.FLOAT) {
            reason = "the input's type was " + input.dataType();
            return false;
        }
        return true;
    }

    /**
     * Does a call on oneDNN, or, where it has nothing fast for the shape, this and all further ones in the standard way.
     *
     * @param fast the call on oneDNN
     * @param standard the same on Deeplearning4j's own code
     */
    <T> T run(Supplier<T> fast, Supplier<T> standard) {
        try {
            return fast.get();
        } catch (UnsupportedShapeException e) {
            reason = e.getMessage();
            always = true;
            return standard.get();
        }
    }

    Optional<String> reason() {
        return Optional.ofNullable(reason);
    }
}
