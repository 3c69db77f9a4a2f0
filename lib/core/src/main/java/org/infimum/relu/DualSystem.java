package org.infimum.relu;

import java.util.Arrays;
import org.infimum.linalg.Euclidean;
import org.infimum.linalg.LowRankCholesky;
import org.infimum.linalg.NativeMatrix;
import org.infimum.linalg.NativeSymmetric;

/**
 * The Newton system by Woodbury's formula: R^T dv = u - G^T w with (I + G G^T) w = G u, n x n whatever the number of blocks. G is never held as a whole; its
 * products go through the blocks' maps, and G G^T is summed up over {@link PatternGroup}s in pieces.
 */
final class DualSystem implements NewtonSystem {
    /** A residual is small below this part of the right side; refinement ends. */
    private static final double SMALL = 1e-10;
    /** Solves with refinement at most. */
    private static final int ROUNDS = 3;
    /** From this many samples on G G^T costs more than the iterations that an approximation of it needs. */
    private static final int LARGE = 1000;
    /** The trace that a group's part of G G^T may first be approximated to; the identity is what it is measured against. */
    private static final double FIRST_REST = 0.05;
    /** Conjugate gradients fewer than the first let the approximation be coarser, more than the second make it finer. */
    private static final int FEW = 8;

    private static final int MANY = 16;
    private static final int MOST = 100;
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
    private final LowRankCholesky[] factors;
    private final double[][] scales;
    private final int[] ranks;
    private double[] rootWeights;
    private double rest;
    private int needed;

    DualSystem(BlockState[] states, int[] offsets, PatternGroup[] groups, int n, Loop loop) {
        this.states = states;
        this.groups = groups;
        this.offsets = offsets;
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
        this.factors = new LowRankCholesky[groups.length];
        this.scales = new double[groups.length][];
        this.ranks = new int[groups.length];
        for (int g = 0; g < groups.length; g++) {
            factors[g] = new LowRankCholesky(groups[g].block().size());
        }
        this.rest = n >= LARGE ? FIRST_REST : 0;
        int parts = Math.min(PARTS, groups.length);
        this.sums = new double[parts][n];
        this.room = new double[parts][n];
        this.maps = new ConeMaps(Arrays.stream(groups).map(PatternGroup::block).toList());
    }

    @Override
    public boolean factor(double[] rootWeights) {
        this.rootWeights = rootWeights;
        if (rest > 0 && needed > 0) {
            rest = needed < FEW ? 3 * rest : needed > MANY ? rest / 10 : rest;
        }
        needed = 0;
        loop.run(groups.length, g -> ranks[g] = decompose(g));
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

    private boolean isExact(int g) {
        return rest == 0 && groups[g].members().length == 1;
    }

    /**
     * sum of H_j^-1 = S^-1 (L L^T + E) S^-1, S the diagonal matrix of the lengths of the columns of W^(1/2) B, so that E's trace bounds the error of the
     * group's part of G G^T; the number of columns of L.
     */
    private int decompose(int g) {
        PatternGroup group = groups[g];
        int k = group.block().size();
        if (isExact(g)) {
            return k;
        }
        double[] sum = new double[k * k];
        for (int j : group.members()) {
            states[j].cholesky().addInverse(sum);
        }
        double[] lengths = group.block().columnLengths(rootWeights);
        for (int c = 0; c < k; c++) {
            for (int l = 0; l <= c; l++) {
                sum[c * k + l] *= lengths[c] * lengths[l];
            }
        }
        scales[g] = lengths;
        return factors[g].factor(sum, rest);
    }

    private void addGroups() {
        int[] at = new int[groups.length];
        for (int first = 0; first < groups.length; ) {
            int columns = 0;
            int end = first;
            while (end < groups.length && columns + ranks[end] <= piece.columns()) {
                at[end] = columns;
                columns += ranks[end++];
            }
            int begin = first;
            int count = end - first;
            int threads = Math.min(loop.threads(), count);
            loop.run(threads, thread -> {
                for (int g = begin + thread; g < begin + count; g += threads) {
                    if (ranks[g] > 0) {
                        set(g, at[g], rows[thread], spread[thread]);
                    }
                }
            });
            coupling.addGram(piece, columns);
            first = end;
        }
    }

    /** Sets columns C of the piece, C C^T being the group's part of G G^T. Rows of B that are zero cost nothing before they are spread. */
    private void set(int g, int column, double[] part, double[] full) {
        PatternGroup group = groups[g];
        int[] samples = group.samples();
        int m = samples.length;
        int rank = ranks[g];
        group.block().weightedOutput(rootWeights, samples, part);
        Arrays.fill(full, 0, rank * n, 0);
        if (isExact(g)) {
            states[group.members()[0]].cholesky().forward(part, m);
            for (int c = 0; c < rank; c++) {
                spread(part, c * m, samples, full, c * n);
            }
        } else {
            for (int c = 0; c < scales[g].length; c++) {
                double scale = scales[g][c] > 0 ? 1 / scales[g][c] : 0;
                for (int a = 0; a < m; a++) {
                    part[c * m + a] *= scale;
                }
            }
            double[] row = new double[m];
            for (int c = 0; c < rank; c++) {
                factors[g].multiplyTransposed(c, part, m, row);
                spread(row, 0, samples, full, c * n);
            }
        }
        piece.setColumns(column, full, rank * n);
    }

    private static void spread(double[] from, int begin, int[] samples, double[] to, int start) {
        for (int a = 0; a < samples.length; a++) {
            to[start + samples[a]] = from[begin + a];
        }
    }

    @Override
    public void solve(double[] u) {
        double[] solution = new double[u.length];
        double[] residual = u.clone();
        double small = SMALL * Euclidean.norm(u);
        double last = Double.POSITIVE_INFINITY;
        for (int round = 0; round < ROUNDS; round++) {
            double[] w = image(residual);
            if (rest > 0) {
                iterate(w);
            } else {
                coupling.solve(w);
            }
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

    /** Replaces t by the solution of (I + G G^T) w = t, by conjugate gradients with the approximation as their preconditioner. */
    private void iterate(double[] t) {
        double[] w = new double[n];
        double[] preconditioned = t.clone();
        coupling.solve(preconditioned);
        double[] p = preconditioned.clone();
        double product = Euclidean.dot(t, preconditioned);
        double small = SMALL / 10 * Euclidean.norm(t);
        int count = 0;
        while (count < MOST && Euclidean.norm(t) > small) {
            double[] minus = new double[offsets[states.length]];
            subtractTransposed(p, minus);
            double[] q = image(minus);
            for (int i = 0; i < n; i++) {
                q[i] = p[i] - q[i];
            }
            double step = product / Euclidean.dot(p, q);
            for (int i = 0; i < n; i++) {
                w[i] += step * p[i];
                t[i] -= step * q[i];
            }
            count++;
            System.arraycopy(t, 0, preconditioned, 0, n);
            coupling.solve(preconditioned);
            double next = Euclidean.dot(t, preconditioned);
            for (int i = 0; i < n; i++) {
                p[i] = preconditioned[i] + next / product * p[i];
            }
            product = next;
        }
        needed = Math.max(needed, count);
        System.arraycopy(w, 0, t, 0, n);
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
