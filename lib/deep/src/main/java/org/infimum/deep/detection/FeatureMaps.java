package org.infimum.deep.detection;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The shape of feature maps and their order in memory.
 *
 * @param images n
 * @param channels c
 * @param height h
 * @param width w
 * @param pixelsFirst whether a pixel's channels lie side by side (NHWC); else each channel is a plane (NCHW)
 */
record FeatureMaps(int images, int channels, int height, int width, boolean pixelsFirst) {
    /** The shape of an array, which lies in NCHW unless it lies in NHWC. */
    static FeatureMaps of(INDArray features) {
        if (features.rank() != 4) {
            throw new IllegalArgumentException("Feature maps have the shape [images, channels, height, width], not "
                    + java.util.Arrays.toString(features.shape()) + ".");
        }
        if (features.length() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("The feature maps have " + features.length()
                    + " numbers, above the limit of 2^31 - 1; take fewer images a batch.");
        }
        int n = (int) features.size(0);
        int c = (int) features.size(1);
        int h = (int) features.size(2);
        int w = (int) features.size(3);
        return new FeatureMaps(n, c, h, w, strides(features, (long) h * w * c, 1, (long) w * c, c));
    }

    /** Whether the array lies in memory in the order that the shape says, without gaps. */
    boolean fits(INDArray features) {
        return pixelsFirst || strides(features, (long) channels * height * width, (long) height * width, width, 1);
    }

    private static boolean strides(INDArray array, long... expected) {
        for (int k = 0; k < expected.length; k++) {
            // the stride of a dimension of size one is never used, and ND4J sets it to anything
            if (array.size(k) != 1 && array.stride(k) != expected[k]) {
                return false;
            }
        }
        return true;
    }

    int pixels() {
        return images * height * width;
    }

    int plane() {
        return height * width;
    }

    int length() {
        return pixels() * channels;
    }
}
