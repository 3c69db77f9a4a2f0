package org.infimum.relu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.infimum.Certificate;
import org.infimum.Driver;
import org.infimum.Evidence;
import org.infimum.Limits;

/**
 * Solves and certifies three-layer ReLU problems by column generation over nested activation patterns (Ergen and Pilanci 2021). It begins with the two-layer
 * optimum, an upper bound; then, in turns,
 *
 * <ol>
 *   <li>the restricted convex program over the blocks at hand: a block is a second-layer pattern with the sign of its output, its groups are first-layer
 *       patterns with signs;
 *   <li>the nested polar, max over z in G of |nu^T (z)_+|, at its dual point: branch and bound over the signs of z, cutting planes over an exact
 *       two-layer oracle at each node. It finds points of G that exceed beta, whose blocks are added, or proves that there are none, and so a
 *       lower bound of the objective of EVERY such network on the data.
 * </ol>
 *
 * <p>It ends when the certified relative gap is what was asked for. After a limit or an interrupt the certificate is valid and weaker. Immutable;
 * deterministic by seed.
 *
 * <p><b>Size limits.</b> The nested polar may need 2^{n+} nodes, n+ the number of samples with nu_i &gt; 0, each with some tens of two-layer polars. To a gap
 * of 1e-6 on Gaussian data at a tenth of beta_max, seconds of one core (the range over five seeds):
 *
 * <pre>
 *           n = 8       16         24         32
 *   d = 2   0.05 - 1    0.2 - 1.4  0.2 - 6    2 - 18, one open after 30 with a gap of 3e-3
 *   d = 3   0.1 - 1.4   0.8 - 12
 * </pre>
 *
 * <p>and at n = 50, d = 2 the gap is 0.3 after 10 s. So samples of more than 40 different directions are refused unless the driver has a limit; do not use it for
 * data sets, whose two-layer problem {@link ReluSolver} closes. At a hundredth of beta_max n = 12, d = 2 takes 0.3 to 1.7 s.
 */
public final class ThreeLayerSolver {
    private static final double DEFAULT_GAP = 1e-6;
    /** Up to this rank two-layer polars are searched over cones, after local ascents of the nested search's own. */
    private static final int SIMPLICIAL_RANK = 6;

    /** Directions of samples up to which a run may be without a limit: see the class's measurements. */
    private static final int MOST_RAYS = 40;

    /** Of all matrices of the full program together: beyond it the interior point takes minutes and loses digits. */
    private static final double FULL_NUMBERS = 1.2e6;

    private final double gap;
    private final PolarOracle oracle; // null: by rank
    private final long seed;
    private final Driver driver;

    private ThreeLayerSolver(double gap, PolarOracle oracle, long seed, Driver driver) {
        if (!(gap > 0) || gap >= 1) {
            throw new IllegalArgumentException("The relative gap to certify must be in (0, 1), not " + gap + ".");
        }
        this.gap = gap;
        this.oracle = oracle;
        this.seed = seed;
        this.driver = Objects.requireNonNull(driver, "driver");
    }

    /**
     * The solver with its defaults: relative gap 1e-6, exact two-layer oracle by rank, seed 1, no limits.
     *
     * @return the solver
     */
    public static ThreeLayerSolver standard() {
        return new ThreeLayerSolver(DEFAULT_GAP, null, 1, Driver.standard());
    }

    /**
     * The same solver with another gap to certify.
     *
     * @param relative (upper - lower) / upper to end with, in (0, 1); below about 1e-10 rounding is in the way
     * @return a new solver
     * @throws IllegalArgumentException if the gap is out of its range
     */
    public ThreeLayerSolver gap(double relative) {
        return new ThreeLayerSolver(relative, oracle, seed, driver);
    }

    /**
     * The same solver with another oracle for the two-layer polars. With {@link LocalAscent} the certificate is ESTIMATED.
     *
     * @param oracle the oracle
     * @return a new solver
     */
    public ThreeLayerSolver oracle(PolarOracle oracle) {
        return new ThreeLayerSolver(gap, Objects.requireNonNull(oracle, "oracle"), seed, driver);
    }

    /**
     * The same solver with another seed of the local searches.
     *
     * @param seed the seed
     * @return a new solver
     */
    public ThreeLayerSolver seed(long seed) {
        return new ThreeLayerSolver(gap, oracle, seed, driver);
    }

    /**
     * The same solver run by another driver: limits, monitor.
     *
     * @param driver the driver
     * @return a new solver
     */
    public ThreeLayerSolver driver(Driver driver) {
        return new ThreeLayerSolver(gap, oracle, seed, driver);
    }

    /**
     * Solves a problem from its two-layer optimum.
     *
     * @param problem the problem
     * @return the solution, whose network is not worse than the two-layer one
     * @throws IllegalArgumentException if the data's scales are too far apart for double precision, or there are more than 40 directions of samples and
     *     no limit
     * @throws IllegalStateException if the problem has no weight decay
     */
    public ThreeLayerSolution solve(ThreeLayerProblem problem) {
        return run(new ThreeLayerGeneration(problem, this, Optional.empty(), Optional.empty()));
    }

