package org.infimum;

/**
 * What a claim rests on. One of these three words stands wherever a bound or an estimate is shown.
 *
 * <p>The order is the order of strength: {@code PROVED} is the strongest. A claim made of several is as strong as its
 * {@linkplain #weakest weakest} part.
 */
public enum Evidence {
    /** Holds for the given data, floating-point rounding accounted for. */
    PROVED,
    /** Holds if a named assumption holds, a Lipschitz constant that the user claims, say. */
    CONDITIONAL,
    /** Comes from samples. Never called a bound. */
    ESTIMATED;

    /**
     * The evidence of a claim that needs both of its parts.
     *
     * @param other the other part's evidence
     * @return the weaker of the two
     */
    public Evidence weakest(Evidence other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
