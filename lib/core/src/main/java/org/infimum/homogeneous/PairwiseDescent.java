package org.infimum.homogeneous;

import java.util.Arrays;
import org.infimum.linalg.Euclidean;
import org.infimum.relu.VectorLoss;

/**
 * Descent for factorisation with any column norms, one pair (u, v) after the other. With L the Lipschitz constant of grad l, l(X + D) is at most
 * l(X) + &lt;G, D&gt; + L ||D||_F^2 / 2, with equality for the squared loss; so with T = u v^T - G / L and t = lambda / L,
 *
 * <pre>||T - u v^T||_F^2 / 2 + t (||u||^2 + ||v||^2) / 2</pre>
 *
 * bounds the objective's change from above, and is minimised exactly in u (the proximal map of half a squared norm at T v / ||v||_2^2), then in v, then in the length of
 * u v^T. For the squared loss this is exact block minimisation, otherwise proximal alternating linearised minimisation (Bolte, Sabach and Teboulle, Math.
 * Program. 146, 2014) with blocks of one column. Its fixed points are stationary: the terms that are not smooth are separate. A pair's step costs a few
 * passes over n c numbers. It starts from the {@link CornerPairs} where there are no more of them.
 */
final class PairwiseDescent implements LocalDescent {
    /** Numbers passed over between two looks at the clock of whoever drives the descent. */
    private static final double CHUNK = 2e8;
    /** Sweeps in which the movement must have halved. */
    private static final int PATIENCE = 100;

    private final Factorization architecture;
    private final int sweeps;
    private final double tolerance;

    private PairwiseDescent(Factorization architecture, int sweeps, double tolerance) {
        this.architecture = architecture;
        this.sweeps = sweeps;
        this.tolerance = tolerance;
    }

    /** Up to 5,000 sweeps, until one moves the factors by at most 1e-13 of their length. */
    static PairwiseDescent standard(Factorization architecture) {
        return new PairwiseDescent(architecture, 5_000, 1e-13);
    }

    @Override
    public Steps begin(HomogeneousProblem problem, double[] start) {
        return new Sweeps(problem, start);
    }

    @Override
    public String name() {
        return "proximal steps of one pair after the other";
    }

    /** The Lipschitz constant of the loss's gradient in the Frobenius norm. */
    private static double curvature(VectorLoss loss) {
        return switch (loss) {
            case SQUARED -> 1;
            case LOGISTIC -> 0.25;
            // diag(p) - p p^T has no eigenvalue above 1/2
            case CROSS_ENTROPY -> 0.5;
        };
    }

    private final class Sweeps implements Steps {
        private final HomogeneousProblem problem;
        private final int n = architecture.rows();
        private final int c = architecture.columns();
        private final ColumnNorm rowsNorm = architecture.rowsNorm();
        private final ColumnNorm columnsNorm = architecture.columnsNorm();
        private final double curvature;
        private final double price;
        private final double[] w;
        private final int r;
        private final double[] x;
        private final double[] g;
        private final double[] u;
        private final double[] v;
        private double value;
        private double halved = Double.POSITIVE_INFINITY;
        private int since;
        private int done;

        Sweeps(HomogeneousProblem problem, double[] start) {
            this.problem = problem;
            this.curvature = curvature(problem.loss());
            this.price = problem.lambda() / curvature;
            this.w = CornerPairs.of(architecture, start).orElse(start).clone();
            this.r = w.length / (n + c);
            this.x = new double[n * c];
            this.g = new double[n * c];
            this.u = new double[n];
            this.v = new double[c];
            architecture.balance(w, r);
            evaluate();
        }

        /** X, its gradient and the value anew, free of the rounding that gathers in updates. */
        private void evaluate() {
            architecture.output(w, r, x);
            System.arraycopy(x, 0, g, 0, x.length);
            value = problem.lossAndGradient(g);
            for (int i = 0; i < r; i++) {
                value += problem.lambda() * architecture.theta(w, i);
            }
        }

