package org.infimum.deep.data;

import java.util.Objects;

/**
 * How the images of an {@link ImageFolder} become inputs of a network. The one source of defaults is {@link #side(int)}. Threads and memory
 * change nothing in what is read.
 *
 * @param side width and height of the crops in pixels, at least 1
 * @param shorterSide what the image's shorter side is scaled to before the crop, at least {@code side}
 * @param randomCrops whether training cuts at random places; evaluation cuts at the centre
 * @param randomFlips whether training mirrors every second image, by chance, left to right
 * @param mean what is subtracted from the pixels, whose scale is 0..255
 * @param threads threads that decode, 1 to 256
 * @param memory bytes of decoded images that one reader may hold ahead, at least 1; one minibatch is held whatever its size
 */
public record ImageFolderOptions(
        int side, int shorterSide, boolean randomCrops, boolean randomFlips, PixelMean mean, int threads, long memory) {
    private static final int MOST_THREADS = 256;
    private static final int LARGEST_SIDE = 4096;

    /**
     * Checks the options.
     *
     * @param side as above
     * @param shorterSide as above
     * @param randomCrops as above
     * @param randomFlips as above
     * @param mean as above
     * @param threads as above
     * @param memory as above
     * @throws IllegalArgumentException if a number is out of range
     */
    public ImageFolderOptions {
        Objects.requireNonNull(mean, "mean");
        if (side < 1 || side > LARGEST_SIDE) {
            throw new IllegalArgumentException(
                    "The side of the crops must be from 1 to 4096 pixels, not " + side + ".");
        }
        if (shorterSide < side || shorterSide > 2 * LARGEST_SIDE) {
            throw new IllegalArgumentException("The shorter side must be at least the crops' " + side
                    + " pixels and at most 8192, not " + shorterSide + ".");
        }
        if (threads < 1 || threads > MOST_THREADS) {
            throw new IllegalArgumentException("Images are decoded by 1 to 256 threads, not " + threads + ".");
        }
        if (memory < 1) {
            throw new IllegalArgumentException(
                    "Reading ahead needs memory, not " + memory + " bytes; give for example 256L << 20.");
        }
        if (!mean.open()) mean.ofSide(side);
    }

    /**
     * The defaults: the shorter side is 256/227 of the crops' (AlexNet as in Caffe and MatConvNet: 227 of 256), random crops and flips, the
     * channels' means of 1,000 training images, half the processors (training needs them too), 256 MiB (six minibatches of 256 images of 227
     * pixels a side).
     *
     * @param side width and height of the crops
     * @return the options
     */
    public static ImageFolderOptions side(int side) {
        return new ImageFolderOptions(
                side,
                (int) Math.min(Integer.MAX_VALUE, Math.round(side * 256.0 / 227)),
                true,
                true,
                PixelMean.channelsOf(1000),
                Math.min(MOST_THREADS, Math.max(1, Runtime.getRuntime().availableProcessors() / 2)),
                256L << 20);
    }

    /**
     * The same options with another size before the crop.
     *
     * @param pixels what the image's shorter side is scaled to
     * @return new options
     */
    public ImageFolderOptions shorterSide(int pixels) {
        return new ImageFolderOptions(side, pixels, randomCrops, randomFlips, mean, threads, memory);
    }

    /**
     * The same options with training's crops at random places or at the centre.
     *
     * @param random true for random places
     * @return new options
     */
    public ImageFolderOptions randomCrops(boolean random) {
        return new ImageFolderOptions(side, shorterSide, random, randomFlips, mean, threads, memory);
    }

    /**
     * The same options with or without training's random flips.
     *
     * @param random true for flips
     * @return new options
     */
    public ImageFolderOptions randomFlips(boolean random) {
        return new ImageFolderOptions(side, shorterSide, randomCrops, random, mean, threads, memory);
    }

    /**
     * The same options with another mean.
     *
     * @param other what is subtracted
     * @return new options
     */
    public ImageFolderOptions mean(PixelMean other) {
        return new ImageFolderOptions(side, shorterSide, randomCrops, randomFlips, other, threads, memory);
    }

    /**
     * The same options with another number of threads.
     *
     * @param count threads that decode
     * @return new options
     */
    public ImageFolderOptions threads(int count) {
        return new ImageFolderOptions(side, shorterSide, randomCrops, randomFlips, mean, count, memory);
    }

    /**
     * The same options with another bound of memory.
     *
     * @param bytes of decoded images that one reader may hold ahead
     * @return new options
     */
    public ImageFolderOptions memory(long bytes) {
        return new ImageFolderOptions(side, shorterSide, randomCrops, randomFlips, mean, threads, bytes);
    }
}
