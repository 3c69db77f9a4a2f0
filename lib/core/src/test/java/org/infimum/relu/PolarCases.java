package org.infimum.relu;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Small polars, many of them degenerate, and what exhaustive search says of them. */
final class PolarCases {
    private PolarCases() {}

    /** A problem by number: Gaussian or integer data, duplicates, opposite, collinear and zero rows, one sign of nu. */
    static PolarProblem small(long seed) {
        Random random = new Random(seed);
        int n = 1 + random.nextInt(8);
        int r = 1 + random.nextInt(3);
        int kind = random.nextInt(7);
        double[][] x = new double[n][r];
        double[] nu = new double[n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < r; k++) {
                x[i][k] = kind == 1 || kind == 2 ? random.nextInt(5) - 2 : random.nextGaussian();
            }
            if (i > 0 && kind >= 3 && kind <= 5 && random.nextBoolean()) {
                double factor = kind == 3 ? 1 : random.nextGaussian();
                int other = random.nextInt(i);
                for (int k = 0; k < r; k++) {
                    x[i][k] = factor * x[other][k];
                }
            }
            if (random.nextInt(20) == 0) {
                x[i] = new double[r];
            }
            nu[i] = kind == 2 ? random.nextInt(5) - 2 : random.nextGaussian();
            if (kind == 6) {
                nu[i] = Math.abs(nu[i]) * (seed % 2 == 0 ? 1 : -1);
            }
        }
        return PolarProblem.of(x, nu);
    }

    /** A Gaussian problem. */
    static PolarProblem gaussian(int n, int r, long seed) {
        Random random = new Random(seed);
        double[][] x = new double[n][r];
        double[] nu = new double[n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < r; k++) {
                x[i][k] = random.nextGaussian();
            }
            nu[i] = random.nextGaussian();
        }
        return PolarProblem.of(x, nu);
    }

    /** The largest lower bound of f found by drawing directions: rigorous. */
    static double sampled(PolarProblem problem, int draws, long seed) {
        Random random = new Random(seed);
        double best = 0;
        double[] u = new double[problem.dimension()];
        for (int draw = 0; draw < draws; draw++) {
            for (int k = 0; k < u.length; k++) {
                u[k] = random.nextGaussian();
            }
            best = Math.max(best, problem.lower(u));
        }
        return best;
    }

    /** The polar by all subsets of the positive samples, each a box-constrained least-squares problem by plain coordinate descent, whose
     * residual is a direction: the largest rigorous lower bound found so, up to rounding the polar itself. */
    static double bySubsets(PolarProblem problem) {
        double[] plus = problem.positive();
        double[] minus = problem.negative();
        int r = problem.dimension();
        double best = 0;
        for (int d = 0; d < 1 << plus.length / r; d++) {
            double[] c = new double[r];
            for (int i = 0; i < plus.length; i++) {
                if ((d >> i / r & 1) != 0) {
                    c[i % r] += plus[i];
                }
            }
            best = Math.max(best, problem.lower(residual(c, minus, r)));
        }
        return best;
    }

    private static double[] residual(double[] c, double[] g, int r) {
        double[] rest = c.clone();
        double[] e = new double[g.length / r];
        for (int sweep = 0; sweep < 3000; sweep++) {
            double moved = 0;
            for (int j = 0; j < e.length; j++) {
                double s = 0;
                double q = 0;
                for (int k = 0; k < r; k++) {
                    s += g[j * r + k] * rest[k];
                    q += g[j * r + k] * g[j * r + k];
                }
                double next = Math.max(0, Math.min(1, e[j] + s / q));
                double change = next - e[j];
                moved = Math.max(moved, Math.abs(change));
                e[j] = next;
                for (int k = 0; k < r; k++) {
                    rest[k] -= change * g[j * r + k];
                }
            }
            if (moved < 1e-15) {
                break;
            }
        }
        return rest;
    }

    /** The sum of all |nu_i| ||x_i||: what rounding is relative to. */
    static double size(PolarProblem problem) {
        double sum = 0;
        for (double[] g : new double[][] {problem.positive(), problem.negative()}) {
            for (double x : g) {
                sum += Math.abs(x);
            }
        }
        return sum;
    }

    /** Runs a search to its end. */
    static PolarBounds run(PolarOracle oracle, PolarProblem problem, PolarGoal goal) {
        PolarSearch search = oracle.search(problem, goal, List.of());
        List<PolarBounds> seen = new ArrayList<>();
        for (int step = 0; step < 10_000 && !search.isDone(); step++) {
            search.step();
            seen.add(search.bounds());
        }
        return search.bounds();
    }
}
