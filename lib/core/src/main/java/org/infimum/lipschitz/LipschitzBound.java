package org.infimum.lipschitz;

import java.util.Objects;
import java.util.function.Predicate;
import org.infimum.Box;
import org.infimum.Evidence;

/**
 * An upper bound of the Lipschitz constant: |f(x) - f(z)| &le; L ||x - z|| for all x, z in the domain, either proved or
 * claimed by the user.
 *
 * @param value L, positive and finite
 * @param evidence {@code PROVED}, or {@code CONDITIONAL} for a claim
 * @param origin the proof, or who claims it
 * @param covers whether the proof covers a whole box of points. A solver's certificate over a box that it does not cover is not {@code PROVED}
 */
public record LipschitzBound(double value, Evidence evidence, String origin, Predicate<Box> covers)
        implements LipschitzConstant {
    /**
     * Checks the parts.
     *
     * @param value as above
     * @param evidence as above
     * @param origin as above
     * @param covers as above
     * @throws IllegalArgumentException if the value is not positive and finite, or the evidence is {@code ESTIMATED}
     */
    public LipschitzBound {
        requirePositive(value);
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(covers, "covers");
        if (evidence != Evidence.PROVED && evidence != Evidence.CONDITIONAL) {
            throw new IllegalArgumentException("A Lipschitz bound is PROVED or CONDITIONAL, not " + evidence
                    + "; a number from samples is a LipschitzEstimate.");
        }
    }

    /**
     * A bound that covers every box: for a function that is Lipschitz everywhere, or one that has a single box.
     *
     * @param value L, positive and finite
     * @param evidence {@code PROVED}, or {@code CONDITIONAL} for a claim
     * @param origin the proof, or who claims it
     * @throws IllegalArgumentException as above
     */
    public LipschitzBound(double value, Evidence evidence, String origin) {
        this(value, evidence, origin, box -> true);
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
