package org.infimum.network;

/** Refuses numbers that are not finite, naming the first one. */
final class Finite {
    private Finite() {}

    static double[] copy(String what, double[] values, int length) {
        if (values.length != length) {
            throw new IllegalArgumentException("There must be " + length + " " + what + ", not " + values.length + ".");
        }
        for (int k = 0; k < length; k++) {
            if (!Double.isFinite(values[k])) {
                throw new IllegalArgumentException(
                        "All " + what + " must be finite, but number " + k + " is " + values[k] + ".");
            }
        }
        return values.clone();
    }
}
