package org.infimum.bpgrad;

import java.util.Objects;
import org.infimum.Driver;
import org.infimum.Minimizer;
import org.infimum.Objective;
import org.infimum.Solution;

/**
 * AdaLIPO (Malherbe and Vayatis 2017): LIPO with an estimated L. With probability p a point is drawn from the whole box and evaluated
 * (exploration); otherwise as LIPO with L^ = the least (1 + alpha)^i, i an integer, that is not below the steepest slope between two samples.
 *
 * <p>L^ may be below the true constant, so the certificate is ESTIMATED and may be wrong. For a bound use {@link BranchAndPrune} with a
 * constant that holds. The slopes to all earlier samples cost O(t) a step. Immutable; deterministic by seed.
 */
public final class AdaLipo implements Minimizer {
    /** p and alpha of the authors' experiments (their Section 4 and 5: p = 0.1; 1 + alpha = 1.01). */
    static final double EXPLORATION = 0.1;

    static final double ALPHA = 0.01;

    private final double gap;
    private final long seed;
    private final Driver driver;

    private AdaLipo(double gap, long seed, Driver driver) {
        this.gap = BranchAndPrune.requireGap(gap);
        this.seed = seed;
        this.driver = Objects.requireNonNull(driver, "driver");
    }

    /**
     * The method with p = 0.1, alpha = 0.01, and seed 1.
     *
     * @param gap the largest upper - lower, with the estimated L, to end with; positive
     * @return the method
     * @throws IllegalArgumentException if the gap is not positive and finite
     */
    public static AdaLipo gap(double gap) {
        return new AdaLipo(gap, 1, Driver.standard());
    }

    /**
     * The same method with another seed.
     *
     * @param seed the seed
     * @return a new method
     */
    public AdaLipo seed(long seed) {
        return new AdaLipo(gap, seed, driver);
    }

    /**
     * The same method run by another driver: limits, monitor.
     *
     * @param driver the driver; its iterations are evaluations
     * @return a new method
     */
    public AdaLipo driver(Driver driver) {
        return new AdaLipo(gap, seed, driver);
    }

    @Override
    public String name() {
        return "AdaLIPO";
    }

    /**
     * Minimises an objective over its box.
     *
     * @param objective the objective
     * @return the best sample with an ESTIMATED interval; the trace has x1 to x8 at most, f, best f, lower (estimated)
     */
    @Override
    public Solution<double[]> minimize(Objective objective) {
        return driver.run(
                new LipoIteration("AdaLIPO", objective, new SlopeSource.Observed(ALPHA), EXPLORATION, gap, seed));
    }
}
