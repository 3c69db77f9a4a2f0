package org.infimum.bpgrad;

import java.util.Objects;
import java.util.SplittableRandom;
import org.infimum.Driver;
import org.infimum.Minimizer;
import org.infimum.Objective;
import org.infimum.Solution;
import org.infimum.lipschitz.LipschitzConstant;

/**
 * BPGrad's Algorithm 2 for a plain {@link Objective} over a box (Zhang, Wu, Wang 2018):
 *
 * <pre>
 * v_(t+1) = mu v_t - eta_t grad f(x_t) / ||grad f(x_t)||,   v_1 = 0
 * x_(t+1) = x_t + v_(t+1), moved back into the box where it left it
 * </pre>
 *
 * with {@link StepSize eta_t} of Eq. 12, for N n iterations; returns the best iterate. It approximates Algorithm 1 and can be
 * caught in a local region: its certificate is only Eq. 3 over the whole box, max_i f(x_i) - L max_(x in X) ||x_i - x||, as a rule
 * loose. For a network use {@code org.infimum.deep.BpGrad}.
 *
 * <p>A sample that contradicts a claimed L (its gradient, or its slope to one before it) or f's lower bound ends the run with
 * {@link org.infimum.Stop.Reason#CONTRADICTED} and no certificate. An estimate of L is not held to that; its interval is ESTIMATED,
 * and there is none if the two sides of Eq. 3 cross.
 *
 * <p>Immutable; deterministic by seed. One gradient an iteration; memory 7 d numbers and the trace.
 */
public final class BpGradSolver implements Minimizer {
    private final LipschitzConstant lipschitz;
    private final double momentum;
    private final RhoSchedule rho;
    private final long seed;
    private final Driver driver;

    private BpGradSolver(LipschitzConstant lipschitz, double momentum, RhoSchedule rho, long seed, Driver driver) {
        this.lipschitz = Objects.requireNonNull(lipschitz, "lipschitz");
        this.momentum = requireMomentum(momentum);
        this.rho = Objects.requireNonNull(rho, "rho");
        this.seed = seed;
        this.driver = Objects.requireNonNull(driver, "driver");
    }

    /**
     * The solver with the paper's defaults: momentum 0.9 (Sec. 4), rho = 0 in one round (Sec. 3.2); 1,000 iterations (ours).
     *
     * @param lipschitz the Lipschitz constant, a bound or an estimate
     * @return the solver
     */
    public static BpGradSolver lipschitz(LipschitzConstant lipschitz) {
        return new BpGradSolver(lipschitz, 0.9, new RhoSchedule(0, 1, 1000, 0), 1, Driver.standard());
    }

    /**
     * The same solver with another momentum.
     *
     * @param momentum mu in [0, 1)
     * @return a new solver
     * @throws IllegalArgumentException if mu is outside [0, 1)
     */
    public BpGradSolver momentum(double momentum) {
        return new BpGradSolver(lipschitz, momentum, rho, seed, driver);
    }

    /**
     * The same solver with another schedule of rho, which also sets the number of iterations N n.
     *
     * @param rho the schedule
     * @return a new solver
     */
    public BpGradSolver rho(RhoSchedule rho) {
        return new BpGradSolver(lipschitz, momentum, rho, seed, driver);
    }

    /**
     * The same solver with another seed for the starting point and for directions where the gradient is zero.
     *
     * @param seed the seed
     * @return a new solver
     */
    public BpGradSolver seed(long seed) {
        return new BpGradSolver(lipschitz, momentum, rho, seed, driver);
    }

    @Override
    public BpGradSolver driver(Driver driver) {
        return new BpGradSolver(lipschitz, momentum, rho, seed, driver);
    }

    @Override
    public String name() {
        return "BPGrad";
    }

    /**
     * Minimises an objective from a random point of its box.
     *
     * @param objective the objective; its {@link Objective#lowerBound} is used
     * @return the best iterate with its certificate and the trace of x (up to eight coordinates), f, eta,
     *     gradient norm and step length
     */
    @Override
    public Solution<double[]> minimize(Objective objective) {
        return minimize(objective, objective.domain().sample(new SplittableRandom(seed)));
    }

    /**
     * Minimises an objective from a given point.
     *
     * @param objective the objective
     * @param start x_1, a point of its box; copied
     * @return the best iterate with its certificate and trace
     * @throws IllegalArgumentException if the start is outside the box or has another length
     */
    public Solution<double[]> minimize(Objective objective, double[] start) {
        return driver.run(new BpGradIteration(objective, start, lipschitz, momentum, rho, seed));
    }

    /**
     * Checks a momentum.
     *
     * @param momentum mu
     * @return mu
     * @throws IllegalArgumentException if mu is outside [0, 1)
     */
    public static double requireMomentum(double momentum) {
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("The momentum mu must be in [0, 1), not " + momentum + ".");
        }
        return momentum;
    }
}
