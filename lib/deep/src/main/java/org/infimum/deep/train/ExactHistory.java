package org.infimum.deep.train;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.infimum.linalg.Euclidean;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Every iterate in full. For short runs: t iterates of d parameters take 4 t d bytes, and each new distance costs d additions;
 * checkpoints hold them all.
 */
public final class ExactHistory implements IterateHistory {
    private final long capacity;
    private final List<float[]> points = new ArrayList<>();

    /**
     * A history that refuses to grow beyond a size.
     *
     * @param capacity bytes at most
     * @throws IllegalArgumentException if it is not positive
     */
    public ExactHistory(long capacity) {
        if (capacity <= 0) {
            throw new IllegalArgumentException("The history's size must be positive, not " + capacity + " bytes.");
        }
        this.capacity = capacity;
    }

    @Override
    public double[] add(INDArray point) {
        long needed = 4L * point.length() * (points.size() + 1);
        if (needed > capacity) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "The exact history of %,d iterates of %,d parameters exceeds its %,d bytes; allow more, or use a"
                            + " ProjectedHistory.",
                    points.size() + 1,
                    point.length(),
                    capacity));
        }
        // toFloatVector of a view may share memory with it
        float[] x = point.dup().toFloatVector();
        double[] distances = new double[points.size()];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = Euclidean.distance(x, points.get(i));
        }
        points.add(x);
        return distances;
    }

    @Override
    public String error() {
        return "exact up to floating-point rounding";
    }

    @Override
    public void write(DataOutput out) throws IOException {
        Floats.write(out, points);
    }

    @Override
    public void read(DataInput in) throws IOException {
        points.clear();
        points.addAll(Floats.read(in));
    }
}
