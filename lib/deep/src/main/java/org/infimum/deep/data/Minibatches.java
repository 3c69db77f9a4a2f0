package org.infimum.deep.data;

import java.util.Objects;
import java.util.Random;

/**
 * The order in which training sees the images: in each epoch every image once, in an order that is a function of seed and epoch
 * alone. So all solvers of a comparison that share one such object see the same minibatches, and a resumed run needs no random state,
 * only the number of its iteration.
 *
 * <p>The order is a Fisher-Yates shuffle driven by {@link Random}, whose numbers the Java platform specifies to the bit: it is the
 * same on every machine and in every version. Immutable as seen from outside and safe for threads; the order of the epoch asked for
 * last is kept, so asking for batches in sequence costs one copy of the batch, and a shuffle an epoch (1 ms for 60,000 images).
 */
public final class Minibatches {
    private final int images;
    private final int batch;
    private final long seed;
    private final LastBatch last;

    /** The last epoch's order; replaced as a whole. */
    private volatile Epoch current = new Epoch(-1, new int[0]);

    private record Epoch(int number, int[] order) {}

    /**
     * Minibatches that keep the last, smaller one.
     *
     * @param images how many images there are
     * @param batch images in a batch, at most {@code images}
     * @param seed decides the orders
     * @throws IllegalArgumentException if a number is not positive or the batch is larger than the data
     */
    public Minibatches(int images, int batch, long seed) {
        this(images, batch, seed, LastBatch.KEEP);
    }

    /**
     * Minibatches.
     *
     * @param images how many images there are
     * @param batch images in a batch, at most {@code images}
     * @param seed decides the orders
     * @param last what becomes of the images that are left over
     * @throws IllegalArgumentException if a number is not positive or the batch is larger than the data
     */
    public Minibatches(int images, int batch, long seed, LastBatch last) {
        if (images <= 0)
            throw new IllegalArgumentException("there are " + images + " images, but minibatches need at least one");
        if (batch <= 0) throw new IllegalArgumentException("the batch is " + batch + ", but has to be at least 1");
        if (batch > images) {
            throw new IllegalArgumentException("the batch of " + batch + " is larger than the data of " + images
                    + " images; make it at most " + images);
        }
        this.images = images;
        this.batch = batch;
        this.seed = seed;
        this.last = Objects.requireNonNull(last, "last");
    }

    /**
     * The number of minibatches in each epoch.
     *
     * @return images / batch, rounded up if the last batch is kept and down if it is dropped
     */
    public int perEpoch() {
        return last == LastBatch.KEEP ? (images - 1) / batch + 1 : images / batch;
    }

    /**
     * One minibatch.
     *
     * @param epoch epoch from 0
     * @param index minibatch in the epoch, from 0 and below {@link #perEpoch()}
     * @return the indices of its images, a new array
     * @throws IllegalArgumentException if the epoch is negative or there is no such minibatch
     */
    public int[] batch(int epoch, int index) {
        if (index < 0 || index >= perEpoch()) {
            throw new IllegalArgumentException(
                    "there is no minibatch " + index + ", an epoch has " + perEpoch() + " from 0");
        }
        int start = index * batch;
        int length = Math.min(batch, images - start);
        int[] indices = new int[length];
        System.arraycopy(shuffled(epoch), start, indices, 0, length);
        return indices;
    }

    /**
     * The minibatch of an iteration, counted through all epochs.
     *
     * @param iteration iteration from 0
     * @return the indices of its images, a new array
     * @throws IllegalArgumentException if the iteration is negative or lies beyond 2^31 epochs
     */
    public int[] at(long iteration) {
        if (iteration < 0 || iteration / perEpoch() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "the iteration is " + iteration + ", but has to be 0 or more and within 2^31 epochs");
        }
        return batch((int) (iteration / perEpoch()), (int) (iteration % perEpoch()));
    }

    /**
     * The order of one epoch.
     *
     * @param epoch epoch from 0
     * @return all image indices, each once; a new array
     * @throws IllegalArgumentException if the epoch is negative
     */
    public int[] order(int epoch) {
        return shuffled(epoch).clone();
    }

    /**
     * How many images there are.
     *
     * @return number of images
     */
    public int images() {
        return images;
    }

    /**
     * The size of a full batch.
     *
     * @return images in a batch
     */
    public int batchSize() {
        return batch;
    }

    /**
     * The seed.
     *
     * @return what decides the orders
     */
    public long seed() {
        return seed;
    }

    /**
     * The rule for the images left over.
     *
     * @return what becomes of them
     */
    public LastBatch last() {
        return last;
    }

    private int[] shuffled(int epoch) {
        if (epoch < 0) throw new IllegalArgumentException("the epoch is " + epoch + ", but they are counted from 0");
        Epoch known = current;
        if (known.number() == epoch) return known.order();
        int[] order = Shuffle.permutation(images, seed, epoch);
        current = new Epoch(epoch, order);
        return order;
    }
}
