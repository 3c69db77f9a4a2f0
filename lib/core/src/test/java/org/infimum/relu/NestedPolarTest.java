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
    /** Half a step is a cosine of 1 - 3e-5. */
    private static final int ANGLES = 400;

    private static final ThreeLayerSolver CLOSE = ThreeLayerSolver.standard().gap(1e-9);

    private record Case(double[][] x, double[] nu) {
        /** Gaussian or integer data with duplicate, collinear, opposite and zero rows, by number. */
        static Case small(long seed) {
            Random random = new Random(seed);
            return small(seed, 1 + random.nextInt(6), 1 + random.nextInt(3));
        }

        static Case small(long seed, int n, int d) {
            Random random = new Random(seed + 1000);
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

    /**
     * Against linear programs over atoms on a grid with all kinks, one for each sign pattern of z and without the multipliers t: rigorous from below,
     * and as near as the grid.
     */
    @Test
    void bruteForceOverAllSignPatternsOfManySmallProblems() {
        for (long seed = 0; seed < 150; seed++) {
            Case c = Case.small(seed, 2 + (int) (seed % 4), 2);
            NestedPolarBounds bounds = c.bounds(CLOSE);
            double brute = Math.max(brute(c, 1), brute(c, -1));
            String what = "seed " + seed + ": " + bounds + ", brute force " + brute;
            assertTrue(brute <= bounds.upper(), what);
            assertTrue(bounds.upper() <= brute * (1 + 2e-3) + 1e-13 * c.size(), what);
        }
    }

    /** max over sign patterns of z and weights of atoms of nu^T (z)_+, evaluated anew and rounded down. */
    private static double brute(Case c, int sign) {
        int n = c.nu().length;
        double[] nu = java.util.Arrays.stream(c.nu()).map(t -> sign * t).toArray();
        List<double[]> directions = new ArrayList<>();
        for (int a = 0; a < ANGLES; a++) {
            double angle = 2 * Math.PI * a / ANGLES;
            directions.add(new double[] {Math.cos(angle), Math.sin(angle)});
        }
        for (double[] row : c.x()) {
            double length = org.infimum.linalg.Euclidean.norm(row);
            if (length > 0) {
                directions.add(new double[] {-row[1] / length, row[0] / length});
                directions.add(new double[] {row[1] / length, -row[0] / length});
            }
        }
        int count = directions.size();
        double[][] z = new double[n][2 * count];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < count; j++) {
                double[] u = directions.get(j);
                z[i][j] = Math.max(0, c.x()[i][0] * u[0] + c.x()[i][1] * u[1]);
                z[i][count + j] = -z[i][j];
            }
        }
        double best = 0;
        for (int pattern = 0; pattern < 1 << n; pattern++) {
            double[][] rows = new double[n + 1][2 * count];
            double[] right = new double[n + 1];
            double[] price = new double[2 * count];
            java.util.Arrays.fill(rows[n], 1);
            right[n] = 1;
            for (int i = 0; i < n; i++) {
                boolean on = (pattern >> i & 1) != 0;
                for (int j = 0; j < 2 * count; j++) {
                    rows[i][j] = on ? -z[i][j] : z[i][j];
                    price[j] += on ? nu[i] * z[i][j] : 0;
                }
            }
            double[] weights = new SmallSimplex(rows, right, price).solution();
            List<double[]> vectors = new ArrayList<>();
            List<Integer> signs = new ArrayList<>();
            for (int j = 0; j < weights.length; j++) {
                if (weights[j] > 0) {
                    double[] u = directions.get(j % count);
                    vectors.add(new double[] {weights[j] * u[0], weights[j] * u[1]});
                    signs.add(j < count ? 1 : -1);
                }
            }
            best = Math.max(best, NestedPolar.lower(c.x(), nu, vectors, signs));
        }
        return best;
    }

    @Test
    void noRandomPointOfGExceedsTheBoundOfManySmallProblems() {
        int nested = 0;
        for (long seed = 0; seed < 300; seed++) {
            Case c = Case.small(seed);
            NestedPolarBounds bounds = c.bounds(CLOSE);
            double sampled = c.sampled(80, seed);
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

    /** A point that closes a node while its bound was being computed once left that bound to the next node: too low by 1e-8. */
    @Test
    void aBoundBelongsToItsNode() {
        double[][] x = {
            {-0.24171991724950978, 0.08123830016513357, -0.19342329968728111},
            {-0.38321757118222416, 0.30974396336879373, 0.633147288541554},
            {1.204713137324937, -0.47686630843401934, -1.3855576340676017},
            {-0.02773172240206323, -0.011678241848220059, -0.2437161673506251},
            {0.8638311048816245, -2.8032889759407196, 0.0297632009512316},
            {0.5830479871709675, 0.11344569667196439, -0.4961972349889955}
        };
        double[] nu = {
            0.013819014063145878,
            -0.12464288846801083,
            -0.09421836215547781,
            0.5141554742183376,
            0.031702367230233904,
            0.13735647185814634
        };
        double[] u = {-0.510194326860897, 0.5563026512884537, -0.6559185231478017};
        assertTrue(new Case(x, nu).bounds(CLOSE).upper() >= NestedPolar.lower(x, nu, List.of(u), List.of(1)));
    }

    @Test
    void boundsHoldAfterEveryStep() {
        for (long seed = 400; seed < 440; seed++) {
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
