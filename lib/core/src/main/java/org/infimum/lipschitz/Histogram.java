package org.infimum.lipschitz;

/** Counts over bins of equal width. Immutable. A bin holds its left edge; the last bin holds both of its edges. */
public final class Histogram {
    private final double low;
    private final double high;
    private final double width;
    private final long[] counts;

    private Histogram(double low, double high, double width, long[] counts) {
        this.low = low;
        this.high = high;
        this.width = width;
        this.counts = counts;
    }

    /**
     * Counts values.
     *
     * @param values the values, none below {@code low} or above {@code high}
     * @param low the left edge of the first bin
     * @param high the right edge of the last bin; if it equals {@code low}, all values fall into the first bin
     * @param bins the number of bins, at least 1
     * @return the histogram
     * @throws IllegalArgumentException if there is no bin, the range is not finite or upside down, or a value is NaN or
     *     outside
     */
    public static Histogram of(double[] values, double low, double high, int bins) {
        if (bins < 1) {
            throw new IllegalArgumentException("A histogram needs at least one bin, not " + bins + ".");
        }
        if (!Double.isFinite(high - low) || low > high) {
            throw new IllegalArgumentException(
                    "A histogram needs a finite range with low <= high, not [" + low + ", " + high + "].");
        }
        Histogram histogram = new Histogram(low, high, (high - low) / bins, new long[bins]);
        for (double value : values) {
            if (!(value >= low && value <= high)) {
                throw new IllegalArgumentException(
                        "The value " + value + " is outside the histogram's range [" + low + ", " + high + "].");
            }
            histogram.counts[histogram.bin(value)]++;
        }
        return histogram;
    }

    private int bin(double value) {
        if (width == 0) {
            return 0;
        }
        int bin = Math.min(counts.length - 1, (int) ((value - low) / width));
        // the quotient is rounded: a value at an edge may come out beside it
        while (bin > 0 && value < edge(bin)) {
            bin--;
        }
        while (bin < counts.length - 1 && value >= edge(bin + 1)) {
            bin++;
        }
        return bin;
    }

    /**
     * The number of bins.
     *
     * @return the number of bins
     */
    public int bins() {
        return counts.length;
    }

    /**
     * The count of a bin.
     *
     * @param bin the bin, from 0
     * @return the number of values in it
     */
    public long count(int bin) {
        return counts[bin];
    }

    /**
     * The left edge of a bin.
     *
     * @param bin the bin, from 0; the number of bins gives the last bin's right edge
     * @return the edge
     */
    public double edge(int bin) {
        return bin == counts.length ? high : low + bin * width;
    }

    /**
     * The middle of every bin.
     *
     * @return a new array
     */
    public double[] centres() {
        double[] centres = new double[counts.length];
        for (int bin = 0; bin < centres.length; bin++) {
            centres[bin] = low + (bin + 0.5) * width;
        }
        return centres;
    }

    /**
     * The counts of all bins.
     *
     * @return a new array
     */
    public long[] counts() {
        return counts.clone();
    }
}
