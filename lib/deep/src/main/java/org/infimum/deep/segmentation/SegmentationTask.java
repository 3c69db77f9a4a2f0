package org.infimum.deep.segmentation;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import org.infimum.deep.NetworkAdapter;
import org.infimum.deep.data.Minibatches;
import org.infimum.deep.data.SkippedImages;
import org.infimum.deep.data.SkippedRecord;
import org.infimum.deep.detection.AnnotatedImage;
import org.infimum.deep.detection.MaskedImages;
import org.infimum.deep.train.TrainingTask;

/**
 * Training a network of {@link Fcn} to label pixels, for {@code TrainingRun}, {@code Comparison} and {@code RateSweep}.
 *
 * <pre>
 * SegmentationTask task = SegmentationTask.of(data.train(), data.validation(), SegmentationOptions.of(PixelScale.meanOf(data.train(), 100)).longerSide(240));
 * TrainingRun run = TrainingRun.of(Fcn.network(FcnOptions.of(11, FcnTrunk.SMALL), 1), BpGrad.lipschitz(100), task, TrainingOptions.epochs(20).batchSize(4));
 * </pre>
 *
 * <p>Images and masks are decoded, scaled and mirrored in background threads, as far ahead as the options' memory allows and at most eight minibatches. Whether
 * an image is mirrored is decided by the minibatches' seed, the epoch and the image alone. Images of different sizes in a minibatch are padded on the right and at
 * the bottom to the largest of them, with the mean colour and void: padding has no part in f or its gradient, though the network sees its colour where its windows
 * reach over the border. A minibatch without any labelled pixel makes no step.
 *
 * <p>An image or mask that cannot be read is left out of its minibatch; {@link #skipped} names those met so far. When they are more than 1 % of the set,
 * reading stops with an {@link java.io.UncheckedIOException}; so in a set of fewer than 100 images none may be broken.
 *
 * <p>It is judged by the objective (mean loss over all labelled pixels of a sample of the training images, in inference, plus the network's regularisation), mean IU, pixel
 * accuracy and mean accuracy on that sample, and by the same four on a sample of the validation images; all counted over the set ({@link ConfusionMatrix}), at the
 * resolution at which the network sees the images. That costs a forward pass of each image of both samples after each epoch: about a third of the
 * time that training on as many takes.
 */
public final class SegmentationTask implements TrainingTask {
    private final MaskedImages train;
    private final MaskedImages validation;
    private final SegmentationOptions options;
    private final SkippedRecord skippedTrain;
    private final SkippedRecord skippedValidation;

    private SegmentationTask(MaskedImages train, MaskedImages validation, SegmentationOptions options) {
        this.train = Objects.requireNonNull(train, "train");
        this.validation = Objects.requireNonNull(validation, "validation");
        this.options = Objects.requireNonNull(options, "options");
        skippedTrain = new SkippedRecord(train.name(), train.size());
        skippedValidation = new SkippedRecord(validation.name(), validation.size());
    }

    /**
     * A task.
     *
     * @param train the training images
     * @param validation the validation images, of the same classes
     * @param options how images become inputs, and how many judge
     * @return the task
     * @throws IllegalArgumentException if the classes differ
     */
    public static SegmentationTask of(MaskedImages train, MaskedImages validation, SegmentationOptions options) {
        if (!train.maskNames().equals(validation.maskNames())) {
            throw new IllegalArgumentException("The classes of " + train.name() + " are " + train.maskNames()
                    + ", those of " + validation.name() + " " + validation.maskNames() + "; give both the same.");
        }
        return new SegmentationTask(train, validation, options);
    }

    /**
     * The same task on a part of the training images, drawn by a fixed seed: to choose rates on.
     *
     * @param images how many training images are left, at least 1; all of them if there are not so many
     * @return a new task
     * @throws IllegalArgumentException if the number is not positive
     */
    public SegmentationTask sample(int images) {
        return new SegmentationTask(MaskedSample.of(train, images), validation, options);
    }

    /**
     * The same task with other options.
     *
     * @param other the options
     * @return a new task
     */
    public SegmentationTask with(SegmentationOptions other) {
        return new SegmentationTask(train, validation, other);
    }

    /**
     * The training images.
     *
     * @return the set
     */
    public MaskedImages train() {
        return train;
    }

    /**
     * The validation images.
     *
     * @return the set
     */
    public MaskedImages validation() {
        return validation;
    }

    /**
     * The options.
     *
     * @return how images become inputs, and how many judge
     */
    public SegmentationOptions options() {
        return options;
    }

    /**
     * A network as a labeller of images, which are scaled as in training.
     *
     * @param net a network for this task's classes
     * @return the labeller
     * @throws IllegalArgumentException if the network is no {@code ComputationGraph}
     */
    public Segmenter segmenter(NetworkAdapter net) {
        return new Segmenter(net, options);
    }

    /**
     * The training images that could not be read, as far as they were met.
     *
     * @return how many, and the first ones with their reasons
     */
    public SkippedImages skipped() {
        return skippedTrain.skipped();
    }

    @Override
    public int size() {
        return train.size();
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("training data", describe(train));
        settings.put("validation data", describe(validation));
        settings.put("pixels", options.pixels().toString());
        settings.put("longer side", options.longerSide() == 0 ? "as it is" : Integer.toString(options.longerSide()));
        settings.put("flips", Boolean.toString(options.flips()));
        settings.put("judged on", judged(options.trainSample()) + " / " + judged(options.validationSample()));
        return settings;
    }

    private static String judged(int sample) {
        return sample == 0 ? "all" : Integer.toString(sample);
    }

    /** Name, number and a checksum of names and sizes; pixels are not read for it. */
    private static String describe(MaskedImages images) {
        CRC32 crc = new CRC32();
        crc.update(images.maskNames().toString().getBytes(StandardCharsets.UTF_8));
        for (AnnotatedImage image : images.images()) {
            crc.update((image.name() + " " + image.width() + " " + image.height()).getBytes(StandardCharsets.UTF_8));
        }
        return images.name() + ", " + images.size() + " images " + Long.toHexString(crc.getValue());
    }

    @Override
    public Feed feed(Minibatches order) {
        return new SegmentationFeed(train, options, order, skippedTrain);
    }

    @Override
    public List<String> columns() {
        return List.of(
                "objective",
                "mean IU",
                "pixel accuracy",
                "mean accuracy",
                "validation objective",
                "validation mean IU",
                "validation pixel accuracy",
                "validation mean accuracy");
    }

    @Override
    public double[] evaluate(NetworkAdapter net) {
        Segmenter segmenter = segmenter(net);
        double regularization = net.regularization();
        SegmentationScores onTrain = segmenter.score(train, options.trainSample(), skippedTrain);
        SegmentationScores onValidation = segmenter.score(validation, options.validationSample(), skippedValidation);
        return new double[] {
            onTrain.loss() + regularization,
            onTrain.matrix().meanIu(),
            onTrain.matrix().pixelAccuracy(),
            onTrain.matrix().meanAccuracy(),
            onValidation.loss() + regularization,
            onValidation.matrix().meanIu(),
            onValidation.matrix().pixelAccuracy(),
            onValidation.matrix().meanAccuracy()
        };
    }

    @Override
    public String toString() {
        return train.name() + " (" + train.size() + " images), " + validation.name() + " (" + validation.size() + "), "
                + train.maskNames().size() + " classes, "
                + (options.longerSide() == 0 ? "images as they are" : "longer side " + options.longerSide())
                + (options.flips() ? ", flips" : "") + ", pixels " + options.pixels();
    }
}
