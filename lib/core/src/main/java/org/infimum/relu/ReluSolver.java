package org.infimum.relu;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.infimum.Certificate;
import org.infimum.Driver;
import org.infimum.Stop;

/**
 * Solves and certifies two-layer ReLU problems by column generation: no learning rate, no initialisation. Rounds of
 *
 * <ol>
 *   <li>the restricted convex program over the cells at hand (Pilanci and Ergen 2020, Theorem 1, on some of the patterns), by an interior-point
 *       method and Newton's method on the neurons that are left;
 *   <li>a search for directions u with |nu^T (X u)_+| &gt; beta at its dual point nu = -grad L(z), by local ascent; their cells are added;
 *   <li>where it finds none, an exact oracle's search over ALL directions, which finds one or bounds the polar from above, and so proves a lower
 *       bound of the objective of every network on the data.
 * </ol>
 *
 * <p>It ends when the certified relative gap is what was asked for. After a limit or an interrupt the certificate is valid and weaker. Immutable;
 * deterministic by seed. Cost: see {@link #solve(ReluProblem)}.
 */
public final class ReluSolver {
    private static final double DEFAULT_GAP = 1e-6;

    private final double gap;
    private final PolarOracle oracle; // null: by rank and size
    private final long seed;
    private final Driver driver;

    private ReluSolver(double gap, PolarOracle oracle, long seed, Driver driver) {
        if (!(gap > 0) || gap >= 1) {
            throw new IllegalArgumentException("The relative gap to certify must be in (0, 1), not " + gap + ".");
        }
        this.gap = gap;
        this.oracle = oracle;
        this.seed = seed;
        this.driver = Objects.requireNonNull(driver, "driver");
    }

    /**
     * The solver with its defaults: relative gap 1e-6, exact oracle by rank and size, seed 1, no limits.
     *
     * @return the solver
     */
    public static ReluSolver standard() {
        return new ReluSolver(DEFAULT_GAP, null, 1, Driver.standard());
    }

    /**
     * The same solver with another gap to certify.
     *
     * @param relative (upper - lower) / upper to end with, in (0, 1); below about 1e-12 rounding is in the way
     * @return a new solver
     * @throws IllegalArgumentException if the gap is out of its range
     */
    public ReluSolver gap(double relative) {
        return new ReluSolver(relative, oracle, seed, driver);
    }

    /**
     * The same solver with another oracle for the proof. With {@link LocalAscent} the certificate is ESTIMATED.
     *
     * @param oracle the oracle
     * @return a new solver
     */
    public ReluSolver oracle(PolarOracle oracle) {
        return new ReluSolver(gap, Objects.requireNonNull(oracle, "oracle"), seed, driver);
    }

    /**
     * The same solver with another seed of the local searches.
     *
     * @param seed the seed
     * @return a new solver
     */
    public ReluSolver seed(long seed) {
        return new ReluSolver(gap, oracle, seed, driver);
    }

    /**
     * The same solver run by another driver: limits, monitor.
     *
     * @param driver the driver
     * @return a new solver
     */
    public ReluSolver driver(Driver driver) {
        return new ReluSolver(gap, oracle, seed, driver);
    }

    /**
     * Solves a problem from the network without neurons.
     *
     * @param problem the problem
     * @return the solution
     * @throws IllegalArgumentException if the data's scales are too far apart for double precision
     * @throws IllegalStateException if the problem has no weight decay
     */
    public ReluSolution solve(ReluProblem problem) {
        return driver.run(new ColumnGeneration(ScaledProblem.of(problem), this, Optional.empty()));
    }

    /**
     * Solves a problem from the cells of a network's neurons: the optimum for a weight decay nearby, say.
     *
     * @param problem the problem
     * @param start a network of the problem
     * @return the solution, whose network is not worse than {@code start}
     * @throws IllegalArgumentException if the network does not fit, or as {@link #solve(ReluProblem)}
     */
    public ReluSolution solve(ReluProblem problem, TwoLayerNetwork start) {
        problem.requireFits(start);
        return driver.run(new ColumnGeneration(ScaledProblem.of(problem), this, Optional.of(start)));
    }

    /**
     * Solves the convex program of a problem on given activation patterns, for comparison with {@link #solve(ReluProblem)}, which considers all
     * of them without listing any. Its gap is at most 1e-9 or this solver's, whichever is smaller.
     *
     * @param problem the problem
     * @param patterns patterns of its {@link ReluProblem#matrix}, all or some
     * @return the solution, which says whether it is a sampled one
     * @throws IllegalArgumentException if the patterns are of other data
     */
    public PatternSolution solve(ReluProblem problem, ActivationPatterns patterns) {
        List<boolean[]> masks = new ArrayList<>();
        List<double[]> directions = new ArrayList<>();
        for (int i = 0; i < patterns.size(); i++) {
            masks.add(patterns.get(i));
            directions.add(patterns.direction(i));
        }
        ConvexProgram program = ConvexProgram.of(
                problem.rows(), problem.labels(), problem.loss(), problem.weightDecay(), masks, directions);
        return PatternSolution.of(
                problem, patterns, program.tolerance(Math.min(gap, 1e-9)).solve(driver));
    }

