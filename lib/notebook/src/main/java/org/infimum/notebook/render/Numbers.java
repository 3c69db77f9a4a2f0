package org.infimum.notebook.render;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Writes numbers for people: six significant digits, 2.3e-7 for the tiny and the huge, a dash for what is missing. */
public final class Numbers {
    /** What stands where there is no number. */
    public static final String MISSING = "\u2013";

    private static final int DIGITS = 6;
    private static final double PLAIN_FROM = 1e-4;
    private static final double PLAIN_BELOW = 1e7;
    private static final int MOST_DECIMALS = 6;

    private Numbers() {}

    /**
     * A number.
     *
     * @param value the number
     * @return it to six significant digits, without trailing zeros
     */
    public static String format(double value) {
        if (Double.isNaN(value)) {
            return MISSING;
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "\u221E" : "-\u221E";
        }
        if (value == 0) {
            return "0";
        }
        return isPlain(value) ? rounded(value).toPlainString() : scientific(value);
    }

    /**
     * A number rounded up to three significant digits: for gaps, which must not look smaller than they are.
     *
     * @param value the number
     * @return a text that names a number not below it
     */
    public static String formatUp(double value) {
        if (!Double.isFinite(value) || value == 0) {
            return format(value);
        }
        return format(new BigDecimal(value)
                .round(new MathContext(3, RoundingMode.CEILING))
                .doubleValue());
    }

    /**
     * A number rounded down to six significant digits: for lower bounds, which must not look larger than they are.
     *
     * @param value the number
     * @return a text that names a number not above it
     */
    public static String formatDown(double value) {
        return outwards(value, RoundingMode.FLOOR);
    }

    /** A number rounded up to six significant digits: for upper bounds. */
    static String formatUpper(double value) {
        return outwards(value, RoundingMode.CEILING);
    }

    private static String outwards(double value, RoundingMode mode) {
        return !Double.isFinite(value) || value == 0
                ? format(value)
                : exact(new BigDecimal(value).round(new MathContext(DIGITS, mode)));
    }

    /** Without rounding to nearest on the way. */
    private static String exact(BigDecimal rounded) {
        double size = Math.abs(rounded.doubleValue());
        if (size >= PLAIN_FROM && size < PLAIN_BELOW) {
            return rounded.stripTrailingZeros().toPlainString();
        }
        BigDecimal digits = rounded.stripTrailingZeros();
        int exponent = digits.precision() - digits.scale() - 1;
        return digits.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
    }

    /**
     * A whole number.
     *
     * @param value the number
     * @return it with commas between the thousands
     */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /**
     * A column of numbers, each with as many decimals as the others need, so that the points stand one below the other.
     *
     * @param values the numbers
     * @return as many texts
     */
    public static List<String> column(double[] values) {
        int decimals = 0;
        for (double value : values) {
            if (value != 0 && Double.isFinite(value) && isPlain(value)) {
                decimals = Math.max(decimals, rounded(value).scale());
            }
        }
        int shared = Math.min(decimals, MOST_DECIMALS);
        return Arrays.stream(values)
                .mapToObj(value -> value != 0 && Double.isFinite(value) && isPlain(value)
                        ? new BigDecimal(value)
                                .setScale(shared, RoundingMode.HALF_EVEN)
                                .toPlainString()
                        : format(value))
                .toList();
    }

    private static boolean isPlain(double value) {
        return Math.abs(value) >= PLAIN_FROM && Math.abs(value) < PLAIN_BELOW;
    }

    private static BigDecimal rounded(double value) {
        BigDecimal rounded =
                new BigDecimal(value).round(new MathContext(DIGITS)).stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
    }

    private static String scientific(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        return rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
    }
}
