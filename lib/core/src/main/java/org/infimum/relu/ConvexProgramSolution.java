package org.infimum.relu;

import org.infimum.Stop;
import org.infimum.Trace;

/**
 * The solution of a {@link ConvexProgram}. Both values hold for the program on the patterns that were given; the primal value is also an
 * upper bound of the network problem's optimum, the dual value bounds that only if the patterns are complete. Plain floating point.
 *
 * @param v for each pattern v_i, r numbers, for the neurons with positive output weight
 * @param w for each pattern w_i, for those with negative output weight
 * @param outputs the n predictions, sum over i of D_i X (v_i - w_i)
 * @param dual nu, n numbers, feasible for all given patterns
 * @param primal the objective at v and w
 * @param bound the dual objective at nu, not above the program's optimum
 * @param activeBlocks the (pattern, sign) pairs that the last master problem held
 * @param stop why the run ended
 * @param trace one row an iteration: primal, bound, gap (relative), blocks
 */
public record ConvexProgramSolution(
        double[][] v,
        double[][] w,
        double[] outputs,
        double[] dual,
        double primal,
        double bound,
        int activeBlocks,
        Stop stop,
        Trace trace) {
    /**
     * Copies the arrays.
     *
     * @param v as above
     * @param w as above
     * @param outputs as above
     * @param dual as above
     * @param primal as above
     * @param bound as above
     * @param activeBlocks as above
     * @param stop as above
     * @param trace as above
     */
    public ConvexProgramSolution {
        v = copy(v);
        w = copy(w);
        outputs = outputs.clone();
        dual = dual.clone();
    }

    private static double[][] copy(double[][] rows) {
        double[][] copy = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            copy[i] = rows[i].clone();
        }
        return copy;
    }

    /**
     * A copy: the v of each pattern.
     *
     * @return as the component
     */
    @Override
    public double[][] v() {
        return copy(v);
    }

    /**
     * A copy: the w of each pattern.
     *
     * @return as the component
     */
    @Override
    public double[][] w() {
        return copy(w);
    }

    /**
     * A copy: the predictions.
     *
     * @return as the component
     */
    @Override
    public double[] outputs() {
        return outputs.clone();
    }

    /**
     * A copy: the dual point.
     *
     * @return as the component
     */
    @Override
    public double[] dual() {
        return dual.clone();
    }

    /**
     * (primal - bound) / |primal|.
     *
     * @return the relative gap; 0 where both are equal
     */
    public double relativeGap() {
        return primal == bound ? 0 : (primal - bound) / Math.abs(primal);
    }

    @Override
    public String toString() {
        return "convex program on " + v.length + " patterns: [" + bound + ", " + primal + "], relative gap "
                + relativeGap() + ", " + activeBlocks + " blocks in the master; " + stop;
    }
}
