package org.infimum.relu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.infimum.IterativeMethod;
import org.infimum.Stop;
import org.infimum.Trace;
import org.infimum.linalg.Euclidean;

/**
 * A run of a {@link ConvexProgram}: all blocks at once where they are not too many; otherwise master problem, pricing, more blocks, and again. The first masters are solved to a wide gap, as their
 * dual points only choose blocks; when no block violates its constraint, the same interior point goes on to a smaller gap. Pair j is
 * pattern j / 2 with sign + for even j.
 *
 * <p>A master's native memory is freed when the next one replaces it or a result is taken.
 */
final class ConvexProgramRun implements IterativeMethod<ConvexProgramSolution> {
    /** Pairs priced in one iteration: with 2,000 samples of 50 coordinates about a second. */
    private static final int SLICE = 64;
    /** Pairs that a round adds at least, as far as there are violators. */
    private static final int LEAST_BATCH = 20;
    /** And the part of all pairs. */
    private static final double BATCH = 0.15;
    /**
     * Up to this many slacks of all pairs, whose interior point takes some 400 MB then, the first master holds all: one run of some 30 Newton steps costs
     * less than the several of a generation.
     */
    private static final long SMALL = 4_000_000;
    /** The first masters' gap; each round divides it by ten. */
    private static final double FIRST_GAP = 1e-2;

    private final ConvexProgram program;
    private final int pairs;
    private final boolean isSmall;
    private final ConePolar[] polars;
    private final double[] norms;
    private final Trace.Recorder recorder = new Trace.Recorder("primal", "bound", "gap", "blocks");
    private final List<Integer> active = new ArrayList<>();
    private final double[][] point;
    private double[] outputs;
    private double primal;
    private double[] dual;
    private double bound;
    private double[] nu;
    private double activeNorm;
    private InteriorPoint master;
    private double masterGap = FIRST_GAP;
    private int priced;
    private long iterations;
    private Stop stop;

    ConvexProgramRun(ConvexProgram program) {
        this(program, SMALL);
    }

    /** With another limit up to which all pairs are taken at once. */
    ConvexProgramRun(ConvexProgram program, long small) {
        this.program = program;
        this.pairs = 2 * program.patterns();
        this.isSmall = (long) pairs * program.targets().length <= small;
        this.polars = new ConePolar[pairs];
        for (int j = 0; j < pairs; j++) {
            polars[j] = new ConePolar(program.samples(), program.pattern(j / 2), sign(j));
        }
        this.norms = new double[pairs];
        this.point = new double[pairs][];
        int n = program.targets().length;
        this.outputs = new double[n];
        this.primal = program.loss().sum(outputs, program.targets());
        // nu = 0 is feasible for every problem, and the loss is not negative
        this.dual = new double[n];
        this.bound = program.loss().dualSum(dual, program.targets());
        this.nu = new double[n];
        for (int i = 0; i < n; i++) {
            nu[i] = -program.loss().derivative(0, program.targets()[i]);
        }
    }

    private static int sign(int pair) {
        return pair % 2 == 0 ? 1 : -1;
    }

    @Override
    public void step() {
        iterations++;
        if (master != null && !master.isDone()) {
            master.step();
            takePrimal(master.solution());
            if (master.isDone()) {
                beginPricing();
            }
        } else {
            price();
        }
        recorder.append(primal, bound, gap(), active.size());
    }

    private double gap() {
        return primal == bound ? 0 : (primal - bound) / Math.abs(primal);
    }

    private void takePrimal(ConeSolution solution) {
        if (solution.primal() <= primal && solution.violation() <= 1e-12 * length(solution)) {
            primal = solution.primal();
            outputs = solution.outputs();
            Arrays.fill(point, null);
            for (int b = 0; b < solution.v().length; b++) {
                point[active.get(b)] = solution.v()[b];
            }
        }
    }

    private static double length(ConeSolution solution) {
        double longest = 0;
        for (double[] v : solution.v()) {
            longest = Math.max(longest, Euclidean.norm(v));
        }
        return longest;
    }

    private void beginPricing() {
        ConeSolution solution = master.solution();
        nu = solution.dual();
        activeNorm = program.beta();
        priced = 0;
    }

    private void price() {
        if (master == null && isSmall && gainsSurely()) {
            masterGap = program.tolerance() / 2;
            grow(IntStream.range(0, pairs).boxed().toList());
            return;
        }
        // a pair of the master has its bound from the master's multipliers
        int end = Math.min(pairs, priced + SLICE);
        boolean[] held = new boolean[pairs];
        active.forEach(j -> held[j] = true);
        double enough = program.beta() * (1 + program.tolerance() / 4);
        IntStream.range(priced, end).parallel().forEach(j -> norms[j] = held[j] ? 0 : polars[j].bound(nu, enough));
        priced = end;
        if (priced == pairs) {
            finishRound(enough);
        }
    }

