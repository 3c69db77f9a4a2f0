package org.infimum.relu;

/**
 * A convex loss of one prediction z against one target y; the loss of a data set is the sum over its samples.
 *
 * <table>
 * <caption>The losses, with nu = -L'(z) and p = y nu</caption>
 * <tr><th>loss</th><th>L(z)</th><th>-L*(-nu), the dual value of nu</th><th>targets</th></tr>
 * <tr><td>SQUARED</td><td>(z - y)^2 / 2</td><td>nu y - nu^2 / 2</td><td>any number</td></tr>
 * <tr><td>HINGE</td><td>max(0, 1 - y z)</td><td>p for 0 &le; p &le; 1</td><td>-1, 1</td></tr>
 * <tr><td>LOGISTIC</td><td>log(1 + exp(-y z))</td><td>-p log p - (1 - p) log(1 - p) for 0 &le; p &le; 1</td><td>-1, 1</td></tr>
 * </table>
 *
 * <p>L*(t) = sup over z of t z - L(z) is the convex conjugate. The dual of min over z in C of sum L(z_i) with a cost on C is max over nu of
 * sum -L*(-nu_i) under constraints on nu (Pilanci and Ergen 2020): every nu within them gives a lower bound.
 */
public enum ConvexLoss {
    /** (z - y)^2 / 2 for real targets. */
    SQUARED {
        @Override
        public double value(double z, double y) {
            return 0.5 * (z - y) * (z - y);
        }

        @Override
        public double derivative(double z, double y) {
            return z - y;
        }

        @Override
        public double secondDerivative(double z, double y) {
            return 1;
        }

        @Override
        public double conjugate(double t, double y) {
            return t * y + 0.5 * t * t;
        }
    },

    /** max(0, 1 - y z) for labels -1 and 1. */
    HINGE {
        @Override
        public double value(double z, double y) {
            return Math.max(0, 1 - y * z);
        }

        @Override
        public double derivative(double z, double y) {
            return y * z < 1 ? -y : 0;
        }

        @Override
        public double secondDerivative(double z, double y) {
            return 0;
        }

        @Override
        public double conjugate(double t, double y) {
            double p = -y * t;
            return p >= 0 && p <= 1 ? -p : Double.POSITIVE_INFINITY;
        }
    },

    /** log(1 + exp(-y z)) for labels -1 and 1. */
    LOGISTIC {
        @Override
        public double value(double z, double y) {
            double m = -y * z;
            // log(1 + exp(m)) without overflow, and without loss where exp(m) is small
            return m > 0 ? m + Math.log1p(Math.exp(-m)) : Math.log1p(Math.exp(m));
        }

        @Override
        public double derivative(double z, double y) {
            return -y * probability(-y * z);
        }

        @Override
        public double secondDerivative(double z, double y) {
            return probability(z) * probability(-z);
        }

        @Override
        public double conjugate(double t, double y) {
            double p = -y * t;
            return p >= 0 && p <= 1 ? xLogX(p) + xLogX(1 - p) : Double.POSITIVE_INFINITY;
        }
    };

    private static double probability(double m) {
        double e = Math.exp(-Math.abs(m));
        return (m > 0 ? 1 : e) / (1 + e);
    }

    private static double xLogX(double p) {
        return p > 0 ? p * Math.log(p) : 0;
    }

    /**
     * L(z).
     *
     * @param z the prediction
     * @param y the target
     * @return the loss, at least 0
     */
    public abstract double value(double z, double y);

    /**
     * L'(z); at the hinge's kink, y z = 1, the subgradient 0.
     *
     * @param z the prediction
     * @param y the target
     * @return the slope in z
     */
    public abstract double derivative(double z, double y);

    /**
     * L''(z); 0 for the hinge, its kink included.
     *
     * @param z the prediction
     * @param y the target
     * @return the curvature in z, at least 0
     */
    public abstract double secondDerivative(double z, double y);

    /**
     * L*(t) = sup over z of t z - L(z).
     *
     * @param t the slope
     * @param y the target
     * @return the conjugate, infinite outside its domain: -1 &le; y t &le; 0 for the hinge and the logistic loss
     */
    public abstract double conjugate(double t, double y);

    /**
     * -L*(-nu), a sample's part of the dual objective.
     *
     * @param nu the sample's dual number
     * @param y the target
     * @return the value, minus infinity outside the domain 0 &le; y nu &le; 1 of the hinge and the logistic loss
     */
    public final double dual(double nu, double y) {
        return -conjugate(-nu, y);
    }

    /**
     * Whether targets are the labels -1 and 1.
     *
     * @return true for the hinge and the logistic loss
     */
    public final boolean needsLabels() {
        return this != SQUARED;
    }

    /**
     * The loss of a data set.
     *
     * @param z the n predictions
     * @param y the n targets
     * @return the sum of the samples' losses
     * @throws IllegalArgumentException if the lengths differ
     */
    public final double sum(double[] z, double[] y) {
        requireSameLength(z.length, y.length);
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += value(z[i], y[i]);
        }
        return sum;
    }

    /**
     * The dual objective, sum of -L*(-nu_i). Plain floating point: not a proved bound.
     *
     * @param nu the n dual numbers
     * @param y the n targets
     * @return the sum, minus infinity if a number lies outside the domain
     * @throws IllegalArgumentException if the lengths differ
     */
    public final double dualSum(double[] nu, double[] y) {
        requireSameLength(nu.length, y.length);
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += dual(nu[i], y[i]);
        }
        return sum;
    }

    private static void requireSameLength(int numbers, int targets) {
        if (numbers != targets) {
            throw new IllegalArgumentException(
                    "There must be a number for each target, not " + numbers + " for " + targets + ".");
        }
    }

    /**
     * Checks targets.
     *
     * @param y the targets
     * @throws IllegalArgumentException if one is not finite, or neither -1 nor 1 where labels are needed
     */
    public final void requireTargets(double[] y) {
        for (int i = 0; i < y.length; i++) {
            if (!Double.isFinite(y[i])) {
                throw new IllegalArgumentException("Target " + i + " is " + y[i] + "; all must be finite.");
            }
            if (needsLabels() && Math.abs(y[i]) != 1) {
                throw new IllegalArgumentException("The " + name().toLowerCase(java.util.Locale.ROOT)
                        + " loss needs the labels -1 and 1, but target " + i + " is " + y[i] + ".");
            }
        }
    }
}
