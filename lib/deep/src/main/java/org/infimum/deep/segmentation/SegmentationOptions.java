package org.infimum.deep.segmentation;

import java.util.Objects;

/**
 * How masked images become a network's inputs and how it is judged. The one source of defaults is {@link #of}. Threads and memory change nothing in what is read.
 *
 * @param pixels how pixels become inputs
 * @param longerSide what an image's longer side is scaled down to, in pixels; 0 leaves all images as they are. Images are scaled bilinearly with
 *     antialiasing, masks take the nearest pixel, and images that are not longer stay as they are
 * @param flips whether training mirrors every second image, by chance, left to right
 * @param trainSample the training images, drawn by a fixed seed, on which the objective and the metrics are computed after each epoch; 0 for all
 * @param validationSample the same of the validation images
 * @param threads threads that decode, 1 to 256
 * @param memory bytes of decoded images that may be held ahead, at least 1; one minibatch is held whatever its size
 */
public record SegmentationOptions(
        PixelScale pixels,
        int longerSide,
        boolean flips,
        int trainSample,
        int validationSample,
        int threads,
        long memory) {
    private static final int MOST_THREADS = 256;

    /**
     * Checks the options.
     *
     * @param pixels as above
     * @param longerSide as above
     * @param flips as above
     * @param trainSample as above
     * @param validationSample as above
     * @param threads as above
     * @param memory as above
     * @throws IllegalArgumentException if a number is out of range
     */
    public SegmentationOptions {
        Objects.requireNonNull(pixels, "pixels");
        if (longerSide < 0) {
            throw new IllegalArgumentException(
                    "The longer side must be positive, or 0 for images as they are, not " + longerSide + ".");
        }
        if (trainSample < 0 || validationSample < 0) {
            throw new IllegalArgumentException("A sample has a positive number of images, or 0 for all, not "
                    + Math.min(trainSample, validationSample) + ".");
        }
        if (threads < 1 || threads > MOST_THREADS) {
            throw new IllegalArgumentException("Images are decoded by 1 to 256 threads, not " + threads + ".");
        }
        if (memory < 1) {
            throw new IllegalArgumentException(
                    "Reading ahead needs memory, not " + memory + " bytes; give for example 256L << 20.");
        }
    }

    /**
     * The defaults: images as they are, no flips (the authors saw no gain from them), judged on 100 training images and all validation images, half the
     * processors, 256 MiB.
     *
     * @param pixels how pixels become inputs
     * @return the options
     */
    public static SegmentationOptions of(PixelScale pixels) {
        return new SegmentationOptions(
                pixels,
                0,
                false,
                100,
                0,
                Math.min(MOST_THREADS, Math.max(1, Runtime.getRuntime().availableProcessors() / 2)),
                256L << 20);
    }

    /**
     * The same options at another resolution.
     *
     * @param side what an image's longer side is scaled down to; 0 for images as they are
     * @return new options
     */
    public SegmentationOptions longerSide(int side) {
        return new SegmentationOptions(pixels, side, flips, trainSample, validationSample, threads, memory);
    }

    /**
     * The same options with or without flips.
     *
     * @param random true for flips
     * @return new options
     */
    public SegmentationOptions flips(boolean random) {
        return new SegmentationOptions(pixels, longerSide, random, trainSample, validationSample, threads, memory);
    }

    /**
     * The same options judged on other numbers of images.
     *
     * @param train training images, 0 for all
     * @param validation validation images, 0 for all
     * @return new options
     */
    public SegmentationOptions judgedOn(int train, int validation) {
        return new SegmentationOptions(pixels, longerSide, flips, train, validation, threads, memory);
    }

    /**
     * The same options with another number of threads.
     *
     * @param count threads that decode
     * @return new options
     */
    public SegmentationOptions threads(int count) {
        return new SegmentationOptions(pixels, longerSide, flips, trainSample, validationSample, count, memory);
    }

    /**
     * The same options with another bound of memory.
     *
     * @param bytes of decoded images that may be held ahead
     * @return new options
     */
    public SegmentationOptions memory(long bytes) {
        return new SegmentationOptions(pixels, longerSide, flips, trainSample, validationSample, threads, bytes);
    }
}
