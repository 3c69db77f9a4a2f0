package org.infimum.deep.onednn;

import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A pointer that is moved from array to array, so that a call needs no new one. Owns nothing. */
final class Address extends Pointer {
    Address at(INDArray array) {
        // not data().address(), which for some views is that of the whole buffer
        return at(array.data().addressPointer().address());
    }

    Address at(long value) {
        address = value;
        return this;
    }
}
