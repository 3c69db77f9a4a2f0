package org.infimum.relu;

import org.infimum.linalg.Rounded;

/**
 * The generators of a polar problem, coordinate by coordinate and scaled by a power of two so that the largest number lies in [1/2, 1):
 * what the Shor bound computes with. The value in the problem's units is 2^exponent times the scaled one.
 */
final class SignGenerators {
    final int r;
    /** Number of generators of Z+ and Z-. */
    final int positives;

    final int negatives;
    /** plus[k][i]: coordinate k of generator i of Z+. */
    final double[][] plus;

    final double[][] minus;
    /** Upper bounds of the generators' lengths. */
    final double[] plusLength;

    final double[] minusLength;
    /** Half of sum_+ g - sum_- g, in plain floating point. */
    final double[] centre;

    private final int exponent;
    private final double error;

    SignGenerators(PolarProblem problem) {
        r = problem.dimension();
        positives = problem.positiveSamples().length;
        negatives = problem.negativeSamples().length;
        double largest = 0;
        for (double[] all : new double[][] {problem.positive(), problem.negative()}) {
            for (double g : all) {
                largest = Math.max(largest, Math.abs(g));
            }
        }
        exponent = largest > 0 && largest < Double.POSITIVE_INFINITY ? Math.getExponent(largest) + 1 : 0;
        plus = scaled(problem.positive(), positives);
        minus = scaled(problem.negative(), negatives);
        plusLength = lengths(plus, positives);
        minusLength = lengths(minus, negatives);
        // a coordinate that underflows in the scaling is off by at most the least number
        double scaling = Rounded.multiplyUp(Double.MIN_VALUE, (double) r * (positives + negatives));
        error = largest < Double.POSITIVE_INFINITY ? scaling : Double.POSITIVE_INFINITY;
        centre = new double[r];
        for (int k = 0; k < r; k++) {
            double sum = 0;
            for (double g : plus[k]) {
                sum += g;
            }
            for (double g : minus[k]) {
                sum -= g;
            }
            centre[k] = sum / 2;
        }
    }

    private double[][] scaled(double[] rows, int count) {
        double[][] g = new double[r][count];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < r; k++) {
                g[k][i] = Math.scalb(rows[i * r + k], -exponent);
            }
        }
        return g;
    }

    private double[] lengths(double[][] g, int count) {
        double[] lengths = new double[count];
        double[] one = new double[r];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < r; k++) {
                one[k] = g[k][i];
            }
            lengths[i] = Rounded.normUp(one);
        }
        return lengths;
    }

    /** False where a generator has overflowed: then nothing can be computed, and nothing is claimed. */
    boolean isFinite() {
        return error < Double.POSITIVE_INFINITY;
    }

    /** An upper bound in the problem's units from one of the scaled function, rounded up; {@code added} is in the problem's units. */
    double unscaledUp(double bound, double added) {
        if (!(bound + error < Double.POSITIVE_INFINITY)) {
            return Double.POSITIVE_INFINITY;
        }
        double value = Math.nextUp(Math.scalb(Rounded.addUp(bound, error), exponent));
        return Math.max(0, Rounded.addUp(value, added));
    }

    /** A value in the problem's units brought to the scaled ones, rounded down: not above the exact quotient. */
    double scaledDown(double value, double less) {
        double rest = Rounded.addDown(value, -less);
        return Rounded.addDown(Math.nextDown(Math.scalb(rest, -exponent)), -error);
    }
}
