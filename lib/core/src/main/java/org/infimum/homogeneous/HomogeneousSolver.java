package org.infimum.homogeneous;

import java.util.Objects;
import java.util.Optional;
import org.infimum.Driver;

/**
 * Descend, test, append: the meta-algorithm of Haeffele and Vidal (CVPR 2017). Local descent with the number r of subnetworks held; at the local minimum the polar
 * at V = -grad l(Y, Phi(W)): if it is at most lambda the minimum is global, otherwise its maximisers are appended, each with the step that lowers the
 * objective most, and so on. Subnetworks that have come to nothing are dropped, and there are never more than phi has outputs. Immutable.
 *
 * <p>The result is a global minimum as far as its certificate says: PROVED where the polar has a proved bound that is tight.
 */
public final class HomogeneousSolver {
    /**
     * How to solve.
     *
     * @param gap the relative gap to end with, in (0, 1)
     * @param starts random starts of the polar's local ascent at each test, at least 0
     * @param additions subnetworks appended at a test at most, at least 1; the paper appends one
     * @param most subnetworks at most, at least 1: the solver ends with a gap where more would be needed
     * @param seed the seed of the random starts
     */
    public record Settings(double gap, int starts, int additions, int most, long seed) {
        /** Gap 1e-6, 20 starts, 10 subnetworks at a test, as many as needed, seed 1. */
        public static final Settings STANDARD = new Settings(1e-6, 20, 10, Integer.MAX_VALUE, 1);

        /**
         * Checks the settings.
         *
         * @param gap as above
         * @param starts as above
         * @param additions as above
         * @param most as above
         * @param seed as above
         * @throws IllegalArgumentException if a number is outside its range
         */
        public Settings {
            if (!(gap > 0) || !(gap < 1)) {
                throw new IllegalArgumentException("The relative gap must be in (0, 1), not " + gap + ".");
            }
            if (starts < 0) {
                throw new IllegalArgumentException(
                        "The number of random starts must be at least 0, not " + starts + ".");
            }
            if (additions < 1 || most < 1) {
                throw new IllegalArgumentException(
                        "A test must be allowed to append at least one subnetwork and the network to have one, not "
                                + additions + " and " + most + ".");
            }
        }
    }

    private final Settings settings;
    private final Optional<LocalDescent> descent;
    private final Driver driver;

    private HomogeneousSolver(Settings settings, Optional<LocalDescent> descent, Driver driver) {
        this.settings = settings;
        this.descent = descent;
        this.driver = driver;
    }

    /**
     * The solver with standard settings and the descent that suits the architecture.
     *
     * @return the solver
     */
    public static HomogeneousSolver standard() {
        return new HomogeneousSolver(Settings.STANDARD, Optional.empty(), Driver.standard());
    }

    /**
     * The same solver with other settings.
     *
     * @param settings the settings
     * @return a new solver
     */
    public HomogeneousSolver settings(Settings settings) {
        return new HomogeneousSolver(Objects.requireNonNull(settings, "settings"), descent, driver);
    }

    /**
     * The same solver with another relative gap to end with.
     *
     * @param gap in (0, 1)
     * @return a new solver
     * @throws IllegalArgumentException if it is not
     */
    public HomogeneousSolver gap(double gap) {
        return settings(new Settings(gap, settings.starts(), settings.additions(), settings.most(), settings.seed()));
    }

    /**
     * The same solver with another local descent.
     *
     * @param descent the descent
     * @return a new solver
     */
    public HomogeneousSolver descent(LocalDescent descent) {
        return new HomogeneousSolver(settings, Optional.of(descent), driver);
    }

    /**
     * The same solver run by another driver: limits, monitor. An iteration is a part of a descent, or a test.
     *
     * @param driver the driver
     * @return a new solver
     */
    public HomogeneousSolver driver(Driver driver) {
        return new HomogeneousSolver(settings, descent, Objects.requireNonNull(driver, "driver"));
    }

    /**
     * Solves a problem from the zero network.
     *
     * @param problem the problem
     * @return the best network with its certificate
     * @throws IllegalStateException if the degrees of phi and theta differ
     */
    public HomogeneousSolution solve(HomogeneousProblem problem) {
        return solve(problem, ParallelNetwork.zero(problem.architecture()));
    }

    /**
     * Solves a problem from a network.
     *
     * @param problem the problem
     * @param start a network of the problem; the result is never worse
     * @return the best network with its certificate
     * @throws IllegalArgumentException if the network does not fit or its objective overflows
     * @throws IllegalStateException if the degrees of phi and theta differ
     */
    public HomogeneousSolution solve(HomogeneousProblem problem, ParallelNetwork start) {
        return run(problem, start, true);
    }

    /**
     * Local descent alone, with the number of subnetworks held: what training a network of fixed width does. The result's certificate says how far from the global
     * optimum, over all numbers of subnetworks, it ends.
     *
     * @param problem the problem
     * @param start a network of the problem with at least one subnetwork
     * @return the best network on the way with its certificate
     * @throws IllegalArgumentException if the network has no subnetwork, does not fit, or its objective overflows
     * @throws IllegalStateException if the degrees of phi and theta differ
     */
    public HomogeneousSolution descend(HomogeneousProblem problem, ParallelNetwork start) {
        start.requireSubnetworks();
        return run(problem, start, false);
    }

    private HomogeneousSolution run(HomogeneousProblem problem, ParallelNetwork start, boolean grows) {
        problem.requireMatched();
        double value = problem.objective(start);
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "The objective of the network to start from overflows; start from smaller weights.");
        }
        LocalDescent method = descent.orElseGet(() -> problem.architecture().descent());
        return driver.run(new HomogeneousRun(problem, start, settings, method, grows));
    }
}
