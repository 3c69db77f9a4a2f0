package org.infimum.homogeneous;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.infimum.Certificate;
import org.infimum.Evidence;
import org.infimum.relu.VectorLoss;
import org.infimum.relu.VectorPolarBounds;
import org.junit.jupiter.api.Test;

class FactorizationTest {
    /** Numbers of ordinary size, zeros, copies of one another, and some far larger or smaller than the rest. */
    private static double[] numbers(int count, Random random) {
        double[] x = new double[count];
        double unit = Math.pow(10, random.nextInt(4) == 0 ? random.nextInt(201) - 100 : 0);
        for (int k = 0; k < count; k++) {
            x[k] = switch (random.nextInt(8)) {
                case 0 -> 0;
                case 1 -> k > 0 ? x[random.nextInt(k)] : unit;
                case 2 -> unit;
                default -> unit * random.nextGaussian();
            };
        }
        return x;
    }

    private static double[][] matrix(int n, int c, Random random) {
        double[] x = numbers(n * c, random);
        double[][] rows = new double[n][];
        for (int i = 0; i < n; i++) {
            rows[i] = Arrays.copyOfRange(x, i * c, (i + 1) * c);
        }
        return rows;
    }

    private static Factorization architecture(int n, int c, Random random) {
        ColumnNorm[] norms = ColumnNorm.values();
        return Factorization.of(n, c, norms[random.nextInt(2)], norms[random.nextInt(2)]);
    }

