package org.infimum.relu;

import java.util.Arrays;
import org.infimum.linalg.Euclidean;
import org.infimum.linalg.NativeMatrix;
import org.infimum.linalg.NativeSymmetric;
import org.infimum.linalg.SmallCholesky;

/**
 * The Newton system by Woodbury's formula: R^T dv = u - G^T w with (I + G G^T) w = G u, n x n whatever the number of blocks. G is never held as a whole; its
 * products go through the blocks' maps, and G G^T is summed up over {@link PatternGroup}s in pieces.
 */
final class DualSystem implements NewtonSystem {
    /** A residual is small below this part of the right side; refinement ends. */
    private static final double SMALL = 1e-11;
    /** Solves with refinement at most. */
    private static final int ROUNDS = 3;
    /** Numbers in one piece of G, 32 MB. */
    private static final int PIECE = 4_000_000;
    /** Sums of outputs are taken in so many parts, whatever the number of threads, so that the same program gives the same bits. */
    private static final int PARTS = 16;

    private final BlockState[] states;
    private final PatternGroup[] groups;
    private final int[] offsets;
    private final int n;
    private final Loop loop;
    private final NativeMatrix piece;
    private final NativeSymmetric coupling;
    private final double[][] rows;
    private final double[][] spread;
    private final double[][] sums;
    private final double[][] room;
    private final ConeMaps maps;
    private double[] rootWeights;

    DualSystem(BlockState[] states, PatternGroup[] groups, int n, Loop loop) {
        this.states = states;
        this.groups = groups;
        this.offsets = PrimalSystem.offsets(states);
        this.n = n;
        this.loop = loop;
        int most = 0;
        long all = 0;
        for (PatternGroup group : groups) {
            most = Math.max(most, group.block().size());
            all += group.block().size();
        }
        this.piece = new NativeMatrix(n, (int) Math.min(all, Math.max(most, PIECE / n)));
        this.coupling = new NativeSymmetric(n);
        this.rows = new double[loop.threads()][most * n];
        this.spread = new double[loop.threads()][most * n];
        int parts = Math.min(PARTS, groups.length);
        this.sums = new double[parts][n];
        this.room = new double[parts][n];
        this.maps = new ConeMaps(Arrays.stream(groups).map(PatternGroup::block).toList());
    }

    @Override
    public int offset(int j) {
        return offsets[j];
    }

    @Override
    public int size() {
        return offsets[offsets.length - 1];
    }

    @Override
    public boolean factor(double[] rootWeights) {
        this.rootWeights = rootWeights;
        double diagonal = 1;
        for (int attempt = 0; attempt < 8; attempt++) {
            coupling.setIdentity(diagonal);
            addGroups();
            if (coupling.factor()) {
                return true;
            }
            diagonal *= 100;
        }
        return false;
    }

    private void addGroups() {
        int[] at = new int[groups.length];
        for (int first = 0; first < groups.length; ) {
            int columns = 0;
            int end = first;
            while (end < groups.length && columns + groups[end].block().size() <= piece.columns()) {
                at[end] = columns;
                columns += groups[end++].block().size();
            }
            int begin = first;
            int count = end - first;
            int threads = Math.min(loop.threads(), count);
            loop.run(threads, thread -> {
                for (int g = begin + thread; g < begin + count; g += threads) {
                    set(groups[g], at[g], rows[thread], spread[thread]);
                }
            });
            coupling.addGram(piece, columns);
            first = end;
        }
    }

