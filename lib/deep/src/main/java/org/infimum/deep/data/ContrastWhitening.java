package org.infimum.deep.data;

import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.infimum.linalg.NativeMatrix;
import org.infimum.linalg.NativeSymmetric;

/**
 * Contrast normalisation and ZCA whitening, with which BPGrad's authors prepare CIFAR-10. It is what {@code getCifarImdb} in MatConvNet's example
 * {@code examples/cifar/cnn_cifar.m} does, after Coates, Lee, Ng 2011 (An analysis of single-layer networks in unsupervised feature learning). With
 * N = N_train + N_test images x of D pixels in the scale 0..255, whatever scale the images had:
 *
 * <ol>
 *   <li>the mean image of the training images is subtracted;
 *   <li>each image loses the mean of its D numbers; n is their standard deviation (dividing by D - 1), and the image is multiplied by mean(n) / max(n,
 *       contrastFloor), mean(n) being taken over all N images;
 *   <li>W = (1/N) sum over the training images of z z^T = V diag(d) V^T; every image becomes V diag(e / max(sqrt(d), whiteningFloor)) V^T z with e =
 *       sqrt(mean(d)), which about keeps the norm of W. Directions that vary by less than the floor are damped, not blown up.
 * </ol>
 *
 * <p>Two peculiarities of that code are kept, since results depend on them: mean(n) includes the test images, so their contrast leaks into the ONE
 * number that scales everything; and W is a sum over the training images that is divided by the number of all images (50,000 and 60,000 for CIFAR-10). Neither
 * lets a test image's label or content into the training beyond that factor.
 *
 * <p>Computed in double precision by OpenBLAS and rounded to floats once; the same bits on one machine with one number of threads, equal up to
 * rounding elsewhere. Works for images of any size; the time grows with D^3 and N D^2, so {@link #apply(Split)} keeps the result in the user's cache.
 *
 * @param contrastFloor standard deviations below this count as this, in the scale 0..255; positive
 * @param whiteningFloor square roots of eigenvalues below this count as this; positive
 */
public record ContrastWhitening(double contrastFloor, double whiteningFloor) {
    /** Changes with what is computed, so that nobody reads an older version's numbers from a cache. */
    private static final String VERSION = "contrast-whitening 1";

    /** Images that OpenBLAS gets at a time: enough for full speed, 25 MB for CIFAR-10. */
    private static final int CHUNK = 1024;

    /** Images times squared pixels from which on it takes some seconds, so that people should be told what they wait for. */
    private static final double LONG = 1e10;

    /**
     * Floors, checked.
     *
     * @param contrastFloor as above
     * @param whiteningFloor as above
     * @throws IllegalArgumentException if one is not positive and finite
     */
    public ContrastWhitening {
        requirePositive("contrast", contrastFloor);
        requirePositive("whitening", whiteningFloor);
    }

    /**
     * MatConvNet's and BPGrad's setting.
     *
     * @return floors of 40 and 10
     */
    public static ContrastWhitening matConvNet() {
        return new ContrastWhitening(40, 10);
    }

    /**
     * Prepares both parts, or reads them from the user's cache if they were prepared before.
     *
     * @param split training and test images, of which nothing was subtracted yet
     * @return the same images prepared, kept as floats: 4 bytes a pixel, 737 MB for CIFAR-10
     * @throws IllegalArgumentException if a mean was subtracted before, the scales of the parts differ, or images have only one pixel
     * @throws InterruptedIOException if the thread was interrupted; the interrupt stays set
     */
    public Split apply(Split split) throws InterruptedIOException {
        return apply(split, PixelCache.standard());
    }

    /**
     * Prepares both parts, or reads them from a cache.
     *
     * @param split training and test images, of which nothing was subtracted yet
     * @param cache where results are kept
     * @return the same images prepared, kept as floats
     * @throws IllegalArgumentException if a mean was subtracted before, the scales of the parts differ, or images have only one pixel
     * @throws InterruptedIOException if the thread was interrupted; the interrupt stays set
     */
    public Split apply(Split split, PixelCache cache) throws InterruptedIOException {
        Split scaled = scaled(split);
        String key = key(scaled);
        int images = scaled.train().size() + scaled.test().size();
        Optional<float[][]> kept = cache.load(key, images, scaled.train().pixelsPerImage());
        if (kept.isPresent()) return described(scaled, kept.get());
        double width = scaled.train().pixelsPerImage();
        if (images * width * width > LONG) cache.announce(images, scaled.train().pixelsPerImage());
        float[][] pixels = pixels(scaled);
        cache.store(key, pixels);
        return described(scaled, pixels);
    }

