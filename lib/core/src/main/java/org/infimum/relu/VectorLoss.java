package org.infimum.relu;

/**
 * A convex loss of a network with C outputs; the loss of a data set is the sum over its samples.
 *
 * <table>
 * <caption>The losses, with V = -grad L(Z)</caption>
 * <tr><th>loss</th><th>L(Z)</th><th>-L*(-V), the dual value of V</th><th>domain</th></tr>
 * <tr><td>SQUARED</td><td>||Z - Y||^2 / 2, Frobenius</td><td>&lt;V, Y&gt; - ||V||^2 / 2</td><td>any V</td></tr>
 * <tr><td>CROSS_ENTROPY</td><td>sum_i log sum_c exp(z_ic) - z_i,y_i</td><td>sum_i entropy(P_i), P = onehot - V</td><td>rows of P on the
 * simplex</td></tr>
 * </table>
 */
public enum VectorLoss {
    /** Half the squared distance from targets; for class labels the targets are their one-hot rows. */
    SQUARED,

    /** The softmax cross-entropy of class labels, in nats. */
    CROSS_ENTROPY
}
