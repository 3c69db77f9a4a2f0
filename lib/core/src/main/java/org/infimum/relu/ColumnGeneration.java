package org.infimum.relu;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.infimum.Certificate;
import org.infimum.Evidence;
import org.infimum.IterativeMethod;
import org.infimum.Stop;
import org.infimum.Trace;
import org.infimum.linalg.Euclidean;

/**
 * Column generation for a two-layer ReLU problem, one step at a time: solve the restricted program over the cells at hand; look for directions in
 * which the polar at its dual point exceeds beta, first by local ascent, then by an oracle that proves there is none; add their cells.
 *
 * <p>The dual bound of the dual point at hand is valid after every step, the looser the less of the polar is searched.
 */
final class ColumnGeneration implements IterativeMethod<ReluSolution> {
    private static final int COLUMNS_A_SIDE = 20;

    /** Neurons shorter than this part of the longest are the interior point's zeros. */
    private static final double ZERO = 1e-7;

    private static final double ZERO_AT_CORNERS = 1e-11;

    /** Neurons closer than this, in radians, are one before Newton's method. */
    private static final double SAME = 1e-5;

    /** The same for the hinge loss, whose corners make the objective as inexact as the directions. */
    private static final double SAME_AT_CORNERS = 1e-10;

    /** Chords between parts of one neuron, the widest first. */
    private static final double[] MERGED = {3e-2, 1e-3, SAME};

    private static final int MAX_STALLS = 4;

    /** What a run that was cut off without any bound may still do for one: a few seconds at most, as a bound of 0 is worth nothing. */
    private static final int LAST_STEPS = 400;

    /** And one that has a bound from an earlier round. */
    private static final int FEW_STEPS = 5;

    /** From this rank on a proof may take all the time there is: it begins at a rough solution, which is made exact when its bound has come near. */
    private static final int PROVED_EARLY = 7;

    /** How near, in units of the solution's gap. */
    private static final double CLOSE = 10;

    private static final double MASTER_PART = 1e-2;

    /** Newton's method needs to know the kinks. */
    private static final double POLISHED = 1e-7;

    /** A neuron this near to a sample's hyperplane, in angle, is on its kink for the neighbouring cells to be looked at. */
    private static final double KINK = 1e-5;

    /** How far beside a kink the ascent into the neighbouring cell starts. */
    private static final double BESIDE = 1e-4;

    /** In a round; beyond the first rounds one costs far less than the program does. */
    private static final int QUICK_STARTS = 100;

    /** Unknowns up to which Newton's method costs less than a program. */
    private static final int CHEAP = 200;

    /** Before a proof is begun: a maximiser that local ascent finds is cheaper than one that branch and bound does. */
    private static final int THOROUGH_STARTS = 2000;

    private enum Phase {
        MASTER,
        LOCAL,
        THOROUGH,
        EXACT,
        END
    }

    private final ScaledProblem problem;
    private final ReluSolver options;
    private final PolarOracle exact;
    private final Master master;
    private final Trace.Recorder recorder =
            new Trace.Recorder("round", "columns", "neurons", "primal", "dual", "gap", "polar", "nodes");

    private final Map<Cell.Key, Cell> cells = new LinkedHashMap<>();
    private final Set<Cell.Key> fresh = new LinkedHashSet<>();
    private Phase phase;
    private long steps;
    private int round;
    private int stalls;
    private double tolerance;

    /** By how much the polar exceeded beta when cells were added last, relative. */
    private double violation = Double.POSITIVE_INFINITY;

    private double kink = 1e-6;
    private Stop end;

    // the restricted optimum at hand
    private List<double[]> vectors = List.of();
    private List<Integer> signs = List.of();
    private double[] nu;
    private PolarPair polar;
    private long nodesBefore;

    // the best so far
    private TwoLayerNetwork bestNetwork;
    private double bestPrimal = Double.POSITIVE_INFINITY;
    private DualPoint bestDual;
    private PolarBounds bestPositive;
    private PolarBounds bestNegative;

