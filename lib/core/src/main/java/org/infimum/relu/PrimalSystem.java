package org.infimum.relu;

import org.infimum.linalg.NativeMatrix;
import org.infimum.linalg.NativeSymmetric;

/** The Newton system as it stands, K x K: the smaller one with few blocks, as late in column generation. */
final class PrimalSystem implements NewtonSystem {
    /** One solve and one refinement. */
    private static final int ROUNDS = 2;

    private final BlockState[] states;
    private final int[] offsets;
    private final Loop loop;
    private final NativeMatrix g;
    private final NativeSymmetric matrix;

    PrimalSystem(BlockState[] states, int[] offsets, int n, Loop loop) {
        this.states = states;
        this.offsets = offsets;
        this.loop = loop;
        int size = offsets[states.length];
        g = new NativeMatrix(n, size);
        matrix = new NativeSymmetric(size);
    }

    @Override
    public boolean factor(double[] rootWeights) {
        loop.run(states.length, j -> {
            int k = states[j].block().size();
            double[] rows = new double[k * g.rows()];
            states[j].block().weightedOutput(rootWeights, rows);
            states[j].cholesky().forward(rows, g.rows());
            g.setColumns(offsets[j], rows, rows.length);
        });
        double diagonal = 1;
        for (int attempt = 0; attempt < 8; attempt++) {
            matrix.setTransposedGram(g, diagonal);
            if (matrix.factor()) {
                return true;
            }
            diagonal *= 100;
        }
        return false;
    }

    @Override
    public void solve(double[] u) {
        double[] residual = u.clone();
        double[] solution = new double[u.length];
        for (int round = 0; round < ROUNDS; round++) {
            matrix.solve(residual);
            for (int c = 0; c < u.length; c++) {
                solution[c] += residual[c];
            }
            if (round + 1 < ROUNDS) {
                double[] image = g.multiplyTransposed(g.multiply(solution));
                for (int c = 0; c < u.length; c++) {
                    residual[c] = u[c] - solution[c] - image[c];
                }
            }
        }
        System.arraycopy(solution, 0, u, 0, u.length);
    }

    @Override
    public void close() {
        g.close();
        matrix.close();
    }
}
