package org.infimum.deep.data;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Minibatches for Deeplearning4j's {@code fit}. One pass is one epoch; {@link #reset()} after anything was read begins the next
 * epoch, with its own order, so {@code net.fit(iterator, 20)} sees epochs 0 to 19 of the {@link Minibatches}. A thread's own.
 */
// Deeplearning4j's interface extends Serializable, but an iterator over a shared data set is nothing to be written to a
// file
@SuppressWarnings("serial")
public final class MinibatchIterator implements DataSetIterator {
    private final transient ImageSet images;
    private final transient Minibatches minibatches;
    private final transient FeatureShape form;
    private transient int epoch;
    private transient int index;
    private transient DataSetPreProcessor preProcessor;

    /**
     * An iterator at the beginning of epoch 0.
     *
     * @param images the images
     * @param minibatches their order
     * @param form flat or as images
     * @throws IllegalArgumentException if the order is for another number of images
     */
    public MinibatchIterator(ImageSet images, Minibatches minibatches, FeatureShape form) {
        if (images.size() != minibatches.images()) {
            throw new IllegalArgumentException("the minibatches are for " + minibatches.images() + " images, but "
                    + images.name() + " has " + images.size());
        }
        this.images = images;
        this.minibatches = minibatches;
        this.form = Objects.requireNonNull(form, "form");
    }

    /**
     * Goes to the beginning of an epoch.
     *
     * @param number epoch from 0
     * @throws IllegalArgumentException if it is negative
     */
    public void seek(int number) {
        if (number < 0) throw new IllegalArgumentException("the epoch is " + number + ", but they are counted from 0");
        epoch = number;
        index = 0;
    }

    /**
     * The epoch that is being read.
     *
     * @return epoch from 0
     */
    public int epoch() {
        return epoch;
    }

    /**
     * Whether the epoch has more minibatches.
     *
     * @return true if {@link #next()} has one
     */
    @Override
    public boolean hasNext() {
        return index < minibatches.perEpoch();
    }

    /**
     * The next minibatch.
     *
     * @return features and one-hot labels
     * @throws NoSuchElementException if the epoch is over
     */
    @Override
    public DataSet next() {
        if (!hasNext()) throw new NoSuchElementException("epoch " + epoch + " is over; reset() begins the next");
        DataSet batch = images.toDataSet(minibatches.batch(epoch, index++), form);
        if (preProcessor != null) preProcessor.preProcess(batch);
        return batch;
    }

    /**
     * Not for these minibatches, whose size is fixed so that all solvers see the same.
     *
     * @param count a size of batch
     * @return nothing
     * @throws UnsupportedOperationException always, unless the size asked for is the batch's own
     */
    @Override
    public DataSet next(int count) {
        if (count != batch()) {
            throw new UnsupportedOperationException(
                    "these minibatches have " + batch() + " images, not " + count + "; call next()");
        }
        return next();
    }

    /**
     * Inputs of a network.
     *
     * @return pixels in an image
     */
    @Override
    public int inputColumns() {
        return images.pixelsPerImage();
    }

    /**
     * Outputs of a network.
     *
     * @return the number of classes
     */
    @Override
    public int totalOutcomes() {
        return images.classNames().size();
    }

    /**
     * Whether there can be a next epoch.
     *
     * @return true
     */
    @Override
    public boolean resetSupported() {
        return true;
    }

    /**
     * Whether to read ahead in another thread.
     *
     * @return false: gathering a minibatch takes a few per cent of an iteration, and a thread would have to be stopped with the run
     */
    @Override
    public boolean asyncSupported() {
        return false;
    }

    /** Begins the next epoch; at the beginning of one, where {@code fit} resets first, it stays there. */
    @Override
    public void reset() {
        if (index > 0) seek(epoch + 1);
    }

    /**
     * The batch.
     *
     * @return images in a full minibatch
     */
    @Override
    public int batch() {
        return minibatches.batchSize();
    }

    /**
     * Sets what is done to each minibatch before it is handed out.
     *
     * @param processor a change of the minibatch, or null for none
     */
    @Override
    public void setPreProcessor(DataSetPreProcessor processor) {
        preProcessor = processor;
    }

    /**
     * What is done to each minibatch before it is handed out.
     *
     * @return the change, or null for none
     */
    @Override
    public DataSetPreProcessor getPreProcessor() {
        return preProcessor;
    }

    /**
     * The classes.
     *
     * @return one name a class
     */
    @Override
    public List<String> getLabels() {
        return images.classNames();
    }
}
