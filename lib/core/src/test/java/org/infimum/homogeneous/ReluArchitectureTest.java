package org.infimum.homogeneous;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.infimum.Evidence;
import org.infimum.linalg.Euclidean;
import org.infimum.network.Shape;
import org.infimum.relu.VectorLoss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReluArchitectureTest {
    private static double[] normal(int length, SplittableRandom random) {
        return random.doubles(length).map(ignored -> random.nextGaussian()).toArray();
    }

    private static double[][] normal(int rows, int columns, SplittableRandom random) {
        double[][] x = new double[rows][];
        for (int i = 0; i < rows; i++) {
            x[i] = normal(columns, random);
        }
        return x;
    }

    static Stream<ReluArchitecture> architectures() {
        SplittableRandom random = new SplittableRandom(3);
        double[][] x = normal(6, 5, random);
        x[2][3] = 0;
        Shape image = new Shape(2, 5, 4);
        double[][] images = normal(4, image.size(), random);
        return Stream.of(
                ReluArchitecture.hiddenLayer(x, 1),
                ReluArchitecture.hiddenLayer(x, 3),
                ReluArchitecture.dense(x, 2, 3),
                ReluArchitecture.dense(x, 2, 3, 4),
                ReluArchitecture.dense(x, 1, 4, 3, 2),
                ReluArchitecture.dense(x, 2, 3, 2).regularizer(Regularizer.SUM_OF_SQUARES),
                ReluArchitecture.convolutional(images, image, 2, ReluConvolution.of(3, 3, 1, 1)),
                ReluArchitecture.convolutional(
                        images, image, 3, ReluConvolution.of(2, 2, 2, 1), ReluConvolution.of(2, 2, 1, 0)),
                ReluArchitecture.convolutional(
                        images, image, 1, ReluConvolution.of(3, 2, 1, 1).maxPooling(2, 2)),
                ReluArchitecture.convolutional(
                        images,
                        image,
                        2,
                        ReluConvolution.of(2, 3, 1, 1).meanPooling(2, 1),
                        ReluConvolution.of(2, 2, 1, 0)));
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void gradientsAreThoseOfDifferences(ReluArchitecture architecture) {
        SplittableRandom random = new SplittableRandom(5);
        int r = 3;
        double[] w = normal(r * architecture.parameters(), random);
        double[] g = normal(architecture.rows() * architecture.columns(), random);
        double[] gradient = new double[w.length];
        architecture.addGradient(w, r, g, gradient);
        double[] slope = new double[w.length];
        architecture.addPenalty(w, r, 0.7, slope);
        for (int k = 0; k < w.length; k++) {
            double[] up = w.clone();
            double[] down = w.clone();
            up[k] += 1e-6;
            down[k] -= 1e-6;
            double difference = (product(architecture, up, r, g) - product(architecture, down, r, g)) / 2e-6;
            assertEquals(difference, gradient[k], 2e-6 * (1 + Math.abs(difference)), "parameter " + k);
            double[] ignored = new double[w.length];
            double penalty =
                    (architecture.addPenalty(up, r, 1, ignored) - architecture.addPenalty(down, r, 1, ignored)) / 2e-6;
            assertEquals(0.7 * penalty, slope[k], 2e-6 * (1 + Math.abs(penalty)), "penalty " + k);
        }
    }

    private static double product(ReluArchitecture architecture, double[] w, int r, double[] g) {
        double[] output = new double[g.length];
        architecture.output(w, r, output);
        return Euclidean.dot(output, g);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void degreesAreThoseOfTheMaps(ReluArchitecture architecture) {
        SplittableRandom random = new SplittableRandom(6);
        double[] w = normal(architecture.parameters(), random);
        double[] output = new double[architecture.rows() * architecture.columns()];
        double[] scaled = new double[output.length];
        architecture.output(w, 1, output);
        for (double a : new double[] {0, 0.5, 3}) {
            double[] aw = java.util.Arrays.stream(w).map(entry -> a * entry).toArray();
            architecture.output(aw, 1, scaled);
            double factor = Math.pow(a, architecture.degree());
            for (int k = 0; k < output.length; k++) {
                assertEquals(factor * output[k], scaled[k], 1e-12 * (1 + Math.abs(factor * output[k])));
            }
            double theta = Math.pow(a, architecture.regularizerDegree()) * architecture.theta(w, 0);
            assertEquals(theta, architecture.theta(aw, 0), 1e-12 * (1 + theta));
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void thePenaltyIsThetaWhereBalancedAndNeverLess(ReluArchitecture architecture) {
        SplittableRandom random = new SplittableRandom(7);
        int m = architecture.parameters();
        double[] w = normal(2 * m, random);
        double theta = architecture.theta(w, 0) + architecture.theta(w, 1);
        double[] ignored = new double[w.length];
        assertTrue(architecture.addPenalty(w, 2, 1, ignored) >= theta * (1 - 1e-14));
        assertTrue(architecture.thetaUp(w, 2) >= theta * (1 - 1e-14));
        assertEquals(theta, architecture.thetaUp(w, 2), 1e-13 * theta);
        double[] before = new double[architecture.rows() * architecture.columns()];
        architecture.output(w, 2, before);
        architecture.balance(w, 2);
        assertEquals(theta, architecture.addPenalty(w, 2, 1, ignored), 1e-13 * theta);
        double[] after = new double[before.length];
        architecture.output(w, 2, after);
        assertArrayEquals(before, after, 1e-12 * (1 + Euclidean.norm(before)));
    }

    @Test
    void aZeroLayerBalancesToNothing() {
        ReluArchitecture architecture = ReluArchitecture.dense(new double[][] {{1, 2}}, 1, 2);
        double[] w = {1, 2, 3, 4, 0, 0};
        architecture.balance(w, 1);
        assertArrayEquals(new double[6], w);
        assertEquals(0, architecture.thetaUp(w, 1));
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void theFastOutputIsWithinTheProvedErrors(ReluArchitecture architecture) {
        SplittableRandom random = new SplittableRandom(8);
        int r = 4;
        double[] w = normal(r * architecture.parameters(), random);
        int length = architecture.rows() * architecture.columns();
        double[] output = new double[length];
        double[] proved = new double[length];
        double[] error = new double[length];
        architecture.output(w, r, output);
        architecture.outputWithError(w, r, proved, error);
        for (int k = 0; k < length; k++) {
            assertTrue(error[k] > 0 && error[k] < 1e-11);
            assertEquals(proved[k], output[k], 2 * error[k]);
        }
    }

    @Test
    void exactOutputsOfDenseNetworksAreWithinTheProvedErrors() {
        SplittableRandom random = new SplittableRandom(9);
        for (int trial = 0; trial < 200; trial++) {
            double[][] x = normal(2, 3, random);
            int[] widths = trial % 2 == 0 ? new int[] {2} : new int[] {2, 3};
            ReluArchitecture architecture = ReluArchitecture.dense(x, 2, widths);
            double[] w = normal(2 * architecture.parameters(), random);
            double[] output = new double[4];
            double[] error = new double[4];
            architecture.outputWithError(w, 2, output, error);
            for (int i = 0; i < 2; i++) {
                BigDecimal[] sum = {BigDecimal.ZERO, BigDecimal.ZERO};
                for (int j = 0; j < 2; j++) {
                    BigDecimal[] z = exact(x[i], w, j * architecture.parameters(), widths);
                    sum[0] = sum[0].add(z[0]);
                    sum[1] = sum[1].add(z[1]);
                }
                for (int c = 0; c < 2; c++) {
                    BigDecimal distance =
                            sum[c].subtract(new BigDecimal(output[2 * i + c])).abs();
                    assertTrue(distance.compareTo(new BigDecimal(error[2 * i + c])) <= 0);
                }
            }
        }
    }

    private static BigDecimal[] exact(double[] x, double[] w, int from, int[] widths) {
        BigDecimal[] now = java.util.Arrays.stream(x).mapToObj(BigDecimal::new).toArray(BigDecimal[]::new);
        int at = from;
        for (int l = 0; l <= widths.length; l++) {
            BigDecimal[] next = new BigDecimal[l < widths.length ? widths[l] : 2];
            java.util.Arrays.fill(next, BigDecimal.ZERO);
            for (BigDecimal value : now) {
                for (int o = 0; o < next.length; o++) {
                    next[o] = next[o].add(value.multiply(new BigDecimal(w[at++])));
                }
            }
            for (int o = 0; o < next.length && l < widths.length; o++) {
                next[o] = next[o].max(BigDecimal.ZERO);
            }
            now = next;
        }
        return now;
    }

    @Test
    void exactOutputsOfAConvolutionWithPoolingAreWithinTheProvedErrors() {
        SplittableRandom random = new SplittableRandom(10);
        for (int trial = 0; trial < 100; trial++) {
            double[][] x = normal(1, 16, random);
            boolean max = trial % 2 == 0;
            ReluConvolution layer = ReluConvolution.of(1, 3, 1, 1);
            layer = max ? layer.maxPooling(2, 2) : layer.meanPooling(2, 2);
            ReluArchitecture architecture = ReluArchitecture.convolutional(x, new Shape(1, 4, 4), 1, layer);
            double[] w = normal(architecture.parameters(), random);
            BigDecimal sum = BigDecimal.ZERO;
            for (int block = 0; block < 4; block++) {
                BigDecimal pooled = BigDecimal.ZERO;
                for (int pixel = 0; pixel < 4; pixel++) {
                    BigDecimal z = BigDecimal.ZERO;
                    for (int k = 0; k < 9; k++) {
                        int y = block / 2 * 2 + pixel / 2 + k / 3 - 1;
                        int column = block % 2 * 2 + pixel % 2 + k % 3 - 1;
                        if (y >= 0 && y < 4 && column >= 0 && column < 4) {
                            z = z.add(new BigDecimal(w[k]).multiply(new BigDecimal(x[0][4 * y + column])));
                        }
                    }
                    z = z.max(BigDecimal.ZERO);
                    pooled = max ? pooled.max(z) : pooled.add(z.multiply(new BigDecimal("0.25")));
                }
                sum = sum.add(pooled.multiply(new BigDecimal(w[9 + block])));
            }
            double[] output = new double[1];
            double[] error = new double[1];
            architecture.outputWithError(w, 1, output, error);
            assertTrue(error[0] < 1e-12);
            assertTrue(sum.subtract(new BigDecimal(output[0])).abs().compareTo(new BigDecimal(error[0])) <= 0);
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void polarsLieBetweenTheirBounds(ReluArchitecture architecture) {
        SplittableRandom random = new SplittableRandom(11);
        int length = architecture.rows() * architecture.columns();
        for (int trial = 0; trial < 3; trial++) {
            double[][] v = normal(architecture.rows(), architecture.columns(), random);
            double[] flat =
                    Stream.of(v).flatMapToDouble(java.util.Arrays::stream).toArray();
            List<PolarMaximum> maxima = architecture.maxima(v, List.of(), 10, 1);
            var bounds = architecture.polar(v, maxima);
            assertEquals(Evidence.PROVED, bounds.evidence());
            double best = maxima.get(0).value();
            assertEquals(1, architecture.theta(maxima.get(0).w(), 0), 1e-12);
            double[] output = new double[length];
            architecture.output(maxima.get(0).w(), 1, output);
            assertEquals(best, Euclidean.dot(output, flat), 1e-9 * best);
            assertTrue(best <= bounds.upper() * (1 + 1e-12), () -> best + " above " + bounds);
            assertEquals(1, architecture.theta(bounds.maximizer(), 0), 1e-12);
            assertTrue(bounds.lower() >= best * (1 - 1e-9));
            for (int sample = 0; sample < 2000; sample++) {
                double[] w = normal(architecture.parameters(), random);
                double power = (double) architecture.degree() / architecture.regularizerDegree();
                architecture.output(w, 1, output);
                double value = Euclidean.dot(output, flat) / Math.pow(architecture.theta(w, 0), power);
                assertTrue(value <= bounds.upper());
                assertTrue(
                        architecture.regularizerDegree() != architecture.degree() || value <= best * (1 + 1e-6),
                        () -> value + " above what ascent found, " + best);
            }
        }
    }

    @Test
    void theBoundSeesAllSamplesOfTheFirstLayerTogether() {
        double[][] x = {{1, 0}, {0, 1}};
        double[][] v = {{1}, {1}};
        ReluArchitecture deep = ReluArchitecture.dense(x, 1, 1, 1);
        var bounds = deep.polar(v, deep.maxima(v, List.of(), 5, 1));
        assertEquals(Math.sqrt(2), bounds.lower(), 1e-7);
        assertEquals(Math.sqrt(2), bounds.upper(), 1e-7);
    }

    @Test
    void weakDualityHoldsOnThousandsOfSmallProblems() {
        SplittableRandom random = new SplittableRandom(12);
        for (int trial = 0; trial < 2000; trial++) {
            int n = 1 + random.nextInt(4);
            int d = 1 + random.nextInt(3);
            // the relaxation for several outputs of one hidden neuron takes longest
            int c = trial % 2 == 1 || trial % 100 == 0 ? 2 : 1;
            double[][] x = normal(n, d, random);
            ReluArchitecture architecture = trial % 2 == 0
                    ? ReluArchitecture.hiddenLayer(x, c)
                    : ReluArchitecture.dense(x, c, 2, 1 + random.nextInt(2));
            VectorLoss loss = VectorLoss.values()[trial % 4 == 3 ? 2 : trial / 2 % 2];
            HomogeneousProblem problem =
                    HomogeneousProblem.of(architecture, loss, targets(loss, n, c, random), 0.01 + random.nextDouble());
            var certificate = problem.certify(ParallelNetwork.random(architecture, 1 + random.nextInt(3), 1, trial))
                    .certificate();
            assertEquals(Evidence.PROVED, certificate.evidence());
            for (int other = 0; other < 10; other++) {
                double deviation = Math.pow(10, 2 * random.nextDouble() - 1.5);
                ParallelNetwork network = ParallelNetwork.random(architecture, 1 + other % 4, deviation, other);
                double value = problem.objective(network);
                assertTrue(certificate.lower() <= value, () -> certificate + " above " + value);
            }
            double[] w = ParallelNetwork.random(architecture, 3, 0.5, trial).flat();
            LocalDescent.Steps descent = new QuasiNewtonDescent(100, 1e-6).begin(problem, w);
            while (descent.step()) {
                // to its end
            }
            double[] point = descent.point().clone();
            architecture.balance(point, 3);
            double trained = problem.objective(ParallelNetwork.flat(architecture, point));
            assertTrue(certificate.lower() <= trained, () -> certificate + " above the trained " + trained);
        }
    }

    private static double[][] targets(VectorLoss loss, int n, int c, SplittableRandom random) {
        double[][] y = new double[n][c];
        for (double[] row : y) {
            for (int k = 0; k < c; k++) {
                row[k] = switch (loss) {
                    case SQUARED -> random.nextGaussian();
                    case LOGISTIC -> random.nextBoolean() ? 1 : -1;
                    case CROSS_ENTROPY -> 0;
                };
            }
            if (loss == VectorLoss.CROSS_ENTROPY) {
                row[random.nextInt(c)] = 1;
            }
        }
        return y;
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void theSolverLowersTheObjectiveAndItsCertificateHolds(ReluArchitecture architecture) {
        if (architecture.degree() != architecture.regularizerDegree()) {
            return;
        }
        SplittableRandom random = new SplittableRandom(13);
        for (VectorLoss loss : VectorLoss.values()) {
            if (loss == VectorLoss.CROSS_ENTROPY && architecture.columns() == 1) {
                continue;
            }
            double[][] y = targets(loss, architecture.rows(), architecture.columns(), random);
            HomogeneousProblem problem = HomogeneousProblem.of(architecture, loss, y, 0.3);
            ParallelNetwork start = ParallelNetwork.random(architecture, 2, 0.5, 4);
            HomogeneousSolver solver = HomogeneousSolver.standard()
                    .settings(new HomogeneousSolver.Settings(1e-6, 2, 2, 6, 1))
                    .driver(org.infimum.Driver.standard().limits(org.infimum.Limits.iterations(12)));
            HomogeneousSolution solution = solver.solve(problem, start);
            double[] objectives = solution.trace().column("objective");
            for (int k = 1; k < objectives.length; k++) {
                assertTrue(objectives[k] <= objectives[k - 1]);
            }
            var certificate = solution.certificate().certificate();
            assertTrue(certificate.upper() < problem.objective(start));
            assertTrue(certificate.lower() <= certificate.upper());
            assertEquals(Evidence.PROVED, certificate.evidence());
            for (int seed = 0; seed < 20; seed++) {
                assertTrue(certificate.lower()
                        <= problem.objective(ParallelNetwork.random(architecture, 3, 0.3, 100 + seed)));
            }
        }
    }

    @Test
    void withThreeLayersAndSquaredNormsDescentDoesNotLeaveTheZeroNetwork() {
        double[][] x = {{1, 0}, {0, 1}, {1, 1}};
        double[][] y = {{2}, {2}, {4}};
        ReluArchitecture matched = ReluArchitecture.dense(x, 1, 1, 1);
        ReluArchitecture mismatched = matched.regularizer(Regularizer.SUM_OF_SQUARES);
        HomogeneousProblem problem = HomogeneousProblem.of(mismatched, VectorLoss.SQUARED, y, 0.1);
        double atZero = problem.objective(ParallelNetwork.zero(mismatched));
        for (int seed = 0; seed < 50; seed++) {
            double[] start = ParallelNetwork.random(mismatched, 2, 1e-3, seed).flat();
            LocalDescent.Steps descent = QuasiNewtonDescent.standard().begin(problem, start);
            while (descent.step()) {
                // to its end
            }
            assertEquals(12, descent.value(), 1e-6);
            assertEquals(0, Euclidean.norm(descent.point()), 1e-3);
        }
        double[] good = {1.3, 1.3, 1.3, 1.1};
        assertTrue(problem.objective(ParallelNetwork.of(mismatched, good)) < 0.5 * atZero);
        HomogeneousProblem sound = HomogeneousProblem.of(matched, VectorLoss.SQUARED, y, 0.1);
        HomogeneousSolution solution = HomogeneousSolver.standard().solve(sound);
        assertTrue(solution.certificate().certificate().upper() < 0.1 * atZero, solution::toString);
        String message = assertThrows(
                        IllegalStateException.class, () -> problem.certify(ParallelNetwork.zero(mismatched)))
                .getMessage();
        assertTrue(message.contains("of degree 3") && message.contains("of degree 2"), message);
        assertThrows(
                IllegalStateException.class, () -> HomogeneousSolver.standard().solve(problem));
    }

    @Test
    void badInputGetsASentence() {
        double[][] x = {{1, 2}, {3, 4}};
        refuses("NaN", () -> ReluArchitecture.hiddenLayer(new double[][] {{1, Double.NaN}}, 1));
        refuses("Sample 1 has 1", () -> ReluArchitecture.hiddenLayer(new double[][] {{1, 2}, {3}}, 1));
        refuses("at least one sample", () -> ReluArchitecture.hiddenLayer(new double[0][], 1));
        refuses("at least one output", () -> ReluArchitecture.hiddenLayer(x, 0));
        refuses("at least one hidden layer", () -> ReluArchitecture.dense(x, 1));
        refuses("the width 0", () -> ReluArchitecture.dense(x, 1, 2, 0));
        Shape image = new Shape(1, 1, 2);
        refuses("at least one convolution", () -> ReluArchitecture.convolutional(x, image, 1));
        refuses(
                "have 4 numbers",
                () -> ReluArchitecture.convolutional(x, new Shape(1, 2, 2), 1, ReluConvolution.of(1, 1, 1, 0)));
        refuses("does not fit", () -> ReluArchitecture.convolutional(x, image, 1, ReluConvolution.of(1, 3, 1, 0)));
        refuses("at least one output channel", () -> ReluConvolution.of(0, 3, 1, 0));
        refuses("padding", () -> ReluConvolution.of(1, 3, 1, 3));
    }

    private static void refuses(String part, org.junit.jupiter.api.function.Executable bad) {
        String message = assertThrows(IllegalArgumentException.class, bad).getMessage();
        assertTrue(message.contains(part), message);
    }

    /** Hidden: -3e308 + 5.1e308 is -infinity + ..., and the ReLU made 0 of it; exactly it is 2.1e308, and the output 2.1e8. */
    @Test
    void aSumThatOverflowsBeforeARectifierIsNotTakenForZero() {
        ReluArchitecture architecture = ReluArchitecture.dense(new double[][] {{1e100}}, 1, 5, 1);
        double[] w = {1e150, 1e150, 1e150, 1e150, 1e150, -1.5e58, -1.5e58, 1.7e58, 1.7e58, 1.7e58, 1e-300};
        double[] output = new double[1];
        double[] error = new double[1];
        architecture.outputWithError(w, 1, output, error);
        assertTrue(Math.abs(output[0] - 2.1e8) <= error[0], output[0] + " +- " + error[0]);
        for (VectorLoss loss : List.of(VectorLoss.SQUARED, VectorLoss.LOGISTIC)) {
            HomogeneousProblem problem = HomogeneousProblem.of(architecture, loss, new double[][] {{-1}}, 1e-60);
            assertEquals(
                    Double.POSITIVE_INFINITY, problem.objective(ParallelNetwork.of(architecture, w)), loss.toString());
        }
    }

    @Test
    void balancingLayersFarApartKeepsTheSubnetwork() {
        ReluArchitecture architecture = ReluArchitecture.dense(new double[][] {{1, 1}}, 1, 1, 1);
        double[] w = {0x1p-1060, 0, 0x1p500, 0x1p500};
        architecture.balance(w, 1);
        double even = Math.pow(2, -20);
        assertArrayEquals(new double[] {even, 0, even, even}, w, 1e-12 * even);
    }
}
