package org.infimum.bpgrad;

import java.util.Objects;
import org.infimum.Driver;
import org.infimum.Minimizer;
import org.infimum.Objective;
import org.infimum.Solution;

/**
 * Projected gradient descent with Armijo's rule from several random points: the baseline that finds good values quickly and certifies
 * nothing.
 *
 * <pre>x_(t+1) = P(x_t - s g_t),  the largest s of s_0, s_0/2, ... with f(x_(t+1)) &le; f(x_t) - 1e-4 g_t^T (x_t - x_(t+1))</pre>
 *
 * with P the projection onto the box and s_0 twice the last stride. A descent ends where the projected step is shorter than 1e-8 of the box's
 * diagonal or after 1,000 evaluations. Immutable; deterministic by seed.
 */
public final class MultistartDescent implements Minimizer {
    private final int starts;
    private final long seed;
    private final Driver driver;

    private MultistartDescent(int starts, long seed, Driver driver) {
        if (starts < 1) {
            throw new IllegalArgumentException("Multistart needs at least 1 start, not " + starts + ".");
        }
        this.starts = starts;
        this.seed = seed;
        this.driver = Objects.requireNonNull(driver, "driver");
    }

    /**
     * The method with a number of starts and seed 1.
     *
     * @param starts the number of random starting points, at least 1
     * @return the method
     * @throws IllegalArgumentException if there is no start
     */
    public static MultistartDescent starts(int starts) {
        return new MultistartDescent(starts, 1, Driver.standard());
    }

    /**
     * The same method with another seed.
     *
     * @param seed the seed
     * @return a new method
     */
    public MultistartDescent seed(long seed) {
        return new MultistartDescent(starts, seed, driver);
    }

    /**
     * The same method run by another driver: limits, monitor.
     *
     * @param driver the driver; its iterations are evaluations
     * @return a new method
     */
    public MultistartDescent driver(Driver driver) {
        return new MultistartDescent(starts, seed, driver);
    }

    @Override
    public String name() {
        return "multistart descent";
    }

    /**
     * Minimises an objective over its box.
     *
     * @param objective the objective
     * @return the best point, without a certificate; the trace has x1 to x8 at most, f, best f, lower (NaN), start
     */
    @Override
    public Solution<double[]> minimize(Objective objective) {
        return driver.run(new MultistartIteration(objective, starts, seed));
    }
}
