package org.infimum.homogeneous;

import org.infimum.linalg.SingularPairs;
import org.infimum.relu.VectorLoss;

/**
 * Descent for factorisation with Euclidean norms: {@link AlternatingLeastSquares} where the loss is squared, quasi-Newton steps where it is not. At its end the
 * factors are replaced by the singular pairs of their product, U V^T = P S Q^T, U = P S^(1/2), V = Q S^(1/2): of all factors of that product these have
 * the least penalty, and where it has a lower rank than columns the rest are zeros, which the solver drops.
 */
final class FrobeniusDescent implements LocalDescent {
    private final Factorization architecture;

    FrobeniusDescent(Factorization architecture) {
        this.architecture = architecture;
    }

    @Override
    public Steps begin(HomogeneousProblem problem, double[] start) {
        LocalDescent method = problem.loss() == VectorLoss.SQUARED
                ? AlternatingLeastSquares.standard(architecture)
                : QuasiNewtonDescent.standard();
        Steps inner = method.begin(problem, start);
        return new Steps() {
            private double[] end;
            private double value;

            @Override
            public boolean step() {
                if (end != null) {
                    return false;
                }
                boolean more = inner.step();
                if (!more) {
                    double[] pairs = singularPairs(inner.point());
                    double there = problem.descend(pairs, new double[pairs.length]);
                    // the rotation is exact but for rounding
                    boolean isRounding = there <= inner.value() + 1e-13 * Math.abs(inner.value());
                    end = isRounding ? pairs : inner.point();
                    value = isRounding ? there : inner.value();
                }
                return more;
            }

            @Override
            public double[] point() {
                return end == null ? inner.point() : end;
            }

            @Override
            public double value() {
                return end == null ? inner.value() : value;
            }
        };
    }

    /** U = P S Q^T first, then V Q S = P' S' Q'^T, so that U V^T = P Q' S' P'^T: no Gram matrix whose squares would lose the small ones. */
    private double[] singularPairs(double[] w) {
        int n = architecture.rows();
        int c = architecture.columns();
        int r = w.length / (n + c);
        double[] u = new double[r * n];
        for (int i = 0; i < r; i++) {
            System.arraycopy(w, i * (n + c), u, i * n, n);
        }
        // row by row U^T: left vectors have r numbers, right ones n
        SingularPairs ofU = SingularPairs.of(u, r, n);
        int rank = ofU.count();
        double[] b = new double[rank * c];
        for (int k = 0; k < rank; k++) {
            double[] q = ofU.left(k);
            for (int i = 0; i < r; i++) {
                add(b, k * c, ofU.value(k) * q[i], w, i * (n + c) + n, c);
            }
        }
        SingularPairs ofB = SingularPairs.of(b, rank, c);
        double[] pairs = new double[w.length];
        for (int j = 0; j < ofB.count(); j++) {
            double root = Math.sqrt(ofB.value(j));
            double[] q = ofB.left(j);
            for (int k = 0; k < rank; k++) {
                add(pairs, j * (n + c), root * q[k], ofU.right(k), 0, n);
            }
            add(pairs, j * (n + c) + n, root, ofB.right(j), 0, c);
        }
        return pairs;
    }

    private static void add(double[] to, int at, double factor, double[] from, int first, int length) {
        for (int k = 0; k < length; k++) {
            to[at + k] += factor * from[first + k];
        }
    }

    @Override
    public String name() {
        return "alternating least squares or L-BFGS";
    }
}
