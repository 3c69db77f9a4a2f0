package org.infimum.deep.detection;

import java.util.Objects;

/**
 * How a {@link DetectionTask} makes minibatches and judges networks. The one source of defaults is {@link #of}.
 *
 * @param detector how images become the network's input, how boxes are encoded, and how outputs become detections
 * @param sampling the choice of regions; its images a batch have to be the minibatches' size
 * @param flips whether every other training image, by chance, is mirrored
 * @param threads that decode and scale images in the background, 1 to 64
 * @param objectiveImages training images over whose regions the objective is evaluated, evenly spread, at least 1
 * @param validationImages validation images on which average precision is evaluated, evenly spread; 0 for none, where no column of it means anything
 */
public record DetectionOptions(
        DetectorOptions detector,
        RoiSampling sampling,
        boolean flips,
        int threads,
        int objectiveImages,
        int validationImages) {
    private static final int MOST_THREADS = 64;
    private static final int OBJECTIVE_IMAGES = 100;

    /**
     * Checks the options.
     *
     * @param detector as above
     * @param sampling as above
     * @param flips as above
     * @param threads as above
     * @param objectiveImages as above
     * @param validationImages as above
     * @throws IllegalArgumentException if a number is out of range
     */
    public DetectionOptions {
        Objects.requireNonNull(detector, "detector");
        Objects.requireNonNull(sampling, "sampling");
        if (threads < 1 || threads > MOST_THREADS) {
            throw new IllegalArgumentException(
                    "Images are read by 1 to " + MOST_THREADS + " threads, not " + threads + ".");
        }
        if (objectiveImages < 1) {
            throw new IllegalArgumentException(
                    "The objective needs at least 1 training image, not " + objectiveImages + ".");
        }
        if (validationImages < 0) {
            throw new IllegalArgumentException("The validation images are 0 or more, not " + validationImages + ".");
        }
    }

    /**
     * The paper's sampling (2 images, 128 regions) and flips; half the processors read images, the objective is that of 100 training images and average precision
     * that of all validation images.
     *
     * @param input how images become the network's input
     * @return the options
     */
    public static DetectionOptions of(DetectorInput input) {
        return new DetectionOptions(
                DetectorOptions.of(input),
                RoiSampling.paper(),
                true,
                Math.max(1, Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors() / 2)),
                OBJECTIVE_IMAGES,
                Integer.MAX_VALUE);
    }

    /**
     * The same with other detections.
     *
     * @param of input, encoding, thresholds
     * @return new options
     */
    public DetectionOptions detector(DetectorOptions of) {
        return new DetectionOptions(of, sampling, flips, threads, objectiveImages, validationImages);
    }

    /**
     * The same with another choice of regions.
     *
     * @param of images and regions a batch, overlaps
     * @return new options
     */
    public DetectionOptions sampling(RoiSampling of) {
        return new DetectionOptions(detector, of, flips, threads, objectiveImages, validationImages);
    }

    /**
     * The same with or without mirrored images.
     *
     * @param mirrored whether training mirrors
     * @return new options
     */
    public DetectionOptions flips(boolean mirrored) {
        return new DetectionOptions(detector, sampling, mirrored, threads, objectiveImages, validationImages);
    }

    /**
     * The same with other threads.
     *
     * @param count that read images
     * @return new options
     */
    public DetectionOptions threads(int count) {
        return new DetectionOptions(detector, sampling, flips, count, objectiveImages, validationImages);
    }

    /**
     * The same with an evaluation of other cost.
     *
     * @param objective training images of the objective
     * @param validation validation images of average precision, 0 for none
     * @return new options
     */
    public DetectionOptions evaluation(int objective, int validation) {
        return new DetectionOptions(detector, sampling, flips, threads, objective, validation);
    }
}
