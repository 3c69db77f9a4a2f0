package org.infimum.deep.segmentation;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.infimum.deep.NativeBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/** The memory of an array in NCHW or any other plain order, in single or double precision, read and written in runs of doubles. */
final class Numbers {
    private final INDArray array;
    private final FloatBuffer floats;
    private final DoubleBuffer doubles;
    private float[] run = new float[0];

    private Numbers(INDArray array, FloatBuffer floats, DoubleBuffer doubles) {
        this.array = array;
        this.floats = floats;
        this.doubles = doubles;
    }

    /** The memory of an array for which {@link #isPlain} holds. */
    static Numbers of(INDArray array) {
        if (array.dataType() == DataType.DOUBLE) return new Numbers(array, null, NativeBuffer.doubles(array));
        if (array.dataType() == DataType.FLOAT) return new Numbers(array, NativeBuffer.floats(array), null);
        throw new IllegalStateException(
                "Segmentation works in single or double precision, not in " + array.dataType() + ".");
    }

    /** Whether an array lies in memory in the order of its indices, without gaps. */
    static boolean isPlain(INDArray array) {
        if (array.ordering() != 'c') return false;
        return Shape.hasDefaultStridesForShape(array)
                || Arrays.stream(array.shape()).reduce(1, Math::multiplyExact) == 1;
    }

    void read(int offset, double[] into, int count) {
        if (doubles != null) {
            doubles.get(offset, into, 0, count);
            return;
        }
        if (run.length < count) run = new float[count];
        floats.get(offset, run, 0, count);
        for (int i = 0; i < count; i++) into[i] = run[i];
    }

    void write(int offset, double[] from, int count) {
        if (doubles != null) {
            doubles.put(offset, from, 0, count);
            return;
        }
        if (run.length < count) run = new float[count];
        for (int i = 0; i < count; i++) run[i] = (float) from[i];
        floats.put(offset, run, 0, count);
    }

    /** To be called behind the last use. */
    void keepUntilHere() {
        NativeBuffer.keepUntilHere(array);
    }
}
