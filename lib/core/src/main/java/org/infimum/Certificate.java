package org.infimum;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Objects;

/**
 * An interval that holds the optimal value f*, with what that claim rests on: lower &le; f* &le; upper.
 *
 * <p>{@code toString} rounds outwards: the printed lower number is never above {@link #lower} and the printed upper one
 * never below {@link #upper}, so a certificate can be copied from a page and stays true.
 *
 * <p>Do not build one from samples with {@code PROVED} or {@code CONDITIONAL}: use {@code ESTIMATED}, or none at all.
 *
 * @param lower a number that f* is not below; minus infinity where nothing is known
 * @param upper a number that f* is not above, as a rule the best value found; finite
 * @param evidence what both numbers rest on
 * @param because the assumption, proof or sampling method in a few words; for {@code CONDITIONAL} the assumption itself,
 *     so that "CONDITIONAL on " can stand before it
 */
public record Certificate(double lower, double upper, Evidence evidence, String because) {
    private static final int DIGITS = 6;

    /**
     * Checks the claim's form.
     *
     * @param lower as above
     * @param upper as above
     * @param evidence as above
     * @param because as above
     * @throws IllegalArgumentException if a number is NaN, lower is plus infinity, upper is infinite, lower exceeds upper,
     *     or {@code because} is blank
     * @throws NullPointerException if {@code evidence} or {@code because} is null
     */
    public Certificate {
        Objects.requireNonNull(evidence, "evidence");
        Objects.requireNonNull(because, "because");
        if (Double.isNaN(lower) || lower == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("A certificate's lower bound must be a number below infinity, not "
                    + lower + "; where nothing is known from below use -Infinity.");
        }
        if (!Double.isFinite(upper)) {
            throw new IllegalArgumentException(
                    "A certificate's upper bound must be finite, not " + upper + "; evaluate at least one point.");
        }
        if (lower > upper) {
            throw new IllegalArgumentException("A certificate needs lower <= upper, but " + lower + " > " + upper
                    + ": an assumption (" + because + ") is contradicted.");
        }
        if (because.isBlank()) {
            throw new IllegalArgumentException("A certificate must say what it rests on; 'because' is blank.");
        }
    }

    /**
     * How far the best value can be from the optimal one: an upper bound of upper - lower, rounded up.
     *
     * @return the absolute gap, at least 0; infinite if nothing is known from below
     */
    public double gap() {
        double difference = upper - lower;
        // one rounding error at most: the next number up is above the exact difference
        return difference == 0 ? 0 : Math.nextUp(difference);
    }

    /**
     * The gap relative to the best value: gap / |upper|.
     *
     * @return the relative gap; infinite if upper is 0 and the gap is not
     */
    public double relativeGap() {
        double gap = gap();
        return gap == 0 ? 0 : Math.nextUp(gap / Math.abs(upper));
    }

    @Override
    public String toString() {
        String claim =
                "[" + round(lower, RoundingMode.FLOOR) + ", " + round(upper, RoundingMode.CEILING) + "]  " + evidence;
        return claim + (evidence == Evidence.CONDITIONAL ? " on " : ": ") + because;
    }

    private static String round(double value, RoundingMode outwards) {
        if (Double.isInfinite(value)) {
            return "-Infinity";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(DIGITS, outwards));
        double magnitude = Math.abs(value);
        boolean plain = magnitude == 0 || (magnitude >= 1e-4 && magnitude < 1e7);
        return plain ? rounded.stripTrailingZeros().toPlainString() : scientific(rounded);
    }

    private static String scientific(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        int exponent = stripped.precision() - stripped.scale() - 1;
        return stripped.movePointLeft(exponent).toPlainString() + "E" + exponent;
    }
}
