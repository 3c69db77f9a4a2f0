package org.infimum.relu;

import static org.infimum.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Random;
import org.infimum.Evidence;
import org.infimum.linalg.Euclidean;
import org.junit.jupiter.api.Test;

class VectorPolarTest {
    private static double[][] gaussian(Random random, int rows, int columns) {
        double[][] matrix = new double[rows][columns];
        for (double[] row : matrix) {
            for (int k = 0; k < columns; k++) {
                row[k] = random.nextGaussian();
            }
        }
        return matrix;
    }

    /** Small problems, many of them degenerate: zero and duplicate rows, integers, one sign. */
    private static VectorPolar small(long seed) {
        Random random = new Random(seed);
        int n = 1 + random.nextInt(8);
        int d = 1 + random.nextInt(3);
        int c = 1 + random.nextInt(4);
        double[][] x = gaussian(random, n, d);
        double[][] v = gaussian(random, n, c);
        for (int i = 0; i < n; i++) {
            if (seed % 3 == 1) {
                for (int k = 0; k < d; k++) {
                    x[i][k] = random.nextInt(5) - 2;
                }
                for (int k = 0; k < c; k++) {
                    v[i][k] = random.nextInt(3) - 1;
                }
            } else if (seed % 3 == 2 && i > 0 && random.nextBoolean()) {
                x[i] = x[random.nextInt(i)].clone();
            }
            if (seed % 5 == 0) {
                for (int k = 0; k < c; k++) {
                    v[i][k] = Math.abs(v[i][k]);
                }
            }
        }
        return VectorPolar.of(x, v);
    }

    private static double sampled(VectorPolar polar, int draws, long seed) {
        Random random = new Random(seed);
        double best = 0;
        double[] u = new double[polar.dimension()];
        for (int draw = 0; draw < draws; draw++) {
            for (int k = 0; k < u.length; k++) {
                u[k] = random.nextGaussian();
            }
            best = Math.max(best, Euclidean.norm(polar.at(u)) / Euclidean.norm(u));
        }
        return best;
    }

    private static double ascended(VectorPolar polar) {
        return VectorAscent.of(polar, 20, 1).run(List.of()).stream()
                .mapToDouble(VectorPolarMaximum::value)
                .max()
                .orElse(0);
    }

    @Test
    void noUpperBoundIsBelowTheBestDirection() {
        int relaxed = 0;
        for (int seed = 0; seed < 2000; seed++) {
            VectorPolar polar = small(seed);
            double best = Math.max(ascended(polar), sampled(polar, 200, seed));
            // few iterations: a bound from poor multipliers must hold as well
            VectorPolarBound.Bound bound =
                    VectorPolarBound.standard().iterations(1 + seed % 25).upper(polar);
            assertTrue(bound.value() >= best * (1 - 1e-12), "seed " + seed + ": " + bound.value() + " < " + best);
            relaxed += bound.because().contains("relaxation") ? 1 : 0;
        }
        assertTrue(relaxed > 1000, relaxed + " of 2000 from the relaxation");
    }

    @Test
    void rotatedScalarPolarsBoundTheVectorPolar() {
        VectorPolarBound bound =
                VectorPolarBound.standard().iterations(0).oracle(SimplicialBranchAndBound.standard(), 100);
        for (int seed = 0; seed < 150; seed++) {
            VectorPolar polar = small(seed);
            double best = Math.max(ascended(polar), sampled(polar, 200, seed));
            double upper = bound.upper(polar).value();
            assertTrue(upper >= best * (1 - 1e-12), "seed " + seed + ": " + upper + " < " + best);
            // orthogonal directions cannot all have the largest value by more than this
            assertTrue(upper <= best * Math.sqrt(polar.outputs()) * 1.1 + 1e-9, "seed " + seed);
        }
    }

