package org.infimum.deep.data;

/**
 * Bilinear interpolation in one dimension that widens its triangle when it shrinks an image, so that every old pixel has its part: the
 * rule of Pillow's and torchvision's bilinear resize with antialiasing. New pixel i is the sum of weights[i][k] times old sample
 * first[i] + k.
 */
final class TriangleTaps {
    final int[] first;
    final float[][] weights;

    /**
     * The taps of new pixels {@code from} to {@code from + count - 1}.
     *
     * @param samples the number of old samples
     * @param scale old samples a new pixel
     * @param shift where new coordinate 0 lies in the old samples' coordinates, in which sample j reaches from j to j + 1
     */
    TriangleTaps(int samples, double scale, double shift, int from, int count) {
        first = new int[count];
        weights = new float[count][];
        double reach = Math.max(1, scale);
        for (int i = 0; i < count; i++) {
            double centre = (from + i + 0.5) * scale + shift;
            int low = Math.min(samples - 1, Math.max(0, (int) Math.floor(centre - reach + 0.5)));
            int high = Math.max(low + 1, Math.min(samples, (int) Math.floor(centre + reach + 0.5)));
            double[] heights = new double[high - low];
            double sum = 0;
            for (int k = 0; k < heights.length; k++) {
                heights[k] = Math.max(0, 1 - Math.abs(low + k + 0.5 - centre) / reach);
                sum += heights[k];
            }
            first[i] = low;
            weights[i] = new float[heights.length];
            for (int k = 0; k < heights.length; k++)
                weights[i][k] = sum > 0 ? (float) (heights[k] / sum) : k == 0 ? 1 : 0;
        }
    }

    int begin() {
        return first[0];
    }

    int end() {
        return first[first.length - 1] + weights[weights.length - 1].length;
    }
}
