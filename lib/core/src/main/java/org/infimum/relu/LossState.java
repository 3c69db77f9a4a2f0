package org.infimum.relu;

/**
 * The loss's part of an interior-point iteration. At the predictions z it yields the linear model nu + dnu = constant - W dz of the dual
 * numbers, W diagonal: then whatever else the loss needs (the hinge's slacks) follows from dz.
 */
interface LossState {
    /**
     * Takes the predictions of a new iterate.
     *
     * @param z the n predictions; kept, not changed
     */
    void moveTo(double[] z);

    /** The dual numbers nu of the iterate; not to be changed. */
    double[] dual();

    /** The number of complementarity pairs that the loss brings. */
    int pairs();

    /** The sum of the products of those pairs. */
    double complementarity();

    /** The square roots of W; not to be changed. */
    double[] rootWeights();

    /**
     * The model's constant.
     *
     * @param mu the products aimed at
     * @param corrected whether the products of the last {@link #direct} are taken off (Mehrotra's corrector)
     * @return n numbers; not to be changed
     */
    double[] constant(double mu, boolean corrected);

    /**
     * Takes a direction of the predictions.
     *
     * @param dz the n changes
     */
    void direct(double[] dz);

    /** The longest step along the direction that keeps all slacks and multipliers at least 0; infinite if any does. */
    double longestStep();

    /** The sum of the products after a step. */
    double complementarityAt(double step);

    /** The loss with its barrier, mu times the logarithms of its slacks taken off, after a step. */
    double meritAt(double step, double mu);

    /** Takes the step with slacks and multipliers; the predictions follow by {@link #moveTo}. */
    void advance(double step);

    /** Begins in the loss's own way for a loss. */
    static LossState of(ConvexLoss loss, double[] y) {
        return loss == ConvexLoss.HINGE ? new HingeState(y) : new SmoothState(loss, y);
    }
}
