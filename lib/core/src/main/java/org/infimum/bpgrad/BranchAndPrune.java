package org.infimum.bpgrad;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.infimum.Driver;
import org.infimum.Minimizer;
import org.infimum.Objective;
import org.infimum.Solution;
import org.infimum.lipschitz.LipschitzConstant;

/**
 * BPGrad's Algorithm 1 (Zhang, Wu, Wang 2018): global minimisation over a box by branch and pruning with a Lipschitz constant L, with
 * its certificate.
 *
 * <p>A sample x_i shows that the open ball of radius r_i = (f(x_i) - T) / L around it holds no value at or below T (Eq. 6), where
 * T = b + rho (min_i f(x_i) - b) and b is a lower bound of f (the paper has f &ge; 0 and b = 0). The loops:
 *
 * <pre>
 * rho = rho_0
 * while the certified gap exceeds eps and fewer than N rounds are done:
 *     while some x in X lies in no ball (Eq. 4) and fewer than n samples were taken:
 *         x_(t+1) = argmin over x in X, eta &ge; 0 of ||x - (x_t - eta g~_t)||^2 + gamma eta^2  subject to Eq. 4      (Eq. 5)
 *     increase rho
 * </pre>
 *
 * with g~ the gradient divided by its norm (a random direction where it is zero). What is ours:
 *
 * <ul>
 *   <li><b>Eq. 5.</b> On the half-line x_t - eta g~_t the first point outside all balls is found exactly, interval by interval. Where the
 *       half-line leaves X covered, the free point of least objective is looked for in the boxes that may hold one, to 10 % of its
 *       root; where that takes long, any free point is taken, looked for where the minorant is lowest.
 *   <li><b>"No free point exists" is proved</b> by a covering search over boxes with bounds rounded down, not assumed after failed
 *       draws. Eq. 4 holds for every sample up to 1e-6 (min f - T).
 *   <li><b>b</b> is, unless given by {@link #shift}, what L and the first sample imply: f(x_1) - L max over X of ||x - x_1||. So nothing
 *       is assumed but L.
 *   <li><b>The growth of rho</b>, of which the paper says nothing: a round takes the part 100^(-1/d) of 1 - rho away, 1 % in one dimension, 10 % in two. Small growth leaves only the
 *       deepest parts of the minorant free, and these are where a sample does most; it costs covering searches.
 *   <li><b>The certificate</b> is at any moment, also after an interrupt, upper = min_i f(x_i) and lower &le; min over X of
 *       max_i f(x_i) - L ||x - x_i|| (Eq. 3), bounded rigorously by the boxes. After a round whose covering is proved it is not below T,
 *       the bound of Theorem 1. It does not use b. Evidence: PROVED if L is proved and the objective
 *       bounds its rounding error ({@link Objective#valueError}), CONDITIONAL on what is missing otherwise, ESTIMATED for an estimate of L.
 *   <li><b>L is held against every sample</b>: a gradient steeper than L or a slope above L to any earlier sample, by more than rounding,
 *       ends the run with {@link org.infimum.Stop.Reason#CONTRADICTED}, the points, and no certificate. After 100 samples one in 40 looks
 *       for steep points on purpose. No finite number of samples shows that L is right.
 * </ul>
 *
 * <p>The number of evaluations grows like (L / gap)^d in the worst case (Theorem 2): 50 to 400 in one dimension, 1e2 to 1e5 in two for a gap
 * of 1 % of f's range. Above three dimensions a small gap is out of reach; the bounds stay valid. There a round
 * ends without a proof after {@link #effort} nodes. Time per sample: 0.1 to 1 ms in two dimensions, nearly constant in
 * their number; memory: about 1 kB a sample in two dimensions.
 *
 * <p>Use {@link BpGradSolver} or {@code org.infimum.deep.BpGrad} for many dimensions. Immutable; deterministic by seed.
 */
public final class BranchAndPrune implements Minimizer {
    private static final double DEFAULT_GAP = 1e-2;
    private static final double DEFAULT_GAMMA = 1e-3;

    /** About so many boxes lie around each free part of X when its covering is proved. */
    private static final double BOXES = 100;

    private static final int PROOF_DIMENSIONS = 3;
    private static final long DEFAULT_EFFORT = 1000;

    private final LipschitzConstant lipschitz;
    private final double gap;
    private final RhoSchedule rho; // null: by dimension
    private final double gamma;
    private final OptionalDouble shift;
    private final long effort; // 0: by dimension
    private final boolean checks;
    private final long seed;
    private final Driver driver;

    private BranchAndPrune(
            LipschitzConstant lipschitz,
            double gap,
            RhoSchedule rho,
            double gamma,
            OptionalDouble shift,
            long effort,
            boolean checks,
            long seed,
            Driver driver) {
        this.lipschitz = Objects.requireNonNull(lipschitz, "lipschitz");
        this.gap = requireGap(gap);
        this.rho = rho;
        this.gamma = gamma;
        this.shift = shift;
        this.effort = effort;
        this.checks = checks;
        this.seed = seed;
        this.driver = Objects.requireNonNull(driver, "driver");
    }

    /**
     * The method with its defaults: gap 1e-2 (ours), gamma 1e-3 (the paper: much less than 1), rho from 0 with a growth by dimension and no
     * limit on rounds (ours), seed 1.
     *
     * @param lipschitz L over the objective's box, a bound or an estimate
     * @return the method
     */
    public static BranchAndPrune lipschitz(LipschitzConstant lipschitz) {
        return new BranchAndPrune(
                lipschitz, DEFAULT_GAP, null, DEFAULT_GAMMA, OptionalDouble.empty(), 0, true, 1, Driver.standard());
    }

