package org.infimum.deep.segmentation;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Locale;
import java.util.SplittableRandom;
import org.infimum.deep.data.RgbImage;
import org.infimum.deep.detection.AnnotatedImages;

/**
 * How pixels, 0 to 255, become a network's inputs: each channel less its mean, divided by one number. An L or a learning rate has to fit it.
 *
 * @param red the mean of red, from 0 to 255
 * @param green the mean of green, from 0 to 255
 * @param blue the mean of blue, from 0 to 255
 * @param divisor what the difference is divided by, positive; 1 keeps the scale of the paper's networks
 * @param blueFirst whether the first channel is blue and the last is red, as published weights of VGG-16 have it
 */
public record PixelScale(double red, double green, double blue, double divisor, boolean blueFirst) {
    private static final int CHANNELS = 3;

    /**
     * Checks the numbers.
     *
     * @param red as above
     * @param green as above
     * @param blue as above
     * @param divisor as above
     * @param blueFirst as above
     * @throws IllegalArgumentException if a mean is outside 0 to 255 or the divisor is not positive and finite
     */
    public PixelScale {
        for (double mean : new double[] {red, green, blue}) {
            if (!(mean >= 0 && mean <= 255)) {
                throw new IllegalArgumentException("The mean of a channel must be from 0 to 255, not " + mean + ".");
            }
        }
        if (!(divisor > 0 && divisor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("Pixels are divided by a positive number, not by " + divisor + ".");
        }
    }

    /**
     * What the published weights of VGG-16 want: blue, green, red, 0 to 255, less ImageNet's means.
     *
     * @return the scale
     */
    public static PixelScale vgg() {
        return new PixelScale(123.68, 116.779, 103.939, 1, true);
    }

    /**
     * Red, green, blue, less the channels' means over some images.
     *
     * @param images the training images
     * @param count how many of them are read, drawn by a fixed seed; all of them if there are not so many
     * @return the scale, with divisor 1
     * @throws IllegalArgumentException if the count is not positive
     * @throws IOException if none of them can be read (others are left out here and counted when training meets them), or the thread was interrupted
     */
    public static PixelScale meanOf(AnnotatedImages images, int count) throws IOException {
        if (count < 1)
            throw new IllegalArgumentException("The mean of " + count + " images cannot be computed; give 100.");
        double[] sums = new double[CHANNELS];
        double pixels = 0;
        IOException last = null;
        for (int image : sample(images.size(), count)) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while the mean of " + images.name()
                        + " was computed; nothing was changed, ask again");
            }
            RgbImage read;
            try {
                read = images.pixels(image);
            } catch (IOException e) {
                last = e;
                continue;
            }
            byte[] planes = read.pixels();
            int plane = planes.length / CHANNELS;
            for (int c = 0; c < CHANNELS; c++) {
                long sum = 0;
                for (int i = 0; i < plane; i++) sum += planes[c * plane + i] & 0xff;
                sums[c] += sum;
            }
            pixels += plane;
        }
        if (pixels == 0)
            throw new IOException("No image drawn for the mean of " + images.name() + " can be read.", last);
        return new PixelScale(sums[0] / pixels, sums[1] / pixels, sums[2] / pixels, 1, false);
    }

    /** Different images in rising order, drawn by a fixed seed; all if there are not more. */
    static int[] sample(int size, int count) {
        int left = Math.min(size, count);
        int[] chosen = new int[left];
        SplittableRandom random = new SplittableRandom(0);
        int to = 0;
        // Knuth's selection sampling: each image with the chance that makes the number come out
        for (int image = 0; image < size && left > 0; image++) {
            if (random.nextInt(size - image) < left) {
                chosen[to++] = image;
                left--;
            }
        }
        return chosen;
    }

    /**
     * The same means with another divisor.
     *
     * @param number positive
     * @return a new scale
     */
    public PixelScale dividedBy(double number) {
        return new PixelScale(red, green, blue, number, blueFirst);
    }

    /** The channel of an image, 0 red to 2 blue, that is the network's. */
    int source(int channel) {
        return blueFirst ? CHANNELS - 1 - channel : channel;
    }

    /** The mean of an image's channel. */
    double mean(int source) {
        return source == 0 ? red : source == 1 ? green : blue;
    }

    /**
     * The scale in words.
     *
     * @return for example {@code 0..255 less (104.1, 106.8, 103.0), red, green, blue}
     */
    @Override
    public String toString() {
        String means = String.format(Locale.ROOT, "0..255 less (%.2f, %.2f, %.2f)", red, green, blue);
        return means + (divisor == 1 ? "" : " over " + divisor) + (blueFirst ? ", blue, green, red" : "");
    }
}
