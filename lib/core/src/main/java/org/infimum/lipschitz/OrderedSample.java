package org.infimum.lipschitz;

import java.util.Arrays;
import java.util.Locale;

/** Non-negative numbers of which statistics estimate a Lipschitz constant: what slopes and gradient norms share. Immutable. */
final class OrderedSample {
    private final double[] sorted;
    private final String kind;
    private final String source;

    /** Takes the array over and sorts it; the kind is "slopes", say, and the source "6 pairwise slopes of 4 points". */
    OrderedSample(double[] values, String kind, String source) {
        Arrays.sort(values);
        this.sorted = values;
        this.kind = kind;
        this.source = source;
    }

    int count() {
        return sorted.length;
    }

    double[] values() {
        return sorted.clone();
    }

    LipschitzEstimate max() {
        return estimate(largest(), "maximum");
    }

    LipschitzEstimate mean() {
        return estimate(average(), "mean");
    }

    LipschitzEstimate median() {
        return estimate(middle(), "median");
    }

    LipschitzEstimate quantile(double part) {
        if (!(part >= 0 && part <= 1)) {
            throw new IllegalArgumentException("The part of a quantile must be in [0, 1], not " + part + ".");
        }
        double position = part * (sorted.length - 1);
        int below = (int) position;
        double rest = position - below;
        double value = rest == 0 ? sorted[below] : (1 - rest) * sorted[below] + rest * sorted[below + 1];
        return estimate(value, part + " quantile");
    }

    LipschitzEstimate statistic(String name) {
        return switch (name) {
            case "max" -> max();
            case "mean" -> mean();
            case "median" -> median();
            default ->
                throw new IllegalArgumentException(
                        "The statistic of the " + kind + " must be max, mean or median, not '" + name + "'.");
        };
    }

    Histogram histogram(int bins) {
        return Histogram.of(sorted, 0, largest(), bins);
    }

    private double largest() {
        return sorted[sorted.length - 1];
    }

    private double average() {
        return Arrays.stream(sorted).sum() / sorted.length;
    }

    private double middle() {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private LipschitzEstimate estimate(double value, String statistic) {
        if (value == 0) {
            throw new IllegalStateException("The " + statistic + " of the " + kind
                    + " is 0, which cannot stand for a Lipschitz constant; take points with different values.");
        }
        return new LipschitzEstimate(value, statistic + " of " + source);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d %s: max %.6g, mean %.6g, median %.6g (ESTIMATED)",
                count(),
                kind,
                largest(),
                average(),
                middle());
    }
}
