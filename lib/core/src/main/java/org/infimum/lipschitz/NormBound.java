package org.infimum.lipschitz;

import java.util.Objects;
import org.infimum.Evidence;

/**
 * The Lipschitz constant of one layer in its input, in Euclidean norms, from both sides; for a linear layer the spectral norm.
 *
 * @param bound a proved upper bound, floating-point rounding accounted for; 0 only for a constant layer
 * @param attained a slope that the layer has up to rounding, from below: by power or Lanczos' iteration for linear layers. It shows how tight the
 *     bound is and proves nothing
 * @param rule how the bound is proved, in a few words: "Gram matrix and its Cholesky factor", say
 */
public record NormBound(double bound, double attained, String rule) {
    /**
     * Checks the parts.
     *
     * @param bound as above
     * @param attained as above
     * @param rule as above
     * @throws IllegalArgumentException if the bound is negative, infinite or NaN, or the attained slope is negative or NaN
     */
    public NormBound {
        if (!(bound >= 0) || bound == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("A norm must be at least 0 and finite, not " + bound
                    + "; scale the weights down if they are near the largest number.");
        }
        if (!(attained >= 0)) {
            throw new IllegalArgumentException("An attained slope must be at least 0, not " + attained + ".");
        }
        Objects.requireNonNull(rule, "rule");
    }

    /**
     * What the bound rests on.
     *
     * @return {@code PROVED}
     */
    public Evidence evidence() {
        return Evidence.PROVED;
    }

    /**
     * bound / attained: 1 if the bound is exact. A larger number says that one of the two is loose.
     *
     * @return the ratio; 1 for a constant layer
     */
    public double ratio() {
        return bound == 0 ? 1 : bound / attained;
    }

    /**
     * The bound as a Lipschitz constant. That of a constant layer is the smallest normal number, since 0 is none.
     *
     * @return the bound, {@code PROVED} by its rule
     */
    public LipschitzBound lipschitz() {
        return new LipschitzBound(Math.max(bound, Double.MIN_NORMAL), Evidence.PROVED, rule);
    }
}
