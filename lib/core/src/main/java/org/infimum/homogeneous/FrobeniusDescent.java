package org.infimum.homogeneous;

import org.infimum.linalg.Euclidean;
import org.infimum.linalg.SingularPairs;
import org.infimum.relu.VectorLoss;

/**
 * Descent for factorisation with Euclidean norms: {@link AlternatingLeastSquares} where the loss is squared, quasi-Newton steps where it is not. At its end the
 * factors are replaced by the singular pairs of their product, U V^T = P S Q^T, U = P S^(1/2), V = Q S^(1/2): of all factors of that product these have
 * the least penalty, and where it has a lower rank than columns the rest are zeros, which the solver drops. For the squared loss their
 * lengths and mixtures are then the best ones there are within their span.
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
                    if (problem.loss() == VectorLoss.SQUARED) {
                        pairs = bestWithin(problem, pairs);
                    }
                    double there = problem.descend(pairs, new double[pairs.length]);
                    // neither raises the value but for rounding
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

    /**
     * The least squares optimum among all P M Q^T with the P and Q of singular pairs: M is P^T Y Q with its singular values lowered by lambda. Alternating steps approach
     * lengths near 0, those of singular values near lambda, more slowly than any geometric rate; this sets them at once.
     */
    private double[] bestWithin(HomogeneousProblem problem, double[] pairs) {
        int n = architecture.rows();
        int c = architecture.columns();
        int m = n + c;
        double[] units = new double[pairs.length];
        int k = 0;
        for (int from = 0; from < pairs.length; from += m) {
            double p = ColumnNorm.L2.of(pairs, from, n);
            double q = ColumnNorm.L2.of(pairs, from + n, c);
            if (p > 0 && q > 0) {
                add(units, k * m, 1 / p, pairs, from, n);
                add(units, k * m + n, 1 / q, pairs, from + n, c);
                k++;
            }
        }
        if (k == 0) {
            return pairs;
        }
        double[] images = new double[k * m];
        architecture.addGradient(units, k, problem.flatTargets(), images);
        double[] inner = new double[k * k];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                inner[i * k + j] = Euclidean.dot(units, i * m, images, j * m, n);
            }
        }
        SingularPairs ofInner = SingularPairs.of(inner, k, k);
        double[] best = new double[pairs.length];
        for (int i = 0; i < k && ofInner.value(i) > problem.lambda(); i++) {
            double root = Math.sqrt(ofInner.value(i) - problem.lambda());
            double[] a = ofInner.left(i);
            double[] b = ofInner.right(i);
            for (int j = 0; j < k; j++) {
                add(best, i * m, root * a[j], units, j * m, n);
                add(best, i * m + n, root * b[j], units, j * m + n, c);
            }
        }
        return best;
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
