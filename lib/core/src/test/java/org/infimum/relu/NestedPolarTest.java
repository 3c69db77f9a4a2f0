package org.infimum.relu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.infimum.Driver;
import org.infimum.Evidence;
import org.infimum.Limits;
import org.junit.jupiter.api.Test;

class NestedPolarTest {
    private static final ThreeLayerSolver CLOSE = ThreeLayerSolver.standard().gap(1e-9);

    private record Case(double[][] x, double[] nu) {
        /** Gaussian or integer data with duplicate, collinear, opposite and zero rows, by number. */
        static Case small(long seed) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(6);
            int d = 1 + random.nextInt(3);
            int kind = random.nextInt(5);
            double[][] x = new double[n][d];
            double[] nu = new double[n];
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < d; k++) {
                    x[i][k] = kind == 1 || kind == 2 ? random.nextInt(5) - 2 : random.nextGaussian();
                }
                if (i > 0 && kind >= 3 && random.nextBoolean()) {
                    double factor = kind == 3 ? 1 : random.nextInt(5) - 2;
                    double[] other = x[random.nextInt(i)];
                    for (int k = 0; k < d; k++) {
                        x[i][k] = factor * other[k];
                    }
                }
                nu[i] = kind == 2 ? random.nextInt(5) - 2 : random.nextGaussian();
            }
            if (seed % 4 == 0) {
                // where two layers have nothing left to gain, three may
                ReluProblem two = ReluProblem.twoLayer(x, nu).weightDecay(0.1);
                nu = ReluSolver.standard().gap(1e-4).solve(two).dual().nu();
            }
            return new Case(x, nu);
        }

        double size() {
            double sum = 0;
            for (int i = 0; i < nu.length; i++) {
                sum += Math.abs(nu[i]) * org.infimum.linalg.Euclidean.norm(x[i]);
            }
            return sum;
        }

        NestedPolarBounds bounds(ThreeLayerSolver solver) {
            return solver.polar(ThreeLayerProblem.of(x, new double[x.length]), nu);
        }

        /** The largest rigorous lower bound at random points of G, each improved by some random moves. */
        double sampled(int draws, long seed) {
            Random random = new Random(seed);
            double[] opposite = nu.clone();
            for (int i = 0; i < opposite.length; i++) {
                opposite[i] = -opposite[i];
            }
            double best = 0;
            for (int draw = 0; draw < draws; draw++) {
                int m = 1 + random.nextInt(4);
                List<double[]> vectors = new ArrayList<>();
                List<Integer> signs = new ArrayList<>();
                for (int j = 0; j < m; j++) {
                    double[] p = new double[x[0].length];
                    for (int k = 0; k < p.length; k++) {
                        p[k] = random.nextGaussian();
                    }
                    vectors.add(p);
                    signs.add(random.nextBoolean() ? 1 : -1);
                }
                double[] at = random.nextBoolean() ? nu : opposite;
                double value = NestedPolar.lower(x, at, vectors, signs);
                for (int move = 0; move < 10; move++) {
                    int j = random.nextInt(m);
                    double[] old = vectors.get(j);
                    double[] moved = old.clone();
                    for (int k = 0; k < moved.length; k++) {
                        moved[k] = moved[k] * Math.exp(random.nextGaussian()) + 0.3 * random.nextGaussian();
                    }
                    vectors.set(j, moved);
                    double next = NestedPolar.lower(x, at, vectors, signs);
                    if (next < value) {
                        vectors.set(j, old);
                    } else {
                        value = next;
                    }
                }
                best = Math.max(best, value);
            }
            return best;
        }
    }

    @Test
    void theIdentityGivesTheLargerPartsNorm() {
        NestedPolarBounds bounds =
                new Case(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, new double[] {3, 4, -12}).bounds(CLOSE);
        assertEquals(12, bounds.lower(), 1e-12);
        assertEquals(12, bounds.upper(), 1e-12);
        assertTrue(bounds.lower() <= 12 && bounds.upper() >= 12);
        assertEquals(Evidence.PROVED, bounds.evidence());
    }

    /**
     * One feature: atoms are multiples of a = (1, 2, 0) and b = (0, 0, 1) with both signs; at nu = (1, -0.4, 0) z = w a has w (1 - 0.8), at -nu
     * z = -w a has nothing. Nested signs gain nothing on one ray.
     */
    @Test
    void oneFeatureByHand() {
        NestedPolarBounds bounds = new Case(new double[][] {{1}, {2}, {-1}}, new double[] {1, -0.4, -3}).bounds(CLOSE);
        assertEquals(3, bounds.upper(), 1e-12);
        bounds = new Case(new double[][] {{1}, {2}, {-1}}, new double[] {1, -0.4, 0.1}).bounds(CLOSE);
        assertEquals(0.2, bounds.upper(), 1e-12);
        assertEquals(0.2, bounds.lower(), 1e-12);
    }

    /** Both sides against all e, t on a grid and directions on a grid, which together are within a few hundredths. */
    @Test
    void bruteForceOnUpToFourSamples() {
        for (long seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            int n = 2 + random.nextInt(3);
            double[][] x = new double[n][2];
            double[] nu = new double[n];
            for (int i = 0; i < n; i++) {
                x[i] = new double[] {random.nextGaussian(), random.nextGaussian()};
                // at most two negative ones, on either side, for the grid over t
                nu[i] = (i % 2 == 0 ? 1 : -1) * Math.abs(random.nextGaussian());
            }
            Case c = new Case(x, nu);
            NestedPolarBounds bounds = c.bounds(CLOSE);
            double brute = Math.max(brute(x, nu, 1), brute(x, nu, -1));
            double tolerance = 0.03 * c.size();
            assertEquals(brute, bounds.upper(), tolerance, "seed " + seed);
            assertEquals(brute, bounds.lower(), tolerance, "seed " + seed);
        }
    }

    /** max over e of min over t on a grid of max over directions on a grid of |mu^T (X u)_+|. */
    private static double brute(double[][] x, double[] nu, int sign) {
        int n = nu.length;
        int angles = 120;
        int grid = 16;
        double[][] act = new double[angles][n];
        for (int a = 0; a < angles; a++) {
            double angle = 2 * Math.PI * a / angles;
            for (int i = 0; i < n; i++) {
                act[a][i] = Math.max(0, Math.cos(angle) * x[i][0] + Math.sin(angle) * x[i][1]);
            }
        }
        int[] negative = java.util.stream.IntStream.range(0, n)
                .filter(i -> sign * nu[i] < 0)
                .toArray();
        double best = 0;
        for (int e = 0; e < 1 << n; e++) {
            double least = Double.POSITIVE_INFINITY;
            for (int t = 0; t < Math.pow(grid + 1, negative.length); t++) {
                double[] mu = new double[n];
                for (int i = 0; i < n; i++) {
                    mu[i] = sign * nu[i] > 0 && (e >> i & 1) != 0 ? sign * nu[i] : 0;
                }
                int rest = t;
                for (int i : negative) {
                    mu[i] = sign * nu[i] * (rest % (grid + 1)) / grid;
                    rest /= grid + 1;
                }
                double most = 0;
                for (double[] a : act) {
                    double f = 0;
                    for (int i = 0; i < n; i++) {
                        f += mu[i] * a[i];
                    }
                    most = Math.max(most, Math.abs(f));
                }
                least = Math.min(least, most);
            }
            best = Math.max(best, least);
        }
        return best;
    }

    @Test
    void noRandomPointOfGExceedsTheBoundOfManySmallProblems() {
        int nested = 0;
        for (long seed = 0; seed < 400; seed++) {
            Case c = Case.small(seed);
            NestedPolarBounds bounds = c.bounds(CLOSE);
            double sampled = c.sampled(100, seed);
            String what = "seed " + seed + ": " + bounds + ", sampled " + sampled;
            // rigorous lower bounds: no tolerance
            assertTrue(sampled <= bounds.upper(), what);
            assertTrue(bounds.upper() - bounds.lower() <= 2e-9 * bounds.upper() + 1e-13 * c.size() + 1e-300, what);
            PolarBounds two = ReluSolver.standard().gap(1e-9).betaMax(ReluProblem.twoLayer(c.x(), c.nu()));
            assertTrue(bounds.upper() >= two.lower(), what + ", two layers " + two);
            nested += bounds.lower() > two.upper() * 1.001 ? 1 : 0;
        }
        assertTrue(nested > 5, "three layers are more than two on some problems only: " + nested);
    }

    @Test
    void boundsHoldAfterEveryStep() {
        for (long seed = 400; seed < 460; seed++) {
            Case c = Case.small(seed);
            NestedPolarBounds truth = c.bounds(CLOSE);
            for (int steps = 0; steps < 3; steps++) {
                NestedPolarBounds early =
                        c.bounds(CLOSE.driver(Driver.standard().limits(Limits.iterations(steps))));
                assertTrue(early.upper() >= truth.lower(), "seed " + seed + " after " + steps + ": " + early);
                assertTrue(early.lower() <= truth.upper(), "seed " + seed + " after " + steps + ": " + early);
            }
        }
    }

    @Test
    void anyScaleOfTheDataWorks() {
        Case c = Case.small(12);
        double expected = c.bounds(CLOSE).upper();
        for (double scale : new double[] {0x1p-400, 0x1p-30, 0x1p30, 0x1p400}) {
            double[][] x = new double[c.x().length][];
            for (int i = 0; i < x.length; i++) {
                x[i] = java.util.Arrays.stream(c.x()[i]).map(t -> t * scale).toArray();
            }
            assertEquals(expected, new Case(x, c.nu()).bounds(CLOSE).upper() / scale, 1e-12 * expected);
        }
    }

    @Test
    void badNumbersAreRefused() {
        ThreeLayerProblem p = ThreeLayerProblem.of(new double[][] {{1}, {2}}, new double[] {1, 1});
        assertTrue(assertThrows(IllegalArgumentException.class, () -> CLOSE.polar(p, 1.0))
                .getMessage()
                .contains("2 samples, not 1"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> CLOSE.polar(p, 1.0, Double.NaN))
                .getMessage()
                .contains("NaN"));
    }
}
