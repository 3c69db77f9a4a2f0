package org.infimum.relu;

/** Steps that stay positive. */
final class Steps {
    private Steps() {}

    /** The step t at which value + t change is 0; infinite if it does not fall. */
    static double toZero(double value, double change) {
        return change < 0 ? -value / change : Double.POSITIVE_INFINITY;
    }
}
