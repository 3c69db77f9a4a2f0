package org.infimum.bpgrad;

import org.infimum.lipschitz.LipschitzConstant;

/**
 * BPGrad's step size (Zhang, Wu, Wang 2018, Eq. 12):
 *
 * <pre>eta_t = (f(x_t) - rho min_(i&le;t) f(x_i)) / L</pre>
 *
 * with f - b in place of f where f has a known lower bound b other than 0. It is the radius of the ball around x_t that cannot
 * hold a value below rho min f (Eq. 6). Holds the running minimum and nothing else.
 */
public final class StepSize {
    private final double lipschitz;
    private final RhoSchedule rho;
    private final double lowerBound;
    // of f and not of f - b, so that a checkpoint restores it to the bit
    private double minimum = Double.POSITIVE_INFINITY;

    /**
     * The rule for an objective that is bounded below.
     *
     * @param lipschitz the Lipschitz constant L
     * @param rho the schedule of rho
     * @param lowerBound b, a known lower bound of f; 0 for a loss
     * @throws IllegalArgumentException if b is not finite
     */
    public StepSize(LipschitzConstant lipschitz, RhoSchedule rho, double lowerBound) {
        if (!Double.isFinite(lowerBound)) {
            throw new IllegalArgumentException("BPGrad needs an objective with a known finite lower bound, not "
                    + lowerBound + "; give the best one known.");
        }
        this.lipschitz = lipschitz.value();
        this.rho = rho;
        this.lowerBound = lowerBound;
    }

    /**
     * The step size at x_t. Takes f(x_t) into the running minimum.
     *
     * @param value f(x_t), finite and not below b
     * @param iteration t, from 0
     * @return eta_t &ge; 0
     * @throws IllegalArgumentException if the value is NaN or infinite, or below b (by more than rounding)
     */
    public double at(double value, long iteration) {
        double shifted = value - lowerBound;
        if (!admits(value)) {
            throw new IllegalArgumentException("f = " + value + " at iteration " + iteration
                    + " is not a finite number at or above its lower bound " + lowerBound + ".");
        }
        minimum = Math.min(minimum, value);
        return Math.max(0, shifted - rho.at(iteration) * (minimum - lowerBound)) / lipschitz;
    }

    /** Whether a value is a finite number at or above the lower bound, up to rounding. */
    boolean admits(double value) {
        double shifted = value - lowerBound;
        return Double.isFinite(shifted) && shifted >= -1e-6 * Math.max(1, Math.abs(lowerBound));
    }

    /**
     * The right side of the sampling condition (Eq. 4), b + rho min_(i&le;t) (f(x_i) - b).
     *
     * @param iteration t, from 0
     * @return the estimate from below that Theorem 1 makes a bound once X is covered; NaN before the first value
     */
    public double target(long iteration) {
        return minimum == Double.POSITIVE_INFINITY
                ? Double.NaN
                : lowerBound + rho.at(iteration) * (minimum - lowerBound);
    }

    /**
     * The running minimum of f, for a checkpoint.
     *
     * @return min_(i&le;t) f(x_i); infinity before the first value
     */
    public double minimum() {
        return minimum;
    }

    /**
     * Takes up the running minimum of a checkpoint.
     *
     * @param value what {@link #minimum} gave
     * @throws IllegalArgumentException if it is neither infinity nor a number at or above b (by more than rounding)
     */
    public void restoreMinimum(double value) {
        if (value != Double.POSITIVE_INFINITY && !admits(value)) {
            throw new IllegalArgumentException("The running minimum " + value
                    + " is not a finite number at or above the lower bound " + lowerBound
                    + "; the checkpoint is damaged or of another objective.");
        }
        minimum = value;
    }
}
