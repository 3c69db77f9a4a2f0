package org.infimum.relu;

import java.util.Objects;
import org.infimum.Driver;

/**
 * Trains two-layer ReLU networks with C outputs towards the global optimum by column generation, from the zero network or a given one: local ascent on the
 * polar at V = -grad L(Z) proposes neurons that lower the objective, all neurons are then improved together by monotone quasi-Newton steps, and so on
 * until the polar that local ascent finds is nearly beta. By the theorem of Haeffele and Vidal (2017) a local minimum whose polar is at most beta is a
 * global one. Local ascent does not prove that, so the end gives two numbers: a PROVED lower bound from the proved bound of the polar, and the gap as
 * it is ESTIMATED from local ascent. Immutable.
 */
public final class VectorSolver {
    /**
     * How to solve.
     *
     * @param gap the estimated relative gap to end with, in (0, 1)
     * @param starts random starts of the local ascent a round, beside those from the neurons and the outputs; at least 0
     * @param additions neurons added a round at most, at least 1
     * @param iterations quasi-Newton iterations a round at most, at least 1
     * @param seed the seed of the random starts
     */
    public record Settings(double gap, int starts, int additions, int iterations, long seed) {
        /**
         * Gap 1e-2, 20 starts, 10 neurons and 300 iterations a round, seed 1: enough for digits at 0.1 and 0.5 of beta_max, 300 and 1,000 samples.
         */
        public static final Settings STANDARD = new Settings(1e-2, 20, 10, 300, 1);

        /**
         * Checks the settings.
         *
         * @param gap as above
         * @param starts as above
         * @param additions as above
         * @param iterations as above
         * @param seed as above
         * @throws IllegalArgumentException if a number is outside its range
         */
        public Settings {
            if (!(gap > 0) || !(gap < 1)) {
                throw new IllegalArgumentException("The estimated relative gap must be in (0, 1), not " + gap + ".");
            }
            if (starts < 0) {
                throw new IllegalArgumentException(
                        "The number of random starts must be at least 0, not " + starts + ".");
            }
            if (additions < 1 || iterations < 1) {
                throw new IllegalArgumentException("A round needs at least one neuron to add and one iteration, not "
                        + additions + " and " + iterations + ".");
            }
        }
    }

    private final Settings settings;
    private final VectorPolarBound bound;
    private final Driver driver;

    private VectorSolver(Settings settings, VectorPolarBound bound, Driver driver) {
        this.settings = settings;
        this.bound = bound;
        this.driver = driver;
    }

    /**
     * The solver with standard settings.
     *
     * @return the solver
     */
    public static VectorSolver standard() {
        return new VectorSolver(Settings.STANDARD, VectorPolarBound.standard(), Driver.standard());
    }

    /**
     * The same solver with other settings.
     *
     * @param settings the settings
     * @return a new solver
     */
    public VectorSolver settings(Settings settings) {
        return new VectorSolver(Objects.requireNonNull(settings, "settings"), bound, driver);
    }

    /**
     * The same solver with another proved bound of the polar.
     *
     * @param bound the bound
     * @return a new solver
     */
    public VectorSolver bound(VectorPolarBound bound) {
        return new VectorSolver(settings, Objects.requireNonNull(bound, "bound"), driver);
    }

    /**
     * The same solver run by another driver: limits, monitor. An iteration is a round.
     *
     * @param driver the driver
     * @return a new solver
     */
    public VectorSolver driver(Driver driver) {
        return new VectorSolver(settings, bound, Objects.requireNonNull(driver, "driver"));
    }

    /**
     * Solves a problem from the zero network.
     *
     * @param problem the problem
     * @return the best network with its certificate
     * @throws IllegalStateException if the problem has no weight decay
     */
    public VectorSolution solve(VectorReluProblem problem) {
        return solve(
                problem, VectorNetwork.of(new double[0][], new double[0][], problem.features(), problem.outputs()));
    }

    /**
     * Solves a problem from a network, that of another weight decay say, or one to improve: the result is never worse.
     *
     * @param problem the problem
     * @param start a network of the problem
     * @return the best network with its certificate
     * @throws IllegalArgumentException if the network does not fit
     * @throws IllegalStateException if the problem has no weight decay
     */
    public VectorSolution solve(VectorReluProblem problem, VectorNetwork start) {
        problem.requireFits(start);
        problem.weightDecay();
        return driver.run(new VectorTrainingRun(problem, start, settings, bound));
    }
}
