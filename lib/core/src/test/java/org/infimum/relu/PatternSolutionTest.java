package org.infimum.relu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.infimum.Evidence;
import org.junit.jupiter.api.Test;

class PatternSolutionTest {
    private static final double[][] X = {{1, 0}, {0, 1}, {-1, 1}, {-1, -1}, {2, -1}};
    private static final ReluProblem PROBLEM =
            ReluProblem.twoLayer(X, new double[] {1, 2, -1, 1, 0}).weightDecay(0.1);

    @Test
    void allPatternsReachTheKnownOptimum() {
        ActivationPatterns all = ActivationPatterns.all(X);
        assertEquals(10, all.size());
        PatternSolution solution = ReluSolver.standard().solve(PROBLEM, all);
        // known to ten digits; the program's gap is 1e-9
        assertEquals(0.5775459114, solution.certificate().upper(), 2e-9);
        assertEquals(0.5775459114, solution.certificate().lower(), 2e-9);
        assertEquals(Evidence.CONDITIONAL, solution.certificate().evidence());
    }

    /** All 210 choices of four arrangements: the optimum is 0.807 on average and 2.898 at worst, five times the one over all ten. */
    @Test
    void fourOfTheTenArrangements() {
        ActivationPatterns all = ActivationPatterns.all(X);
        double total = 0;
        double worst = 0;
        int worstMask = 0;
        for (int mask = 0; mask < 1 << 10; mask++) {
            if (Integer.bitCount(mask) == 4) {
                double value = on(all, mask).certificate().upper();
                assertTrue(value > 0.5775459113, "no sampled program is below the optimum over all patterns");
                total += value;
                if (value > worst) {
                    worst = value;
                    worstMask = mask;
                }
            }
        }
        assertEquals(0.807, total / 210, 5e-4);
        assertEquals(2.898, worst, 5e-4);
        // a grid of directions of a tenth of a degree, which misses the kinks of the second choice
        assertEquals(lasso(all, worstMask), worst, 1e-4);
        assertEquals(lasso(all, 0b1010101), on(all, 0b1010101).certificate().upper(), 5e-3);
    }

    /** The same program by another way: coordinate descent over fixed directions with one of the patterns. */
    private static double lasso(ActivationPatterns all, int mask) {
        List<double[]> columns = new ArrayList<>();
        for (int k = 0; k < 3600; k++) {
            double[] u = {Math.cos(Math.PI * k / 1800), Math.sin(Math.PI * k / 1800)};
            double[] column = new double[5];
            for (int i = 0; i < 5; i++) {
                column[i] = Math.max(0, X[i][0] * u[0] + X[i][1] * u[1]);
            }
            for (int p = 0; p < 10; p++) {
                if ((mask >> p & 1) == 1 && agrees(all.get(p), u)) {
                    columns.add(column);
                    break;
                }
            }
        }
        double[] c = new double[columns.size()];
        double[] rest = PROBLEM.targets();
        for (int sweep = 0; sweep < 3000; sweep++) {
            for (int j = 0; j < c.length; j++) {
                double along = 0;
                double square = 0;
                for (int i = 0; i < 5; i++) {
                    along += columns.get(j)[i] * rest[i];
                    square += columns.get(j)[i] * columns.get(j)[i];
                }
                double full = along + square * c[j];
                double next = square == 0 ? 0 : Math.signum(full) * Math.max(0, Math.abs(full) - 0.1) / square;
                for (int i = 0; i < 5; i++) {
                    rest[i] -= (next - c[j]) * columns.get(j)[i];
                }
                c[j] = next;
            }
        }
        double value = 0;
        for (double r : rest) {
            value += r * r / 2;
        }
        for (double weight : c) {
            value += 0.1 * Math.abs(weight);
        }
        return value;
    }

    /** Whether a direction lies in a pattern's closed cell. */
    private static boolean agrees(boolean[] pattern, double[] u) {
        for (int i = 0; i < 5; i++) {
            double t = X[i][0] * u[0] + X[i][1] * u[1];
            if (pattern[i] ? t < -1e-12 : t > 1e-12) {
                return false;
            }
        }
        return true;
    }

    private static PatternSolution on(ActivationPatterns all, int mask) {
        List<double[]> directions = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            if ((mask >> i & 1) == 1) {
                directions.add(all.direction(i));
            }
        }
        return ReluSolver.standard().solve(PROBLEM, ActivationPatterns.of(X, directions));
    }

    @Test
    void aSampledProgramSaysSoAndTheMissingPatternsAreFound() {
        ActivationPatterns all = ActivationPatterns.all(X);
        for (int mask : new int[] {0b1111, 0b1111000000, 0b1010101}) {
            PatternSolution sampled = on(all, mask);
            assertEquals(Evidence.ESTIMATED, sampled.certificate().evidence());
            assertTrue(sampled.certificate().because().contains("4 activation patterns sampled"));
            // the certificate over all patterns starts from the sampled network and improves on it
            NetworkCertificate certificate = PROBLEM.certify(sampled.network());
            assertEquals(0.5775459114, certificate.optimum().certificate().upper(), 1e-6);
            assertTrue(certificate.certificate().lower() <= 0.5775459115);
            assertTrue(sampled.certificate().lower() > 0.5775459115, "the sampled program misses the optimum");
            assertEquals(Evidence.PROVED, certificate.certificate().evidence());
        }
    }
}
