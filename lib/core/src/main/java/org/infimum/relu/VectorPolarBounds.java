package org.infimum.relu;

import java.util.Objects;
import org.infimum.Evidence;

/**
 * What is known of a polar max over ||u|| &le; 1 of ||V^T (X u)_+||: lower &le; polar &le; upper.
 *
 * @param lower the value at the best direction found by local ascent, rounded down: holds whatever the evidence; at least 0. Taken for the polar
 *     itself it would be an ESTIMATE
 * @param maximizer that direction, d numbers; all zero where none with a positive value is known
 * @param upper an upper bound
 * @param evidence what {@code upper} rests on
 * @param because the method in a few words
 */
public record VectorPolarBounds(double lower, double[] maximizer, double upper, Evidence evidence, String because) {
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
    public VectorPolarBounds {
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
     * @return a new array of d numbers
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