    /** Sets columns C of the piece with C C^T = W^(1/2) B (sum of H_j^-1) B^T W^(1/2); rows of B that are zero cost nothing before they are spread. */
    private void set(PatternGroup group, int column, double[] part, double[] full) {
        int k = group.block().size();
        int[] samples = group.samples();
        int m = samples.length;
        group.block().weightedOutput(rootWeights, samples, part);
        if (group.members().length == 1) {
            states[group.members()[0]].cholesky().forward(part, m);
        } else {
            double[] inverse = new double[k * k];
            for (int j : group.members()) {
                states[j].cholesky().addInverse(inverse);
            }
            double largest = 0;
            for (int c = 0; c < k; c++) {
                largest = Math.max(largest, inverse[c * k + c]);
            }
            SmallCholesky root = new SmallCholesky(k);
            // a shift of rounding's size where the sum is singular to working precision
            for (double shift = 0; !root.factor(inverse, shift); shift = Math.max(1e-15 * largest, 10 * shift)) {
                if (!(shift < Double.POSITIVE_INFINITY)) {
                    throw new ArithmeticException("A block of the cone program holds numbers that are not finite.");
                }
            }
            root.multiplyTransposed(part, m);
        }
        Arrays.fill(full, 0, k * n, 0);
        for (int c = 0; c < k; c++) {
            for (int a = 0; a < m; a++) {
                full[c * n + samples[a]] = part[c * m + a];
            }
        }
        piece.setColumns(column, full, k * n);
    }

    @Override
    public void solve(double[] u) {
        double[] solution = new double[u.length];
        double[] residual = u.clone();
        double small = SMALL * Euclidean.norm(u);
        double last = Double.POSITIVE_INFINITY;
        for (int round = 0; round < ROUNDS; round++) {
            double[] w = image(residual);
            coupling.solve(w);
            subtractTransposed(w, residual);
            for (int c = 0; c < u.length; c++) {
                solution[c] += residual[c];
            }
            if (round + 1 == ROUNDS) {
                break;
            }
            for (int c = 0; c < u.length; c++) {
                residual[c] = u[c] - solution[c];
            }
            subtractTransposed(image(solution), residual);
            double length = Euclidean.norm(residual);
            if (!(length > small && length < last)) {
                break;
            }
            last = length;
        }
        System.arraycopy(solution, 0, u, 0, u.length);
    }

    /** G x. */
    private double[] image(double[] x) {
        loop.run(groups.length, g -> {
            PatternGroup group = groups[g];
            int k = group.block().size();
            double[] v = new double[k];
            double[] one = new double[k];
            for (int a = 0; a < group.members().length; a++) {
                int j = group.members()[a];
                System.arraycopy(x, offsets[j], one, 0, k);
                states[j].cholesky().backward(one);
                for (int c = 0; c < k; c++) {
                    v[c] += group.signs()[a] * one[c];
                }
            }
            maps.set(g, v);
        });
        maps.multiply();
        int parts = sums.length;
        loop.run(parts, part -> {
            Arrays.fill(sums[part], 0);
            for (int g = part; g < groups.length; g += parts) {
                maps.addOutput(g, sums[part], room[part]);
            }
        });
        double[] image = new double[n];
        for (double[] sum : sums) {
            for (int i = 0; i < n; i++) {
                image[i] += sum[i];
            }
        }
        for (int i = 0; i < n; i++) {
            image[i] *= rootWeights[i];
        }
        return image;
    }

    /** x -= G^T w. */
    private void subtractTransposed(double[] w, double[] x) {
        double[] weighted = new double[n];
        for (int i = 0; i < n; i++) {
            weighted[i] = rootWeights[i] * w[i];
        }
        loop.run(groups.length, g -> maps.setTransposed(g, weighted, null));
        maps.multiplyTransposed();
        loop.run(groups.length, g -> {
            PatternGroup group = groups[g];
            int k = group.block().size();
            double[] q = new double[k];
            maps.addTransposed(g, q);
            double[] one = new double[k];
            for (int a = 0; a < group.members().length; a++) {
                int j = group.members()[a];
                System.arraycopy(q, 0, one, 0, k);
                states[j].cholesky().forward(one);
                for (int c = 0; c < k; c++) {
                    x[offsets[j] + c] -= group.signs()[a] * one[c];
                }
            }
        });
    }

    @Override
    public void close() {
        piece.close();
        coupling.close();
        maps.close();
    }
}
