package org.infimum.bpgrad;

import java.util.Optional;
import org.infimum.Box;
import org.infimum.Stop;
import org.infimum.lipschitz.LipschitzConstant;

/**
 * Holds samples against a Lipschitz constant: a new sample contradicts L if its gradient is steeper, or the slope to ANY sample before
 * it, by more than rounding explains. The steepest pair need not be found for that: the new value lies outside the cone of some
 * sample exactly if it is below the minorant or above the majorant of all of them, two questions to the index.
 */
final class Contradiction {
    /** L is compared up to this relative error, so that f's rounding does not contradict an L that is exact. */
    private static final double RELATIVE = 1e-12;

    private final Box domain;
    private final LipschitzConstant lipschitz;
    private final double[] zero;

    Contradiction(Box domain, LipschitzConstant lipschitz) {
        this.domain = domain;
        this.lipschitz = lipschitz;
        this.zero = new double[domain.dimension()];
    }

    /** What speaks against L when a sample joins those of the index; the sample is not yet in it. */
    Optional<Stop> of(SampleIndex samples, double[] x, double f, double[] gradient) {
        double claimed = lipschitz.value() * (1 + RELATIVE);
        double slope = slopeWithin(domain, gradient);
        if (slope > claimed) {
            return Optional.of(stop("the gradient norm " + slope + " at " + SamplingRun.text(x) + " contradicts"));
        }
        if (samples.size() == 0) {
            return Optional.empty();
        }
        int above = samples.strongest(x, zero, claimed, -1);
        double excess = samples.strength() - f;
        int below = samples.lowestMajorant(x, claimed);
        int other = excess > f - samples.strength() ? above : below;
        excess = Math.max(excess, f - samples.strength());
        // f is computed from terms as large as its range over the box: a difference below their rounding shows nothing
        double range = lipschitz.value() * domain.farthestDistance(x);
        double size = Math.max(range, Math.max(Math.abs(f), Math.abs(samples.value(other))));
        return excess > 8 * Math.ulp(size)
                ? Optional.of(stop("f = " + samples.value(other) + " at " + SamplingRun.text(samples.point(other))
                        + " and f = " + f + " at " + SamplingRun.text(x) + ", a slope of "
                        + Math.abs(f - samples.value(other)) / samples.distance(other, x) + ", contradict"))
                : Optional.empty();
    }

    private Stop stop(String what) {
        return new Stop(
                Stop.Reason.CONTRADICTED,
                what + " L = " + lipschitz.value() + " (" + lipschitz.evidence()
                        + "); give a larger one. No certificate is issued.");
    }

    /** The gradient's norm without the coordinates in which the box has no width: f's slope there is not bounded by L. */
    static double slopeWithin(Box domain, double[] gradient) {
        double sum = 0;
        for (int k = 0; k < gradient.length; k++) {
            if (domain.lower(k) < domain.upper(k)) {
                sum += gradient[k] * gradient[k];
            }
        }
        return Math.sqrt(sum);
    }
}
