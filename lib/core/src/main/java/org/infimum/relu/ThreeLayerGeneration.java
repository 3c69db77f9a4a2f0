package org.infimum.relu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.infimum.Certificate;
import org.infimum.Evidence;
import org.infimum.IterativeMethod;
import org.infimum.Stop;
import org.infimum.Trace;
import org.infimum.linalg.Euclidean;

/**
 * Column generation for a three-layer problem, one step at a time: the two-layer optimum; then in turns the restricted program over the blocks at hand,
 * and the nested polar at its dual point, which adds blocks or proves that there is none to add.
 */
final class ThreeLayerGeneration implements IterativeMethod<ThreeLayerSolution> {
    private static final int POINTS_A_SIDE = 10;

    /** Steps that a search goes on for better points after the first that exceeds beta. */
    private static final int PATIENCE = 2;

    /** Vectors shorter than this part of the longest are the interior point's zeros. */
    private static final double ZERO = 1e-7;

    /** Longer ones may be dropped from the network, not from the program, where its objective allows. */
    private static final double LARGEST_ZERO = 1e-3;

    private static final int MAX_STALLS = 4;
    private static final double TWO_LAYER_GAP = 1e-6;

    private enum Phase {
        TWO_LAYER,
        MASTER,
        POLAR,
        END
    }

    private final ThreeLayerProblem original;
    private final ScaledProblem problem;
    private final ThreeLayerSolver options;
    private final PolarOracle oracle;
    private final NestedMaster master;
    private final Trace.Recorder recorder =
            new Trace.Recorder("round", "blocks", "groups", "subnetworks", "primal", "dual", "gap", "polar", "nodes");

    private Phase phase;
    private ColumnGeneration twoLayer;
    private double twoLayerValue = Double.POSITIVE_INFINITY;
    private long steps;
    private int round;
    private boolean restricting;
    private int stalls;
    private int sinceViolated;
    private double tolerance;
    private Stop end;

    // the restricted optimum at hand
    private List<NestedUnit> units = List.of();
    private double[] nu;
    private NestedPair polar;
    private long nodesBefore;

    // the best so far
    private ThreeLayerNetwork bestNetwork;
    private double bestPrimal = Double.POSITIVE_INFINITY;
    private DualPoint bestDual;
    private NestedPolarBounds bestPositive;
    private NestedPolarBounds bestNegative;

    /**
     * Begins a run.
     *
     * @param original the problem
     * @param options the solver
     * @param start a network to begin with; empty for the two-layer optimum
     * @param patterns first-layer patterns with a direction in each of them: then all nested blocks over them are there from the beginning; or empty
     */
    ThreeLayerGeneration(
            ThreeLayerProblem original,
            ThreeLayerSolver options,
            Optional<ThreeLayerNetwork> start,
            Optional<List<Cell>> patterns) {
        this.original = original;
        this.problem = ScaledProblem.of(original.twoLayer());
        this.options = options;
        this.oracle = options.oracleFor(problem);
        this.master = new NestedMaster(problem);
        this.tolerance = options.gap() / 4;
        this.phase = Phase.TWO_LAYER;
        this.nu = problem.dualPoint(new double[problem.samples()]);
        keep(ThreeLayerNetwork.ofUnits(List.of(), original.features(), original.hasBias()));
        start.ifPresent(this::begin);
        patterns.ifPresent(cells -> {
            master.addAll(cells);
            phase = Phase.MASTER;
        });
        if (phase == Phase.TWO_LAYER) {
            ReluSolver solver = ReluSolver.standard()
                    .gap(Math.max(TWO_LAYER_GAP, options.gap()))
                    .seed(options.seed());
            twoLayer = new ColumnGeneration(problem, solver, Optional.empty());
        }
    }

    /** The problem in a solver's units. */
    ScaledProblem problem() {
        return problem;
    }

    private void begin(ThreeLayerNetwork network) {
        keep(network);
        for (NestedUnit unit : network.units()) {
            List<double[]> vectors = unit.vectors().stream()
                    .map(p -> problem.reduced(
                            java.util.Arrays.copyOf(p, original.twoLayer().rows()[0].length)))
                    .toList();
            master.add(new NestedUnit(unit.sign(), vectors, unit.signs()));
        }
        if (master.blocks() > 0) {
            phase = Phase.MASTER;
        } else {
            search();
        }
    }