    /**
     * Prepares both parts without any cache.
     *
     * @param split training and test images, of which nothing was subtracted yet
     * @return the same images prepared, kept as floats
     * @throws IllegalArgumentException if a mean was subtracted before, the scales of the parts differ, or images have only one pixel
     * @throws InterruptedIOException if the thread was interrupted; the interrupt stays set
     */
    public Split compute(Split split) throws InterruptedIOException {
        Split scaled = scaled(split);
        return described(scaled, pixels(scaled));
    }

    private static Split scaled(Split split) {
        if (!split.train().isRaw() || !split.test().isRaw()) {
            throw new IllegalArgumentException("the scale of " + split.train().name() + " is "
                    + split.train().scaleDescription() + "; give the images before anything is subtracted");
        }
        if (split.train().pixelsPerImage() < 2) {
            throw new IllegalArgumentException(split.train() + ": images of one pixel have no contrast");
        }
        return split.map(s -> s.scale(0, 255));
    }

    private Split described(Split scaled, float[][] pixels) {
        String changes = "the mean image of " + scaled.train().name() + ", contrast-normalised (floor "
                + number(contrastFloor) + "), ZCA-whitened (floor " + number(whiteningFloor) + ")";
        int trainImages = scaled.train().size();
        return new Split(
                scaled.train().replaced(Arrays.copyOf(pixels, trainImages), changes),
                scaled.test().replaced(Arrays.copyOfRange(pixels, trainImages, pixels.length), changes));
    }

    /** All images, those of training first. */
    private float[][] pixels(Split scaled) throws InterruptedIOException {
        int width = scaled.train().pixelsPerImage();
        NormalisedImages images = new NormalisedImages(scaled, contrastFloor);
        float[][] pixels = new float[images.size()][width];
        double[] values = new double[CHUNK * width];
        try (NativeSymmetric filter = new NativeSymmetric(width);
                NativeMatrix chunk = new NativeMatrix(width, CHUNK);
                NativeMatrix product = new NativeMatrix(width, CHUNK)) {
            filter.setIdentity(0);
            for (int first = 0; first < images.trainImages(); first += CHUNK) {
                int count = Math.min(CHUNK, images.trainImages() - first);
                images.read(first, count, values);
                chunk.setColumns(0, values, count * width);
                filter.addGram(chunk, count);
            }
            replaceByFilter(filter, width, images.size());
            for (int first = 0; first < images.size(); first += CHUNK) {
                int count = Math.min(CHUNK, images.size() - first);
                images.read(first, count, values);
                // what lies behind the last images is from the chunk before and is not looked at
                chunk.setColumns(0, values, values.length);
                filter.multiply(chunk, product);
                product.getColumns(0, values, count * width);
                for (int i = 0; i < count; i++) {
                    for (int j = 0; j < width; j++) pixels[first + i][j] = (float) values[i * width + j];
                }
            }
        }
        return pixels;
    }

    /** From the sum of z z^T over the training images to V diag(e / max(sqrt(d), floor)) V^T. */
    private void replaceByFilter(NativeSymmetric moments, int width, int images) {
        try (NativeMatrix vectors = new NativeMatrix(width, width)) {
            double[] eigenvalues = moments.eigenvectors(vectors);
            double mean = 0;
            for (int j = 0; j < width; j++) {
                // below zero only by rounding
                eigenvalues[j] = Math.max(0, eigenvalues[j] / images);
                mean += eigenvalues[j] / width;
            }
            double[] column = new double[width];
            for (int j = 0; j < width; j++) {
                double factor = Math.sqrt(mean) / Math.max(Math.sqrt(eigenvalues[j]), whiteningFloor);
                vectors.getColumns(j, column, width);
                for (int i = 0; i < width; i++) column[i] *= Math.sqrt(factor);
                vectors.setColumns(j, column, width);
            }
            moments.setIdentity(0);
            moments.addGram(vectors, width);
        }
    }

    /** What the result depends on: the pixels, the floors and this class's version. */
    private String key(Split scaled) throws InterruptedIOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has to provide SHA-256", e);
        }
        int width = scaled.train().pixelsPerImage();
        String settings = VERSION + " " + contrastFloor + " " + whiteningFloor + " "
                + scaled.train().size() + " " + scaled.test().size() + " " + width;
        digest.update(settings.getBytes(StandardCharsets.UTF_8));
        float[] image = new float[width];
        ByteBuffer bytes = ByteBuffer.allocate(width * Float.BYTES);
        for (ImageSet part : new ImageSet[] {scaled.train(), scaled.test()}) {
            for (int i = 0; i < part.size(); i++) {
                part.copyImage(i, image);
                bytes.asFloatBuffer().put(image);
                digest.update(bytes.array());
            }
            checkInterrupt();
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static void checkInterrupt() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while images were whitened; nothing is kept, ask again");
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static void requirePositive(String what, double floor) {
        if (!(floor > 0 && Double.isFinite(floor))) {
            throw new IllegalArgumentException("the " + what + " floor is " + floor
                    + ", but has to be positive and finite; MatConvNet has 40 and 10");
        }
    }
}
