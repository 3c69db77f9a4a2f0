package org.infimum.bpgrad;

import java.util.Objects;
import org.infimum.Driver;
import org.infimum.Minimizer;
import org.infimum.Objective;
import org.infimum.Solution;
import org.infimum.lipschitz.LipschitzConstant;

/**
 * Piyavskii and Shubert's method in one dimension (Piyavskii 1972, Shubert 1972): both ends of the interval first, then always the lowest
 * point of the saw-tooth minorant max_i f(x_i) - L |x - x_i|. The classical baseline with a certificate: upper = min f(x_i), lower =
 * the minorant's minimum, rounded down. L is held against each sample as in {@link BranchAndPrune}.
 *
 * <p>Gradients are used for that alone. O(log t) a step. Immutable, deterministic. For more dimensions use {@link BranchAndPrune}.
 */
public final class PiyavskiiShubert implements Minimizer {
    private final LipschitzConstant lipschitz;
    private final double gap;
    private final Driver driver;

    private PiyavskiiShubert(LipschitzConstant lipschitz, double gap, Driver driver) {
        this.lipschitz = Objects.requireNonNull(lipschitz, "lipschitz");
        this.gap = BranchAndPrune.requireGap(gap);
        this.driver = Objects.requireNonNull(driver, "driver");
    }

    /**
     * The method with a gap of 1e-2.
     *
     * @param lipschitz L over the objective's interval
     * @return the method
     */
    public static PiyavskiiShubert lipschitz(LipschitzConstant lipschitz) {
        return new PiyavskiiShubert(lipschitz, 1e-2, Driver.standard());
    }

    /**
     * The same method with another gap to certify.
     *
     * @param gap the largest upper - lower to end with, positive
     * @return a new method
     * @throws IllegalArgumentException if the gap is not positive and finite
     */
    public PiyavskiiShubert gap(double gap) {
        return new PiyavskiiShubert(lipschitz, gap, driver);
    }

    /**
     * The same method run by another driver: limits, monitor.
     *
     * @param driver the driver; its iterations are evaluations
     * @return a new method
     */
    public PiyavskiiShubert driver(Driver driver) {
        return new PiyavskiiShubert(lipschitz, gap, driver);
    }

    @Override
    public String name() {
        return "Piyavskii-Shubert";
    }

    /**
     * Minimises an objective of one variable.
     *
     * @param objective the objective
     * @return the best sample with its certificate; the trace has x1, f, best f, lower
     * @throws IllegalArgumentException if the objective has more than one variable
     */
    @Override
    public Solution<double[]> minimize(Objective objective) {
        return driver.run(new PiyavskiiShubertIteration(objective, lipschitz, gap));
    }
}
