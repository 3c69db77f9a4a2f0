package org.infimum.deep;

/**
 * The objective or its gradient was not finite in an iteration. Thrown before the weights were changed: they are those of the
 * last finite step.
 */
public final class NotFiniteException extends ArithmeticException {
    private static final long serialVersionUID = 1L;

    NotFiniteException(String solver, long iteration, double value, double gradientNorm) {
        super(solver + " met a loss of " + value + " with gradient norm " + gradientNorm + " at iteration " + iteration
                + "; the weights before it are kept: try a smaller step (a larger L or a smaller learning rate), a smaller"
                + " momentum, or inputs scaled to 0..1.");
    }
}
