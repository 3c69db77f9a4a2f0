package org.infimum.deep;

/**
 * The step of a {@link StepRule} in one iteration. With g the gradient and u the momentum, the same size,
 *
 * <pre>u = momentum u + inner g,   x -= outer u + direct g</pre>
 *
 * <p>Where the momentum is 0 no u is kept, and x -= (inner outer + direct) g.
 *
 * @param stepSize what is recorded as the step size
 * @param momentum mu
 * @param inner the gradient's factor on its way into u
 * @param outer the factor of u in the step
 * @param direct the gradient's own factor in the step
 */
record StepFactors(double stepSize, double momentum, double inner, double outer, double direct) {
    /** The step -size g, without momentum. */
    static StepFactors plain(double size) {
        return new StepFactors(size, 0, 0, 0, size);
    }
}