    @Override
    public void init() {
        if (twoLayer != null) {
            twoLayer.init();
        }
    }

    @Override
    public void step() {
        steps++;
        switch (phase) {
            case TWO_LAYER -> stepTwoLayer();
            case MASTER -> restrict();
            case POLAR -> prove();
            case END -> throw new IllegalStateException("The run is at its end.");
        }
        record();
    }

    private void stepTwoLayer() {
        Optional<Stop> stop = twoLayer.done();
        if (stop.isEmpty()) {
            twoLayer.step();
        } else {
            ThreeLayerNetwork network = takeTwoLayer(stop.get());
            begin(network);
        }
    }

    private ThreeLayerNetwork takeTwoLayer(Stop stop) {
        ReluSolution solution = twoLayer.result(stop);
        twoLayerValue = solution.certificate().upper();
        ThreeLayerNetwork network = ThreeLayerNetwork.of(solution.network());
        keep(network);
        return network;
    }

    private void restrict() {
        if (!restricting) {
            round++;
            master.begin(Math.max(1e-12, 1e-2 * tolerance));
            restricting = true;
        }
        if (!master.step()) {
            restricting = false;
            takeRestricted(master.end().orElseThrow());
        }
    }

    private void takeRestricted(NestedMaster.Result result) {
        double longest = longest(result.units());
        double zero = ZERO * longest;
        keepSimplest(result.units(), longest);
        units = result.units().stream()
                .map(unit -> unit.simplified(zero, 0))
                .filter(unit -> unit.cost() > 0)
                .toList();
        master.prune(zero);
        nu = LossBounds.inDomain(problem.loss(), result.nu(), problem.y());
        search();
    }

    private static double longest(List<NestedUnit> some) {
        double longest = 0;
        for (NestedUnit unit : some) {
            for (double[] p : unit.vectors()) {
                longest = Math.max(longest, Euclidean.norm(p));
            }
        }
        return longest;
    }

    /** Of the program's network and what dropping short vectors and merging make of it the simplest whose objective is as good as makes no difference. */
    private void keepSimplest(List<NestedUnit> all, double longest) {
        List<List<NestedUnit>> candidates = new ArrayList<>();
        for (double part = LARGEST_ZERO; part > ZERO / 2; part /= 10) {
            double small = part;
            List<NestedUnit> simple = all.stream()
                    .map(unit -> unit.simplified(small * longest, small))
                    .filter(unit -> unit.cost() > 0)
                    .toList();
            candidates.add(merged(simple));
            candidates.add(simple);
        }
        candidates.add(all);
        double[] values = candidates.stream().mapToDouble(this::value).toArray();
        double enough = java.util.Arrays.stream(values).min().orElseThrow() * (1 + 1e-2 * options.gap());
        for (int j = 0; j < values.length; j++) {
            if (values[j] <= enough) {
                keep(network(candidates.get(j)));
                return;
            }
        }
    }

    private double value(List<NestedUnit> some) {
        return original.objective(network(some));
    }

    private ThreeLayerNetwork network(List<NestedUnit> some) {
        List<NestedUnit> full = some.stream()
                .map(unit -> new NestedUnit(
                        unit.sign(), unit.vectors().stream().map(problem::full).toList(), unit.signs()))
                .toList();
        return ThreeLayerNetwork.ofUnits(full, original.features(), original.hasBias());
    }

    /** Subnetworks of one sign whose z have no opposite signs made one. */
    private List<NestedUnit> merged(List<NestedUnit> some) {
        List<NestedUnit> result = new ArrayList<>();
        for (NestedUnit unit : some) {
            int same = -1;
            for (int j = 0; j < result.size() && same < 0; j++) {
                if (result.get(j).sign() == unit.sign() && agree(result.get(j), unit)) {
                    same = j;
                }
            }
            if (same < 0) {
                result.add(unit);
            } else {
                result.set(same, result.get(same).plus(unit).simplified(0, 1e-6));
            }
        }
        return result;
    }

    private boolean agree(NestedUnit first, NestedUnit second) {
        double[] a = first.inner(problem.x());
        double[] b = second.inner(problem.x());
        for (int i = 0; i < a.length; i++) {
            // what is smaller than the interior point's errors has no sign
            double edge = 1e-8 * Math.max(first.cost(), second.cost());
            if (a[i] * b[i] < 0 && Math.min(Math.abs(a[i]), Math.abs(b[i])) > edge) {
                return false;
            }
        }
        return true;
    }

