package org.infimum.lipschitz;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The extreme-value estimate of a Lipschitz constant: the location of a reverse Weibull distribution that is fitted to the largest
 * gradient norms of batches of random points, as CLEVER does (Weng et al., ICLR 2018, after Wood and Zhang 1996), with a confidence
 * interval of the location.
 *
 * <p>THIS IS NO BOUND. The interval is one of an estimator under a model: it says how much the location would vary if the maxima were
 * draws from the fitted distribution, which they are only in the limit of large batches. In many dimensions uniform points come
 * nowhere near a steep place that fills little volume, no fit knows of it, and estimate and interval can lie wholly below the true
 * constant. A {@link LipschitzBound} is another type.
 *
 * @param fit the fitted distribution; its location is the estimate
 * @param lower the interval's lower end, at least the largest norm seen
 * @param upper the interval's upper end
 * @param level the interval's nominal coverage, in (0, 1)
 * @param largest the largest norm seen
 * @param maxima the number of batch maxima fitted
 */
public record ExtremeValueEstimate(
        ReverseWeibull fit, double lower, double upper, double level, double largest, int maxima) {
    /** Refits for the interval: an end of a 95 % interval then rests on five of them. */
    private static final int REFITS = 200;

    /** From this shape on a reverse Weibull law can hardly be told from Gumbel's, which has no end point. */
    private static final double NO_END = 20;

    /**
     * Checks the parts.
     *
     * @param fit as above
     * @param lower as above
     * @param upper as above
     * @param level as above
     * @param largest as above
     * @param maxima as above
     * @throws IllegalArgumentException if the interval is upside down or the level is outside (0, 1)
     */
    public ExtremeValueEstimate {
        requireLevel(level);
        if (!(lower <= upper)) {
            throw new IllegalArgumentException(
                    "The interval's ends must be in order, not [" + lower + ", " + upper + "].");
        }
    }

    /**
     * The estimate from gradient norms, with a 95 % interval.
     *
     * @param norms the gradient norms
     * @param batchSize norms a batch, of which the largest is kept; 1 fits all norms
     * @param seed the seed of the interval's refits
     * @return the estimate
     * @throws IllegalArgumentException if there are fewer than 3 full batches, or all maxima are equal (a function with the same
     *     slope nearly everywhere: the maximum is the estimate then)
     */
    public static ExtremeValueEstimate of(GradientNorms norms, int batchSize, long seed) {
        return ofMaxima(norms.batchMaxima(batchSize), 0.95, seed);
    }

    /**
     * The estimate from batch maxima of any origin. The interval is the basic parametric bootstrap's: 200 samples of the same size
     * are drawn from the fit and fitted again; the quantiles of refitted minus fitted location, turned round the fitted one, are its
     * ends, and the lower end is raised to the largest maximum, which no end point can be below.
     *
     * @param maxima the batch maxima, at least 3, finite, not all equal
     * @param level the interval's nominal coverage, in (0, 1)
     * @param seed the seed of the draws
     * @return the estimate
     * @throws IllegalArgumentException if there are too few maxima, one is not finite, all are equal, or the level is outside (0, 1)
     */
    public static ExtremeValueEstimate ofMaxima(double[] maxima, double level, long seed) {
        requireLevel(level);
        ReverseWeibull fit = ReverseWeibull.fit(maxima);
        SplittableRandom random = new SplittableRandom(seed);
        double[] differences = new double[REFITS];
        for (int i = 0; i < REFITS; i++) {
            differences[i] =
                    ReverseWeibull.fit(fit.sample(maxima.length, random)).location() - fit.location();
        }
        Arrays.sort(differences);
        double tail = (1 - level) / 2;
        int cut = (int) Math.floor(tail * REFITS);
        double largest = Arrays.stream(maxima).max().orElseThrow();
        double lower = Math.max(largest, fit.location() - differences[REFITS - 1 - cut]);
        double upper = Math.max(lower, fit.location() - differences[cut]);
        return new ExtremeValueEstimate(fit, lower, upper, level, largest, maxima.length);
    }

    private static void requireLevel(double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("The confidence level must be in (0, 1), not " + level + ".");
        }
    }

    /**
     * The fitted location as an estimate of L.
     *
     * @return the estimate; its origin names the fit and its interval
     * @throws IllegalArgumentException if the location is not positive
     */
    public LipschitzEstimate estimate() {
        return new LipschitzEstimate(
                fit.location(),
                String.format(
                        Locale.ROOT,
                        "reverse Weibull fit of %,d maxima, %s %% confidence interval of the fit [%.6g, %.6g]%s",
                        maxima,
                        Double.toString(100 * level).replaceAll("\\.0$", ""),
                        lower,
                        upper,
                        endless() ? ", shape " + Math.round(fit.shape()) + ": the maxima show no end point" : ""));
    }

    /**
     * Whether the maxima show no end point: the fitted shape is above 20, near Gumbel's law, and the location may be anything above
     * the largest norm.
     *
     * @return true if the location means nothing
     */
    public boolean endless() {
        return fit.shape() > NO_END;
    }

    @Override
    public String toString() {
        return estimate().toString();
    }
}
