package org.infimum.homogeneous;

import java.util.Arrays;
import org.infimum.linalg.Rounded;

/** The norm of a column of a factor, by which {@link Factorization} prices it. */
public enum ColumnNorm {
    /** The sum of absolute values: columns become sparse. */
    L1 {
        @Override
        double scaledNorm(double[] x, int from, int length, int exponent) {
            double sum = 0;
            for (int k = from; k < from + length; k++) {
                sum += Math.abs(Math.scalb(x[k], -exponent));
            }
            return sum;
        }

        @Override
        double scaledUp(double[] x, int from, int length, int exponent) {
            double sum = 0;
            for (int k = from; k < from + length; k++) {
                if (x[k] != 0) {
                    // the neighbour covers what scaling may lose where it underflows
                    sum = Rounded.addUp(sum, Math.nextUp(Math.abs(Math.scalb(x[k], -exponent))));
                }
            }
            return sum;
        }

        @Override
        double addSquare(double[] x, int from, int length, double factor, double[] gradient) {
            double norm = of(x, from, length);
            for (int k = from; k < from + length; k++) {
                if (x[k] != 0) {
                    gradient[k] += factor * norm * Math.signum(x[k]);
                } else {
                    // of the subgradients in [-1, 1] the one that leaves the least: 0 in all where x is stationary
                    double left = Math.max(0, Math.abs(gradient[k]) - factor * norm);
                    gradient[k] = Math.copySign(left, gradient[k]);
                }
            }
            return norm * norm / 2;
        }

        /** x = soft(z, t ||x||_1) entry by entry; with the k largest left, ||x||_1 = (their sum) / (1 + t k). */
        @Override
        void proximal(double[] z, double t) {
            double[] sizes = new double[z.length];
            for (int k = 0; k < z.length; k++) {
                sizes[k] = Math.abs(z[k]);
            }
            Arrays.sort(sizes);
            double sum = 0;
            double threshold = 0;
            for (int k = 1; k <= sizes.length; k++) {
                double next = sizes[sizes.length - k];
                if (!(next > threshold)) {
                    break;
                }
                sum += next;
                threshold = t * sum / (1 + t * k);
            }
            for (int k = 0; k < z.length; k++) {
                z[k] = Math.copySign(Math.max(0, Math.abs(z[k]) - threshold), z[k]);
            }
        }
    },

    /** The Euclidean norm. */
    L2 {
        @Override
        double scaledNorm(double[] x, int from, int length, int exponent) {
            double square = 0;
            for (int k = from; k < from + length; k++) {
                double entry = Math.scalb(x[k], -exponent);
                square += entry * entry;
            }
            return Math.sqrt(square);
        }

        @Override
        double scaledUp(double[] x, int from, int length, int exponent) {
            double square = 0;
            for (int k = from; k < from + length; k++) {
                if (x[k] != 0) {
                    // an entry that underflows here has a square far below the one that rounding upwards leaves
                    double entry = Math.scalb(x[k], -exponent);
                    square = Rounded.addUp(square, Rounded.multiplyUp(entry, entry));
                }
            }
            return Rounded.sqrtUp(square);
        }

        @Override
        double addSquare(double[] x, int from, int length, double factor, double[] gradient) {
            double square = 0;
            for (int k = from; k < from + length; k++) {
                square += x[k] * x[k];
                gradient[k] += factor * x[k];
            }
            return square / 2;
        }

        @Override
        void proximal(double[] z, double t) {
            for (int k = 0; k < z.length; k++) {
                z[k] /= 1 + t;
            }
        }
    };

    /** Of x / 2^exponent, whose largest entry is near 1. */
    abstract double scaledNorm(double[] x, int from, int length, int exponent);

    /** The same rounded upwards. */
    abstract double scaledUp(double[] x, int from, int length, int exponent);

    /** Adds the gradient of factor ||x||^2 / 2, or of its subgradients the one that brings the sum closest to 0, and returns ||x||^2 / 2. */
    abstract double addSquare(double[] x, int from, int length, double factor, double[] gradient);

    /** Replaces z by the x that minimises ||x - z||_2^2 / 2 + t ||x||^2 / 2 with this norm in the second term. */
    abstract void proximal(double[] z, double t);

    /** The norm of a piece of an array in plain floating point, without over- or underflow on the way. */
    double of(double[] x, int from, int length) {
        double largest = largest(x, from, length);
        if (largest == 0 || !Double.isFinite(largest)) {
            return largest;
        }
        int exponent = Math.getExponent(largest);
        return Math.scalb(scaledNorm(x, from, length, exponent), exponent);
    }

    /** A number not below the norm; 0 for a piece of zeros. */
    double up(double[] x, int from, int length) {
        double largest = largest(x, from, length);
        if (largest == 0 || !Double.isFinite(largest)) {
            return largest;
        }
        int exponent = Math.getExponent(largest);
        return Math.nextUp(Math.scalb(scaledUp(x, from, length, exponent), exponent));
    }

    private static double largest(double[] x, int from, int length) {
        double largest = 0;
        for (int k = from; k < from + length; k++) {
            largest = Math.max(largest, Math.abs(x[k]));
        }
        return largest;
    }
}
