package org.infimum.relu;

/**
 * A convex loss of predictions Z with C outputs; the loss of a data set is the sum over its samples.
 *
 * <table>
 * <caption>The losses, with V = -grad L(Z)</caption>
 * <tr><th>loss</th><th>L(Z)</th><th>-L*(-V), the dual value of V</th><th>domain</th></tr>
 * <tr><td>SQUARED</td><td>||Z - Y||^2 / 2, Frobenius</td><td>&lt;V, Y&gt; - ||V||^2 / 2</td><td>any V</td></tr>
 * <tr><td>LOGISTIC</td><td>sum log(1 + exp(-y_ic z_ic)), labels y_ic = +-1</td><td>sum of the entropies of (y_ic v_ic, 1 - y_ic v_ic)</td>
 * <td>0 &le; y_ic v_ic &le; 1</td></tr>
 * <tr><td>CROSS_ENTROPY</td><td>sum_i log sum_c exp(z_ic) - z_i,y_i</td><td>sum_i entropy(P_i), P = onehot - V</td><td>rows of P on the
 * simplex</td></tr>
 * </table>
 */
public enum VectorLoss {
    /** Half the squared distance from targets; for class labels the targets are their one-hot rows. */
    SQUARED,

    /** The logistic loss of labels -1 and 1, one for each output, in nats. */
    LOGISTIC,

    /** The softmax cross-entropy of class labels, given as one-hot rows, in nats. */
    CROSS_ENTROPY;

    /**
     * Checks that targets are ones of this loss.
     *
     * @param y the n rows of C targets
     * @throws IllegalArgumentException if there is none, lengths differ, a number is not finite, or a label is none
     */
    public void requireTargets(double[][] y) {
        if (y.length == 0 || y[0].length == 0) {
            throw new IllegalArgumentException("The loss needs at least one row of at least one target.");
        }
        for (int i = 0; i < y.length; i++) {
            if (y[i].length != y[0].length) {
                throw new IllegalArgumentException(
                        "Target row " + i + " has " + y[i].length + " numbers, but the first has " + y[0].length + ".");
            }
            int ones = 0;
            for (double target : y[i]) {
                if (!Double.isFinite(target)) {
                    throw new IllegalArgumentException(
                            "Target row " + i + " holds " + target + "; all must be finite.");
                }
                if (this == LOGISTIC && Math.abs(target) != 1) {
                    throw new IllegalArgumentException(
                            "The logistic loss needs labels -1 and 1; row " + i + " holds " + target + ".");
                }
                if (this == CROSS_ENTROPY && target != 0 && target != 1) {
                    throw new IllegalArgumentException(
                            "Cross-entropy needs one-hot rows; row " + i + " holds " + target + ".");
                }
                ones += target == 1 ? 1 : 0;
            }
            if (this == CROSS_ENTROPY && (ones != 1 || y[i].length < 2)) {
                throw new IllegalArgumentException("Cross-entropy needs one-hot rows of at least two classes; row " + i
                        + " has " + ones + " ones among " + y[i].length + ".");
            }
        }
    }

    /**
     * The loss in plain floating point, with its gradient.
     *
     * @param z the predictions, row after row; replaced by grad L(Z)
     * @param y the targets, row after row
     * @param outputs C
     * @return L(Z)
     */
    public double valueAndGradient(double[] z, double[] y, int outputs) {
        return VectorLossBounds.valueAndGradient(this, z, y, outputs);
    }

    /**
     * One sample's loss, bounded from above with rounding accounted for.
     *
     * @param z its C predictions
     * @param error bounds of their errors, at least 0
     * @param y its C targets
     * @return a number not below the loss of any predictions within the errors of z
     */
    public double valueUp(double[] z, double[] error, double[] y) {
        return VectorLossBounds.valueUp(this, z, error, y);
    }

    /**
     * V = -grad L(Z), rounded into the conjugate's domain.
     *
     * @param z the n rows of C predictions, finite
     * @param y the targets
     * @return a new n x C array
     */
    public double[][] dualPoint(double[][] z, double[][] y) {
        return VectorLossBounds.dualPoint(this, z, y);
    }
}
