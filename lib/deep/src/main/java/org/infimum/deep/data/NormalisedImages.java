package org.infimum.deep.data;

import java.io.InterruptedIOException;

/**
 * The images of a split after the first two steps of {@link ContrastWhitening}, those of training first, computed in double precision whenever they are
 * read: so they take no memory.
 */
final class NormalisedImages {
    private final Split split;
    private final double floor;
    private final double[] mean;
    private final double meanContrast;
    private final float[] image;

    /**
     * @param split the images
     * @param floor standard deviations below this count as this
     */
    NormalisedImages(Split split, double floor) throws InterruptedIOException {
        this.split = split;
        this.floor = floor;
        mean = split.train().means();
        image = new float[mean.length];
        double[] centred = new double[mean.length];
        double sum = 0;
        for (int i = 0; i < size(); i++) {
            if (i % 1000 == 0) ContrastWhitening.checkInterrupt();
            sum += centre(i, centred, 0);
        }
        meanContrast = sum / size();
    }

    /** All images. */
    int size() {
        return split.train().size() + split.test().size();
    }

    /** How many of them, the first ones, are for training. */
    int trainImages() {
        return split.train().size();
    }

    /** Writes neighbouring images one after the other. */
    void read(int first, int count, double[] target) throws InterruptedIOException {
        ContrastWhitening.checkInterrupt();
        for (int i = 0; i < count; i++) {
            int offset = i * mean.length;
            double factor = meanContrast / Math.max(centre(first + i, target, offset), floor);
            for (int j = 0; j < mean.length; j++) target[offset + j] *= factor;
        }
    }

    /** Writes one image less the mean image and less its own mean; returns its standard deviation. */
    private double centre(int index, double[] target, int offset) {
        if (index < trainImages()) {
            split.train().copyImage(index, image);
        } else {
            split.test().copyImage(index - trainImages(), image);
        }
        double sum = 0;
        for (int j = 0; j < mean.length; j++) {
            target[offset + j] = image[j] - mean[j];
            sum += target[offset + j];
        }
        double own = sum / mean.length;
        double squares = 0;
        for (int j = 0; j < mean.length; j++) {
            target[offset + j] -= own;
            squares += target[offset + j] * target[offset + j];
        }
        return Math.sqrt(squares / (mean.length - 1));
    }
}