    @Test
    void oneOutputIsTheScalarPolar() {
        VectorPolarBound bound =
                VectorPolarBound.standard().iterations(100).oracle(SimplicialBranchAndBound.standard(), 1000);
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            double[][] x = gaussian(random, 8, 3);
            double[][] v = gaussian(random, 8, 1);
            VectorPolar polar = VectorPolar.of(x, v);
            double scalar = 0;
            for (int sign = -1; sign <= 1; sign += 2) {
                PolarSearch search = SimplicialBranchAndBound.standard()
                        .search(polar.along(new double[] {sign}), new PolarGoal(0, 1e-6), List.of());
                while (!search.isDone()) {
                    search.step();
                }
                scalar = Math.max(scalar, search.bounds().upper());
            }
            VectorPolarBounds bounds = bound.bounds(polar, List.of(), 1);
            assertEquals(Evidence.PROVED, bounds.evidence());
            assertEquals(scalar, bounds.upper(), 2e-3 * scalar);
            assertEquals(scalar, bounds.lower(), 2e-3 * scalar);
        }
    }

    /** With X = I the set of (X u)_+ is the non-negative part of the ball. For V of one sign the best point is V's leading singular vector. */
    @Test
    void identityAndOneSignGiveTheSpectralNorm() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            double[][] v = gaussian(random, 5, 3);
            double[][] x = new double[5][5];
            for (int i = 0; i < 5; i++) {
                x[i][i] = 1;
                for (int c = 0; c < 3; c++) {
                    v[i][c] = (seed % 2 == 0 ? 1 : -1) * Math.abs(v[i][c]);
                }
            }
            VectorPolarBounds bounds = VectorPolarBound.standard().bounds(VectorPolar.of(x, v), List.of(), 1);
            double norm = spectralNorm(v);
            assertEquals(norm, bounds.lower(), 1e-6 * norm);
            assertEquals(norm, bounds.upper(), 1e-2 * norm);
            assertTrue(bounds.upper() >= norm * (1 - 1e-12));
        }
    }

    private static double spectralNorm(double[][] v) {
        double[] w = {1, 1.1, 0.9};
        double norm = 0;
        for (int iteration = 0; iteration < 2000; iteration++) {
            double[] next = new double[w.length];
            for (double[] row : v) {
                double t = 0;
                for (int c = 0; c < w.length; c++) {
                    t += row[c] * w[c];
                }
                for (int c = 0; c < w.length; c++) {
                    next[c] += t * row[c];
                }
            }
            norm = Euclidean.norm(next);
            for (int c = 0; c < w.length; c++) {
                w[c] = next[c] / norm;
            }
        }
        return Math.sqrt(norm);
    }

    /** X = I and one output: only samples of one sign help, so the polar is max(||nu_+||, ||nu_-||) = 5 or 12. */
    @Test
    void identityAndOneOutput() {
        double[][] x = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        VectorPolarBounds bounds =
                VectorPolarBound.standard().bounds(VectorPolar.of(x, new double[][] {{3}, {4}, {-12}}), List.of(), 1);
        assertEquals(12, bounds.lower(), 1e-9);
        assertTrue(bounds.upper() >= 12);
        assertEquals(12, bounds.upper(), 0.1);
    }

    @Test
    void theProofRefusesALambdaThatIsTooSmall() {
        Random random = new Random(5);
        double[][] x = gaussian(random, 20, 4);
        double[][] v = gaussian(random, 20, 3);
        PolarRelaxation relaxation = new PolarRelaxation(x, v);
        PolarMultipliers multipliers =
                relaxation.solve(200).orElseThrow().multipliers().widened(1 + 1e-9);
        double lambda = relaxation.lambda(multipliers);
        assertTrue(PolarProof.holds(x, multipliers, lambda * (1 + 1e-6)));
        assertFalse(PolarProof.holds(x, multipliers, lambda * 0.99));
        // with E halved the part in h is not positive
        assertFalse(PolarProof.holds(x, multipliers.widened(0.5), lambda * 10));
    }

    @Test
    void manySamplesAreSplit() {
        Random random = new Random(6);
        int n = VectorPolarBound.LARGEST_PART + 1;
        VectorPolar polar = VectorPolar.of(gaussian(random, n, 1), gaussian(random, n, 1));
        VectorPolarBound.Bound bound = VectorPolarBound.standard().iterations(0).upper(polar);
        assertTrue(bound.because().contains("2 relaxations"), bound.because());
        assertTrue(bound.value() >= ascended(polar));
    }

    @Test
    void theLowerBoundIsBelowTheExactValue() {
        MathContext precise = new MathContext(60);
        for (int seed = 0; seed < 200; seed++) {
            VectorPolar polar = small(seed);
            Random random = new Random(seed);
            double[] u = gaussian(random, 1, polar.dimension())[0];
            BigDecimal[] a = new BigDecimal[polar.outputs()];
            java.util.Arrays.fill(a, BigDecimal.ZERO);
            BigDecimal length = BigDecimal.ZERO;
            for (double entry : u) {
                length = length.add(new BigDecimal(entry).pow(2));
            }
            for (int i = 0; i < polar.samples(); i++) {
                BigDecimal t = BigDecimal.ZERO;
                for (int k = 0; k < u.length; k++) {
                    t = t.add(new BigDecimal(u[k]).multiply(new BigDecimal(polar.x()[i][k])));
                }
                for (int c = 0; c < a.length && t.signum() > 0; c++) {
                    a[c] = a[c].add(t.multiply(new BigDecimal(polar.v()[i][c])));
                }
            }
            BigDecimal square = BigDecimal.ZERO;
            for (BigDecimal entry : a) {
                square = square.add(entry.pow(2));
            }
            double lower = polar.lower(u);
            BigDecimal bound = new BigDecimal(lower).pow(2).multiply(length, precise);
            assertTrue(bound.compareTo(square) <= 0, "seed " + seed);
            assertEquals(Math.sqrt(square.doubleValue() / length.doubleValue()), lower, 1e-12 * (1 + lower));
        }
    }

    @Test
    void extremeScales() {
        Random random = new Random(7);
        double[][] x = gaussian(random, 6, 2);
        double[][] v = gaussian(random, 6, 2);
        double usual = VectorPolarBound.standard().upper(VectorPolar.of(x, v)).value();
        double[][] tiny = new double[6][2];
        for (int i = 0; i < 6; i++) {
            for (int k = 0; k < 2; k++) {
                tiny[i][k] = Math.scalb(x[i][k], -300);
            }
        }
        assertEquals(
                Math.scalb(usual, -300),
                VectorPolarBound.standard().upper(VectorPolar.of(tiny, v)).value());
    }

    @Test
    void zeroDualNumbersHaveThePolarZero() {
        VectorPolarBounds bounds = VectorPolarBound.standard()
                .bounds(VectorPolar.of(new double[][] {{1, 2}}, new double[][] {{0, 0}}), List.of(), 1);
        assertEquals(0, bounds.upper());
        assertEquals(0, bounds.lower());
    }

    @Test
    void badInputIsRefusedInWords() {
        refused(() -> VectorPolar.of(new double[][] {{1}}, new double[0][]), "not 0 for 1");
        refused(() -> VectorPolar.of(new double[][] {{Double.NaN}}, new double[][] {{1}}), "Sample 0", "NaN");
        refused(
                () -> VectorPolar.of(new double[][] {{1}, {2}}, new double[][] {{1}, {1, 2}}),
                "Dual row 1",
                "2 numbers");
        refused(() -> VectorPolarBound.standard().iterations(-1), "not -1");
        refused(() -> VectorPolarBound.standard().oracle(SimplicialBranchAndBound.standard(), 0), "not 0");
    }
}
