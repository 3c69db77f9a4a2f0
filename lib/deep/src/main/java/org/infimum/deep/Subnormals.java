package org.infimum.deep;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Sets numbers below the normal range of floats (1.2e-38) to zero. Weight decay shrinks the weights of units that no longer fire until they are there, Adam's
 * momentum gets stuck there, and processors compute with such numbers a hundred times slower: an iteration of Fast R-CNN took four times as long when a
 * sixth of its weights were subnormal. PyTorch has the processor do it ({@code set_flush_denormal}); a Java virtual machine does not let it.
 */
final class Subnormals {
    private static final int CHUNK = 8192;

    private Subnormals() {}

    /**
     * Flushes an array.
     *
     * @param array changed; left as it is unless it is of floats in the processor's memory, in one piece of at most 2 GiB
     */
    static void flush(INDArray array) {
        if (array == null
                || array.isEmpty()
                || array.dataType() != DataType.FLOAT
                || array.elementWiseStride() != 1
                || array.length() > Integer.MAX_VALUE / Float.BYTES
                || !Nd4j.getEnvironment().isCPU()) {
            return;
        }
        FloatBuffer memory = NativeBuffer.floats(array);
        float[] chunk = new float[Math.min(CHUNK, memory.capacity())];
        for (int from = 0; from < memory.capacity(); from += chunk.length) {
            int n = Math.min(chunk.length, memory.capacity() - from);
            memory.get(from, chunk, 0, n);
            if (flush(chunk, n)) {
                memory.put(from, chunk, 0, n);
            }
        }
        NativeBuffer.keepUntilHere(array);
    }

    private static boolean flush(float[] values, int n) {
        boolean any = false;
        for (int i = 0; i < n; i++) {
            if (values[i] != 0 && Math.abs(values[i]) < Float.MIN_NORMAL) {
                values[i] = 0;
                any = true;
            }
        }
        return any;
    }
}
