package org.infimum.deep.bench;

import java.util.Arrays;

/**
 * Median and quartiles, which a few disturbed rounds do not move.
 *
 * @param low the first quartile
 * @param median the median
 * @param high the third quartile
 */
record Quartiles(double low, double median, double high) {
    /** Of at least one number, with linear interpolation. */
    static Quartiles of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Quartiles(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
    }

    private static double at(double[] sorted, double part) {
        double position = part * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    String format(String number) {
        return String.format("%s  [%s, %s]", number, number, number).formatted(median, low, high);
    }
}
