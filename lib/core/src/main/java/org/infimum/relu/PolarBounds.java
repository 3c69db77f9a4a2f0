package org.infimum.relu;

import java.util.Objects;
import org.infimum.Evidence;

/**
 * What is known of a one-sided polar, max over ||u|| &le; 1 of f(u) = sum_i nu_i (x_i^T u)_+: lower &le; max &le; upper.
 *
 * @param lower f(u) / ||u|| at the best direction found, rounded down: holds whatever the evidence; at least 0
 * @param maximizer that direction, r numbers, of any length; all zero where none with f(u) &gt; 0 is known
 * @param upper an upper bound with evidence PROVED; with ESTIMATED the best value found, which the maximum may exceed
 * @param evidence what {@code upper} rests on
 * @param because the method in a few words
 */
public record PolarBounds(double lower, double[] maximizer, double upper, Evidence evidence, String because) {
    /**
     * Checks the form.
     *
     * @param lower as above
     * @param maximizer as above; copied
     * @param upper as above
     * @param evidence as above
     * @param because as above
     * @throws IllegalArgumentException if a bound is NaN or negative, lower is infinite, or lower exceeds upper
     */
    public PolarBounds {
        Objects.requireNonNull(evidence, "evidence");
        Objects.requireNonNull(because, "because");
        maximizer = maximizer.clone();
        if (!(lower >= 0) || lower == Double.POSITIVE_INFINITY || !(upper >= lower)) {
            throw new IllegalArgumentException("The polar's bounds must be numbers with 0 <= lower <= upper, not "
                    + lower + " and " + upper + ".");
        }
    }

    /**
     * The best direction found.
     *
     * @return a copy
     */
    @Override
    public double[] maximizer() {
        return maximizer.clone();
    }

    @Override
    public String toString() {
        return "polar in [" + lower + ", " + upper + "]  " + evidence + ": " + because;
    }
}
