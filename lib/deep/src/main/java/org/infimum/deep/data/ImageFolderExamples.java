package org.infimum.deep.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.nd4j.linalg.dataset.DataSet;

/**
 * The images of one part of an {@link ImageFolder}, training or validation: features [n, 3, side, side] in the scale 0..255 less the mean,
 * one-hot labels [n, classes]. Only their names are in memory; images are decoded by the options' threads while training goes on, as far
 * ahead as the options' memory allows (and at most eight minibatches).
 *
 * <p>{@link #training} crops and mirrors at random, decided by the minibatches' seed, the epoch and the image alone; {@link #inOrder} and
 * {@link #batch} cut at the centre.
 *
 * <p>A broken image (empty, truncated, no JPEG or PNG, not readable) is left out: its minibatch has a row less. {@link #skipped} names
 * those met so far. When they are more than 1 % of the set, reading stops with an {@link java.io.UncheckedIOException}; so in a set of fewer than
 * 100 images none may be broken.
 */
public final class ImageFolderExamples implements ExampleSet {
    private final String name;
    private final FolderIndex index;
    private final ImageFolderOptions options;
    private final PixelMean mean;
    private final float[] meanPixels;
    private final SkippedRecord skipped;

    ImageFolderExamples(String name, FolderIndex index, ImageFolderOptions options, PixelMean mean) {
        this.name = name;
        this.index = index;
        this.options = options;
        this.mean = mean;
        this.meanPixels = mean.ofSide(options.side());
        this.skipped = new SkippedRecord(name, index.size());
    }

    @Override
    public String name() {
        return name;
    }

    /**
     * The number of images found, broken ones included.
     *
     * @return n
     */
    @Override
    public int size() {
        return index.size();
    }

    @Override
    public int featuresPerExample() {
        return 3 * options.side() * options.side();
    }

    /**
     * The classes.
     *
     * @return the names of their folders, sorted, in the order of the labels
     */
    public List<String> classNames() {
        return index.classNames();
    }

    /**
     * The class of an image.
     *
     * @param image image from 0; images are ordered by class and file name
     * @return its label from 0
     * @throws IndexOutOfBoundsException if there is no such image
     */
    public int label(int image) {
        return index.label(requireImage(image));
    }

    /**
     * The file of an image.
     *
     * @param image image from 0
     * @return class folder and file name, for example {@code cat/0001.jpg}
     * @throws IndexOutOfBoundsException if there is no such image
     */
    public String file(int image) {
        return index.relative(requireImage(image));
    }

    /**
     * The broken images met so far.
     *
     * @return how many, and the first ones with their reasons
     */
    public SkippedImages skipped() {
        return skipped.skipped();
    }

    /**
     * Decodes images in the calling thread, cut at the centre.
     *
     * @param indices which, each from 0 to n - 1
     * @return features and labels, one row an image that can be read
     * @throws IndexOutOfBoundsException if an index is outside
     * @throws IllegalArgumentException if no image is listed
     * @throws java.io.UncheckedIOException if too many of the set's images, or all of these, cannot be read
     */
    @Override
    public DataSet batch(int[] indices) {
        if (indices.length == 0) throw new IllegalArgumentException("No image is listed.");
        for (int image : indices) requireImage(image);
        List<FolderReader.Decoded> decoded = new ArrayList<>();
        try (ImageDecoder decoder = new ImageDecoder(options.side(), options.shorterSide())) {
            for (int image : indices) decoded.add(FolderReader.decode(index, decoder, image, Crop.CENTRE));
        }
        return new ImageBatch(this)
                .of(indices, decoded)
                .orElseThrow(() -> new UncheckedIOException(new IOException("None of the " + indices.length
                        + " images asked for of " + name + " can be read: the first, " + index.relative(indices[0])
                        + " " + decoded.get(0).problem() + "; repair them.")));
    }

    /**
     * Training's minibatches, decoded ahead, cut and mirrored as the options say.
     *
     * @param order the minibatches
     * @return a reader
     * @throws IllegalArgumentException if the order is for another number of images
     */
    @Override
    public BatchReader training(Minibatches order) {
        if (order.images() != size()) {
            throw new IllegalArgumentException(
                    "The minibatches are for " + order.images() + " images, but " + name + " has " + size() + ".");
        }
        FolderReader.Cuts cuts = (iteration, image) -> Crop.random(
                options.randomCrops(), options.randomFlips(), order.seed(), iteration / order.perEpoch(), image);
        return new FolderReader(this, new FolderReader.Plan(order::at, cuts), order.batchSize());
    }

    /**
     * All images in their order, decoded ahead, cut at the centre.
     *
     * @param batchSize images a minibatch, at least 1
     * @return a reader
     * @throws IllegalArgumentException if the size is not positive
     */
    @Override
    public BatchReader inOrder(int batchSize) {
        return new FolderReader(this, inOrderPlan(batchSize), Math.min(batchSize, size()));
    }

    private FolderReader.Plan inOrderPlan(int batchSize) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("A minibatch needs at least 1 image, not " + batchSize + ".");
        }
        int batches = (size() - 1) / batchSize + 1;
        return new FolderReader.Plan(
                number -> number < 0 || number >= batches
                        ? new int[0]
                        : IntStream.range((int) number * batchSize, (int) Math.min((number + 1) * batchSize, size()))
                                .toArray(),
                (number, image) -> Crop.CENTRE);
    }

    /**
     * A text that changes with the images' names and sizes, the options and the mean. The pixels are not read for it: an image exchanged for
     * another of as many bytes goes unnoticed.
     *
     * @return the fingerprint, the same in every process
     */
    @Override
    public String fingerprint() {
        return size() + " images in " + classNames().size() + " classes " + index.fingerprint() + ", shorter side "
                + options.shorterSide() + ", crops of " + options.side() + (options.randomCrops() ? " at random" : "")
                + (options.randomFlips() ? ", flips" : "") + ", mean " + mean.fingerprint();
    }

    /**
     * What the numbers of the pixels mean; an L or a learning rate has to fit it.
     *
     * @return for example {@code 0..255 minus the channels' means of 1,000 training images (123.68, 116.78, 103.94)}
     */
    public String scaleDescription() {
        return "0..255 minus " + mean;
    }

    /**
     * The set in one line.
     *
     * @return name, numbers, size, scale, files that are no images
     */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: %,d images in %,d classes, shorter side scaled to %d, crops of %d x %d, pixels %s; %,d other files ignored",
                name,
                size(),
                classNames().size(),
                options.shorterSide(),
                options.side(),
                options.side(),
                scaleDescription(),
                index.ignored());
    }

    private int requireImage(int image) {
        if (image < 0 || image >= size()) {
            throw new IndexOutOfBoundsException("There is no image " + image + "; " + name + " has " + size() + ".");
        }
        return image;
    }

    FolderIndex index() {
        return index;
    }

    ImageFolderOptions options() {
        return options;
    }

    /** The mean of every pixel; not to be changed. */
    float[] mean() {
        return meanPixels;
    }

    void meet(int image, String problem) {
        skipped.meet(image, index.relative(image), problem);
    }

    void requireFewSkipped() {
        skipped.requireFew();
    }
}
