package org.infimum.deep.segmentation;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How many pixels of each class were given which class, over a whole set of images: what all metrics of semantic segmentation are made of (Long, Shelhamer,
 * Darrell, CVPR 2015, Sec. 5). With n_ij the pixels of class i that were given class j, and t_i = sum_j n_ij:
 *
 * <pre>
 * pixel accuracy   sum_i n_ii / sum_i t_i
 * mean accuracy    mean over i of n_ii / t_i
 * IU of class i    n_ii / (t_i + sum_j n_ji - n_ii)          mean IU: the mean over i
 * </pre>
 *
 * <p>Counts are added up over all images before anything is divided: a mean of the images' own metrics would weigh a small image like a large one. Pixels of
 * the void label count nowhere. A class without pixels has no accuracy, and one that was not predicted either has no IU: both are NaN and left out of the
 * means, as in the authors' program.
 *
 * <p>Mutable, one thread's own. Adding costs a step a pixel.
 */
public final class ConfusionMatrix {
    /** PASCAL VOC's label of pixels that belong to no class, at the border of objects. */
    public static final int VOID = 255;

    private final int classes;
    /** n_ij at i * classes + j. */
    private final long[] counts;

    /**
     * An empty matrix.
     *
     * @param classes the number of classes, background included; from 2 to 255
     * @throws IllegalArgumentException if it is out of range
     */
    public ConfusionMatrix(int classes) {
        if (classes < 2 || classes > VOID) {
            throw new IllegalArgumentException(
                    "A segmentation has from 2 to " + VOID + " classes, not " + classes + ".");
        }
        this.classes = classes;
        counts = new long[classes * classes];
    }

    /**
     * Adds the pixels of an image.
     *
     * @param truth the class of each pixel, from 0, or {@link #VOID}
     * @param predicted the class each pixel was given, in the same order
     * @throws IllegalArgumentException if the lengths differ or a label is no class; then nothing was added
     */
    public void add(int[] truth, int[] predicted) {
        if (truth.length != predicted.length) {
            throw new IllegalArgumentException("The mask has " + truth.length + " pixels, but " + predicted.length
                    + " were predicted; give both the same size.");
        }
        for (int i = 0; i < truth.length; i++) {
            if (truth[i] != VOID) {
                require(truth[i], "mask", i);
                require(predicted[i], "prediction", i);
            }
        }
        for (int i = 0; i < truth.length; i++) {
            if (truth[i] != VOID) {
                counts[truth[i] * classes + predicted[i]]++;
            }
        }
    }

    private void require(int label, String where, int pixel) {
        if (label < 0 || label >= classes) {
            throw new IllegalArgumentException("Pixel " + pixel + " of the " + where + " has the label " + label
                    + ", but there are " + classes + " classes from 0.");
        }
    }

    /**
     * The number of classes.
     *
     * @return the classes, background included
     */
    public int classes() {
        return classes;
    }

    /**
     * One count.
     *
     * @param truth a class
     * @param predicted a class
     * @return the pixels of the first that were given the second
     * @throws IndexOutOfBoundsException if there is no such class
     */
    public long count(int truth, int predicted) {
        if (truth < 0 || truth >= classes || predicted < 0 || predicted >= classes) {
            throw new IndexOutOfBoundsException(
                    "There are the classes 0 to " + (classes - 1) + ", not " + truth + " and " + predicted + ".");
        }
        return counts[truth * classes + predicted];
    }

    /**
     * The pixels counted.
     *
     * @return all pixels that are not void
     */
    public long pixels() {
        return Arrays.stream(counts).sum();
    }

    /**
     * The share of pixels that were given their class.
     *
     * @return from 0 to 1; NaN without pixels
     */
    public double pixelAccuracy() {
        long right = IntStream.range(0, classes).mapToLong(i -> count(i, i)).sum();
        return (double) right / pixels();
    }

    /**
     * The share of a class's pixels that were given it.
     *
     * @param label the class
     * @return from 0 to 1; NaN for a class without pixels
     * @throws IndexOutOfBoundsException if there is no such class
     */
    public double accuracy(int label) {
        return (double) count(label, label) / ofClass(label);
    }

    /**
     * Intersection over union of a class's pixels and those that were given it.
     *
     * @param label the class
     * @return from 0 to 1; NaN if it has no pixels and was given to none
     * @throws IndexOutOfBoundsException if there is no such class
     */
    public double iu(int label) {
        long given = IntStream.range(0, classes).mapToLong(i -> count(i, label)).sum();
        long both = count(label, label);
        return (double) both / (ofClass(label) + given - both);
    }

    private long ofClass(int label) {
        return IntStream.range(0, classes).mapToLong(j -> count(label, j)).sum();
    }

    /**
     * The mean accuracy.
     *
     * @return the mean over the classes that have pixels; NaN without any
     */
    public double meanAccuracy() {
        return IntStream.range(0, classes)
                .mapToDouble(this::accuracy)
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }

    /**
     * The mean IU.
     *
     * @return the mean over the classes that have pixels or were given to some; NaN without any
     */
    public double meanIu() {
        return IntStream.range(0, classes)
                .mapToDouble(this::iu)
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }

    /**
     * The last column of the BPGrad paper's Table 3.
     *
     * @return the mean of mean IU, pixel accuracy and mean accuracy
     */
    public double average() {
        return (meanIu() + pixelAccuracy() + meanAccuracy()) / 3;
    }

    @Override
    public String toString() {
        return String.format(
                java.util.Locale.ROOT,
                "mean IU %.1f %%, pixel accuracy %.1f %%, mean accuracy %.1f %% over %,d pixels of %d classes",
                100 * meanIu(),
                100 * pixelAccuracy(),
                100 * meanAccuracy(),
                pixels(),
                classes);
    }
}
