package org.infimum.deep.train;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.infimum.linalg.Euclidean;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A random projection of every iterate to k numbers, for long runs: t iterates take 4 t k bytes.
 *
 * <p>The projection is {@value #BLOCKS} count sketches side by side (Charikar, Chen, Farach-Colton 2002; as a sparse
 * Johnson-Lindenstrauss transform: Kane, Nelson 2014): each coordinate of x goes, with a random sign, into one random cell of each
 * block of k / {@value #BLOCKS}, scaled by 1 / sqrt({@value #BLOCKS}). The squared distance it gives is unbiased with variance at most
 * 2/k of its square, so by Chebyshev's inequality a distance is wrong by more than a relative e with probability at most about
 * 1 / (2 k e^2): {@link #error} states it for 95 %. The first iterate is subtracted before, so that rounding is relative to the
 * way travelled, not to the weights.
 *
 * <p>The distance to the iterate just before is exact, since that one is kept whole: BPGrad's sampling condition without momentum is an equality in it.
 *
 * <p>Cost: {@value #BLOCKS} d additions for a new point, k for each distance.
 */
public final class ProjectedHistory implements IterateHistory {
    private static final int BLOCKS = 4;

    private final int width;
    private final long seed;
    private final List<float[]> sketches = new ArrayList<>();
    private float[] origin = new float[0];
    private float[] previous = new float[0];
    // cell and sign of each coordinate in each block: cell in the upper bits, sign in the lowest
    private int[] places = new int[0];

    /**
     * A history of projections.
     *
     * @param width k, a multiple of {@value #BLOCKS}, at least 64
     * @param seed the seed of the projection
     * @throws IllegalArgumentException if k is not such a number
     */
    public ProjectedHistory(int width, long seed) {
        if (width < 64 || width % BLOCKS != 0) {
            throw new IllegalArgumentException("The width of a projection must be a multiple of " + BLOCKS
                    + " of at least 64, not " + width + ".");
        }
        this.width = width;
        this.seed = seed;
    }

    @Override
    public double[] add(INDArray point) {
        float[] whole = point.dup().toFloatVector();
        if (sketches.isEmpty()) {
            setOrigin(whole);
        }
        float[] x = sketch(whole);
        double[] distances = new double[sketches.size()];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = Euclidean.distance(x, sketches.get(i)) / Math.sqrt(BLOCKS);
        }
        if (distances.length > 0) {
            distances[distances.length - 1] = Euclidean.distance(whole, previous);
        }
        previous = whole;
        sketches.add(x);
        return distances;
    }

    private void setOrigin(float[] first) {
        origin = first;
        places = new int[BLOCKS * first.length];
        SplittableRandom random = new SplittableRandom(seed);
        int cells = width / BLOCKS;
        for (int k = 0; k < first.length; k++) {
            for (int block = 0; block < BLOCKS; block++) {
                int cell = block * cells + random.nextInt(cells);
                places[BLOCKS * k + block] = cell << 1 | (random.nextBoolean() ? 1 : 0);
            }
        }
    }

    private float[] sketch(float[] x) {
        if (x.length != origin.length) {
            throw new IllegalArgumentException(
                    "The point has " + x.length + " parameters, but the history's have " + origin.length + ".");
        }
        double[] sums = new double[width];
        int at = 0;
        for (int k = 0; k < x.length; k++) {
            double moved = (double) x[k] - origin[k];
            for (int block = 0; block < BLOCKS; block++) {
                int place = places[at++];
                sums[place >> 1] += (place & 1) == 1 ? moved : -moved;
            }
        }
        float[] sketch = new float[width];
        for (int k = 0; k < width; k++) {
            sketch[k] = (float) sums[k];
        }
        return sketch;
    }

    @Override
    public String error() {
        // the square is off by a relative s with probability <= 2 / (k s^2); the root by about s / 2
        double square = Math.sqrt(2 / (0.05 * width));
        return String.format(
                Locale.ROOT,
                "random projection to %d numbers: a distance is within %.1f %% of the true one with probability at least 95 %%, the last step's is exact",
                width,
                100 * (square < 1 ? 1 - Math.sqrt(1 - square) : 1));
    }

    @Override
    public void write(DataOutput out) throws IOException {
        List<float[]> rows = new ArrayList<>(sketches);
        rows.addAll(0, List.of(origin, previous));
        Floats.write(out, rows);
    }

    @Override
    public void read(DataInput in) throws IOException {
        List<float[]> rows = Floats.read(in);
        sketches.clear();
        if (rows.size() > 2) {
            setOrigin(rows.get(0));
            previous = rows.get(1);
            for (float[] row : rows.subList(2, rows.size())) {
                if (row.length != width) {
                    throw new IOException(
                            "The history holds projections to " + row.length + " numbers, not " + width + ".");
                }
                sketches.add(row);
            }
        }
    }
}
