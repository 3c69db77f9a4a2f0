package org.infimum.homogeneous;

/**
 * A local maximum of the polar max of &lt;V, phi(w)&gt; over theta(w) &le; 1.
 *
 * @param w the parameters, balanced, with theta(w) = 1 up to rounding
 * @param value &lt;V, phi(w)&gt;, positive, in plain floating point
 */
public record PolarMaximum(double[] w, double value) {
    /**
     * Checks the parts.
     *
     * @param w as above; taken over, not to be changed afterwards
     * @param value as above
     * @throws IllegalArgumentException if the value is not positive and finite
     */
    public PolarMaximum {
        if (!(value > 0) || value == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("A polar maximum has a positive value, not " + value + ".");
        }
    }
}
