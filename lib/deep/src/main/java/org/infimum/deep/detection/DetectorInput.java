package org.infimum.deep.detection;

import java.util.List;
import org.infimum.deep.data.RgbImage;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How whole images of any size become a detector's input. An image is scaled, in proportion, until its shorter side has a given length, or less where its
 * longer side would exceed a limit (Girshick, ICCV 2015, Sec. 3.1: 600 and 1000); from each pixel, 0 to 255, its channel's mean is subtracted, and the rest
 * is divided.
 *
 * <p>Images of one minibatch share an array: smaller ones are filled up with zeros at the right and the bottom, after the means were subtracted, as in the
 * authors' code.
 *
 * @param shorterSide length of the shorter side in pixels, at least 16
 * @param longestSide the longer side's limit in pixels, at least the shorter side
 * @param means what is subtracted from red, green and blue, from 0 to 255
 * @param divisor what the rest is divided by, above 0
 * @param blueFirst whether the channels come as blue, green, red, which published Caffe and Keras weights want
 */
public record DetectorInput(int shorterSide, int longestSide, List<Double> means, double divisor, boolean blueFirst) {
    private static final int CHANNELS = 3;
    private static final int SMALLEST = 16;
    /** Of ImageNet's pixels, whatever the data: the means that published weights were trained with. */
    private static final List<Double> IMAGENET = List.of(123.68, 116.779, 103.939);
    /** The standard deviation of ImageNet's pixels, all channels together, to a digit. */
    private static final double DEVIATION = 58;

    /**
     * Checks the numbers.
     *
     * @param shorterSide as above
     * @param longestSide as above
     * @param means as above
     * @param divisor as above
     * @param blueFirst as above
     * @throws IllegalArgumentException if a number is out of range
     */
    public DetectorInput {
        means = List.copyOf(means);
        if (shorterSide < SMALLEST || longestSide < shorterSide) {
            throw new IllegalArgumentException("Images are scaled to a shorter side of at least " + SMALLEST
                    + " pixels and a longer side of at most a number no smaller, not to " + shorterSide + " and "
                    + longestSide + "; the paper's are 600 and 1000.");
        }
        if (means.size() != CHANNELS || means.stream().anyMatch(mean -> !(mean >= 0 && mean <= 255))) {
            throw new IllegalArgumentException("There are three channels' means, from 0 to 255, not " + means
                    + "; ImageNet's are " + IMAGENET + ".");
        }
        if (!(divisor > 0 && divisor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("Pixels are divided by a number above 0, not by " + divisor + ".");
        }
    }

    /**
     * For networks that are trained from random weights: ImageNet's means and a divisor of 58, which makes pixels of a variance about 1; the longer side
     * at most 5 / 3 of the shorter one, the paper's proportion.
     *
     * @param shorterSide in pixels
     * @return the input
     */
    public static DetectorInput side(int shorterSide) {
        return new DetectorInput(shorterSide, Math.toIntExact(5L * shorterSide / 3), IMAGENET, DEVIATION, false);
    }

    /**
     * For published weights of VGG-16 and AlexNet from Caffe or Keras: blue, green, red in 0 to 255 less ImageNet's means, undivided; the longer side at most
     * 5 / 3 of the shorter one.
     *
     * @param shorterSide in pixels, the paper's is 600
     * @return the input
     */
    public static DetectorInput published(int shorterSide) {
        return new DetectorInput(shorterSide, Math.toIntExact(5L * shorterSide / 3), IMAGENET, 1, true);
    }

    /**
     * The size that an image is scaled to.
     *
     * @param width the image's width in pixels
     * @param height its height
     * @return the new size, each side at least a pixel
     */
    public RgbImage.Size sizeOf(int width, int height) {
        double factor = Math.min(
                (double) shorterSide / Math.min(width, height), (double) longestSide / Math.max(width, height));
        return new RgbImage.Size(
                (int) Math.max(1, Math.round(width * factor)), (int) Math.max(1, Math.round(height * factor)));
    }

    /**
     * Scales an image.
     *
     * @param image the image
     * @return the image in the size of {@link #sizeOf}; the image itself if it has that size
     */
    public RgbImage scaled(RgbImage image) {
        RgbImage.Size size = sizeOf(image.width(), image.height());
        return size.width() == image.width() && size.height() == image.height()
                ? image
                : image.scaled(size.width(), size.height());
    }

    /**
     * Scaled images as the network's input.
     *
     * @param images n images from {@link #scaled}, at least one
     * @return [n, 3, height, width] in single precision, height and width the largest of the images
     * @throws IllegalArgumentException if there is no image
     */
    public INDArray array(List<RgbImage> images) {
        int height = images.stream()
                .mapToInt(RgbImage::height)
                .max()
                .orElseThrow(() -> new IllegalArgumentException("A minibatch needs at least one image."));
        int width = images.stream().mapToInt(RgbImage::width).max().orElseThrow();
        int plane = Math.multiplyExact(height, width);
        float[] values = new float[Math.multiplyExact(CHANNELS * images.size(), plane)];
        for (int n = 0; n < images.size(); n++) {
            RgbImage image = images.get(n);
            byte[] pixels = image.pixels();
            for (int c = 0; c < CHANNELS; c++) {
                float[] value = values(c);
                int to = (n * CHANNELS + (blueFirst ? CHANNELS - 1 - c : c)) * plane;
                int from = c * image.width() * image.height();
                for (int y = 0; y < image.height(); y++, to += width, from += image.width()) {
                    for (int x = 0; x < image.width(); x++) values[to + x] = value[pixels[from + x] & 0xff];
                }
            }
        }
        return Nd4j.create(values, new long[] {images.size(), CHANNELS, height, width}, 'c');
    }

    /** What the 256 values of a channel become. */
    private float[] values(int channel) {
        float[] value = new float[256];
        for (int v = 0; v < value.length; v++) value[v] = (float) ((v - means.get(channel)) / divisor);
        return value;
    }
}
