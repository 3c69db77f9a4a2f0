package org.infimum.deep.onednn;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The last output to which a layer has applied the ReLU of the layer above it. A ReLU layer that gets another array, because the layer
 * below fell back on the standard code, say, applies it itself.
 */
final class Rectified {
    private INDArray output;

    void set(INDArray array) {
        output = array;
    }

    boolean is(INDArray array) {
        return output != null && output == array;
    }
}
