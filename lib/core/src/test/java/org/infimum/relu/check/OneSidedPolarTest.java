package org.infimum.relu.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class OneSidedPolarTest {
    private static Verdict verdict(double[][] x, double[] nu, double bound) {
        return new OneSidedPolar(x, nu, bound, "nu").check(2_000_000_000L).verdict();
    }

    private static double value(double[][] x, double[] nu, double[] u) {
        double sum = 0;
        double square = 0;
        for (double t : u) {
            square += t * t;
        }
        for (int i = 0; i < nu.length; i++) {
            double t = 0;
            for (int k = 0; k < u.length; k++) {
                t += x[i][k] * u[k];
            }
            sum += nu[i] * Math.max(0, t);
        }
        return square == 0 ? 0 : sum / Math.sqrt(square);
    }

    private static double[][] data(Random random, int n, int d, boolean degenerate) {
        double[][] x = new double[n][d];
        for (double[] row : x) {
            for (int k = 0; k < d; k++) {
                row[k] = degenerate ? random.nextInt(5) - 2 : random.nextGaussian();
            }
        }
        if (degenerate && n > 2) {
            x[1] = x[0].clone();
            for (int k = 0; k < d; k++) {
                x[2][k] = -3 * x[0][k];
            }
        }
        return x;
    }

    /** Thousands of directions and gradient steps from each: below the maximum, as a rule not far. */
    private static double sampled(double[][] x, double[] nu, Random random) {
        double best = 0;
        int d = x[0].length;
        for (int trial = 0; trial < 1200; trial++) {
            double[] u = random.doubles(d, -1, 1).toArray();
            for (int step = 0; step < 3; step++) {
                best = Math.max(best, value(x, nu, u));
                double[] v = new double[d];
                for (int i = 0; i < nu.length; i++) {
                    double t = 0;
                    for (int k = 0; k < d; k++) {
                        t += x[i][k] * u[k];
                    }
                    for (int k = 0; k < d && t > 0; k++) {
                        v[k] += nu[i] * x[i][k];
                    }
                }
                u = v;
            }
        }
        return best;
    }

    /** The verdict turns from REFUTED to VERIFIED at the maximum, with next to nothing undecided between, and never below a sampled value. */
    @Test
    void theVerdictTurnsAtTheMaximum() {
        Random random = new Random(11);
        for (int trial = 0; trial < 120; trial++) {
            int n = 1 + random.nextInt(8);
            int d = 1 + random.nextInt(3);
            double[][] x = data(random, n, d, trial % 3 == 0);
            double[] nu = new double[n];
            for (int i = 0; i < n; i++) {
                nu[i] = trial % 2 == 0 ? random.nextGaussian() : random.nextInt(5) - 2;
            }
            double found = sampled(x, nu, random);
            double low = 0;
            double high = 100;
            assertEquals(Verdict.VERIFIED, verdict(x, nu, high));
            for (int halving = 0; halving < 60 && Math.nextUp(low) < high; halving++) {
                double middle = low + (high - low) / 2;
                if (verdict(x, nu, middle) == Verdict.VERIFIED) {
                    high = middle;
                } else {
                    low = middle;
                }
            }
            double verified = high;
            // the sampled value is a sum of numbers of size 1 with their rounding
            assertTrue(found <= verified + 1e-14, found + " is above the verified " + verified);
            if (verified > 1e-12) {
                double refuted = verified * (1 - 1e-12);
                assertEquals(Verdict.REFUTED, verdict(x, nu, refuted), "trial " + trial + " at " + refuted);
            }
        }
    }

    @Test
    void hugeAndTinyScalesChangeNothing() {
        double[][] x = {{1, 2}, {-3, 1}, {0.5, -1}, {2, 2}};
        double[] nu = {1, -0.5, 2, 0.25};
        double high = 100;
        double low = 0;
        for (int halving = 0; halving < 80; halving++) {
            double middle = (low + high) / 2;
            if (verdict(x, nu, middle) == Verdict.VERIFIED) {
                high = middle;
            } else {
                low = middle;
            }
        }
        for (int e : new int[] {-1000, -600, -300, 300, 600, 900}) {
            for (int share : new int[] {0, 1}) {
                double[][] scaledX = new double[4][2];
                double[] scaledNu = new double[4];
                for (int i = 0; i < 4; i++) {
                    scaledNu[i] = Math.scalb(nu[i], share == 0 ? e : -40);
                    for (int k = 0; k < 2; k++) {
                        scaledX[i][k] = Math.scalb(x[i][k], share == 0 ? 40 : e);
                    }
                }
                double bound = Math.scalb(high, share == 0 ? e + 40 : e - 40);
                if (bound > Double.MIN_NORMAL) {
                    assertEquals(Verdict.VERIFIED, verdict(scaledX, scaledNu, bound), e + " " + share);
                    assertEquals(Verdict.REFUTED, verdict(scaledX, scaledNu, bound * (1 - 1e-12)), e + " " + share);
                }
            }
        }
        // sizes that lie in different samples, so that their products are far below the largest of both
        double[][] apart = {{1e-200, 0}, {0, 1}};
        assertEquals(Verdict.VERIFIED, verdict(apart, new double[] {1, 1e-200}, 1.5e-200));
        assertEquals(Verdict.REFUTED, verdict(apart, new double[] {1, 1e-200}, 1.4e-200));
    }

    @Test
    void zeroSamplesAndZeroBounds() {
        assertEquals(Verdict.VERIFIED, verdict(new double[][] {{0, 0}, {1, 1}}, new double[] {5, -1}, 0));
        assertEquals(Verdict.VERIFIED, verdict(new double[][] {{1, 1}, {1, 1}}, new double[] {1, -1}, 0));
        assertEquals(Verdict.REFUTED, verdict(new double[][] {{1, 1}, {1, 1}}, new double[] {1, -0.5}, 0));
    }

    @Test
    void manySamplesOfSmallRankAreVerified() {
        Random random = new Random(4);
        for (int[] size : new int[][] {{200, 1}, {200, 2}, {60, 3}, {30, 4}, {16, 12}}) {
            double[][] x = data(random, size[0], size[1], false);
            double[] nu = random.doubles(size[0], -1, 1).toArray();
            double found = sampled(x, nu, random);
            double bound = found * 1.05 + 1e-9;
            CheckedPart above = new OneSidedPolar(x, nu, bound, "nu").check(2_000_000_000L);
            while (above.verdict() == Verdict.REFUTED && bound < 10 * found) {
                // the samples of many dimensions miss the maximum
                bound *= 1.05;
                above = new OneSidedPolar(x, nu, bound, "nu").check(2_000_000_000L);
            }
            assertEquals(Verdict.VERIFIED, above.verdict(), above.because());
            if (found == 0) {
                continue;
            }
            CheckedPart below = new OneSidedPolar(x, nu, found * (1 - 1e-6), "nu").check(2_000_000_000L);
            assertEquals(Verdict.REFUTED, below.verdict(), below::toString);
        }
    }
}
