package org.infimum.relu;

import java.util.List;
import org.infimum.linalg.NativeMatrix;
import org.infimum.linalg.NativeSymmetric;

/**
 * The Newton system (H + B^T W B) dv = g with block diagonal H = R R^T and diagonal W. With G = W^(1/2) B R^-T (n x K) Woodbury's formula gives
 * R^T dv = u - G^T w, (I + G G^T) w = G u, u = R^-1 g: one n x n system whatever the number of blocks. With fewer than n unknowns in all,
 * as late in column generation, (I + G^T G) R^T dv = u itself is the smaller system.
 */
final class NewtonSystem implements AutoCloseable {
    /** One solve and one refinement. */
    private static final int ROUNDS = 2;

    private final int[] offsets;
    private final NativeMatrix g;
    private final boolean direct;
    private final NativeSymmetric coupling;

    NewtonSystem(int n, List<ConeBlock> blocks) {
        offsets = new int[blocks.size() + 1];
        for (int j = 0; j < blocks.size(); j++) {
            offsets[j + 1] = offsets[j] + blocks.get(j).size();
        }
        g = new NativeMatrix(n, offsets[blocks.size()]);
        direct = size() < n;
        coupling = new NativeSymmetric(direct ? size() : n);
    }

    /** Where block j begins in the vectors of {@link #solve}. */
    int offset(int j) {
        return offsets[j];
    }

    /** The length K of those vectors. */
    int size() {
        return offsets[offsets.length - 1];
    }

    /** Sets block j of G^T; several threads may set different blocks. */
    void set(int j, double[] rows) {
        g.setColumns(offsets[j], rows, (offsets[j + 1] - offsets[j]) * g.rows());
    }

    /**
     * Factorises I + G G^T, or I + G^T G.
     *
     * @return false if numbers are not finite or so large that the identity drowns
     */
    boolean factor() {
        double diagonal = 1;
        for (int attempt = 0; attempt < 8; attempt++) {
            if (direct) {
                coupling.setTransposedGram(g, diagonal);
            } else {
                coupling.setGram(g, diagonal);
            }
            if (coupling.factor()) {
                return true;
            }
            diagonal *= 100;
        }
        return false;
    }

    /** Replaces u by R^T dv, the solution of (I + G^T G) R^T dv = u, with steps of refinement: late in a run G is large. */
    void solve(double[] u) {
        double[] residual = u.clone();
        double[] solution = new double[u.length];
        for (int round = 0; round < ROUNDS; round++) {
            add(residual, solution);
            if (round + 1 < ROUNDS) {
                double[] image = g.multiplyTransposed(g.multiply(solution));
                for (int c = 0; c < u.length; c++) {
                    residual[c] = u[c] - solution[c] - image[c];
                }
            }
        }
        System.arraycopy(solution, 0, u, 0, u.length);
    }

    /** solution += the solution for a right side. */
    private void add(double[] side, double[] solution) {
        if (direct) {
            double[] s = side.clone();
            coupling.solve(s);
            for (int c = 0; c < s.length; c++) {
                solution[c] += s[c];
            }
            return;
        }
        double[] w = g.multiply(side);
        coupling.solve(w);
        double[] shared = g.multiplyTransposed(w);
        for (int c = 0; c < side.length; c++) {
            solution[c] += side[c] - shared[c];
        }
    }

    @Override
    public void close() {
        g.close();
        coupling.close();
    }
}
