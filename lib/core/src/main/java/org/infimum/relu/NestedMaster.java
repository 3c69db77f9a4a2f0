package org.infimum.relu;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.infimum.linalg.Euclidean;

/**
 * The restricted three-layer program over some blocks; it grows by the points of G that the nested polar finds and is warm-started. It is solved in steps, so
 * that an interrupt or a limit need not wait; between {@link #begin} and {@link #end} it must not grow.
 */
final class NestedMaster {
    /** z_i counts as zero up to this part of ||x_i|| times the cost. */
    private static final double TIE = 1e-9;
    /** Multiplications of one step. */
    private static final long STEP = 50_000_000;

    private final ScaledProblem problem;
    private final Samples samples;
    private final Map<NestedBlock.Key, NestedBlock> blocks = new LinkedHashMap<>();

    // the program that is being solved
    private final List<ConeBlock> cones = new ArrayList<>();
    private List<NestedBlock> solved = List.of();
    private double tolerance;
    private InteriorPoint run;

    /**
     * What is handed back.
     *
     * @param units the subnetworks, one a block
     * @param nu the dual point with the program's multipliers
     */
    record Result(List<NestedUnit> units, double[] nu) {}

    NestedMaster(ScaledProblem problem) {
        this.problem = problem;
        this.samples = Samples.of(problem.x());
    }

    int blocks() {
        return blocks.size();
    }

    int groups() {
        return blocks.values().stream().mapToInt(NestedBlock::groups).sum();
    }

    /** Adds the cells that a subnetwork touches, on both sides where it lies on their edges; true if one is new. */
    boolean add(NestedUnit unit) {
        double cost = unit.cost();
        if (!(cost > 0)) {
            return false;
        }
        double[] z = unit.inner(problem.x());
        BitSet on = new BitSet(z.length);
        BitSet off = new BitSet(z.length);
        for (int i = 0; i < z.length; i++) {
            double edge = TIE * samples.norm(i) * cost;
            on.set(i, z[i] >= -edge);
            off.set(i, z[i] > edge);
        }
        boolean added = add(on, unit, cost);
        return !on.equals(off) && add(off, unit, cost) || added;
    }

    private boolean add(BitSet pattern, NestedUnit unit, double cost) {
        NestedBlock block = blocks.computeIfAbsent(new NestedBlock.Key(pattern, unit.sign()), NestedBlock::new);
        boolean added = false;
        for (int j = 0; j < unit.vectors().size(); j++) {
            double[] p = unit.vectors().get(j);
            // what is shorter is a linear program's rounding
            if (Euclidean.norm(p) > TIE * cost) {
                for (Cell cell : Cell.at(problem.x(), p, unit.signs().get(j))) {
                    added |= block.add(cell);
                }
            }
        }
        return added;
    }

    /**
     * Adds every block there is over some first-layer patterns: all second-layer patterns, in which samples on one ray go together and zero samples are off,
     * with both signs, and in each all first-layer patterns with both signs.
     *
     * @param cells a cell for each first-layer pattern; its sign does not matter
     */
    void addAll(List<Cell> cells) {
        int[] classes = NestedPolar.rays(problem.x());
        int count = java.util.Arrays.stream(classes).max().orElse(-1) + 1;
        for (long bits = 0; bits < 1L << count; bits++) {
            BitSet pattern = new BitSet(classes.length);
            for (int i = 0; i < classes.length; i++) {
                pattern.set(i, classes[i] >= 0 && (bits >> classes[i] & 1) != 0);
            }
            for (int sign = 1; sign >= -1; sign -= 2) {
                NestedBlock block = new NestedBlock(new NestedBlock.Key(pattern, sign));
                blocks.put(block.key(), block);
                for (Cell cell : cells) {
                    block.add(new Cell(cell.pattern(), 1, cell.interior()));
                    block.add(new Cell(cell.pattern(), -1, cell.interior()));
                }
            }
        }
    }

    /** Begins to solve the program as it stands; {@link #step} goes on. */
    void begin(double tolerance) {
        this.tolerance = tolerance;
        solved = List.copyOf(blocks.values());
        cones.clear();
    }

    /** Sets up some blocks, or some iterations of the interior point, for some tens of milliseconds; true if there is more to do. */
    boolean step() {
        long work = 0;
        while (work < STEP && cones.size() < solved.size()) {
            ConeBlock cone = solved.get(cones.size()).cone(problem.x(), samples);
            cones.add(cone);
            work += work(cone);
        }
        if (cones.size() < solved.size()) {
            return true;
        }
        if (run == null) {
            run = new InteriorPoint(
                    new ConeProgram(problem.loss(), problem.y(), problem.beta(), cones), tolerance, start());
        }
        long iteration = cones.stream().mapToLong(NestedMaster::work).sum();
        for (work = 0; work < STEP && !run.isDone(); work += iteration) {
            run.step();
        }
        return !run.isDone();
    }

    private static long work(ConeBlock cone) {
        return (long) cone.size() * cone.size() * (cone.rows() + cone.outputs() + cone.size());
    }

    private double[][] start() {
        double[][] start = new double[solved.size()][];
        boolean warm = false;
        for (int j = 0; j < start.length; j++) {
            start[j] = solved.get(j).start(problem.rank());
            warm |= start[j] != null;
        }
        return warm ? start : null;
    }

    /** The best solution so far of a program that was begun, which ends with it; empty where there is none. */
    Optional<Result> end() {
        if (run == null) {
            return Optional.empty();
        }
        ConeSolution solution = run.solution();
        run.close();
        run = null;
        List<NestedUnit> units = new ArrayList<>();
        for (int j = 0; j < solved.size(); j++) {
            units.add(solved.get(j).take(solution.v()[j], problem.rank()));
        }
        return Optional.of(new Result(units, solution.dual()));
    }

    /** Drops what has come to nothing. */
    void prune(double length) {
        blocks.values().forEach(block -> block.prune(length));
        blocks.values().removeIf(block -> block.groups() == 0);
    }
}
