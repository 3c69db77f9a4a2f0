package org.infimum.relu;

/**
 * The best point of a {@link ConeProgram} that a run has seen, with a dual point. Both values are those of the points given, computed in plain
 * floating point; the dual point is scaled into its constraints. Arrays are handed over, not to be changed.
 *
 * @param v v_j for each block; the cone's constraints hold up to {@code violation}
 * @param multipliers lambda_j for each block, at least 0, one a row of A_j (rows scaled to length one)
 * @param outputs z = sum_j B_j v_j
 * @param dual nu, n numbers, feasible with {@code multipliers}; for the hinge the true multipliers
 * @param primal the objective at v
 * @param bound the dual objective at nu: a lower bound of this program's optimum, not of a program with more blocks
 * @param violation the largest distance by which some v_j lies outside its cone, 0 where all are inside
 * @param iterations Newton iterations done
 * @param converged whether the relative gap asked for was reached with every v_j in its cone up to rounding
 */
record ConeSolution(
        double[][] v,
        double[][] multipliers,
        double[] outputs,
        double[] dual,
        double primal,
        double bound,
        double violation,
        int iterations,
        boolean converged) {
    /** (primal - bound) / |primal|; 0 where both are 0. */
    double relativeGap() {
        return primal == bound ? 0 : (primal - bound) / Math.abs(primal);
    }
}
