package org.infimum.deep.data;

/**
 * Resizing by area averaging: each new pixel is the average of the old image over the rectangle that it covers, with old pixels
 * that it covers in part weighted by the part. Exact for any ratio of sizes, so the mean of an image is kept up to rounding. One
 * object serves many images of one size; not for several threads.
 */
final class AreaAverage {
    private final int height;
    private final int width;
    private final Weights vertical;
    private final Weights horizontal;
    private final double[] narrowed;

    AreaAverage(int height, int width, int newHeight, int newWidth) {
        this.height = height;
        this.width = width;
        vertical = new Weights(height, newHeight);
        horizontal = new Weights(width, newWidth);
        narrowed = new double[height * newWidth];
    }

    /** Resizes the image at {@code sourceOffset} of {@code source} into {@code target} from {@code targetOffset} on. */
    void apply(float[] source, int sourceOffset, float[] target, int targetOffset) {
        int newWidth = horizontal.size();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < newWidth; x++) {
                double sum = 0;
                int first = horizontal.first[x];
                for (int k = 0; k < horizontal.weights[x].length; k++) {
                    sum += horizontal.weights[x][k] * source[sourceOffset + y * width + first + k];
                }
                narrowed[y * newWidth + x] = sum;
            }
        }
        for (int y = 0; y < vertical.size(); y++) {
            for (int x = 0; x < newWidth; x++) {
                double sum = 0;
                int first = vertical.first[y];
                for (int k = 0; k < vertical.weights[y].length; k++) {
                    sum += vertical.weights[y][k] * narrowed[(first + k) * newWidth + x];
                }
                target[targetOffset + y * newWidth + x] = (float) sum;
            }
        }
    }

    /** In one dimension: new pixel i is the sum of weights[i][k] times old pixel first[i] + k. */
    private static final class Weights {
        private final int[] first;
        private final double[][] weights;

        Weights(int size, int newSize) {
            first = new int[newSize];
            weights = new double[newSize][];
            // in units of 1 / newSize of an old pixel every edge is an integer, so the overlaps are exact
            for (int i = 0; i < newSize; i++) {
                long left = (long) i * size;
                long right = left + size;
                first[i] = (int) (left / newSize);
                int last = (int) ((right - 1) / newSize);
                weights[i] = new double[last - first[i] + 1];
                for (int k = 0; k < weights[i].length; k++) {
                    long start = (long) (first[i] + k) * newSize;
                    long overlap = Math.min(right, start + newSize) - Math.max(left, start);
                    weights[i][k] = (double) overlap / size;
                }
            }
        }

        int size() {
            return first.length;
        }
    }
}
