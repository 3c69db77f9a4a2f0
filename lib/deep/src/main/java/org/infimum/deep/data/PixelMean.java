package org.infimum.deep.data;

import java.util.Locale;
import java.util.zip.CRC32;

/**
 * What is subtracted from the pixels of an {@link ImageFolder}, whose scale is 0..255: a number a channel, or an image of the crop's size
 * (Krizhevsky, Sutskever, Hinton 2012 subtract the mean image of the training set; MatConvNet's example the channels' means). Given, or
 * computed from training images. Immutable.
 */
public final class PixelMean {
    private static final int CHANNELS = 3;

    private final int images;
    private final boolean pixelwise;
    private final float[] values;

    private PixelMean(int images, boolean pixelwise, float[] values) {
        this.images = images;
        this.pixelwise = pixelwise;
        this.values = values;
    }

    /**
     * Nothing is subtracted: pixels 0..255.
     *
     * @return no mean
     */
    public static PixelMean none() {
        return new PixelMean(0, false, new float[CHANNELS]);
    }

    /**
     * One number a channel; ImageNet's are 123.68, 116.779 and 103.939.
     *
     * @param red from 0 to 255
     * @param green from 0 to 255
     * @param blue from 0 to 255
     * @return that mean
     * @throws IllegalArgumentException if a number is outside 0..255
     */
    public static PixelMean channels(double red, double green, double blue) {
        return new PixelMean(0, false, checked(new float[] {(float) red, (float) green, (float) blue}));
    }

    /**
     * A mean image.
     *
     * @param image 3 * side * side numbers from 0 to 255: red, green, blue, each row by row; copied
     * @return that mean
     * @throws IllegalArgumentException if a number is outside 0..255
     */
    public static PixelMean image(float[] image) {
        return new PixelMean(0, true, checked(image.clone()));
    }

    /**
     * The channels' means over centre crops of training images, drawn at random with seed 0, computed when the folder is opened: 1,000 images
     * take about two seconds and give ImageNet's means to within about 2 of 255.
     *
     * @param images how many; of a smaller set all
     * @return a mean to be computed
     * @throws IllegalArgumentException if the number is not positive
     */
    public static PixelMean channelsOf(int images) {
        return new PixelMean(positive(images), false, null);
    }

    /**
     * The mean image over centre crops of training images, drawn at random with seed 0, computed when the folder is opened.
     *
     * @param images how many; of a smaller set all
     * @return a mean to be computed
     * @throws IllegalArgumentException if the number is not positive
     */
    public static PixelMean imageOf(int images) {
        return new PixelMean(positive(images), true, null);
    }

    private static int positive(int images) {
        if (images < 1) {
            throw new IllegalArgumentException("A mean needs at least 1 image, not " + images + ".");
        }
        return images;
    }

    private static float[] checked(float[] values) {
        for (float value : values) {
            if (!(value >= 0 && value <= 255)) {
                throw new IllegalArgumentException("A mean of pixels lies between 0 and 255, but one is " + value
                        + "; give it in the scale 0..255.");
            }
        }
        return values;
    }

    /** Whether it has to be computed. */
    boolean open() {
        return values == null;
    }

    /** From how many images it is computed, 0 if it was given. */
    int images() {
        return images;
    }

    /** The mean computed from the sums of each pixel over some images. */
    PixelMean computed(long[] sums, int count) {
        int plane = sums.length / CHANNELS;
        float[] means = new float[pixelwise ? sums.length : CHANNELS];
        if (pixelwise) {
            for (int i = 0; i < means.length; i++) means[i] = (float) ((double) sums[i] / count);
        } else {
            for (int c = 0; c < CHANNELS; c++) {
                long sum = 0;
                for (int i = 0; i < plane; i++) sum += sums[c * plane + i];
                means[c] = (float) ((double) sum / count / plane);
            }
        }
        return new PixelMean(count, pixelwise, means);
    }

    /** The mean of every pixel of an image of side x side. */
    float[] ofSide(int side) {
        int plane = side * side;
        if (pixelwise) {
            if (values.length != CHANNELS * plane) {
                throw new IllegalArgumentException("The mean image has " + values.length + " numbers, but crops of "
                        + side + " x " + side + " with 3 channels have " + CHANNELS * plane + ".");
            }
            return values.clone();
        }
        float[] all = new float[CHANNELS * plane];
        for (int i = 0; i < all.length; i++) all[i] = values[i / plane];
        return all;
    }

    /** Changes with the numbers. */
    String fingerprint() {
        CRC32 crc = new CRC32();
        for (float value : values) {
            int bits = Float.floatToIntBits(value);
            for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) crc.update(bits >>> shift);
        }
        return Long.toHexString(crc.getValue());
    }

    /**
     * The mean in words.
     *
     * @return for example {@code the channels' means (123.68, 116.78, 103.94)}
     */
    @Override
    public String toString() {
        String of = images > 0 ? String.format(Locale.ROOT, " of %,d training images", images) : "";
        if (pixelwise) return values == null || images > 0 ? "the mean image" + of : "a mean image";
        if (values == null) return "the channels' means" + of;
        return values[0] == 0 && values[1] == 0 && values[2] == 0
                ? "nothing"
                : String.format(
                        Locale.ROOT, "the channels' means%s (%.2f, %.2f, %.2f)", of, values[0], values[1], values[2]);
    }
}
