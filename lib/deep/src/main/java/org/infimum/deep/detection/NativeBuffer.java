package org.infimum.deep.detection;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** An array's memory, without gaps, as a buffer that owns nothing: the array must live as long as the buffer is used. */
final class NativeBuffer {
    private NativeBuffer() {}

    /** A pointer to memory that belongs to somebody else. */
    private static final class Borrowed extends BytePointer {
        Borrowed(INDArray array) {
            super((org.bytedeco.javacpp.Pointer) null);
            // not data().address(), which for some views is that of the whole buffer
            address = array.data().addressPointer().address();
            capacity = array.length() * array.dataType().width();
            limit = capacity;
        }
    }

    static FloatBuffer floats(INDArray array) {
        return bytes(array).asFloatBuffer();
    }

    static DoubleBuffer doubles(INDArray array) {
        return bytes(array).asDoubleBuffer();
    }

    /** To be called behind the last use of a buffer. */
    static void keepUntilHere(INDArray array) {
        Reference.reachabilityFence(array);
    }

    private static ByteBuffer bytes(INDArray array) {
        if (!Nd4j.getEnvironment().isCPU()) {
            throw new IllegalStateException("ROI pooling works on the processor's memory alone; build with -Pcpu.");
        }
        if (array.length() * array.dataType().width() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("An array of " + array.length()
                    + " numbers in ROI pooling has more than 2 GiB;" + " take fewer images or regions a batch.");
        }
        return new Borrowed(array).asByteBuffer().order(java.nio.ByteOrder.nativeOrder());
    }
}
