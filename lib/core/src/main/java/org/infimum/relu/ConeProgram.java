package org.infimum.relu;

import java.util.List;
import java.util.Objects;

/**
 * The convex program
 *
 * <pre>min over v_1..v_J of sum_i L(z_i) + beta sum_j sum_g ||v_{j,g}||_2,   z = sum_j B_j v_j,   subject to A_j v_j &ge; 0</pre>
 *
 * and its dual max over nu of -L*(-nu) subject to: for each j there is lambda_j &ge; 0 with ||(B_j^T nu + A_j^T lambda_j)_g|| &le; beta for every
 * group g. It is the master problem of column generation and the convex program of given activation patterns. Immutable.
 *
 * @param loss L
 * @param targets y, n numbers; taken over
 * @param beta the price of the norms, positive
 * @param blocks the blocks, at least one
 */
record ConeProgram(ConvexLoss loss, double[] targets, double beta, List<ConeBlock> blocks) {
    ConeProgram {
        Objects.requireNonNull(loss, "loss");
        loss.requireTargets(targets);
        blocks = List.copyOf(blocks);
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException("A cone program needs at least one block.");
        }
        if (!(beta > 0) || beta == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("beta must be positive and finite, not " + beta + ".");
        }
        for (ConeBlock block : blocks) {
            if (block.outputs() != targets.length) {
                throw new IllegalArgumentException(
                        "A block has " + block.outputs() + " outputs for " + targets.length + " targets.");
            }
        }
    }

    /**
     * Solves it from scratch.
     *
     * @param tolerance the relative gap to end with
     * @return the solution
     */
    ConeSolution solve(double tolerance) {
        return solve(tolerance, null);
    }

    /**
     * Solves it.
     *
     * @param tolerance the relative gap to end with, positive
     * @param start a v for each block, or null for a block that is new; null to start from scratch
     * @return the solution; {@link ConeSolution#converged} tells whether the gap was reached
     */
    ConeSolution solve(double tolerance, double[][] start) {
        try (InteriorPoint run = new InteriorPoint(this, tolerance, start)) {
            while (!run.isDone()) {
                run.step();
            }
            return run.solution();
        }
    }
}
