package org.infimum.homogeneous;

import org.infimum.linalg.Euclidean;
import org.infimum.linalg.SmallCholesky;

/**
 * Alternating ridge regression for squared loss and Euclidean norms: with V held, the best U is U - grad_U (V^T V + lambda I)^-1, a Newton step that is exact, and so
 * on in turn. Written with the gradient it corrects its own rounding. A direction with singular value s that is taken while one with t &lt; s is not settles at
 * the rate (max(t, lambda) / s)^2 a sweep.
 */
final class AlternatingLeastSquares implements LocalDescent {
    /** Sweeps between two looks at the clock of whoever drives the descent. */
    private static final int CHUNK = 5;
    /** Sweeps in which ||grad|| must have halved. */
    private static final int PATIENCE = 400;

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
        int n = architecture.rows();
        int c = architecture.columns();
        return new Steps() {
            private final double[] w = start.clone();
            private final int r = w.length / (n + c);
            private final double[] gradient = new double[w.length];
            private final SmallCholesky cholesky = new SmallCholesky(r);
            private double value = problem.descend(w, gradient);
            private double[] best = start.clone();
            private double bestValue = value;
            private double halved = Double.POSITIVE_INFINITY;
            private int since;
            private int done;

            @Override
            public boolean step() {
                for (int k = 0; k < CHUNK; k++) {
                    double slope = Euclidean.norm(gradient);
                    if (slope <= halved / 2) {
                        halved = slope;
                        since = 0;
                    }
                    boolean isStationary = slope * Euclidean.norm(w) <= tolerance * Math.abs(value);
                    if (isStationary
                            || done++ >= sweeps
                            || since++ >= PATIENCE
                            || !half(0, n, n, c)
                            || !half(n, c, 0, n)) {
                        keep();
                        return false;
                    }
                }
                keep();
                return true;
            }

            /** The best factor at {@code from} with the one at {@code held} as it is; false where its Gram matrix is not positive definite to working precision. */
            private boolean half(int from, int length, int held, int heldLength) {
                double[] gram = new double[r * r];
                for (int i = 0; i < r; i++) {
                    for (int j = 0; j <= i; j++) {
                        gram[i * r + j] = Euclidean.dot(w, i * (n + c) + held, w, j * (n + c) + held, heldLength);
                        gram[j * r + i] = gram[i * r + j];
                    }
                }
                if (!cholesky.factor(gram, problem.lambda())) {
                    return false;
                }
                double[] row = new double[r];
                for (int k = from; k < from + length; k++) {
                    for (int i = 0; i < r; i++) {
                        row[i] = gradient[i * (n + c) + k];
                    }
                    cholesky.forward(row);
                    cholesky.backward(row);
                    for (int i = 0; i < r; i++) {
                        w[i * (n + c) + k] -= row[i];
                    }
                }
                value = problem.descend(w, gradient);
                return Double.isFinite(value);
            }

            /** The latest where it is better, or no worse than rounding, since its gradient is smaller. */
            private void keep() {
                if (value <= bestValue + 1e-14 * Math.abs(bestValue)) {
                    best = w.clone();
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
        };
    }

    @Override
    public String name() {
        return "alternating least squares";
    }
}
