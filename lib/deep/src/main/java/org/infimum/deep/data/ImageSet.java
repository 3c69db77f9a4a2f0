package org.infimum.deep.data;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.zip.CRC32;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Labelled images of one shape: n images of channels x height x width pixels, each with a class from 0. Immutable; parts of a set
 * share its pixels, so {@link #take}, {@link #classes} and the splits cost no memory worth naming. Images of bytes are kept as
 * bytes, all others as floats.
 *
 * <p>What number stands for black and what for white is the <em>scale</em>. A loaded set has the scale 0..1; {@link #scale} changes
 * it, {@link #meanSubtracted} shifts it, and {@link #scaleDescription} always says what it is, since learning rates and Lipschitz
 * constants depend on it.
 */
public final class ImageSet {
    private final String name;
    private final List<String> classNames;
    private final int channels;
    private final int height;
    private final int width;
    private final Pixels pixels;
    /** Image i of this set is row rows[i] of the pixels. */
    private final int[] rows;
    /** Label of image i of this set. */
    private final int[] labels;

    private final Scale scale;
    /** CRC-32 of pixels and labels once it was asked for; a second thread at the same time computes the same number. */
    private volatile Long checksum;

    /** The numbers for black and white, and what was subtracted since; null if nothing. */
    private record Scale(double low, double high, String subtracted) {
        String describe() {
            String range = number(low) + ".." + number(high);
            return subtracted == null ? range : range + " minus " + subtracted;
        }

        private static String number(double value) {
            return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : Double.toString(value);
        }
    }

    private ImageSet(
            String name,
            List<String> classNames,
            int channels,
            int height,
            int width,
            Pixels pixels,
            int[] rows,
            int[] labels,
            Scale scale) {
        this.name = name;
        this.classNames = classNames;
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.pixels = pixels;
        this.rows = rows;
        this.labels = labels;
        this.scale = scale;
    }

    /**
     * Images of unsigned bytes, with the scale 0..1.
     *
     * @param name name of the set
     * @param classNames one name a class
     * @param channels channels of an image
     * @param height rows of an image
     * @param width columns of an image
     * @param pixels n * channels * height * width unsigned bytes: image by image, channel by channel, row by row; copied
     * @param white the byte that stands for 1, from 1 to 255: a pixel b has the value b / white
     * @param labels n classes from 0; copied
     * @return the set
     * @throws IllegalArgumentException if a size is not positive, the arrays do not fit, a pixel is above {@code white} or a label is
     *     not below the number of classes
     */
    public static ImageSet of(
            String name,
            List<String> classNames,
            int channels,
            int height,
            int width,
            byte[] pixels,
            int white,
            int[] labels) {
        return ofBytes(name, classNames, channels, height, width, pixels.clone(), white, labels.clone());
    }

    /** {@link #of} without the copies, for readers of this package that let go of their arrays. */
    static ImageSet ofBytes(
            String name,
            List<String> classNames,
            int channels,
            int height,
            int width,
            byte[] pixels,
            int white,
            int[] labels) {
        check(
                Math.min(channels, Math.min(height, width)) > 0,
                "images of " + channels + "x" + height + "x" + width + " have no pixels");
        check(white >= 1 && white <= 255, "white is the byte " + white + ", but has to be from 1 to 255");
        check(labels.length > 0, "a set needs at least one image");
        int length = Math.multiplyExact(Math.multiplyExact(channels, height), width);
        check(
                pixels.length == (long) labels.length * length,
                labels.length + " labels go with " + (long) labels.length * length + " pixels, but there are "
                        + pixels.length);
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classNames.size()) {
                throw new IllegalArgumentException("image " + i + " has the label " + labels[i] + ", but there are "
                        + classNames.size() + " classes from 0");
            }
        }
        for (int i = 0; white < 255 && i < pixels.length; i++) {
            if ((pixels[i] & 0xff) > white) {
                throw new IllegalArgumentException("image " + i / length + " has a pixel " + (pixels[i] & 0xff)
                        + ", brighter than white, which is " + white);
            }
        }
        float[] values = new float[256];
        for (int b = 0; b < values.length; b++) values[b] = (float) b / white;
        return new ImageSet(
                Objects.requireNonNull(name, "name"),
                List.copyOf(classNames),
                channels,
                height,
                width,
                new Pixels.Bytes(pixels, length, values),
                range(labels.length),
                labels,
                new Scale(0, 1, null));
    }

    /**
     * The name.
     *
     * @return for example {@code MNIST train}
     */
    public String name() {
        return name;
    }

    /**
     * The classes.
     *
     * @return one name a class, in the order of the labels
     */
    public List<String> classNames() {
        return classNames;
    }

    /**
     * The number of images.
     *
     * @return n
     */
    public int size() {
        return rows.length;
    }

    /**
     * The number of channels.
     *
     * @return 1 for grey images, 3 for coloured ones
     */
    public int channels() {
        return channels;
    }

    /**
     * The height.
     *
     * @return rows of an image
     */
    public int height() {
        return height;
    }

    /**
     * The width.
     *
     * @return columns of an image
     */
    public int width() {
        return width;
    }

    /**
     * The number of inputs of a network for these images.
     *
     * @return channels * height * width
     */
    public int pixelsPerImage() {
        return channels * height * width;
    }

    /**
     * The shape of the features of all images.
     *
     * @param form flat or as images
     * @return [n, channels * height * width] or [n, channels, height, width]
     */
    public long[] shape(FeatureShape form) {
        return shape(form, size());
    }

    /**
     * Whether another set's images have this shape.
     *
     * @param other another set
     * @return true if channels, height and width agree
     */
    public boolean sameShape(ImageSet other) {
        return channels == other.channels && height == other.height && width == other.width;
    }

    /**
     * The class of one image.
     *
     * @param index image from 0
     * @return its label from 0
     */
    public int label(int index) {
        return labels[index];
    }

    /**
     * The classes of all images.
     *
     * @return n labels from 0; a copy
     */
    public int[] labels() {
        return labels.clone();
    }

    /**
     * How many images each class has.
     *
     * @return one count a class
     */
    public int[] classCounts() {
        int[] counts = new int[classNames.size()];
        for (int label : labels) counts[label]++;
        return counts;
    }

    /**
     * The pixels of one image.
     *
     * @param index image from 0
     * @return channels * height * width numbers in this set's scale; a copy
     */
    public float[] image(int index) {
        float[] image = new float[pixelsPerImage()];
        pixels.copy(rows[index], image, 0);
        return image;
    }

    /** Writes the pixels of one image into an array of as many numbers. */
    void copyImage(int index, float[] target) {
        pixels.copy(rows[index], target, 0);
    }

    /**
     * These images with other pixels.
     *
     * @param changed one array an image; not copied
     * @param subtracted what happened to them since they had their scale, as it goes on after "minus"
     */
    ImageSet replaced(float[][] changed, String subtracted) {
        return new ImageSet(
                name,
                classNames,
                channels,
                height,
                width,
                new Pixels.Floats(changed),
                range(size()),
                labels,
                new Scale(scale.low, scale.high, subtracted));
    }

    /** Whether only a scale was set, no mean subtracted and nothing whitened. */
    boolean isRaw() {
        return scale.subtracted == null;
    }

    /**
     * What the numbers of the pixels mean.
     *
     * @return for example {@code 0..1}, or {@code 0..1 minus the mean image of MNIST train}
     */
    public String scaleDescription() {
        return scale.describe();
    }

    /**
     * The first images.
     *
     * @param count how many, from 1 to {@link #size()}
     * @return those images
     * @throws IllegalArgumentException if there are not so many
     */
    public ImageSet take(int count) {
        check(count >= 1 && count <= size(), name + " has " + size() + " images, so " + count + " cannot be taken");
        return select(name, Arrays.copyOf(range(size()), count));
    }

    /**
     * The images of some classes. The class listed first gets the label 0, the next the label 1 and so on; names are kept.
     *
     * @param wanted labels of this set, each at most once
     * @return their images in this set's order
     * @throws IllegalArgumentException if a class does not exist, is listed twice or none is listed, or there are no such images
     */
    public ImageSet classes(int... wanted) {
        check(wanted.length > 0, "no class is listed; name at least one of 0 to " + (classNames.size() - 1));
        int[] relabelled = new int[classNames.size()];
        Arrays.fill(relabelled, -1);
        List<String> names = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (int label : wanted) {
            check(
                    label >= 0 && label < classNames.size(),
                    name + " has no class " + label + ", only 0 to " + (classNames.size() - 1));
            check(seen.add(label), "class " + label + " is listed twice");
            relabelled[label] = names.size();
            names.add(classNames.get(label));
        }
        int[] kept = range(size());
        kept = Arrays.stream(kept).filter(i -> relabelled[labels[i]] >= 0).toArray();
        check(kept.length > 0, name + " has no image of the classes " + names);
        ImageSet part = select(name + " " + names, kept);
        int[] changed = new int[kept.length];
        for (int i = 0; i < kept.length; i++) changed[i] = relabelled[part.labels[i]];
        return new ImageSet(part.name, List.copyOf(names), channels, height, width, pixels, part.rows, changed, scale);
    }

    /**
     * Splits off a fraction for training: {@link #splitAt} at fraction * n, rounded down.
     *
     * @param trainFraction part of the images for training, between 0 and 1
     * @param seed decides which images, and their order
     * @return training images and the others
     * @throws IllegalArgumentException if the fraction leaves one of the parts without images
     */
    public Split split(double trainFraction, long seed) {
        check(
                trainFraction > 0 && trainFraction < 1,
                "the fraction for training is " + trainFraction + ", but has to be between 0 and 1");
        return splitAt((int) Math.floor(trainFraction * size()), seed);
    }

    /**
     * Splits into so many images for training and the others. The classes are in both parts in proportion (numbers rounded by largest
     * remainder); which images of a class go where, and the order of both parts, is shuffled by the seed.
     *
     * @param trainCount images for training, from 1 to n - 1
     * @param seed decides which images, and their order
     * @return training images and the others
     * @throws IllegalArgumentException if the number leaves one of the parts without images
     */
    public Split splitAt(int trainCount, long seed) {
        check(
                trainCount >= 1 && trainCount < size(),
                name + " has " + size() + " images, so " + trainCount
                        + " for training do not leave both parts at least one");
        int[] wanted = shares(classCounts(), trainCount);
        int[] order = Shuffle.permutation(size(), seed, 0);
        int[] train = new int[trainCount];
        int[] test = new int[size() - trainCount];
        int trained = 0;
        int tested = 0;
        // a class's first images of the shuffled order go to training: both parts come out shuffled
        for (int index : order) {
            if (wanted[labels[index]]-- > 0) train[trained++] = index;
            else test[tested++] = index;
        }
        return new Split(select(name + " train", train), select(name + " test", test));
    }

    /**
     * The images in another size, by averaging over the area that each new pixel covers; exact for any ratio, so the mean of every
     * image stays as it is up to rounding.
     *
     * @param newHeight rows
     * @param newWidth columns
     * @return the resized images in the same scale, kept as floats
     * @throws IllegalArgumentException if a size is not positive
     */
    public ImageSet resize(int newHeight, int newWidth) {
        check(
                newHeight > 0 && newWidth > 0,
                "images cannot be resized to " + newHeight + "x" + newWidth + ", give positive numbers");
        if (newHeight == height && newWidth == width) return this;
        int length = Math.multiplyExact(Math.multiplyExact(channels, newHeight), newWidth);
        AreaAverage average = new AreaAverage(height, width, newHeight, newWidth);
        float[][] resized = new float[size()][length];
        float[] image = new float[pixelsPerImage()];
        for (int i = 0; i < size(); i++) {
            pixels.copy(rows[i], image, 0);
            for (int c = 0; c < channels; c++)
                average.apply(image, c * height * width, resized[i], c * newHeight * newWidth);
        }
        return new ImageSet(
                name,
                classNames,
                channels,
                newHeight,
                newWidth,
                new Pixels.Floats(resized),
                range(size()),
                labels,
                scale);
    }

    /**
     * The images in another scale.
     *
     * @param low the number for black
     * @param high the number for white
     * @return the same images, with pixel values from {@code low} to {@code high}
     * @throws IllegalArgumentException if {@code low} is not below {@code high}, or a mean was already subtracted
     */
    public ImageSet scale(double low, double high) {
        check(
                Double.isFinite(low) && Double.isFinite(high) && low < high,
                "the scale " + low + ".." + high + " is none; give two finite numbers, the smaller first");
        check(
                scale.subtracted == null,
                "the scale of " + name + " is " + scaleDescription() + "; change it before the mean is subtracted");
        double factor = (high - low) / (scale.high - scale.low);
        Pixels changed = pixels.affine(factor, low - factor * scale.low);
        return new ImageSet(
                name, classNames, channels, height, width, changed, rows, labels, new Scale(low, high, null));
    }

    /**
     * The mean image.
     *
     * @return channels * height * width means over all images, computed in double precision
     */
    public float[] meanImage() {
        double[] means = means();
        float[] mean = new float[means.length];
        for (int j = 0; j < mean.length; j++) mean[j] = (float) means[j];
        return mean;
    }

    /** The mean image, unrounded. */
    double[] means() {
        double[] means = new double[pixelsPerImage()];
        float[] image = new float[pixelsPerImage()];
        for (int row : rows) {
            pixels.copy(row, image, 0);
            for (int j = 0; j < image.length; j++) means[j] += image[j];
        }
        for (int j = 0; j < means.length; j++) means[j] /= size();
        return means;
    }

    /**
     * The images less the mean image of the training images, pixel by pixel: give the training images themselves for training
     * <em>and</em> test, so that nothing of the test images enters.
     *
     * @param train the images whose mean is subtracted
     * @return the difference, kept as floats
     * @throws IllegalArgumentException if shape or scale of the two differ, or a mean was already subtracted
     */
    public ImageSet meanSubtracted(ImageSet train) {
        check(sameShape(train), "the mean of " + train + " does not fit " + this);
        check(
                scale.subtracted == null && train.scale.equals(scale),
                "the scales differ or a mean was already subtracted: " + name + " has " + scaleDescription() + ", "
                        + train.name + " has " + train.scaleDescription());
        float[] mean = train.meanImage();
        float[][] differences = new float[size()][pixelsPerImage()];
        for (int i = 0; i < size(); i++) {
            pixels.copy(rows[i], differences[i], 0);
            for (int j = 0; j < mean.length; j++) differences[i][j] -= mean[j];
        }
        return replaced(differences, "the mean image of " + train.name);
    }

    /**
     * Some images for Deeplearning4j, as one minibatch.
     *
     * @param indices images from 0, in the order wanted
     * @param form flat or as images
     * @return features [k, channels * height * width] or [k, channels, height, width], and one-hot labels [k, classes], both FLOAT
     *     (a network of double precision converts them itself)
     * @throws IllegalArgumentException if no image is listed
     * @throws IndexOutOfBoundsException if there is no such image
     */
    public DataSet toDataSet(int[] indices, FeatureShape form) {
        return toDataSet(indices, form, i -> false);
    }

    /** The same with some of the images mirrored left to right, those whose index {@code mirrored} accepts. */
    DataSet toDataSet(int[] indices, FeatureShape form, IntPredicate mirrored) {
        check(indices.length > 0, "no image is listed");
        int length = pixelsPerImage();
        int classes = classNames.size();
        float[] features = new float[Math.multiplyExact(indices.length, length)];
        float[] targets = new float[indices.length * classes];
        for (int i = 0; i < indices.length; i++) {
            pixels.copy(rows[indices[i]], features, i * length);
            if (mirrored.test(indices[i])) mirror(features, i * length, length);
            targets[i * classes + labels[indices[i]]] = 1;
        }
        return new DataSet(
                array(features, shape(form, indices.length)), array(targets, new long[] {indices.length, classes}));
    }

    /**
     * All images for Deeplearning4j. It takes 4 bytes a pixel: 188 MB for MNIST's training images.
     *
     * @param form flat or as images
     * @return features and one-hot labels as {@link #toDataSet} makes them
     */
    public DataSet dataSet(FeatureShape form) {
        return toDataSet(range(size()), form);
    }

    /**
     * These images as what a training run reads.
     *
     * @param form flat or as images
     * @return the examples, in the order of the images
     */
    public ExampleSet examples(FeatureShape form) {
        return new ImageExamples(this, form, false);
    }

    /**
     * These images with random flips, as what a training run reads: in each epoch every image is mirrored left to right with probability 1/2, a training run
     * sees it that way, and everything else (evaluation, {@code batch}) sees the images as they are.
     *
     * <p>Whether image i is mirrored in epoch e is a function of the seed s of the {@link Minibatches}, e and i alone: the highest bit of m(m(m(s xor K) +
     * e) + i), m being SplitMix64 with its increment (Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195) and K = 0x666c6970 ("flip"). So all solvers of a
     * comparison see the same images, and a resumed run goes on with them. MatConvNet's CIFAR-10 example differs: it mirrors all images of a
     * minibatch or none.
     *
     * @param form flat or as images
     * @return the examples, in the order of the images
     */
    public ExampleSet flippedExamples(FeatureShape form) {
        return new ImageExamples(this, form, true);
    }

    /**
     * These images in shuffled minibatches, for {@code net.fit(iterator, epochs)}.
     *
     * @param batch images in a batch, the last one of an epoch may be smaller
     * @param seed decides the orders
     * @param form flat or as images
     * @return an iterator that is at the beginning of epoch 0 and whose reset begins the next epoch
     * @throws IllegalArgumentException if the batch is not positive or larger than the data
     */
    public MinibatchIterator iterator(int batch, long seed, FeatureShape form) {
        return new MinibatchIterator(this, new Minibatches(size(), batch, seed), form);
    }

    /**
     * The set in one line.
     *
     * @return for example {@code MNIST train: 60000 images of 1x28x28, 10 classes, pixels 0..1}
     */
    @Override
    public String toString() {
        return name + ": " + size() + " images of " + channels + "x" + height + "x" + width + ", " + classNames.size()
                + " classes, pixels " + scaleDescription();
    }

    /** CRC-32 of all pixels, as big-endian floats, and labels, image by image; computed once. */
    long checksum() {
        Long known = checksum;
        if (known == null) {
            CRC32 crc = new CRC32();
            float[] image = new float[pixelsPerImage()];
            ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * image.length + Integer.BYTES);
            for (int i = 0; i < size(); i++) {
                copyImage(i, image);
                bytes.asFloatBuffer().put(image);
                bytes.putInt(Float.BYTES * image.length, labels[i]);
                crc.update(bytes.array());
            }
            known = crc.getValue();
            checksum = known;
        }
        return known;
    }

    private ImageSet select(String newName, int[] indices) {
        int[] newRows = new int[indices.length];
        int[] newLabels = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            newRows[i] = rows[indices[i]];
            newLabels[i] = labels[indices[i]];
        }
        return new ImageSet(newName, classNames, channels, height, width, pixels, newRows, newLabels, scale);
    }

    private long[] shape(FeatureShape form, int count) {
        return form == FeatureShape.FLAT
                ? new long[] {count, pixelsPerImage()}
                : new long[] {count, channels, height, width};
    }

    /** Turns each row of the images' pixels from {@code start} on around. */
    private void mirror(float[] values, int start, int length) {
        for (int row = start; row < start + length; row += width) {
            for (int left = row, right = row + width - 1; left < right; left++, right--) {
                float kept = values[left];
                values[left] = values[right];
                values[right] = kept;
            }
        }
    }

    private static INDArray array(float[] data, long[] shape) {
        return Nd4j.create(data, shape, Nd4j.getStrides(shape, 'c'), 'c', DataType.FLOAT);
    }

    /** Shares of {@code total} in proportion to the counts, whole numbers by largest remainder (ties: the lower class). */
    private static int[] shares(int[] counts, int total) {
        long all = Arrays.stream(counts).sum();
        int[] shares = new int[counts.length];
        long[] remainders = new long[counts.length];
        int left = total;
        for (int c = 0; c < counts.length; c++) {
            shares[c] = (int) ((long) counts[c] * total / all);
            remainders[c] = (long) counts[c] * total % all;
            left -= shares[c];
        }
        for (; left > 0; left--) {
            int largest = 0;
            for (int c = 1; c < counts.length; c++) if (remainders[c] > remainders[largest]) largest = c;
            shares[largest]++;
            remainders[largest] = -1;
        }
        return shares;
    }

    private static int[] range(int size) {
        int[] range = new int[size];
        for (int i = 0; i < size; i++) range[i] = i;
        return range;
    }

    private static void check(boolean ok, String message) {
        if (!ok) throw new IllegalArgumentException(message);
    }
}
