package org.infimum.lipschitz;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The reverse Weibull distribution, P(Y &le; y) = exp(-((a - y) / b)^c) for y below the location a and 1 from there on: by the
 * Fisher-Tippett-Gnedenko theorem the limit law of the maxima of batches of a bounded variable, whose end point is a.
 *
 * @param location a, finite
 * @param scale b, positive and finite
 * @param shape c, positive and finite
 */
public record ReverseWeibull(double location, double scale, double shape) {
    /** The offsets a - max y at which the profile is tried, relative to the mean distance from the maximum. */
    private static final double NEAREST = 1e-8;

    private static final double FARTHEST = 1e3;

    private static final int OFFSETS = 34;

    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    /**
     * Checks the parameters.
     *
     * @param location as above
     * @param scale as above
     * @param shape as above
     * @throws IllegalArgumentException if one is out of its range
     */
    public ReverseWeibull {
        if (!Double.isFinite(location)
                || !(scale > 0 && scale < Double.POSITIVE_INFINITY)
                || !(shape > 0 && shape < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "A reverse Weibull distribution needs a finite location and a positive finite scale and shape, not "
                            + location + ", " + scale + " and " + shape + ".");
        }
    }

    /**
     * The maximum-likelihood fit with a shape of at least 1 (below 1 the likelihood is unbounded as the location nears the largest
     * observation; Smith 1985). For given a and c the scale is known, b^c = mean (a - y_i)^c, and for given a the shape solves an
     * equation in one unknown; the likelihood of a that remains is searched over a - max y from 0 to 1,000 times the observations' mean
     * distance from their maximum, on a logarithmic grid and then by golden section. Observations of no finite end point (the limit of
     * large shapes, Gumbel's law) drive it to that far end.
     *
     * <p>Cost: about 60 times 6 passes over the observations.
     *
     * @param observations at least 3, finite, not all equal
     * @return the fit; its location is at least the largest observation
     * @throws IllegalArgumentException if there are too few, one is not finite, or all are equal
     */
    public static ReverseWeibull fit(double[] observations) {
        if (observations.length < 3) {
            throw new IllegalArgumentException(
                    "A reverse Weibull fit needs at least 3 observations, not " + observations.length + ".");
        }
        double largest = Double.NEGATIVE_INFINITY;
        for (double y : observations) {
            if (!Double.isFinite(y)) {
                throw new IllegalArgumentException("An observation is " + y + "; all must be finite.");
            }
            largest = Math.max(largest, y);
        }
        double[] gaps = new double[observations.length];
        double mean = 0;
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = largest - observations[i];
            mean += gaps[i] / gaps.length;
        }
        if (!(mean > 0)) {
            throw new IllegalArgumentException(
                    "All " + observations.length + " observations are " + largest + "; a constant needs no fit.");
        }
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] /= mean;
        }
        Profile best = profile(gaps);
        return new ReverseWeibull(largest + best.offset * mean, best.scale * mean, best.shape);
    }

    /** The best fit for one offset a - max y, all in units of the mean gap. */
    private record Profile(double offset, double scale, double shape, double logLikelihood) {}

    private static Profile profile(double[] gaps) {
        // at offset 0 the shape can only be 1: an exponential law of the gaps, whose mean is 1
        Profile best = new Profile(0, 1, 1, -gaps.length);
        double step = Math.log(FARTHEST / NEAREST) / (OFFSETS - 1);
        int at = -1;
        double shape = 1;
        for (int i = 0; i < OFFSETS; i++) {
            Profile tried = profile(gaps, NEAREST * Math.exp(i * step), shape);
            shape = tried.shape;
            if (tried.logLikelihood > best.logLikelihood) {
                best = tried;
                at = i;
            }
        }
        return at < 0 ? best : refine(gaps, Math.log(NEAREST) + at * step, step, best);
    }

    private static Profile refine(double[] gaps, double middle, double step, Profile start) {
        Profile best = start;
        double low = middle - step;
        double high = Math.min(middle + step, Math.log(FARTHEST));
        Profile left = profile(gaps, Math.exp(high - GOLDEN * (high - low)), best.shape);
        Profile right = profile(gaps, Math.exp(low + GOLDEN * (high - low)), best.shape);
        // to 1e-5 of the offset, far below what any sample tells
        while (high - low > 1e-5) {
            if (left.logLikelihood > right.logLikelihood) {
                high = low + GOLDEN * (high - low);
                right = left;
                left = profile(gaps, Math.exp(high - GOLDEN * (high - low)), best.shape);
            } else {
                low = high - GOLDEN * (high - low);
                left = right;
                right = profile(gaps, Math.exp(low + GOLDEN * (high - low)), best.shape);
            }
            for (Profile tried : new Profile[] {left, right}) {
                best = tried.logLikelihood > best.logLikelihood ? tried : best;
            }
        }
        return best;
    }

    private static Profile profile(double[] gaps, double offset, double guess) {
        int n = gaps.length;
        // distances to a in units of 1 + offset, so that no power overflows
        double unit = 1 + offset;
        double[] logs = new double[n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            logs[i] = Math.log((gaps[i] + offset) / unit);
            sum += logs[i];
        }
        double c = shape(logs, sum / n, guess);
        double powers = 0;
        for (double log : logs) {
            powers += Math.exp(c * log);
        }
        double scale = Math.pow(powers / n, 1 / c) * unit;
        double likelihood = n * Math.log(c / unit) - n * Math.log(powers / n) + (c - 1) * sum - n;
        return new Profile(offset, scale, c, likelihood);
    }

    /** The root c of 1 / c + mean log t - sum t^c log t / sum t^c, which falls in c, by Newton's method; at least 1. */
    private static double shape(double[] logs, double mean, double guess) {
        double c = Math.max(1, guess);
        for (int i = 0; i < 60; i++) {
            double zero = 0;
            double one = 0;
            double two = 0;
            for (double log : logs) {
                double power = Math.exp(c * log);
                zero += power;
                one += power * log;
                two += power * log * log;
            }
            double excess = 1 / c + mean - one / zero;
            double slope = -1 / (c * c) - (two / zero - (one / zero) * (one / zero));
            double next = Math.min(Math.max(c - excess / slope, c / 2), 2 * c);
            boolean done = Math.abs(next - c) <= 1e-9 * c;
            c = next;
            if (done || c < 0.5) {
                break;
            }
        }
        return Math.max(1, c);
    }

    /**
     * The quantile function.
     *
     * @param probability in (0, 1]
     * @return the y that is not exceeded with this probability
     * @throws IllegalArgumentException if the probability is outside (0, 1]
     */
    public double quantile(double probability) {
        if (!(probability > 0 && probability <= 1)) {
            throw new IllegalArgumentException("The probability must be in (0, 1], not " + probability + ".");
        }
        return location - scale * Math.pow(-Math.log(probability), 1 / shape);
    }

    /**
     * The logarithm of the likelihood of observations.
     *
     * @param observations the observations
     * @return the sum of the log densities; -infinity if one is at or above the location
     */
    public double logLikelihood(double[] observations) {
        return Arrays.stream(observations)
                .map(y -> {
                    double t = (location - y) / scale;
                    return t > 0
                            ? Math.log(shape / scale) + (shape - 1) * Math.log(t) - Math.pow(t, shape)
                            : Double.NEGATIVE_INFINITY;
                })
                .sum();
    }

    /**
     * Draws from the distribution.
     *
     * @param count how many
     * @param random the source of randomness
     * @return a new array
     */
    public double[] sample(int count, SplittableRandom random) {
        // 1 - u is in (0, 1], where the quantile is defined
        return random.doubles(count).map(u -> quantile(1 - u)).toArray();
    }
}
