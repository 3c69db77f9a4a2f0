package org.infimum.deep.detection;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The arithmetic of ROI max pooling in one precision. Keeps its work space and the places of the maxima from the forward pass to the backward
 * pass; belongs to one network and so to one thread at a time, and starts others itself.
 */
abstract class RoiMaximum {
    /** Numbers to compare below which starting threads costs more than it saves. */
    private static final long WORTH_A_THREAD = 1 << 17;
    /** Tasks a thread, so that one with small regions does not wait for one with large ones. */
    private static final int TASKS_PER_THREAD = 4;
    /** Reads of a feature on average from which maxima over squares, which take four reads a square, pay. */
    private static final int WORTH_SQUARES = 12;
    /** No maximum: the cell had no pixel. */
    static final int NONE = -1;

    /** The pixel, counted through the batch, of the maximum of [region][cell][channel]; longer than needed at times. */
    private int[] places = {};

    /**
     * Pools.
     *
     * @param features in the order that the shape says
     * @param output NCHW without gaps
     * @param keepPlaces whether a backward pass follows
     */
    final void forward(INDArray features, FeatureMaps shape, RoiBins bins, INDArray output, boolean keepPlaces) {
        long work = prepare(features, shape, bins);
        if (keepPlaces) {
            reserve(shape, bins);
        }
        begin(output);
        inParallel(bins.regions(), work, (from, to) -> pool(shape, bins, from, to, keepPlaces ? places : null, true));
        end(output);
    }

    /** Finds the places of the maxima alone. */
    final void search(INDArray features, FeatureMaps shape, RoiBins bins) {
        long work = prepare(features, shape, bins);
        reserve(shape, bins);
        inParallel(bins.regions(), work, (from, to) -> pool(shape, bins, from, to, places, false));
    }

    private long prepare(INDArray features, FeatureMaps shape, RoiBins bins) {
        load(features, shape);
        long work = work(shape, bins);
        joinSquares(shape, work > (long) WORTH_SQUARES * shape.length() ? bins.largestSquare() : 1);
        return work;
    }

    /**
     * Routes the gradient to the maxima.
     *
     * @param dy the gradient at the output, NCHW without gaps
     * @param dx the gradient at the features, in the order that the shape says; overwritten
     */
    final void backward(INDArray dy, FeatureMaps shape, RoiBins bins, INDArray dx) {
        loadGradient(dy, shape);
        // channel by channel: threads never meet in a sum, and its order is that of the regions
        inParallel(
                shape.channels(),
                (long) bins.regions() * bins.cells() * shape.channels(),
                (from, to) -> route(shape, bins, from, to, places));
        storeGradient(dx, shape);
    }

    private void reserve(FeatureMaps shape, RoiBins bins) {
        long needed = (long) bins.regions() * bins.cells() * shape.channels();
        if (needed > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(bins.regions() + " regions of " + bins.rows() + " x " + bins.columns()
                    + " cells and " + shape.channels() + " channels are too many for one training batch; take fewer.");
        }
        if (places.length < needed) {
            places = new int[(int) needed];
        }
    }

    /** About how many numbers are compared. */
    private static long work(FeatureMaps shape, RoiBins bins) {
        long pixels = 0;
        for (int r = 0; r < bins.regions(); r++) {
            int rows = 0;
            for (int i = 0; i < bins.rows(); i++) {
                rows += bins.rowTo(r, i) - bins.rowFrom(r, i);
            }
            int columns = 0;
            for (int j = 0; j < bins.columns(); j++) {
                columns += bins.columnTo(r, j) - bins.columnFrom(r, j);
            }
            pixels += (long) rows * columns;
        }
        return pixels * shape.channels();
    }

    private interface Part {
        void run(int from, int to);
    }

    private static void inParallel(int size, long work, Part part) {
        int threads = Runtime.getRuntime().availableProcessors();
        if (threads == 1 || work < WORTH_A_THREAD) {
            part.run(0, size);
            return;
        }
        int tasks = Math.min(size, TASKS_PER_THREAD * threads);
        IntConsumer task = t -> part.run((int) ((long) size * t / tasks), (int) ((long) size * (t + 1) / tasks));
        IntStream.range(0, tasks).parallel().forEach(task);
    }

    /** Takes the features over, pixel by pixel. */
    abstract void load(INDArray features, FeatureMaps shape);

    /**
     * Gets ready the maxima over squares of 2, 4, ... pixels a side, where a precision makes use of them.
     *
     * @param side the longest side that is of use; 1 for none
     */
    abstract void joinSquares(FeatureMaps shape, int side);

    /** Says where {@link #pool} writes. */
    abstract void begin(INDArray output);

    /** Lets go of it. */
    abstract void end(INDArray output);

    /**
     * Pools the regions from one to another.
     *
     * @param kept the places of all regions; null if they are not kept
     * @param write whether the maxima are written
     */
    abstract void pool(FeatureMaps shape, RoiBins bins, int from, int to, int[] kept, boolean write);

    abstract void loadGradient(INDArray dy, FeatureMaps shape);

    /** Routes the gradient of some channels. */
    abstract void route(FeatureMaps shape, RoiBins bins, int firstChannel, int lastChannel, int[] kept);

    abstract void storeGradient(INDArray dx, FeatureMaps shape);
}
