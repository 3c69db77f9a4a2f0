package org.infimum.bpgrad;

import org.infimum.Certificate;
import org.infimum.Evidence;
import org.infimum.Objective;
import org.infimum.lipschitz.LipschitzBound;
import org.infimum.lipschitz.LipschitzConstant;

/**
 * What may be said of an interval that follows from samples: PROVED only if nothing is assumed, that is if L is proved on the whole of
 * the objective's box ({@link LipschitzBound#covers}) and the objective bounds its own rounding error ({@link Objective#valueError}), by
 * which the interval is widened; otherwise what is assumed is named.
 */
final class Claim {
    private final Objective objective;
    private final double error;

    Claim(Objective objective) {
        this.objective = objective;
        this.error = objective.valueError();
        if (!(error >= 0)) {
            throw new IllegalArgumentException(objective.name() + " gives " + error
                    + " as the bound of its rounding error; it must be at least 0, or infinite where none is known.");
        }
    }

    /** The rounding error of values where it is known, else 0. */
    double error() {
        return isExact() ? 0 : error;
    }

    /** Whether f must be taken as evaluated exactly. */
    private boolean isExact() {
        return error == Double.POSITIVE_INFINITY;
    }

    /** A lower bound from computed values, made one of f's own; not above the best value, which it may exceed by the rounding that L is granted. */
    double lower(double computed, double best) {
        double below = Math.min(computed, best);
        return error() == 0 ? below : Math.nextDown(below - error);
    }

    private double upper(double best) {
        return error() == 0 ? best : Math.nextUp(best + error);
    }

    /**
     * The certificate that rests on L and the samples alone.
     *
     * @param computed a number not above min over X of max_i f_i - L ||x - x_i|| with the computed f_i
     * @param best the least f_i
     * @param lipschitz L
     */
    Certificate of(double computed, double best, LipschitzConstant lipschitz) {
        double from = lower(computed, best);
        double to = upper(best);
        String origin = lipschitz.origin();
        return switch (lipschitz.evidence()) {
            case PROVED -> {
                if (lipschitz instanceof LipschitzBound bound && !bound.covers().test(objective.domain())) {
                    yield new Certificate(
                            from,
                            to,
                            Evidence.CONDITIONAL,
                            "L = " + bound.value() + " on the whole box, not proved there: " + origin
                                    + (isExact() ? ", f evaluated exactly" : ""));
                }
                yield isExact()
                        ? new Certificate(from, to, Evidence.CONDITIONAL, "f evaluated exactly; L proved: " + origin)
                        : new Certificate(from, to, Evidence.PROVED, origin);
            }
            case CONDITIONAL ->
                new Certificate(from, to, Evidence.CONDITIONAL, origin + (isExact() ? ", f evaluated exactly" : ""));
            case ESTIMATED -> new Certificate(from, to, Evidence.ESTIMATED, origin);
        };
    }

    /**
     * The better of two certificates: the one from L, and the one from the objective's word that f &ge; b, which needs no L.
     *
     * @param fromSlope what {@link #of} gave
     * @param best the least f_i
     */
    Certificate orFromLowerBound(Certificate fromSlope, double best) {
        double bound = objective.lowerBound();
        return bound > fromSlope.lower() && bound <= best
                ? new Certificate(
                        bound,
                        upper(best),
                        Evidence.CONDITIONAL,
                        "f >= " + bound + (isExact() ? ", f evaluated exactly" : ""))
                : fromSlope;
    }
}
