package org.infimum.relu;

import java.util.List;
import java.util.Objects;
import org.infimum.Evidence;

/**
 * What is known of a nested polar of a three-layer problem, max over z in G of nu^T (z)_+ with G = conv{+-(X u)_+ : ||u|| &le; 1}:
 * lower &le; max &le; upper.
 *
 * @param lower nu^T (z)_+ at the best z of G found, rounded down: holds whatever the evidence; at least 0
 * @param vectors that z as sum_j s_j (X p_j)_+ / sum_j ||p_j||: the p_j, of any common scale; empty where none with a positive value is known
 * @param signs the s_j, 1 or -1
 * @param upper an upper bound with evidence PROVED; with ESTIMATED one that rests on searches which may have missed a maximiser
 * @param evidence what {@code upper} rests on
 * @param because the method in a few words
 */
public record NestedPolarBounds(
        double lower, List<double[]> vectors, List<Integer> signs, double upper, Evidence evidence, String because) {
    /**
     * Checks the form.
     *
     * @param lower as above
     * @param vectors as above; copied
     * @param signs as above; copied
     * @param upper as above
     * @param evidence as above
     * @param because as above
     * @throws IllegalArgumentException if a bound is NaN or negative, lower is infinite or exceeds upper, or there is not a sign for each vector
     */
    public NestedPolarBounds {
        Objects.requireNonNull(evidence, "evidence");
        Objects.requireNonNull(because, "because");
        vectors = vectors.stream().map(double[]::clone).toList();
        signs = List.copyOf(signs);
        if (vectors.size() != signs.size()) {
            throw new IllegalArgumentException(
                    "A point of G needs a sign for each vector, not " + signs.size() + " for " + vectors.size() + ".");
        }
        if (!(lower >= 0) || lower == Double.POSITIVE_INFINITY || !(upper >= lower)) {
            throw new IllegalArgumentException(
                    "The nested polar's bounds must be numbers with 0 <= lower <= upper, not " + lower + " and " + upper
                            + ".");
        }
    }

    /**
     * The p_j.
     *
     * @return copies
     */
    @Override
    public List<double[]> vectors() {
        return vectors.stream().map(double[]::clone).toList();
    }

    @Override
    public String toString() {
        return "nested polar in [" + lower + ", " + upper + "]  " + evidence + ": " + because;
    }
}
