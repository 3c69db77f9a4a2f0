package org.infimum.relu;

import org.infimum.linalg.SmallCholesky;

/**
 * The polar restricted to one activation pattern's cone, max of g^T v over ||v|| &le; 1 with (2 D - I) X v &ge; 0, g = +-X^T D nu. It equals the
 * norm of the projection of g onto the cone, min over lambda &ge; 0 of ||g + A^T lambda||, a non-negative least-squares problem solved by
 * Lawson and Hanson's active sets; every lambda &ge; 0 on the way gives an upper bound. The active set is kept for the next nu. Mutable,
 * one thread at a time.
 */
final class ConePolar {
    /** A row counts as violated beyond this part of ||p||. */
    private static final double OUTSIDE = 1e-12;

    private final Samples x;
    private final boolean[] pattern;
    private final int sign;
    private int[] active = new int[0];

    ConePolar(Samples x, boolean[] pattern, int sign) {
        this.x = x;
        this.pattern = pattern;
        this.sign = sign;
    }

    /**
     * An upper bound of the polar, equal to it up to rounding unless it is enough.
     *
     * @param nu the dual point
     * @param enough the search ends as soon as the bound is not above this
     * @return the bound
     */
    double bound(double[] nu, double enough) {
        double[] g = gradient(nu);
        double[] lambda = new double[0];
        double[] p = g;
        double norm = org.infimum.linalg.Euclidean.norm(g);
        double outside = OUTSIDE * norm;
        if (active.length > 0 && norm > enough) {
            lambda = reduce(g, new double[active.length]);
            p = project(g, lambda);
            norm = org.infimum.linalg.Euclidean.norm(p);
        }
        // Lawson and Hanson need about as many rounds as rows end active; a bound on the way is valid, if not tight
        for (int round = 0; round < 10 * x.dimension() && norm > enough; round++) {
            int worst = mostViolated(p, outside);
            if (worst < 0) {
                break;
            }
            int[] before = active;
            active = java.util.Arrays.copyOf(active, active.length + 1);
            active[before.length] = worst;
            double[] next = reduce(g, java.util.Arrays.copyOf(lambda, active.length));
            double[] candidate = project(g, next);
            double shorter = org.infimum.linalg.Euclidean.norm(candidate);
            if (!(shorter < norm)) {
                // the row depends on the active ones up to rounding: nothing more to gain
                active = before;
                break;
            }
            lambda = next;
            p = candidate;
            norm = shorter;
        }
        return norm;
    }

    private double[] gradient(double[] nu) {
        int n = x.count();
        double[] masked = new double[n];
        for (int i = 0; i < n; i++) {
            masked[i] = pattern[i] ? sign * nu[i] : 0;
        }
        double[] g = new double[x.dimension()];
        for (int c = 0; c < g.length; c++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += masked[i] * x.columns()[c * n + i];
            }
            g[c] = sum;
        }
        return g;
    }

    private double row(int i, int c) {
        double side = pattern[i] ? 1 : -1;
        return side * x.columns()[c * x.count() + i] / x.norm(i);
    }

    private int mostViolated(double[] p, double outside) {
        int n = x.count();
        double[] t = new double[n];
        for (int c = 0; c < p.length; c++) {
            double factor = p[c];
            int column = c * n;
            for (int i = 0; i < n; i++) {
                t[i] += factor * x.columns()[column + i];
            }
        }
        for (int i : active) {
            t[i] = 0;
        }
        int worst = -1;
        double least = -outside;
        for (int i = 0; i < n; i++) {
            if (x.norm(i) > 0) {
                double slack = (pattern[i] ? t[i] : -t[i]) / x.norm(i);
                if (slack < least) {
                    least = slack;
                    worst = i;
                }
            }
        }
        return worst;
    }

    /** p = g + A^T lambda. */
    private double[] project(double[] g, double[] lambda) {
        double[] p = g.clone();
        for (int a = 0; a < active.length; a++) {
            for (int c = 0; c < p.length; c++) {
                p[c] += lambda[a] * row(active[a], c);
            }
        }
        return p;
    }

    /** The least squares over the active rows from a feasible lambda, leaving rows out until all multipliers are positive. */
    private double[] reduce(double[] g, double[] start) {
        double[] lambda = start;
        while (active.length > 0) {
            double[] z = leastSquares(g);
            double step = 1;
            int leaves = -1;
            for (int a = 0; a < z.length; a++) {
                if (!(z[a] > 0)) {
                    double to = lambda[a] > 0 ? lambda[a] / (lambda[a] - z[a]) : 0;
                    if (leaves < 0 || to < step) {
                        step = to;
                        leaves = a;
                    }
                }
            }
            if (leaves < 0) {
                return z;
            }
            int[] rest = new int[active.length - 1];
            double[] moved = new double[rest.length];
            for (int a = 0, b = 0; a < active.length; a++) {
                if (a != leaves) {
                    rest[b] = active[a];
                    moved[b++] = Math.max(0, lambda[a] + step * (z[a] - lambda[a]));
                }
            }
            active = rest;
            lambda = moved;
        }
        return lambda;
    }

    private double[] leastSquares(double[] g) {
        int k = active.length;
        int r = g.length;
        double[] rows = new double[k * r];
        for (int a = 0; a < k; a++) {
            for (int c = 0; c < r; c++) {
                rows[a * r + c] = row(active[a], c);
            }
        }
        double[] gram = new double[k * k];
        double[] z = new double[k];
        for (int a = 0; a < k; a++) {
            for (int b = 0; b <= a; b++) {
                double sum = 0;
                for (int c = 0; c < r; c++) {
                    sum += rows[a * r + c] * rows[b * r + c];
                }
                gram[a * k + b] = sum;
            }
            for (int c = 0; c < r; c++) {
                z[a] -= rows[a * r + c] * g[c];
            }
        }
        SmallCholesky cholesky = new SmallCholesky(k);
        // rows have length one, so the shifts are relative
        double shift = 0;
        while (!cholesky.factor(gram, shift)) {
            shift = Math.max(1e-14, 10 * shift);
        }
        cholesky.forward(z);
        cholesky.backward(z);
        return z;
    }
}
