package org.infimum.deep;

/** Checks of solvers' numbers, in words. */
final class Settings {
    private Settings() {}

    static void requirePositive(String name, double value) {
        if (!(value > 0) || value == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("The " + name + " must be positive and finite, not " + value + ".");
        }
    }

    static void requireDecay(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException("The " + name + " must be in [0, 1), not " + value + ".");
        }
    }
}