    /**
     * Solves a problem from the blocks of a network: the optimum for a weight decay nearby, say.
     *
     * @param problem the problem
     * @param start a network of the problem
     * @return the solution, whose network is not worse than {@code start}
     * @throws IllegalArgumentException if the network does not fit, or as {@link #solve(ThreeLayerProblem)}
     */
    public ThreeLayerSolution solve(ThreeLayerProblem problem, ThreeLayerNetwork start) {
        problem.requireFits(start);
        return run(new ThreeLayerGeneration(problem, this, Optional.of(start), Optional.empty()));
    }

    /**
     * Solves a problem by the full convex program of Ergen and Pilanci (2021): every nested pair of patterns from the beginning, for comparison and
     * teaching. All 2^R second-layer patterns on the R rays of the samples with both signs are blocks, all P first-layer patterns with both signs
     * groups of each; {@link #solve(ThreeLayerProblem)} reaches the same optimum with some tens of
     * groups. On Gaussian data with d = 2 it takes 0.1 s at n = 3, 1 s at n = 4, 2 to 7 s at n = 5, half a minute at n = 6.
     *
     * @param problem the problem
     * @return the solution, certified like any other
     * @throws IllegalArgumentException if the program is too large: from about n = 7 on at d = 2, where one block of several hundred has 56 variables
     * @throws IllegalStateException if the problem has no weight decay
     */
    public ThreeLayerSolution fullProgram(ThreeLayerProblem problem) {
        ScaledProblem scaled = ScaledProblem.of(problem.twoLayer());
        int n = problem.samples();
        int rays = rays(scaled);
        double most = 2.0 * ActivationPatterns.bound(n, scaled.rank()).doubleValue();
        requireSize(rays, Math.min(most, FULL_NUMBERS), n, scaled.rank(), false);
        ActivationPatterns patterns = ActivationPatterns.all(scaled.x());
        requireSize(rays, 2.0 * patterns.size(), n, scaled.rank(), true);
        List<Cell> cells = new ArrayList<>();
        for (int j = 0; j < patterns.size(); j++) {
            BitSet bits = new BitSet(n);
            boolean[] active = patterns.get(j);
            for (int i = 0; i < n; i++) {
                bits.set(i, active[i]);
            }
            cells.add(new Cell(bits, 1, patterns.direction(j)));
        }
        return driver.run(new ThreeLayerGeneration(problem, this, Optional.empty(), Optional.of(cells)));
    }

    private static void requireSize(int rays, double groups, int n, int rank, boolean exact) {
        double blocks = Math.scalb(2.0, rays);
        if (blocks * (groups + 1) * n * groups * rank > FULL_NUMBERS) {
            throw new IllegalArgumentException("The full three-layer program of these " + n + " samples has "
                    + (long) blocks + " blocks of " + (exact ? "" : "up to ") + (long) groups + " groups of " + rank
                    + " variables, too many to set up at once; use solve, which generates those it needs.");
        }
    }

    /**
     * How far a network, whoever trained it, is from the global optimum. Costs what {@link #solve(ThreeLayerProblem)} does; the driver's limits
     * bound it.
     *
     * @param problem the problem whose objective it was trained on
     * @param network the network
     * @return its objective as {@code upper}, a lower bound of the optimum as {@code lower}
     * @throws IllegalArgumentException if the network does not fit or its objective overflows, or as {@link #solve(ThreeLayerProblem)}
     */
    public Certificate certify(ThreeLayerProblem problem, ThreeLayerNetwork network) {
        double objective = problem.objective(network);
        if (!Double.isFinite(objective)) {
            throw new IllegalArgumentException(
                    "The objective of the network overflows; its weights are too large to be certified.");
        }
        Certificate optimum = solve(problem).certificate();
        return new Certificate(Math.min(optimum.lower(), objective), objective, optimum.evidence(), optimum.because());
    }

    /**
     * Bounds of the nested polar at a dual point, max over z in G of |nu^T (z)_+|, G = conv{+-(X u)_+ : ||u|| &le; 1}. The problem's targets, loss and weight
     * decay do not matter.
     *
     * @param problem the problem
     * @param nu n dual numbers, finite
     * @return the bounds, as close as the solver's gap, or as far as the driver's limits allowed
     * @throws IllegalArgumentException if there is not a finite number for each sample, or as {@link #solve(ThreeLayerProblem)}
     */
    public NestedPolarBounds polar(ThreeLayerProblem problem, double... nu) {
        if (nu.length != problem.samples()) {
            throw new IllegalArgumentException("The nested polar needs a dual number for each of " + problem.samples()
                    + " samples, not " + nu.length + ".");
        }
        // as targets of the loss 1/2 z^2 they are scaled like all else
        ReluProblem data = ReluProblem.twoLayer(problem.twoLayer().rows(), nu).weightDecay(1);
        ScaledProblem scaled = ScaledProblem.of(data);
        return bound("nested polar", scaled, scaled.y());
    }

