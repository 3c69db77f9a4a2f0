package org.infimum.homogeneous;

import org.infimum.linalg.Euclidean;
import org.infimum.linalg.NativeMatrix;
import org.infimum.linalg.SmallCholesky;

/**
 * Alternating ridge regression for squared loss and Euclidean norms: with V held, the best U is U - grad_U (V^T V + lambda I)^-1, a Newton step that is exact, and so
 * on in turn. With the gradient, U (V^T V + lambda I) - Y V, it corrects its own rounding. A direction with singular value s that is taken while one with t &lt; s is not settles at
 * the rate (max(t, lambda) / s)^2 a sweep.
 */
final class AlternatingLeastSquares implements LocalDescent {
    /** Sweeps between two looks at the clock of whoever drives the descent. */
    private static final int CHUNK = 20;
    /** Sweeps in which ||grad|| must have halved. */
    private static final int PATIENCE = 150;

    private final Factorization architecture;
    private final int sweeps;
    private final double tolerance;

    private AlternatingLeastSquares(Factorization architecture, int sweeps, double tolerance) {
        this.architecture = architecture;
        this.sweeps = sweeps;
        this.tolerance = tolerance;
    }

    /** Up to 5,000 sweeps, until ||grad|| ||W|| is at most 1e-12 of the objective, which is what a gap of some 1e-11 needs. */
    static AlternatingLeastSquares standard(Factorization architecture) {
        return new AlternatingLeastSquares(architecture, 5000, 1e-12);
    }

    @Override
    public Steps begin(HomogeneousProblem problem, double[] start) {
        return new Sweeps(problem, start);
    }

    @Override
    public String name() {
        return "alternating least squares";
    }

    /** Keeps Y outside the heap, where a product with it costs no copy: freed at the end, or with this object where it is not stepped to its end. */
    private final class Sweeps implements Steps {
        private final HomogeneousProblem problem;
        private final double lambda;
        private final Factor u;
        private final Factor v;
        /** Y^T, column by column what Y is row by row. */
        private final NativeMatrix y;

        private final int r;
        private final SmallCholesky cholesky;
        private double[] best;
        private double bestValue;
        private double slope = Double.POSITIVE_INFINITY;
        private double halved = Double.POSITIVE_INFINITY;
        private int since;
        private int done;
        private boolean ended;

        Sweeps(HomogeneousProblem problem, double[] start) {
            this.problem = problem;
            this.lambda = problem.lambda();
            int n = architecture.rows();
            int c = architecture.columns();
            this.r = start.length / (n + c);
            this.u = new Factor(start, 0, n);
            this.v = new Factor(start, n, c);
            this.y = new NativeMatrix(c, n);
            double[][] targets = problem.targets();
            for (int i = 0; i < n; i++) {
                y.setColumns(i, targets[i], c);
            }
            this.cholesky = new SmallCholesky(r);
            this.best = start.clone();
            this.bestValue = problem.descend(best, new double[best.length]);
        }

        @Override
        public boolean step() {
            for (int k = 0; k < CHUNK && !ended; k++) {
                ended = !sweep();
            }
            keep();
            if (ended) {
                y.close();
            }
            return !ended;
        }

        /** U, then V; false at the end. After both the gradient in V is 0, so what U moves by in the next sweep tells the gradient. */
        private boolean sweep() {
            if (!replace(u, v) || !replace(v, u)) {
                return false;
            }
            if (slope <= halved / 2) {
                halved = slope;
                since = 0;
            }
            done++;
            since++;
            return slope > tolerance * Math.abs(bestValue) && done < sweeps && since < PATIENCE;
        }

        /** The best factor while the other is held; false where the other's Gram matrix is not positive definite to working precision. */
        private boolean replace(Factor factor, Factor held) {
            double[] gram = held.gram();
            if (!cholesky.factor(gram, lambda)) {
                return false;
            }
            double[] gradient = minusTimesData(held, factor.length);
            factor.addTimes(gram, lambda, gradient);
            if (factor == u) {
                slope = Euclidean.norm(gradient) * Math.hypot(Euclidean.norm(u.values), Euclidean.norm(v.values));
            }
            double[] row = new double[r];
            for (int k = 0; k < factor.length; k++) {
                for (int i = 0; i < r; i++) {
                    row[i] = gradient[i * factor.length + k];
                }
                cholesky.forward(row);
                cholesky.backward(row);
                for (int i = 0; i < r; i++) {
                    factor.values[i * factor.length + k] -= row[i];
                }
            }
            return Double.isFinite(slope);
        }

        /** -Y V or -Y^T U, column after column. */
        private double[] minusTimesData(Factor held, int length) {
            double[] product = new double[r * length];
            try (NativeMatrix from = new NativeMatrix(held.length, r);
                    NativeMatrix to = new NativeMatrix(length, r)) {
                from.setColumns(0, held.values, held.values.length);
                if (held == v) {
                    y.multiplyTransposed(length, from, to, 0);
                } else {
                    y.multiply(from, to);
                }
                to.getColumns(0, product, product.length);
            }
            for (int k = 0; k < product.length; k++) {
                product[k] = -product[k];
            }
            return product;
        }

        /** The latest where it is better, or no worse than rounding, since its gradient is smaller. */
        private void keep() {
            double[] w = new double[best.length];
            u.write(w);
            v.write(w);
            double value = problem.descend(w, new double[w.length]);
            if (value <= bestValue + 1e-14 * Math.abs(bestValue)) {
                best = w;
                bestValue = value;
            }
        }

        @Override
        public double[] point() {
            return best;
        }

        @Override
        public double value() {
            return bestValue;
        }

        /** The r columns of a factor, one after the other. */
        private final class Factor {
            private final int first;
            private final int length;
            private final double[] values;

            Factor(double[] w, int first, int length) {
                this.first = first;
                this.length = length;
                this.values = new double[r * length];
                for (int i = 0; i < r; i++) {
                    System.arraycopy(w, i * architecture.parameters() + first, values, i * length, length);
                }
            }

            void write(double[] w) {
                for (int i = 0; i < r; i++) {
                    System.arraycopy(values, i * length, w, i * architecture.parameters() + first, length);
                }
            }

            double[] gram() {
                double[] gram = new double[r * r];
                for (int i = 0; i < r; i++) {
                    for (int j = 0; j <= i; j++) {
                        gram[i * r + j] = Euclidean.dot(values, i * length, values, j * length, length);
                        gram[j * r + i] = gram[i * r + j];
                    }
                }
                return gram;
            }

            /** Adds the product of this factor and a symmetric matrix of order r plus shift I. */
            void addTimes(double[] matrix, double shift, double[] sum) {
                for (int i = 0; i < r; i++) {
                    for (int j = 0; j < r; j++) {
                        double entry = matrix[i * r + j] + (i == j ? shift : 0);
                        for (int k = 0; k < length; k++) {
                            sum[i * length + k] += entry * values[j * length + k];
                        }
                    }
                }
            }
        }
    }
}
