package org.infimum.lipschitz;

/** Counts over bins of equal width. Immutable. A bin holds its left edge; the last bin holds both of its edges. */
public final class Histogram {
    private final double low;
    private final double width;
    private final long[] counts;

    private Histogram(double low, double width, long[] counts) {
        this.low = low;
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
     * @throws IllegalArgumentException if there is no bin, or a value is NaN or outside
     */
    public static Histogram of(double[] values, double low, double high, int bins) {
        if (bins < 1) {
            throw new IllegalArgumentException("A histogram needs at least one bin, not " + bins + ".");
        }
        double width = (high - low) / bins;
        long[] counts = new long[bins];
        for (double value : values) {
            if (!(value >= low && value <= high)) {
                throw new IllegalArgumentException(
                        "The value " + value + " is outside the histogram's range [" + low + ", " + high + "].");
            }
            counts[width == 0 ? 0 : Math.min(bins - 1, (int) ((value - low) / width))]++;
        }
        return new Histogram(low, width, counts);
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
        return low + bin * width;
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