    /**
     * beta_max, the least weight decay at which the network without subnetworks is optimal: the nested polar at nu = -grad L(0). The problem's own weight
     * decay does not matter and may be missing. It is never below the two-layer problem's.
     *
     * @param problem the problem
     * @return its bounds, as close as the solver's gap, or as far as the driver's limits allowed
     * @throws IllegalArgumentException as {@link #solve(ThreeLayerProblem)}
     */
    public NestedPolarBounds betaMax(ThreeLayerProblem problem) {
        ScaledProblem scaled = ScaledProblem.of(problem.twoLayer().weightDecay(1));
        return bound("three-layer beta_max", scaled, scaled.dualPoint(new double[problem.samples()]));
    }

    private ThreeLayerSolution run(ThreeLayerGeneration generation) {
        requireAnEnd(generation.problem());
        return driver.run(generation);
    }

    /** A run that would not end in reasonable time needs someone's word on how long it may take. */
    private void requireAnEnd(ScaledProblem problem) {
        int rays = rays(problem);
        if (rays > MOST_RAYS && driver.limits().equals(Limits.NONE)) {
            throw new IllegalArgumentException("These samples have " + rays + " directions, and beyond " + MOST_RAYS
                    + " the nested polar, which may need 2^(directions / 2) nodes, seldom closes: give the solver a"
                    + " driver with a time limit for bounds that are valid but wide, or solve the two-layer problem,"
                    + " whose optimum is an upper bound.");
        }
    }

    /** How many different rays the samples that are not zero lie on. */
    private static int rays(ScaledProblem problem) {
        return Arrays.stream(NestedPolar.rays(problem.x())).max().orElse(-1) + 1;
    }

    private NestedPolarBounds bound(String title, ScaledProblem scaled, double[] nu) {
        requireAnEnd(scaled);
        NestedPair pair = driver.run(
                new PolarRun<>(title, pair(scaled, nu, new PolarGoal(0, gap), oracleFor(scaled), List.of(), 0)));
        NestedPolarBounds plus = inProblemUnits(scaled, nu, 1, pair.side(1).bounds());
        NestedPolarBounds minus = inProblemUnits(scaled, nu, -1, pair.side(-1).bounds());
        NestedPolarBounds larger = plus.lower() >= minus.lower() ? plus : minus;
        boolean proved = plus.evidence() == Evidence.PROVED && minus.evidence() == Evidence.PROVED;
        return new NestedPolarBounds(
                larger.lower(),
                larger.vectors(),
                larger.signs(),
                Math.max(plus.upper(), minus.upper()),
                proved ? Evidence.PROVED : Evidence.ESTIMATED,
                larger.because());
    }

    NestedPair pair(
            ScaledProblem problem, double[] nu, PolarGoal goal, PolarOracle used, List<double[]> start, int round) {
        return new NestedPair(
                new NestedSearch(nested(problem, nu, 1), goal, used, start, seed + round),
                new NestedSearch(nested(problem, nu, -1), goal, used, start, seed + round));
    }

    private static NestedPolar nested(ScaledProblem problem, double[] nu, int sign) {
        return NestedPolar.of(problem.x(), signed(nu, sign));
    }

    private static double[] signed(double[] nu, int sign) {
        double[] result = new double[nu.length];
        for (int i = 0; i < nu.length; i++) {
            result[i] = sign * nu[i];
        }
        return result;
    }

    /** Bounds at sign nu in the problem's units; the point of G is evaluated anew on X, so that the row space's error does not matter. */
    static NestedPolarBounds inProblemUnits(ScaledProblem problem, double[] nu, int sign, NestedPolarBounds bounds) {
        double upper = problem.fullPolarUp(nu, bounds.upper());
        List<double[]> vectors = new ArrayList<>();
        for (double[] p : bounds.vectors()) {
            vectors.add(problem.full(p));
        }
        double lower = vectors.isEmpty()
                ? 0
                : NestedPolar.lower(
                        problem.problem().rows(), signed(problem.fullDual(nu), sign), vectors, bounds.signs());
        return new NestedPolarBounds(
                Math.min(lower, upper), vectors, bounds.signs(), upper, bounds.evidence(), bounds.because());
    }

    double gap() {
        return gap;
    }

    long seed() {
        return seed;
    }

    PolarOracle oracleFor(ScaledProblem problem) {
        if (oracle != null) {
            return oracle;
        }
        return problem.rank() <= SIMPLICIAL_RANK
                ? new SimplicialBranchAndBound(4, seed, 5, 100_000)
                : PolarOracles.automatic(problem.rank());
    }
}
