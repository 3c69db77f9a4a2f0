package org.infimum.relu;

import java.util.Objects;
import org.infimum.Evidence;

/**
 * A point of the dual problem: nu with max over ||u|| &le; 1 of |nu^T (X u)_+| &le; polarUpper, scaled by s &le; beta / polarUpper. By weak duality
 * -sum_i l*(-s nu_i, y_i) is a lower bound of the objective of EVERY two-layer ReLU network on the data (Pilanci and Ergen 2020, Theorem 1).
 *
 * @param nu the n dual numbers, before scaling
 * @param scale s, at least 0
 * @param value the lower bound, rounded down; at least 0, which every loss here is
 * @param polarUpper the bound of the polar at nu
 * @param evidence what the polar's bound rests on, and so the value
 * @param because its method in a few words
 */
public record DualPoint(double[] nu, double scale, double value, double polarUpper, Evidence evidence, String because) {
    /**
     * Checks the form.
     *
     * @param nu as above; copied
     * @param scale as above
     * @param value as above
     * @param polarUpper as above
     * @param evidence as above
     * @param because as above
     * @throws IllegalArgumentException if scale or value is negative or NaN
     */
    public DualPoint {
        Objects.requireNonNull(evidence, "evidence");
        Objects.requireNonNull(because, "because");
        nu = nu.clone();
        if (!(scale >= 0) || !(value >= 0) || !(polarUpper >= 0)) {
            throw new IllegalArgumentException("A dual point needs scale, value and polar of at least 0, not " + scale
                    + ", " + value + " and " + polarUpper + ".");
        }
    }

    /**
     * The dual numbers.
     *
     * @return a new array of n numbers
     */
    @Override
    public double[] nu() {
        return nu.clone();
    }
}