        @Override
        public boolean step() {
            int chunk = (int) Math.max(1, CHUNK / (5.0 * r * n * c));
            boolean more = true;
            for (int k = 0; k < chunk && more; k++) {
                double moved = sweep();
                if (moved <= halved / 2) {
                    halved = moved;
                    since = 0;
                }
                more = moved > tolerance && ++done < sweeps && ++since < PATIENCE;
            }
            if (!more) {
                CornerPairs.of(architecture, w).ifPresent(pairs -> System.arraycopy(pairs, 0, w, 0, w.length));
            }
            evaluate();
            return more;
        }

        /** One step of each pair; by what part of their length the factors moved. */
        private double sweep() {
            double moved = 0;
            double length = 0;
            for (int i = 0; i < r; i++) {
                int from = i * (n + c);
                moved += pair(from);
                length += Euclidean.dot(w, from, w, from, n + c);
            }
            return length == 0 ? 0 : Math.sqrt(moved / length);
        }

        /** The squared length of the pair's move. */
        private double pair(int from) {
            double uu = Euclidean.dot(w, from, w, from, n);
            double vv = Euclidean.dot(w, from + n, w, from + n, c);
            if (!(uu * vv > 0)) {
                // a pair at 0 has no way out; the polar appends one where that helps
                return replace(from, 0, 0);
            }
            // u = prox(T v / v^T v), T v = u v^T v - G v / L
            for (int j = 0; j < n; j++) {
                u[j] = w[from + j] - Euclidean.dot(g, j * c, w, from + n, c) / (curvature * vv);
            }
            rowsNorm.proximal(u, price / vv);
            double newUu = Euclidean.dot(u, u);
            if (!(newUu > 0)) {
                return replace(from, 0, 0);
            }
            double along = Euclidean.dot(u, 0, w, from, n);
            Arrays.fill(v, 0);
            for (int j = 0; j < n; j++) {
                if (u[j] != 0) {
                    for (int k = 0; k < c; k++) {
                        v[k] -= u[j] * g[j * c + k];
                    }
                }
            }
            for (int k = 0; k < c; k++) {
                // T^T u / u^T u, with the T of the pair as it was
                v[k] = (v[k] / curvature + along * w[from + n + k]) / newUu;
            }
            double[] target = v.clone();
            columnsNorm.proximal(v, price / newUu);
            double newVv = Euclidean.dot(v, v);
            if (!(newVv > 0)) {
                return replace(from, 0, 0);
            }
            double ofU = rowsNorm.of(u, 0, n);
            double ofV = columnsNorm.of(v, 0, c);
            // the best length s of s u v^T at the price of theta
            double best = (newUu * Euclidean.dot(target, v) - price * ofU * ofV) / (newUu * newVv);
            if (!(best > 0)) {
                return replace(from, 0, 0);
            }
            double root = Math.sqrt(best * ofU * ofV);
            return replace(from, root / ofU, root / ofV);
        }

        /** Sets the pair to multiples of u and v, and X and its gradient to what follows. */
        private double replace(int from, double ofU, double ofV) {
            for (int j = 0; j < n; j++) {
                double before = w[from + j];
                double after = ofU == 0 ? 0 : ofU * u[j];
                if (before != 0 || after != 0) {
                    for (int k = 0; k < c; k++) {
                        double change = (ofV == 0 ? 0 : after * ofV * v[k]) - before * w[from + n + k];
                        x[j * c + k] += change;
                        g[j * c + k] += change;
                    }
                }
            }
            double moved = set(from, n, ofU, u) + set(from + n, c, ofV, v);
            if (problem.loss() != VectorLoss.SQUARED && moved > 0) {
                System.arraycopy(x, 0, g, 0, x.length);
                problem.lossAndGradient(g);
            }
            return moved;
        }

        private double set(int from, int length, double factor, double[] to) {
            double moved = 0;
            for (int k = 0; k < length; k++) {
                double after = factor == 0 ? 0 : factor * to[k];
                moved += (after - w[from + k]) * (after - w[from + k]);
                w[from + k] = after;
            }
            return moved;
        }

        @Override
        public double[] point() {
            return w.clone();
        }

        @Override
        public double value() {
            return value;
        }
    }
}
