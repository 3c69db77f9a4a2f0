package org.infimum.relu;

import java.util.Objects;
import org.infimum.linalg.Rounded;

/**
 * A dual point V of a problem with C outputs, scaled by the s that an upper bound of its polar allows. Its value is a lower bound of the objective of
 * every network; with the bound that local ascent suggests instead, it would be the estimate.
 *
 * @param v V before scaling, n rows of C numbers
 * @param polar what is known of its polar
 * @param scale s, at least 0
 * @param value the dual value of s V with s &le; beta / polar.upper, rounded down: a lower bound, as sure as {@code polar.evidence} is
 * @param estimate ESTIMATED, no bound: the dual value if the best direction found by local ascent were the polar's maximiser
 */
public record VectorDual(double[][] v, VectorPolarBounds polar, double scale, double value, double estimate) {
    /**
     * Checks the form.
     *
     * @param v as above; copied
     * @param polar as above
     * @param scale as above
     * @param value as above
     * @param estimate as above
     * @throws IllegalArgumentException if a number is negative or NaN
     */
    public VectorDual {
        Objects.requireNonNull(polar, "polar");
        v = copy(v);
        if (!(scale >= 0) || !(value >= 0) || !(estimate >= 0)) {
            throw new IllegalArgumentException("A dual point needs scale, value and estimate of at least 0, not "
                    + scale + ", " + value + " and " + estimate + ".");
        }
    }

    private static double[][] copy(double[][] rows) {
        double[][] copy = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            copy[i] = rows[i].clone();
        }
        return copy;
    }

    /**
     * V before scaling.
     *
     * @return a new n x C array
     */
    @Override
    public double[][] v() {
        return copy(v);
    }

    /**
     * The best scaling of V for min over Z of L(Z) + beta Omega(Z), the polar of Omega being the one given.
     *
     * @param loss L
     * @param targets its targets, n rows of C
     * @param beta the price beta, positive
     * @param v V = -grad L(Z) at some predictions, as {@link VectorLoss#dualPoint} returns it
     * @param polar what is known of the polar of Omega at V
     * @return the dual point s V
     * @throws IllegalArgumentException if V is not in the domain of the loss's conjugate, where its dual value would be no bound, a target is none of the loss, or
     *     shapes differ
     */
    public static VectorDual of(
            VectorLoss loss, double[][] targets, double beta, double[][] v, VectorPolarBounds polar) {
        loss.requireTargets(targets);
        VectorLossBounds.requireDomain(loss, v, targets);
        double scale = scale(loss, targets, beta, v, polar.upper());
        double value = VectorLossBounds.dualDown(loss, v, targets, scale);
        double estimate = estimate(loss, targets, beta, v, polar.lower());
        return new VectorDual(v, polar, scale, Math.max(0, value), Math.max(0, Math.max(value, estimate)));
    }

    static VectorDual of(VectorReluProblem problem, double[][] v, VectorPolarBounds polar) {
        return of(problem.loss(), problem.targetRows(), problem.weightDecay(), v, polar);
    }

    private static double scale(VectorLoss loss, double[][] targets, double beta, double[][] v, double polarUpper) {
        double limit = polarUpper > 0 ? Rounded.divideDown(beta, polarUpper) : Double.MAX_VALUE;
        return VectorLossBounds.bestScale(loss, v, targets, Math.max(0, limit));
    }

    /**
     * ESTIMATED, no bound: the dual value if the polar were the given number.
     *
     * @param loss L
     * @param targets its targets
     * @param beta the price
     * @param v V as above
     * @param polar the number
     * @return the value, which may be negative
     */
    public static double estimate(VectorLoss loss, double[][] targets, double beta, double[][] v, double polar) {
        return VectorLossBounds.dualDown(loss, v, targets, scale(loss, targets, beta, v, polar));
    }

    static double estimate(VectorReluProblem problem, double[][] v, double polar) {
        return estimate(problem.loss(), problem.targetRows(), problem.weightDecay(), v, polar);
    }
}
