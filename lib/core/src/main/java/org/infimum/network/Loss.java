package org.infimum.network;

import java.util.Arrays;

/** The loss of one sample, from the network's outputs z and a target y of the same length. */
public enum Loss {
    /** 1/2 ||z - y||^2; y is any vector. */
    SQUARED,
    /**
     * With one output max(0, 1 - y z), y = -1 or 1. With several max(0, 1 + max over j other than k of z_j - z_k)
     * (Crammer and Singer 2001), y the unit vector of the class k.
     */
    HINGE,
    /**
     * log(sum over j of exp z_j) - z_k; y is the unit vector of the class k. The softmax belongs to the loss, not to
     * the network.
     */
    SOFTMAX_CROSS_ENTROPY;

    /** Refuses a target that the loss does not know. */
    void check(double[] y, int sample) {
        if (this == SQUARED) {
            return;
        }
        if (this == HINGE && y.length == 1) {
            if (y[0] != 1 && y[0] != -1) {
                throw new IllegalArgumentException("The hinge loss of one output needs targets -1 or 1, but sample "
                        + sample + " has " + y[0] + ".");
            }
            return;
        }
        if (y.length == 1) {
            throw new IllegalArgumentException("Cross-entropy needs two outputs or more, one a class, not 1.");
        }
        int ones = 0;
        for (double entry : y) {
            ones += entry == 1 ? 1 : entry == 0 ? 0 : 2;
        }
        if (ones != 1) {
            throw new IllegalArgumentException("A class is one 1 among zeros, but sample " + sample + " has the target "
                    + Arrays.toString(y) + ".");
        }
    }

    /**
     * The loss.
     *
     * @param z the outputs
     * @param y the target
     * @return its value, at least 0
     */
    public double value(double[] z, double[] y) {
        return switch (this) {
            case SQUARED -> {
                double square = 0;
                for (int j = 0; j < z.length; j++) {
                    square += (z[j] - y[j]) * (z[j] - y[j]);
                }
                yield square / 2;
            }
            case HINGE -> Math.max(0, margin(z, y));
            case SOFTMAX_CROSS_ENTROPY -> {
                double top = Arrays.stream(z).max().orElseThrow();
                double sum = 0;
                for (double output : z) {
                    sum += StrictMath.exp(output - top);
                }
                yield Math.max(0, (top - z[label(y)]) + StrictMath.log(sum));
            }
        };
    }

    /**
     * The gradient in the outputs; at a kink of the hinge loss the one of the inactive side, among equal rivals that of
     * the first.
     *
     * @param z the outputs
     * @param y the target
     * @return a new array
     */
    public double[] gradient(double[] z, double[] y) {
        double[] gradient = new double[z.length];
        switch (this) {
            case SQUARED -> {
                for (int j = 0; j < z.length; j++) {
                    gradient[j] = z[j] - y[j];
                }
            }
            case HINGE -> {
                if (margin(z, y) > 0) {
                    if (z.length == 1) {
                        gradient[0] = -y[0];
                    } else {
                        gradient[label(y)] = -1;
                        gradient[rival(z, label(y))] = 1;
                    }
                }
            }
            case SOFTMAX_CROSS_ENTROPY -> {
                double top = Arrays.stream(z).max().orElseThrow();
                double sum = 0;
                for (int j = 0; j < z.length; j++) {
                    gradient[j] = StrictMath.exp(z[j] - top);
                    sum += gradient[j];
                }
                for (int j = 0; j < z.length; j++) {
                    gradient[j] = gradient[j] / sum - y[j];
                }
            }
        }
        return gradient;
    }

    private static double margin(double[] z, double[] y) {
        return z.length == 1 ? 1 - y[0] * z[0] : 1 + (z[rival(z, label(y))] - z[label(y)]);
    }

    static int label(double[] y) {
        int k = 0;
        while (y[k] != 1) {
            k++;
        }
        return k;
    }

    private static int rival(double[] z, int label) {
        int best = -1;
        for (int j = 0; j < z.length; j++) {
            if (j != label && (best < 0 || z[j] > z[best])) {
                best = j;
            }
        }
        return best;
    }
}