    private void keep(ThreeLayerNetwork network) {
        double value = original.objective(network);
        if (value < bestPrimal || bestNetwork == null) {
            bestPrimal = value;
            bestNetwork = network;
        }
    }

    private void search() {
        nodesBefore += polar == null ? 0 : polar.nodes();
        List<double[]> start = new ArrayList<>();
        units.forEach(unit -> start.addAll(unit.vectors()));
        PolarGoal goal = new PolarGoal(problem.beta() * (1 + tolerance / 2), tolerance / 2);
        polar = options.pair(problem, nu, goal, oracle, start, round);
        sinceViolated = 0;
        phase = Phase.POLAR;
    }

    private void prove() {
        polar.step();
        boolean violated = polar.lower() > violation();
        if (!polar.isDone() && !(violated && sinceViolated++ >= PATIENCE)) {
            return;
        }
        takeDual();
        if (isClosed()) {
            finishClosed();
        } else if (violated) {
            boolean added = false;
            for (int sign = 1; sign >= -1; sign -= 2) {
                for (NestedIncumbents.Found found : polar.side(sign).above(violation(), POINTS_A_SIDE)) {
                    added |= master.add(new NestedUnit(sign, found.vectors(), found.signs()));
                }
            }
            if (added) {
                phase = Phase.MASTER;
            } else {
                stall("blocks that are in the program already exceed beta, its solution is not exact enough");
            }
        } else if (polar.upper() > violation()) {
            finish(
                    Stop.Reason.STALLED,
                    "the nested polar's search ended with open bounds; the gap is what it could prove.");
        } else if (master.blocks() == 0) {
            finish(Stop.Reason.STALLED, "no block improves the network without subnetworks and the gap is still open.");
        } else {
            stall("the nested polar is at most beta (1 + " + tolerance + ") and the gap is still open");
        }
    }

    private double violation() {
        return problem.beta() * (1 + tolerance);
    }

    /** What is at hand is not exact enough: once more with smaller tolerances. */
    private void stall(String why) {
        if (++stalls > MAX_STALLS) {
            finish(Stop.Reason.STALLED, "the gap of " + gap() + " does not close further: " + why + ".");
        } else {
            tolerance /= 4;
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

    private void takeDual() {
        DualPoint dual = problem.dual(nu, polar.asPolar(problem.rank()));
        boolean proved = dual.evidence() == Evidence.PROVED;
        boolean bestProved = bestDual != null && bestDual.evidence() == Evidence.PROVED;
        // a proved bound is worth more than any estimate
        if (bestDual == null || proved && !bestProved || proved == bestProved && dual.value() > bestDual.value()) {
            bestDual = dual;
            bestPositive = ThreeLayerSolver.inProblemUnits(
                    problem, nu, 1, polar.side(1).bounds());
            bestNegative = ThreeLayerSolver.inProblemUnits(
                    problem, nu, -1, polar.side(-1).bounds());
        }
    }

    private void record() {
        recorder.append(
                round,
                master.blocks(),
                master.groups(),
                bestNetwork.subnetworks().size(),
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
    public ThreeLayerSolution result(Stop stop) {
        if (phase == Phase.TWO_LAYER) {
            takeTwoLayer(stop);
        }
        // any network is one, exact or not
        master.end().ifPresent(result -> keepSimplest(result.units(), longest(result.units())));
        if (phase != Phase.END) {
            // the point at hand with what is proved of its polar so far; before any proof the polar's trivial bound
            if (phase != Phase.POLAR) {
                search();
            }
            takeDual();
        }
        if (bestDual.evidence() == Evidence.PROVED && bestDual.value() > bestPrimal * (1 + 1e-12)) {
            throw new IllegalStateException("A dual bound of " + bestDual.value() + " above the objective " + bestPrimal
                    + " of a network cannot be; this is a defect of the certificate, please report the data.");
        }
        double lower = Math.min(bestDual.value(), bestPrimal);
        return new ThreeLayerSolution(
                original,
                bestNetwork,
                new Certificate(
                        lower,
                        bestPrimal,
                        bestDual.evidence(),
                        "convex duality, nested polar by " + bestDual.because()),
                twoLayerValue,
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
        return original.toString();
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
