package org.infimum.deep.homogeneous;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * The degree of a network's regulariser in its weights, as its configuration says it.
 *
 * @param degree 2 for l2 and weight decay, 1 for l1; empty where there is none, where both occur, or where one is not known
 * @param words which regularisation there is
 * @param free names of the trained parameters without any regularisation
 */
public record RegularizerDegree(OptionalInt degree, String words, List<String> free) {
    /**
     * Checks the parts.
     *
     * @param degree as above
     * @param words as above
     * @param free as above; copied
     */
    public RegularizerDegree {
        Objects.requireNonNull(degree, "degree");
        Objects.requireNonNull(words, "words");
        free = List.copyOf(free);
    }

    @Override
    public String toString() {
        return words
                + (degree.isPresent() ? ", degree " + degree.getAsInt() : "")
                + (free.isEmpty() ? "" : "; without any: " + String.join(", ", free));
    }
}