    /**
     * Solves a problem along falling weight decay, each point from the cells of the one before. The driver's limits hold for each point; an interrupt
     * ends the path after the point at hand.
     *
     * @param problem the problem; its own weight decay does not matter
     * @param betas the weight decays, falling, such as {@link RegularizationPath#grid}
     * @return the path
     * @throws IllegalArgumentException if there is no weight decay, or they do not fall, or as {@link #solve(ReluProblem)}
     */
    public RegularizationPath path(ReluProblem problem, double... betas) {
        if (betas.length == 0) {
            throw new IllegalArgumentException("A path needs at least one weight decay.");
        }
        for (int k = 1; k < betas.length; k++) {
            if (!(betas[k] < betas[k - 1])) {
                throw new IllegalArgumentException("The path's weight decays must fall, but " + betas[k] + " follows "
                        + betas[k - 1] + "; sort them.");
            }
        }
        List<ReluSolution> points = new ArrayList<>();
        ScaledProblem scaled = ScaledProblem.of(problem.weightDecay(betas[0]));
        Optional<TwoLayerNetwork> start = Optional.empty();
        for (double beta : betas) {
            scaled = scaled.withWeightDecay(problem.weightDecay(beta));
            ReluSolution point = driver.run(new ColumnGeneration(scaled, this, start));
            points.add(point);
            start = Optional.of(point.network());
            if (point.stop().reason() == Stop.Reason.INTERRUPTED) {
                break;
            }
        }
        return new RegularizationPath(points);
    }

    /**
     * How far a network, whoever trained it, is from the global optimum: the lower bound is the better of the one from its own predictions and the one
     * from solving the problem. Costs what {@link #solve(ReluProblem)} does; the driver's limits bound it.
     *
     * @param problem the problem whose objective it was trained on
     * @param network the network
     * @return its certificate
     * @throws IllegalArgumentException if the network does not fit or its objective overflows, or as {@link #solve(ReluProblem)}
     */
    public NetworkCertificate certify(ReluProblem problem, TwoLayerNetwork network) {
        requireFinite(problem.objective(network));
        return certify(
                driver.run(new ColumnGeneration(ScaledProblem.of(problem), this, Optional.of(network))), network);
    }

    /**
     * How far a network is from the global optimum of a problem that is solved already: for many networks of one problem. Costs the bound from the
     * network's own predictions only.
     *
     * @param optimum the problem's solution, as far as its certificate goes
     * @param network the network
     * @return its certificate
     * @throws IllegalArgumentException if the network does not fit or its objective overflows
     */
    public NetworkCertificate certify(ReluSolution optimum, TwoLayerNetwork network) {
        ReluProblem problem = optimum.problem();
        double objective = requireFinite(problem.objective(network));
        DualPoint own = ownDual(ScaledProblem.of(problem), network);
        boolean better = own.evidence() == optimum.dual().evidence()
                && own.value() > optimum.certificate().lower();
        double lower = better ? own.value() : optimum.certificate().lower();
        String because = better
                ? "convex duality at its own predictions, polar by " + own.because()
                : optimum.certificate().because();
        double balanced = Math.min(objective, problem.objective(network.balanced()));
        return new NetworkCertificate(
                network,
                new Certificate(
                        Math.min(lower, objective),
                        objective,
                        optimum.certificate().evidence(),
                        because),
                new Certificate(
                        Math.min(lower, balanced),
                        balanced,
                        optimum.certificate().evidence(),
                        because),
                own,
                optimum);
    }

    private static double requireFinite(double objective) {
        if (!Double.isFinite(objective)) {
            throw new IllegalArgumentException(
                    "The objective of the network overflows; its weights are too large to be certified.");
        }
        return objective;
    }

    /** A fixed amount of work: far from an optimum a tight polar does not make this bound tight. */
    private DualPoint ownDual(ScaledProblem scaled, TwoLayerNetwork network) {
        double[] nu = scaled.dualPoint(scaled.predict(scaled.vectors(network), network.signs()));
        PolarPair pair = pair(scaled, nu, new PolarGoal(0, 1e-3));
        for (int step = 0; step < OWN_STEPS && !pair.isDone(); step++) {
            pair.step();
        }
        return scaled.dual(nu, pair.bounds());
    }

    private static final int OWN_STEPS = 20;

    /**
     * beta_max, the least weight decay at which the network without neurons is optimal: the polar at nu = -grad L(0). The problem's own weight decay
     * does not matter and may be missing.
     *
     * @param problem the problem
     * @return its bounds, as close as the solver's gap, or as far as the driver's limits allowed
     */
    public PolarBounds betaMax(ReluProblem problem) {
        ScaledProblem scaled = ScaledProblem.of(problem.weightDecay(1));
        double[] nu = scaled.dualPoint(new double[problem.samples()]);
        PolarBounds bounds = driver.run(new PolarRun<>("beta_max", pair(scaled, nu, new PolarGoal(0, gap))))
                .bounds();
        return scaled.inProblemUnits(nu, bounds);
    }

    private PolarPair pair(ScaledProblem scaled, double[] nu, PolarGoal goal) {
        PolarOracle used = oracleFor(scaled);
        return new PolarPair(
                used.search(scaled.polar(nu, 1), goal, List.of()), used.search(scaled.polar(nu, -1), goal, List.of()));
    }

    double gap() {
        return gap;
    }

    /** The oracle that proposes; other draws in each round. */
    PolarOracle localOracle(int starts, int round) {
        return new LocalAscent(starts, seed + round);
    }

    /** The oracle that proves. */
    PolarOracle oracleFor(ScaledProblem problem) {
        return oracle != null ? oracle : PolarOracles.automatic(problem.rank());
    }
}
