package org.infimum.relu;

import org.infimum.linalg.CompensatedSum;
import org.infimum.linalg.Rounded;

/**
 * Values of losses and of their duals with rounding accounted for. The dual of min over z of sum_i l(z_i, y_i) + beta Omega(z) is the largest of
 * -sum_i l*(-nu_i, y_i) over the nu whose polar is at most beta.
 */
final class LossBounds {
    private LossBounds() {}

    /** An upper bound of l(t, y) over |t - z| &le; error. */
    static double valueUp(ConvexLoss loss, double z, double error, double y) {
        return switch (loss) {
            case SQUARED -> {
                if (z == y && error == 0) {
                    yield 0;
                }
                double residual = Rounded.addUp(Math.nextUp(Math.abs(z - y)), error);
                yield Rounded.multiplyUp(residual, residual / 2);
            }
            case HINGE -> Math.max(0, Rounded.addUp(Rounded.addUp(1, -y * z), error));
            case LOGISTIC -> {
                double margin = Rounded.addDown(y * z, -error);
                double value = margin > 0
                        ? StrictMath.log1p(StrictMath.exp(-margin))
                        : StrictMath.log1p(StrictMath.exp(margin)) - margin;
                // exp, log1p and the sum are each within an ulp, and log1p does not enlarge a relative error
                yield Math.nextUp(value * (1 + 8 * Rounded.UNIT) + Double.MIN_NORMAL);
            }
        };
    }

    /**
     * The dual point nearest to nu in the conjugate's domain: for labels 0 &le; y_i nu_i &le; 1, anything for squared loss.
     *
     * @return a new array
     */
    static double[] inDomain(ConvexLoss loss, double[] nu, double[] y) {
        double[] inside = nu.clone();
        if (loss != ConvexLoss.SQUARED) {
            for (int i = 0; i < nu.length; i++) {
                inside[i] = y[i] * Math.min(1, Math.max(0, y[i] * nu[i]));
            }
        }
        return inside;
    }

    /**
     * The scaling s of nu, 0 &le; s &le; limit, whose dual value -sum_i l*(-s nu_i, y_i) is largest, up to rounding; s nu is in the conjugate's domain.
     */
    static double bestScale(ConvexLoss loss, double[] nu, double[] y, double limit) {
        double along = 0;
        double square = 0;
        double largest = 0;
        for (int i = 0; i < nu.length; i++) {
            along += nu[i] * y[i];
            square += nu[i] * nu[i];
            largest = Math.max(largest, Math.abs(nu[i]));
        }
        if (!(largest > 0) || !(along > 0)) {
            return 0;
        }
        return switch (loss) {
            case SQUARED -> Math.min(limit, along / square);
            case HINGE -> Math.min(limit, Rounded.divideDown(1, largest));
            case LOGISTIC -> goldenSection(nu, y, Math.min(limit, Rounded.divideDown(1, largest)));
        };
    }

    /** The concave function of one variable needs no more: the value at the result is what is certified. */
    private static double goldenSection(double[] nu, double[] y, double limit) {
        double ratio = (Math.sqrt(5) - 1) / 2;
        double low = 0;
        double high = limit;
        while (high - low > 1e-10 * limit + Double.MIN_NORMAL) {
            double left = high - ratio * (high - low);
            double right = low + ratio * (high - low);
            if (entropy(nu, y, left) < entropy(nu, y, right)) {
                low = left;
            } else {
                high = right;
            }
        }
        // the end itself is the usual case
        return entropy(nu, y, limit) >= entropy(nu, y, low) ? limit : low;
    }

    private static double entropy(double[] nu, double[] y, double s) {
        double sum = 0;
        for (int i = 0; i < nu.length; i++) {
            double p = s * y[i] * nu[i];
            sum += p <= 0 || p >= 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log1p(-p);
        }
        return sum;
    }

    /**
     * A lower bound of the dual value at s nu, -sum_i l*(-s nu_i, y_i): squared sum s nu_i y_i - (s nu_i)^2 / 2, hinge sum s y_i nu_i, logistic
     * the sum of the entropies of s y_i nu_i.
     *
     * @param nu a point of the conjugate's domain, as {@link #inDomain} returns it
     * @param s a scaling as {@link #bestScale} returns it
     */
    static double dualDown(ConvexLoss loss, double[] nu, double[] y, double s) {
        return switch (loss) {
            case SQUARED -> {
                CompensatedSum along = new CompensatedSum();
                CompensatedSum square = new CompensatedSum();
                for (int i = 0; i < nu.length; i++) {
                    along.addProduct(nu[i], y[i]);
                    square.addProduct(nu[i], nu[i]);
                }
                double quadratic = Rounded.multiplyUp(Rounded.multiplyUp(s, s), square.upper() / 2);
                yield Rounded.addDown(Rounded.multiplyDown(s, along.lower()), -quadratic);
            }
            case HINGE -> {
                CompensatedSum along = new CompensatedSum();
                for (int i = 0; i < nu.length; i++) {
                    along.addProduct(nu[i], y[i]);
                }
                yield Rounded.multiplyDown(s, along.lower());
            }
            case LOGISTIC -> {
                double sum = 0;
                for (int i = 0; i < nu.length; i++) {
                    sum = Rounded.addDown(sum, entropyDown(s * y[i] * nu[i]));
                }
                yield sum;
            }
        };
    }

    /** A lower bound of -p ln p - (1 - p) ln(1 - p) for every p within a relative rounding error of the one given. */
    private static double entropyDown(double p) {
        if (p <= Double.MIN_NORMAL || p >= 1 - 2 * Rounded.UNIT) {
            return 0;
        }
        double first = -p * StrictMath.log(p);
        double log = -StrictMath.log1p(-p);
        double second = (1 - p) * log;
        // logarithms within an ulp, p within u p, 1 - p within u: the derivative in p is at most |ln p| + |ln(1 - p)|
        double error = 16 * Rounded.UNIT * (first + p + p * log + log);
        return Math.max(0, Math.nextDown(first + second - error));
    }
}
