package org.infimum.relu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The restricted program over some cells: min L(sum_j s_j D_j X v_j) + beta sum_j ||v_j|| subject to (2 D_j - I) X v_j &ge; 0; warm-started by cell. */
final class Master {
    private final ScaledProblem problem;
    private final Samples samples;
    private Map<Cell.Key, double[]> last = Map.of();

    /**
     * What is handed back.
     *
     * @param vectors v_j, one a cell in their order
     * @param nu the dual point with the program's multipliers: for the hinge loss it is more than the outputs' subgradient
     */
    record Result(List<double[]> vectors, double[] nu) {}

    Master(ScaledProblem problem) {
        this.problem = problem;
        this.samples = Samples.of(problem.x());
    }

    Result solve(List<Cell> cells, double tolerance) {
        List<ConeBlock> blocks = new ArrayList<>();
        double[][] start = new double[cells.size()][];
        for (int j = 0; j < start.length; j++) {
            Cell cell = cells.get(j);
            blocks.add(ConeBlock.cell(samples, cell.asArray(samples.count()), cell.sign(), cell.interior()));
            start[j] = last.get(cell.key());
        }
        ConeSolution solution = new ConeProgram(problem.loss(), problem.y(), problem.beta(), blocks)
                .solve(tolerance, last.isEmpty() ? null : start);
        Map<Cell.Key, double[]> now = new HashMap<>();
        for (int j = 0; j < start.length; j++) {
            now.put(cells.get(j).key(), solution.v()[j]);
        }
        last = now;
        return new Result(List.of(solution.v()), solution.dual());
    }
}
