package org.infimum.lipschitz;

import java.util.Objects;
import org.infimum.Evidence;

/**
 * An upper bound of the Lipschitz constant: |f(x) - f(z)| &le; L ||x - z|| for all x, z in the domain, either proved or
 * claimed by the user.
 *
 * @param value L, positive and finite
 * @param evidence {@code PROVED}, or {@code CONDITIONAL} for a claim
 * @param origin the proof, or who claims it
 */
public record LipschitzBound(double value, Evidence evidence, String origin) implements LipschitzConstant {
    /**
     * Checks the parts.
     *
     * @param value as above
     * @param evidence as above
     * @param origin as above
     * @throws IllegalArgumentException if the value is not positive and finite, or the evidence is {@code ESTIMATED}
     */
    public LipschitzBound {
        requirePositive(value);
        Objects.requireNonNull(origin, "origin");
        if (evidence != Evidence.PROVED && evidence != Evidence.CONDITIONAL) {
            throw new IllegalArgumentException("A Lipschitz bound is PROVED or CONDITIONAL, not " + evidence
                    + "; a number from samples is a LipschitzEstimate.");
        }
    }

    /**
     * A constant that the user claims. Certificates made with it say CONDITIONAL on L = value.
     *
     * @param value L, positive and finite
     * @return the bound
     * @throws IllegalArgumentException if the value is not positive and finite
     */
    public static LipschitzBound claimed(double value) {
        return new LipschitzBound(value, Evidence.CONDITIONAL, "L = " + value + ", as claimed");
    }

    static void requirePositive(double value) {
        if (!(value > 0) || value == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("A Lipschitz constant must be positive and finite, not " + value
                    + "; estimate one from the slopes of a short run if none is known (a constant function has L = 0, and every"
                    + " positive number is a bound of it).");
        }
    }

    @Override
    public String toString() {
        return "L = " + value + " (" + evidence + ": " + origin + ")";
    }
}
