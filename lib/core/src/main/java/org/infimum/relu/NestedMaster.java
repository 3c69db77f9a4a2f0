package org.infimum.relu;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.infimum.linalg.Euclidean;

/** The restricted three-layer program over some blocks; it grows by the points of G that the nested polar finds and is warm-started. */
final class NestedMaster {
    /** z_i counts as zero up to this part of ||x_i|| times the cost. */
    private static final double TIE = 1e-9;

    private final ScaledProblem problem;
    private final Samples samples;
    private final Map<NestedBlock.Key, NestedBlock> blocks = new LinkedHashMap<>();

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

    Result solve(double tolerance) {
        int r = problem.rank();
        List<NestedBlock> all = List.copyOf(blocks.values());
        List<ConeBlock> cones = new ArrayList<>();
        double[][] start = new double[all.size()][];
        boolean warm = false;
        for (int j = 0; j < start.length; j++) {
            cones.add(all.get(j).cone(problem.x(), samples));
            start[j] = all.get(j).start(r);
            warm |= start[j] != null;
        }
        ConeSolution solution = new ConeProgram(problem.loss(), problem.y(), problem.beta(), cones)
                .solve(tolerance, warm ? start : null);
        List<NestedUnit> units = new ArrayList<>();
        for (int j = 0; j < start.length; j++) {
            units.add(all.get(j).take(solution.v()[j], r));
        }
        return new Result(units, solution.dual());
    }

    /** Drops what has come to nothing. */
    void prune(double length) {
        blocks.values().forEach(block -> block.prune(length));
        blocks.values().removeIf(block -> block.groups() == 0);
    }
}