    ColumnGeneration(ScaledProblem problem, ReluSolver options, Optional<TwoLayerNetwork> start) {
        this.problem = problem;
        this.options = options;
        this.exact = options.oracleFor(problem);
        this.master = new Master(problem);
        this.tolerance = options.gap() / 4;
        start.ifPresent(network -> {
            List<double[]> v = problem.vectors(network);
            for (int j = 0; j < v.size(); j++) {
                if (Euclidean.norm(v.get(j)) > 0) {
                    add(Cell.at(problem.x(), v.get(j), network.signs().get(j)));
                }
            }
        });
    }

    @Override
    public void init() {
        keep(List.of(), List.of());
        nu = problem.dualPoint(new double[problem.samples()]);
        phase = cells.isEmpty() ? Phase.LOCAL : Phase.MASTER;
        if (phase == Phase.LOCAL) {
            begin(options.localOracle(QUICK_STARTS, round));
        }
    }

    /** Adds cells; true if one was not there. */
    private boolean add(List<Cell> some) {
        boolean added = false;
        for (Cell cell : some) {
            if (cells.putIfAbsent(cell.key(), cell) == null) {
                fresh.add(cell.key());
                added = true;
            }
        }
        return added;
    }

    @Override
    public void step() {
        steps++;
        switch (phase) {
            case MASTER -> restrict();
            case LOCAL, THOROUGH -> propose();
            case EXACT -> prove();
            case END -> throw new IllegalStateException("The run is at its end.");
        }
        record();
    }

    private void restrict() {
        round++;
        List<Cell> columns = List.copyOf(cells.values());
        double accuracy = masterTolerance();
        Master.Result result = master.solve(columns, accuracy);
        List<double[]> found = new ArrayList<>();
        List<Integer> foundSigns = new ArrayList<>();
        List<BitSet> patterns = new ArrayList<>();
        double zero = isSmooth() ? Math.max(ZERO, accuracy / 10) : ZERO_AT_CORNERS;
        double longest = 0;
        for (double[] v : result.vectors()) {
            longest = Math.max(longest, Euclidean.norm(v));
        }
        for (int j = 0; j < columns.size(); j++) {
            double[] v = result.vectors().get(j);
            if (Euclidean.norm(v) > zero * longest) {
                found.add(v);
                foundSigns.add(columns.get(j).sign());
                patterns.add(columns.get(j).pattern());
            } else if (!fresh.contains(columns.get(j).key())) {
                cells.remove(columns.get(j).key());
            }
        }
        fresh.clear();
        nu = LossBounds.inDomain(problem.loss(), result.nu(), problem.y());
        polish(found, foundSigns, patterns, accuracy);
        nodesBefore += polar == null ? 0 : polar.nodes();
        phase = Phase.LOCAL;
        begin(options.localOracle(QUICK_STARTS, round));
    }

    private boolean isSmooth() {
        return problem.loss() != ConvexLoss.HINGE;
    }

    /** Merges the program's parts of neurons and, where the loss has curvature, polishes them: the widest merge that costs nothing. */
    private void polish(List<double[]> found, List<Integer> foundSigns, List<BitSet> patterns, double accuracy) {
        double rough = keep(found, foundSigns);
        boolean cheap = (long) found.size() * problem.rank() <= CHEAP;
        if (isSmooth() && !found.isEmpty() && (accuracy <= POLISHED && cheap || accuracy <= finestTolerance())) {
            NewtonPolish newton = new NewtonPolish(problem);
            for (double angle : MERGED) {
                NeuronMerging merged = NeuronMerging.of(found, foundSigns, patterns, nu, angle);
                List<double[]> polished = newton.polish(merged.vectors(), merged.signs(), merged.kinks(), kink);
                if (keep(polished, merged.signs()) <= rough * (1 + 1e-13)) {
                    vectors = polished;
                    signs = merged.signs();
                    nu = problem.dualPoint(problem.predict(vectors, signs));
                    return;
                }
            }
        }
        NeuronMerging merged = NeuronMerging.of(found, foundSigns, patterns, nu, isSmooth() ? SAME : SAME_AT_CORNERS);
        vectors = merged.vectors();
        signs = merged.signs();
        keep(vectors, signs);
    }

