package org.infimum.deep;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An array's memory as a buffer that owns nothing, for layers and vertices that compute in Java: the array must have no gaps, lie in the processor's memory, and live as
 * long as the buffer is used ({@link #keepUntilHere}).
 */
public final class NativeBuffer {
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

    /**
     * The memory of an array in single precision.
     *
     * @param array of type FLOAT, without gaps
     * @return its numbers in the order of memory
     * @throws IllegalStateException if the arrays are not in the processor's memory
     * @throws IllegalArgumentException if there are more than 2 GiB of them
     */
    public static FloatBuffer floats(INDArray array) {
        return bytes(array).asFloatBuffer();
    }

    /**
     * The memory of an array in double precision.
     *
     * @param array of type DOUBLE, without gaps
     * @return its numbers in the order of memory
     * @throws IllegalStateException if the arrays are not in the processor's memory
     * @throws IllegalArgumentException if there are more than 2 GiB of them
     */
    public static DoubleBuffer doubles(INDArray array) {
        return bytes(array).asDoubleBuffer();
    }

    /**
     * To be called behind the last use of a buffer.
     *
     * @param array the array whose memory was used
     */
    public static void keepUntilHere(INDArray array) {
        Reference.reachabilityFence(array);
    }

    private static ByteBuffer bytes(INDArray array) {
        if (!Nd4j.getEnvironment().isCPU()) {
            throw new IllegalStateException(
                    "Layers that compute in Java work on the processor's memory alone; build with -Pcpu.");
        }
        if (array.length() * array.dataType().width() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("An array of " + array.length()
                    + " numbers has more than 2 GiB; take fewer images or regions a batch.");
        }
        return new Borrowed(array).asByteBuffer().order(java.nio.ByteOrder.nativeOrder());
    }
}