    /**
     * The same method with another gap to certify.
     *
     * @param gap eps, the largest upper - lower to end with, in units of f; positive
     * @return a new method
     * @throws IllegalArgumentException if the gap is not positive and finite
     */
    public BranchAndPrune gap(double gap) {
        return new BranchAndPrune(lipschitz, gap, rho, gamma, shift, effort, checks, seed, driver);
    }

    /**
     * The same method with another schedule of rho. A round ends when no free point is left or after n samples; after N rounds the method
     * ends, whatever the gap. T is never above what the gap asked for needs.
     *
     * @param rho the schedule
     * @return a new method
     */
    public BranchAndPrune rho(RhoSchedule rho) {
        Objects.requireNonNull(rho, "rho");
        return new BranchAndPrune(lipschitz, gap, rho, gamma, shift, effort, checks, seed, driver);
    }

    /**
     * The same method with another gamma in Eq. 5: the smaller, the less a long step along the half-line costs against leaving it.
     *
     * @param gamma gamma, positive and finite
     * @return a new method
     * @throws IllegalArgumentException if gamma is not positive and finite
     */
    public BranchAndPrune gamma(double gamma) {
        if (!(gamma > 0) || gamma == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("gamma must be positive and finite, not " + gamma + ".");
        }
        return new BranchAndPrune(lipschitz, gap, rho, gamma, shift, effort, checks, seed, driver);
    }

    /**
     * The same method with a known lower bound b of f, which rho is counted from: T = b + rho (min f - b). For a loss, 0. With b near min f
     * and rho small, T is low for long and samples lie at the edges of balls, as in the paper's pictures; that takes more of them.
     *
     * @param lowerBound b, finite; a sample below it ends the run
     * @return a new method
     * @throws IllegalArgumentException if b is not finite
     */
    public BranchAndPrune shift(double lowerBound) {
        if (!Double.isFinite(lowerBound)) {
            throw new IllegalArgumentException(
                    "The lower bound b of f must be finite, not " + lowerBound + "; leave it out where none is known.");
        }
        return new BranchAndPrune(
                lipschitz, gap, rho, gamma, OptionalDouble.of(lowerBound), effort, checks, seed, driver);
    }

    /**
     * The same method with a limit on the covering search: after so many nodes without a free point rho grows without a proof that none is
     * left. The certificate does not rest on that proof.
     *
     * @param nodes nodes at most for a sample, at least 1; the default is no limit up to three dimensions and 1,000 above
     * @return a new method
     * @throws IllegalArgumentException if the number is below 1
     */
    public BranchAndPrune effort(long nodes) {
        if (nodes < 1) {
            throw new IllegalArgumentException(
                    "The covering search needs an effort of at least 1 node, not " + nodes + ".");
        }
        return new BranchAndPrune(lipschitz, gap, rho, gamma, shift, nodes, checks, seed, driver);
    }

    /**
     * The same method without the samples that look for steep points. All other samples are still held against L.
     *
     * @return a new method
     */
    public BranchAndPrune withoutSteepnessCheck() {
        return new BranchAndPrune(lipschitz, gap, rho, gamma, shift, effort, false, seed, driver);
    }

    /**
     * The same method with another seed for the starting point and for directions where the gradient is zero.
     *
     * @param seed the seed
     * @return a new method
     */
    public BranchAndPrune seed(long seed) {
        return new BranchAndPrune(lipschitz, gap, rho, gamma, shift, effort, checks, seed, driver);
    }

    @Override
    public BranchAndPrune driver(Driver driver) {
        return new BranchAndPrune(lipschitz, gap, rho, gamma, shift, effort, checks, seed, driver);
    }

    @Override
    public String name() {
        return "branch and prune";
    }

    /**
     * Minimises an objective from a random point of its box.
     *
     * @param objective the objective
     * @return the best sample with its certificate; the trace has a row a sample: coordinates x1 to x8 at most, f, best f, lower (certified),
     *     target (T), rho, rule (0 start, 1 on the half-line, 2 least distortion, 3 lowest minorant, 4 steepness check)
     * @throws IllegalArgumentException if the gap is not above twice the objective's rounding error
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
     * @return as {@link #minimize(Objective)}
     * @throws IllegalArgumentException if the start is outside the box or has another length, or as {@link #minimize(Objective)}
     */
    public Solution<double[]> minimize(Objective objective, double[] start) {
        return driver.run(new BranchAndPruneIteration(this, objective, start));
    }

    LipschitzConstant lipschitz() {
        return lipschitz;
    }

    double gap() {
        return gap;
    }

    double gamma() {
        return gamma;
    }

    OptionalDouble shift() {
        return shift;
    }

    boolean checksSteepness() {
        return checks;
    }

    long seed() {
        return seed;
    }

    RhoSchedule rhoIn(int dimension) {
        return rho != null
                ? rho
                : new RhoSchedule(0, Integer.MAX_VALUE, Long.MAX_VALUE, Math.pow(BOXES, -1.0 / dimension));
    }

    long effortIn(int dimension) {
        if (effort > 0) {
            return effort;
        }
        return dimension <= PROOF_DIMENSIONS ? Long.MAX_VALUE : DEFAULT_EFFORT;
    }

    static double requireGap(double gap) {
        if (!(gap > 0) || gap == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("The gap to certify must be positive and finite, not " + gap + ".");
        }
        return gap;
    }
}