    /** Whether a direction given leads down from zero weights: then the first pricing, which would only say the same, is saved. */
    private boolean gainsSurely() {
        Samples x = program.samples();
        for (int i = 0; i < program.patterns(); i++) {
            double[] u = program.direction(i);
            if (u == null) {
                continue;
            }
            double[] gradient = new double[x.dimension()];
            ConeBlock.cell(x, program.pattern(i), 1, null).addOutputTransposed(nu, gradient);
            if (Math.abs(Euclidean.dot(gradient, u)) > 1.01 * program.beta() * Euclidean.norm(u)) {
                return true;
            }
        }
        return false;
    }

    private void finishRound(double enough) {
        double largest = activeNorm;
        for (double norm : norms) {
            largest = Math.max(largest, norm);
        }
        takeDual(largest);
        Integer[] violators =
                IntStream.range(0, pairs).filter(j -> norms[j] > enough).boxed().toArray(Integer[]::new);
        if (gap() <= program.tolerance()) {
            stop = new Stop(
                    Stop.Reason.DONE,
                    "the relative gap is " + gap() + " with " + active.size() + " of " + pairs + " blocks in use.");
        } else if (violators.length > 0) {
            if (isSmall) {
                masterGap = program.tolerance() / 2;
                grow(IntStream.range(0, pairs).boxed().toList());
                return;
            }
            Arrays.sort(violators, Comparator.comparingDouble(j -> -norms[j]));
            int batch = Math.min(violators.length, Math.max(LEAST_BATCH, (int) (BATCH * pairs)));
            grow(Arrays.asList(violators).subList(0, batch));
        } else if (master == null) {
            // nothing gains by leaving 0: its loss is its dual value
            stop = new Stop(Stop.Reason.DONE, "all weights are zero: beta is at or above the program's beta_max.");
        } else if (masterGap > program.tolerance() / 2) {
            masterGap = Math.max(masterGap * 1e-3, program.tolerance() / 2);
            master.tighten(masterGap);
            if (master.isDone()) {
                beginPricing();
            }
        } else {
            stop = new Stop(
                    Stop.Reason.DONE,
                    "rounding ends the run at a relative gap of " + gap() + "; ask for a tolerance above that.");
        }
    }

    private void takeDual(double polar) {
        double scale = DualScale.best(program.loss(), nu, program.targets(), polar, program.beta());
        double[] scaled = new double[nu.length];
        for (int i = 0; i < nu.length; i++) {
            scaled[i] = scale * nu[i];
        }
        double value = program.loss().dualSum(scaled, program.targets());
        if (value > bound) {
            bound = value;
            dual = scaled;
        }
    }

    private void grow(List<Integer> added) {
        active.addAll(added);
        if (master != null) {
            masterGap = Math.max(masterGap / 10, program.tolerance() / 2);
            master.close();
        }
        List<ConeBlock> blocks = new ArrayList<>();
        double[][] start = new double[active.size()][];
        for (int b = 0; b < start.length; b++) {
            int j = active.get(b);
            blocks.add(ConeBlock.cell(program.samples(), program.pattern(j / 2), sign(j), program.direction(j / 2)));
            start[b] = point[j];
        }
        master = new InteriorPoint(
                new ConeProgram(program.loss(), program.targets(), program.beta(), blocks), masterGap, start);
        if (master.isDone()) {
            takePrimal(master.solution());
            beginPricing();
        }
    }

    @Override
    public Optional<Stop> done() {
        return Optional.ofNullable(stop);
    }

    @Override
    public ConvexProgramSolution result(Stop reason) {
        if (master != null) {
            master.close();
            master = null;
        }
        int r = program.samples().dimension();
        double[][] v = new double[program.patterns()][];
        double[][] w = new double[program.patterns()][];
        for (int i = 0; i < v.length; i++) {
            v[i] = point[2 * i] == null ? new double[r] : point[2 * i];
            w[i] = point[2 * i + 1] == null ? new double[r] : point[2 * i + 1];
        }
        return new ConvexProgramSolution(v, w, outputs, dual, primal, bound, active.size(), reason, recorder.trace());
    }

    @Override
    public long iteration() {
        return iterations;
    }

    @Override
    public String title() {
        return "convex program on " + program.patterns() + " patterns";
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
