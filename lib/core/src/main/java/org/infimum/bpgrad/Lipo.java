package org.infimum.bpgrad;

import java.util.Objects;
import org.infimum.Driver;
import org.infimum.Minimizer;
import org.infimum.Objective;
import org.infimum.Solution;
import org.infimum.lipschitz.LipschitzConstant;

/**
 * LIPO (Malherbe and Vayatis 2017): draws points uniformly from the box and evaluates those that can still be better than the best one,
 * max_i f(x_i) - L ||x - x_i|| &le; min_i f(x_i). A baseline: it uses no gradient to choose a point.
 *
 * <p>The certificate is not LIPO's own: it is the same covering search over boxes as in {@link BranchAndPrune}, with the same rules on what it
 * rests on, and draws from boxes that it has covered are left out early; the law of the samples is unchanged. Only where 100,000 draws in a row fail, the search gives the sample. L is held against each
 * sample.
 *
 * <p>Immutable; deterministic by seed.
 */
public final class Lipo implements Minimizer {
    private final LipschitzConstant lipschitz;
    private final double gap;
    private final long seed;
    private final Driver driver;

    private Lipo(LipschitzConstant lipschitz, double gap, long seed, Driver driver) {
        this.lipschitz = Objects.requireNonNull(lipschitz, "lipschitz");
        this.gap = BranchAndPrune.requireGap(gap);
        this.seed = seed;
        this.driver = Objects.requireNonNull(driver, "driver");
    }

    /**
     * The method with a gap of 1e-2 and seed 1.
     *
     * @param lipschitz L over the objective's box
     * @return the method
     */
    public static Lipo lipschitz(LipschitzConstant lipschitz) {
        return new Lipo(lipschitz, 1e-2, 1, Driver.standard());
    }

    /**
     * The same method with another gap to certify.
     *
     * @param gap the largest upper - lower to end with, positive
     * @return a new method
     * @throws IllegalArgumentException if the gap is not positive and finite
     */
    public Lipo gap(double gap) {
        return new Lipo(lipschitz, gap, seed, driver);
    }

    /**
     * The same method with another seed.
     *
     * @param seed the seed
     * @return a new method
     */
    public Lipo seed(long seed) {
        return new Lipo(lipschitz, gap, seed, driver);
    }

    @Override
    public Lipo driver(Driver driver) {
        return new Lipo(lipschitz, gap, seed, driver);
    }

    @Override
    public String name() {
        return "LIPO";
    }

    /**
     * Minimises an objective over its box.
     *
     * @param objective the objective
     * @return the best sample with its certificate; the trace has x1 to x8 at most, f, best f, lower
     */
    @Override
    public Solution<double[]> minimize(Objective objective) {
        return driver.run(new LipoIteration("LIPO", objective, new SlopeSource.Given(lipschitz), 0, gap, seed));
    }
}
