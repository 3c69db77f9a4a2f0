package org.infimum.deep;

/**
 * What one iteration of a solver did.
 *
 * @param objective f(x_t): the minibatch's loss with the network's regularisation, before the step
 * @param stepSize eta_t of BPGrad, or the learning rate of another solver; NaN where it has none (Adadelta)
 * @param gradientNorm the Euclidean norm of the minibatch gradient of f over all trained parameters
 * @param stepLength ||x_(t+1) - x_t||
 */
public record Step(double objective, double stepSize, double gradientNorm, double stepLength) {
    /** Before the first iteration. */
    public static final Step NONE = new Step(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
