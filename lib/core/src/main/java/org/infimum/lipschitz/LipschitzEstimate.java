package org.infimum.lipschitz;

import java.util.Objects;
import org.infimum.Evidence;

/**
 * A number from samples that stands in for the Lipschitz constant. It may be below the true one and is never called a bound.
 *
 * @param value L, positive and finite
 * @param origin the statistic and the samples: "maximum of 4,950 pairwise slopes", say
 */
public record LipschitzEstimate(double value, String origin) implements LipschitzConstant {
    /**
     * Checks the parts.
     *
     * @param value as above
     * @param origin as above
     * @throws IllegalArgumentException if the value is not positive and finite
     */
    public LipschitzEstimate {
        LipschitzBound.requirePositive(value);
        Objects.requireNonNull(origin, "origin");
    }

    @Override
    public Evidence evidence() {
        return Evidence.ESTIMATED;
    }

    @Override
    public String toString() {
        return "L = " + value + " (ESTIMATED: " + origin + ")";
    }
}
