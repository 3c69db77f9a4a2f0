package org.infimum.deep.homogeneous;

/** What a method makes of a gradient; keeps the method's state. */
@FunctionalInterface
interface DescentRule {
    /**
     * One step's change.
     *
     * @param value the objective at the point
     * @param gradient its gradient, not 0; replaced by what is to be subtracted from the point
     * @param iteration from 0
     */
    void apply(double value, double[] gradient, int iteration);
}