    private static BigDecimal exactOutput(Factorization of, double[] w, int r, int i, int k) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int p = 0; p < r; p++) {
            int from = p * of.parameters();
            sum = sum.add(new BigDecimal(w[from + i]).multiply(new BigDecimal(w[from + of.rows() + k])));
        }
        return sum;
    }

    private static BigDecimal exactNorm(ColumnNorm norm, double[] x, int from, int length) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int k = from; k < from + length; k++) {
            BigDecimal entry = new BigDecimal(Math.abs(x[k]));
            sum = sum.add(norm == ColumnNorm.L1 ? entry : entry.multiply(entry));
        }
        return norm == ColumnNorm.L1 ? sum : sum.sqrt(new MathContext(40));
    }

    @Property(tries = 1000)
    void outputsAreWithinTheirErrorsAndThetaBelowItsBound(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 5) int r) {
        Random random = new Random(seed);
        Factorization of = architecture(1 + random.nextInt(5), 1 + random.nextInt(5), random);
        double[] w = numbers(r * of.parameters(), random);
        double[] output = new double[of.rows() * of.columns()];
        double[] error = new double[output.length];
        of.outputWithError(w, r, output, error);
        for (int k = 0; k < output.length; k++) {
            BigDecimal off = exactOutput(of, w, r, k / of.columns(), k % of.columns())
                    .subtract(new BigDecimal(output[k]))
                    .abs();
            assertTrue(off.compareTo(new BigDecimal(error[k])) <= 0);
        }
        BigDecimal theta = BigDecimal.ZERO;
        for (int p = 0; p < r; p++) {
            int from = p * of.parameters();
            BigDecimal u = exactNorm(of.rowsNorm(), w, from, of.rows());
            BigDecimal v = exactNorm(of.columnsNorm(), w, from + of.rows(), of.columns());
            theta = theta.add(u.multiply(v));
            assertEquals(u.multiply(v).doubleValue(), of.theta(w, p), 1e-14 * of.theta(w, p));
        }
        double up = of.thetaUp(w, r);
        assertTrue(theta.compareTo(new BigDecimal(up)) <= 0);
        assertEquals(theta.doubleValue(), up, 1e-13 * up);
    }

    @Test
    void largeProductsGoByOpenBlasAndAgreeWithTheirErrors() {
        Random random = new Random(1);
        Factorization of = Factorization.frobenius(70, 50);
        int r = 9;
        double[] w = random.doubles(r * 120L, -1, 1).toArray();
        double[] output = new double[3500];
        double[] error = new double[3500];
        of.outputWithError(w, r, output, error);
        for (int k = 0; k < 3500; k++) {
            double off = exactOutput(of, w, r, k / 50, k % 50)
                    .subtract(new BigDecimal(output[k]))
                    .abs()
                    .doubleValue();
            assertTrue(off <= error[k] && error[k] < 1e-13);
        }
        double[] g = random.doubles(3500, -1, 1).toArray();
        double[] gradient = random.doubles(r * 120L, -1, 1).toArray();
        double[] before = gradient.clone();
        of.addGradient(w, r, g, gradient);
        for (int p = 0; p < r; p++) {
            double[] one = Arrays.copyOfRange(before, p * 120, (p + 1) * 120);
            of.addGradient(Arrays.copyOfRange(w, p * 120, (p + 1) * 120), 1, g, one);
            for (int k = 0; k < 120; k++) {
                assertEquals(one[k], gradient[p * 120 + k], 1e-12);
            }
        }
    }

    @Property(tries = 200)
    void gradientsAgreeWithDifferences(@ForAll long seed) {
        Random random = new Random(seed);
        int n = 1 + random.nextInt(4);
        int c = 2 + random.nextInt(3);
        Factorization of = architecture(n, c, random);
        double[][] y = new double[n][c];
        VectorLoss loss = VectorLoss.values()[random.nextInt(3)];
        for (double[] row : y) {
            for (int k = 0; k < c && loss != VectorLoss.CROSS_ENTROPY; k++) {
                row[k] = loss == VectorLoss.LOGISTIC ? (random.nextBoolean() ? 1 : -1) : random.nextGaussian();
            }
            row[0] = loss == VectorLoss.CROSS_ENTROPY ? 1 : row[0];
        }
        HomogeneousProblem problem = HomogeneousProblem.of(of, loss, y, 0.5);
        double[] w = random.doubles(2L * (n + c), 0.1, 1.5).toArray();
        for (int k = 0; k < w.length; k++) {
            w[k] *= random.nextBoolean() ? 1 : -1;
        }
        double[] gradient = new double[w.length];
        problem.descend(w, gradient);
        for (int k = 0; k < w.length; k++) {
            double h = 1e-5;
            double[] moved = w.clone();
            moved[k] += h;
            double above = problem.descend(moved, new double[w.length]);
            moved[k] -= 2 * h;
            double below = problem.descend(moved, new double[w.length]);
            assertEquals((above - below) / (2 * h), gradient[k], 1e-7 * (1 + Math.abs(gradient[k])));
        }
    }

    @Property(tries = 500)
    void balancingKeepsThePairAndMakesThePenaltyTheta(@ForAll long seed) {
        Random random = new Random(seed);
        Factorization of = architecture(1 + random.nextInt(4), 1 + random.nextInt(4), random);
        double[] w = numbers(2 * of.parameters(), random);
        double[] balanced = w.clone();
        of.balance(balanced, 2);
        double theta = of.theta(w, 0) + of.theta(w, 1);
        assertEquals(theta, of.theta(balanced, 0) + of.theta(balanced, 1), 1e-13 * theta);
        assertEquals(theta, of.addPenalty(balanced, 2, 1, new double[w.length]), 1e-13 * theta);
        double[] before = new double[of.rows() * of.columns()];
        double[] after = new double[before.length];
        of.output(w, 2, before);
        of.output(balanced, 2, after);
        for (int k = 0; k < before.length; k++) {
            assertEquals(before[k], after[k], 1e-14 * theta);
        }
    }

    @Property(tries = 1000)
    void polarsHoldEveryDirection(@ForAll long seed) {
        Random random = new Random(seed);
        int n = 1 + random.nextInt(4);
        int c = 1 + random.nextInt(4);
        Factorization of = architecture(n, c, random);
        double[][] v = matrix(n, c, random);
        List<PolarMaximum> maxima = of.maxima(v, List.of(), 3, 1);
        VectorPolarBounds bounds = of.polar(v, maxima);
        assertEquals(Evidence.PROVED, bounds.evidence());
        assertTrue(bounds.upper() - bounds.lower() <= 1e-9 * bounds.upper(), bounds::toString);
        double before = Double.POSITIVE_INFINITY;
        for (PolarMaximum maximum : maxima) {
            assertEquals(1, of.theta(maximum.w(), 0), 1e-14);
            assertTrue(maximum.value() <= before * (1 + 1e-14));
            assertEquals(
                    maximum.value(),
                    product(of, v, maximum.w()),
                    1e-13 * maxima.get(0).value());
            before = maximum.value();
        }
        for (int trial = 0; trial < 200; trial++) {
            double[] w = new double[n + c];
            for (int k = 0; k < w.length; k++) {
                w[k] = random.nextInt(3) == 0 ? 0 : random.nextGaussian();
            }
            double theta = of.theta(w, 0);
            if (theta > 0) {
                assertTrue(product(of, v, w) / theta <= bounds.upper() * (1 + 1e-13));
            }
        }
        assertEquals(0, of.polar(new double[n][c], List.of()).upper());
        assertTrue(of.maxima(new double[n][c], List.of(), 3, 1).isEmpty());
    }

    private static double product(Factorization of, double[][] v, double[] w) {
        double sum = 0;
        for (int i = 0; i < of.rows(); i++) {
            for (int k = 0; k < of.columns(); k++) {
                sum += v[i][k] * w[i] * w[of.rows() + k];
            }
        }
        return sum;
    }

    /** Any network's certificate holds the closed form's optimum; where it cannot be had it is refused in words. */
    @Property(tries = 4000)
    void weakDualityNeverFails(@ForAll long seed) {
        Random random = new Random(seed);
        int n = 1 + random.nextInt(3);
        int c = 1 + random.nextInt(3);
        Factorization of = architecture(n, c, random);
        double[][] y = matrix(n, c, random);
        double unit = of.maxima(y, List.of(), 1, 1).stream()
                .mapToDouble(PolarMaximum::value)
                .findFirst()
                .orElse(1);
        double lambda = unit * Math.pow(10, -3 * random.nextDouble()) * 2;
        HomogeneousProblem problem = HomogeneousProblem.of(of, VectorLoss.SQUARED, y, lambda);
        double[][] pairs = new double[random.nextInt(4)][];
        for (int p = 0; p < pairs.length; p++) {
            pairs[p] = numbers(n + c, random);
            if (random.nextBoolean()) {
                for (int k = 0; k < n + c; k++) {
                    pairs[p][k] = Math.sqrt(unit) * random.nextGaussian();
                }
            }
        }
        ParallelNetwork network = ParallelNetwork.of(of, pairs);
        double optimum = ClosedForm.optimum(of, y, lambda);
        try {
            Certificate certificate = problem.certify(network).certificate();
            assertTrue(certificate.lower() <= optimum * (1 + 1e-13), () -> certificate + " but " + optimum);
            assertTrue(certificate.upper() >= optimum * (1 - 1e-13), () -> certificate + " but " + optimum);
        } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().endsWith(".") || e.getMessage().endsWith("?"), e.getMessage());
        }
    }

    @Property(tries = 300)
    void proximalMapsAreMinima(@ForAll long seed) {
        Random random = new Random(seed);
        double[] z = numbers(1 + random.nextInt(5), random);
        double t = Math.pow(10, random.nextInt(7) - 3);
        for (ColumnNorm norm : ColumnNorm.values()) {
            double[] x = z.clone();
            norm.proximal(x, t);
            double least = proximalValue(norm, x, z, t);
            double scale = ColumnNorm.L2.of(z, 0, z.length);
            for (int trial = 0; trial < 50; trial++) {
                double[] other = x.clone();
                double step = scale * Math.pow(10, -random.nextInt(6));
                for (int k = 0; k < z.length; k++) {
                    other[k] += random.nextBoolean() ? step * random.nextGaussian() : 0;
                }
                assertTrue(least <= proximalValue(norm, other, z, t) * (1 + 1e-12));
            }
        }
    }

    private static double proximalValue(ColumnNorm norm, double[] x, double[] z, double t) {
        double square = 0;
        for (int k = 0; k < x.length; k++) {
            square += (x[k] - z[k]) * (x[k] - z[k]);
        }
        double length = norm.of(x, 0, x.length);
        return square / 2 + t * length * length / 2;
    }

    @Test
    void badInputIsRefusedInASentence() {
        assertMessage("at least one row and one column", () -> Factorization.frobenius(0, 3));
        assertMessage("0 x -1", () -> Factorization.frobenius(0, -1));
        assertMessage("50000 x 50000", () -> Factorization.frobenius(50_000, 50_000));
        Factorization of = Factorization.of(2, 3, ColumnNorm.L1, ColumnNorm.L2);
        assertMessage("2 rows, not 1.", () -> of.polar(new double[1][3], List.of()));
        assertMessage("Row 1", () -> of.maxima(new double[][] {{0, 0, 0}, {0}}, List.of(), 1, 1));
        assertMessage("NaN", () -> of.maxima(new double[][] {{0, 0, 0}, {0, Double.NaN, 0}}, List.of(), 1, 1));
        double[][] y = new double[2][3];
        assertMessage("not -1.0", () -> HomogeneousProblem.of(of, VectorLoss.SQUARED, y, -1));
        assertMessage("2 x 3", () -> HomogeneousProblem.of(of, VectorLoss.SQUARED, new double[3][2], 1));
        HomogeneousProblem huge =
                HomogeneousProblem.of(of, VectorLoss.SQUARED, new double[][] {{1e300, 0, 0}, {0, 0, 0}}, 1);
        assertMessage("overflows", () -> huge.certify(ParallelNetwork.zero(of)));
        assertMessage("overflows", huge::solve);
    }

    private static void assertMessage(String part, Runnable action) {
        String message =
                assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