    /** The program at hand need not be solved further than its missing cells allow. */
    private double masterTolerance() {
        return Math.max(finestTolerance(), Math.min(1e-3, MASTER_PART * violation));
    }

    private double finestTolerance() {
        return Math.max(1e-12, MASTER_PART * tolerance);
    }

    /** Takes a network into the best; its objective, an upper bound. */
    private double keep(List<double[]> some, List<Integer> itsSigns) {
        TwoLayerNetwork network = problem.network(some, itsSigns);
        double value = problem.problem().objective(network);
        if (value < bestPrimal || bestNetwork == null) {
            bestPrimal = value;
            bestNetwork = network;
        }
        return value;
    }

    private void begin(PolarOracle oracle) {
        polar = new PolarPair(search(oracle, 1), search(oracle, -1));
    }

    private PolarSearch search(PolarOracle oracle, int sign) {
        PolarGoal goal = new PolarGoal(threshold(), allowance() / 4);
        List<double[]> start = new ArrayList<>();
        for (int j = 0; j < vectors.size(); j++) {
            if (signs.get(j) == sign) {
                start.add(vectors.get(j));
                if (phase != Phase.EXACT) {
                    addNeighbours(vectors.get(j), start);
                }
            }
        }
        return oracle.search(problem.polar(nu, sign), goal, start);
    }

    /** Directions beside a neuron in the cells across its kinks, the likeliest that a restricted program misses. */
    private void addNeighbours(double[] v, List<double[]> start) {
        double length = Euclidean.norm(v);
        for (double[] row : problem.x()) {
            double size = Euclidean.norm(row);
            if (size > 0 && Math.abs(Euclidean.dot(row, v)) <= KINK * size * length) {
                for (int sign = -1; sign <= 1; sign += 2) {
                    double[] moved = v.clone();
                    for (int k = 0; k < v.length; k++) {
                        moved[k] += sign * BESIDE * length * (row[k] / size);
                    }
                    start.add(moved);
                }
            }
        }
    }

    private void propose() {
        polar.step();
        if (!polar.isDone()) {
            return;
        }
        if (addViolators() || problem.rank() < PROVED_EARLY && sharpen()) {
            phase = Phase.MASTER;
        } else if (phase == Phase.LOCAL) {
            nodesBefore += polar.nodes();
            phase = Phase.THOROUGH;
            begin(options.localOracle(THOROUGH_STARTS, round));
        } else {
            nodesBefore += polar.nodes();
            phase = Phase.EXACT;
            begin(exact);
        }
    }

    private void prove() {
        polar.step();
        if (polar.lower() > threshold() && addViolators()) {
            takeDual();
            phase = Phase.MASTER;
        } else if (isRough()) {
            if (polar.isDone()
                    || problem.dual(nu, polar.bounds()).value() >= bestPrimal * (1 - CLOSE * masterTolerance())) {
                takeDual();
                if (isClosed()) {
                    finishClosed();
                } else {
                    sharpen();
                    phase = Phase.MASTER;
                }
            }
        } else if (polar.isDone()) {
            // a violator in a cell that is there already is an error of the solution at hand, which the bound may well
            // afford
            takeDual();
            if (isClosed()) {
                finishClosed();
            } else if (polar.lower() > threshold()) {
                stall("cells that are in the program already exceed beta, its solution is not exact enough");
            } else if (polar.upper() > threshold()) {
                finish(
                        Stop.Reason.STALLED,
                        "the polar's oracle ended with open bounds; the gap is what it could prove.");
            } else {
                stall("the polar is at most beta (1 + " + allowance() + ") and the gap is still open");
            }
        }
    }

    private double threshold() {
        return problem.beta() * (1 + allowance());
    }

    /** The part of the gap asked for that the polar may take: scaling nu to feasibility by 1 / (1 + delta) costs at most delta. */
    private double allowance() {
        return options.gap() / 2;
    }

    /** Without a new cell the program at hand is solved to the end before anything is proved; false if it was. */
    private boolean sharpen() {
        boolean rough = isRough();
        violation = 0;
        return rough;
    }

    private boolean isRough() {
        return masterTolerance() > finestTolerance() && !cells.isEmpty();
    }

