package org.infimum.deep.onednn;

import java.util.Optional;
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

    /** Leaves this and all further calls to the standard code. */
    void because(UnsupportedShapeException refusal) {
        reason = refusal.getMessage();
        always = true;
    }

    Optional<String> reason() {
        return Optional.ofNullable(reason);
    }
}