    /** Adds the cells of the directions found in which the polar exceeds beta; true if one is new. */
    private boolean addViolators() {
        boolean added = false;
        for (double[] u : polar.positiveAbove(threshold(), COLUMNS_A_SIDE)) {
            added |= add(Cell.at(problem.x(), u, 1));
        }
        for (double[] u : polar.negativeAbove(threshold(), COLUMNS_A_SIDE)) {
            added |= add(Cell.at(problem.x(), u, -1));
        }
        if (added) {
            violation = polar.lower() / problem.beta() - 1;
        }
        return added;
    }

    /** What is at hand is not exact enough: once more with smaller tolerances. */
    private void stall(String why) {
        if (isClosed()) {
            finishClosed();
        } else if (++stalls > MAX_STALLS) {
            finish(Stop.Reason.STALLED, "the gap of " + gap() + " does not close further: " + why + ".");
        } else {
            tolerance /= 4;
            kink /= 4;
            phase = Phase.MASTER;
        }
    }

    private void finishClosed() {
        finish(Stop.Reason.DONE, "the certified relative gap is at most " + options.gap() + ".");
    }

    private void finish(Stop.Reason reason, String detail) {
        end = new Stop(reason, detail);
        phase = Phase.END;
    }

    private boolean isClosed() {
        return gap() <= options.gap();
    }

    private double gap() {
        double lower = bestDual == null ? 0 : Math.min(bestDual.value(), bestPrimal);
        return bestPrimal - lower == 0 ? 0 : (bestPrimal - lower) / bestPrimal;
    }

    /** Takes the dual point at hand into the best, with what is proved of its polar so far. */
    private void takeDual() {
        DualPoint dual = problem.dual(nu, polar.bounds());
        if (bestDual == null
                || rank(dual) > rank(bestDual)
                || rank(dual) == rank(bestDual) && dual.value() > bestDual.value()) {
            bestDual = dual;
            bestPositive = problem.inProblemUnits(nu, polar.positive());
            bestNegative = problem.inProblemUnits(nu, polar.negative());
        }
    }

    /** A proved bound is worth more than any estimate. */
    private static int rank(DualPoint dual) {
        return dual.evidence() == Evidence.ESTIMATED ? 0 : 1;
    }

    private void record() {
        recorder.append(
                round,
                cells.size(),
                bestNetwork.width(),
                bestPrimal,
                bestDual == null ? 0 : bestDual.value(),
                gap(),
                polar == null ? Double.NaN : polar.upper() / problem.beta(),
                nodesBefore + (polar == null ? 0 : polar.nodes()));
    }

    @Override
    public Optional<Stop> done() {
        return Optional.ofNullable(end);
    }

    @Override
    public ReluSolution result(Stop stop) {
        if (phase != Phase.END) {
            // the point at hand with what is proved of its polar so far; before any proof the oracle's first bound
            if (phase != Phase.EXACT) {
                phase = Phase.EXACT;
                begin(exact);
                int most = bestDual == null ? LAST_STEPS : FEW_STEPS;
                for (int step = 0; step < most && polar.upper() == Double.POSITIVE_INFINITY; step++) {
                    polar.step();
                }
            }
            takeDual();
        }
        if (bestDual.evidence() == Evidence.PROVED && bestDual.value() > bestPrimal * (1 + 1e-12)) {
            throw new IllegalStateException("A dual bound of " + bestDual.value() + " above the objective " + bestPrimal
                    + " of a network cannot be; this is a defect of the certificate, please report the data.");
        }
        // an estimate may exceed the truth
        double lower = Math.min(bestDual.value(), bestPrimal);
        return new ReluSolution(
                problem.problem(),
                bestNetwork,
                new Certificate(
                        lower, bestPrimal, bestDual.evidence(), "convex duality, polar by " + bestDual.because()),
                bestDual,
                bestPositive,
                bestNegative,
                recorder.trace(),
                stop);
    }

    @Override
    public long iteration() {
        return steps;
    }

    @Override
    public String title() {
        return problem.problem().toString();
    }

    @Override
    public Trace.Recorder recorder() {
        return recorder;
    }

    @Override
    public String headline() {
        return "gap";
    }
}
