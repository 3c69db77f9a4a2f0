package org.infimum.relu;

import static org.infimum.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Random;
import org.infimum.Evidence;
import org.junit.jupiter.api.Test;

class VectorReluProblemTest {
    private static double[][] gaussian(Random random, int rows, int columns) {
        double[][] matrix = new double[rows][columns];
        for (double[] row : matrix) {
            for (int k = 0; k < columns; k++) {
                row[k] = random.nextGaussian();
            }
        }
        return matrix;
    }

    private static int[] labels(Random random, int n, int classes) {
        return random.ints(n, 0, classes).toArray();
    }

    private static VectorNetwork network(Random random, int m, int d, int c) {
        return VectorNetwork.of(gaussian(random, m, d), gaussian(random, m, c), d, c);
    }

    @Test
    void theObjectiveIsAboveTheExactOneByAFewUlps() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            double[][] x = gaussian(random, 5, 3);
            double[][] y = gaussian(random, 5, 2);
            VectorReluProblem problem = VectorReluProblem.targets(x, y).weightDecay(0.3);
            VectorNetwork network = network(random, 4, 3, 2);
            BigDecimal exact = exact(x, y, network, 0.3);
            double value = problem.objective(network);
            assertTrue(new BigDecimal(value).compareTo(exact) >= 0, "seed " + seed);
            assertEquals(exact.doubleValue(), value, 1e-12 * value);
        }
    }

    private static BigDecimal exact(double[][] x, double[][] y, VectorNetwork network, double beta) {
        BigDecimal fit = BigDecimal.ZERO;
        BigDecimal squares = BigDecimal.ZERO;
        for (int j = 0; j < network.width(); j++) {
            for (double[] weights : new double[][] {network.hidden(j), network.output(j)}) {
                for (double weight : weights) {
                    squares = squares.add(new BigDecimal(weight).pow(2));
                }
            }
        }
        for (int i = 0; i < x.length; i++) {
            for (int c = 0; c < y[i].length; c++) {
                BigDecimal z = new BigDecimal(-y[i][c]);
                for (int j = 0; j < network.width(); j++) {
                    BigDecimal t = BigDecimal.ZERO;
                    for (int k = 0; k < x[i].length; k++) {
                        t = t.add(new BigDecimal(x[i][k]).multiply(new BigDecimal(network.hidden(j)[k])));
                    }
                    z = z.add(t.max(BigDecimal.ZERO).multiply(new BigDecimal(network.output(j)[c])));
                }
                fit = fit.add(z.pow(2));
            }
        }
        return fit.add(squares.multiply(new BigDecimal(beta))).divide(new BigDecimal(2));
    }

    @Test
    void crossEntropyOfNoNetworkIsLogC() {
        VectorReluProblem problem = VectorReluProblem.classes(new double[][] {{1}, {2}}, new int[] {0, 2}, 3)
                .weightDecay(1);
        double value = problem.objective(VectorNetwork.of(new double[0][], new double[0][], 1, 3));
        assertEquals(2 * Math.log(3), value, 1e-13);
        assertTrue(value >= 2 * Math.log(3));
    }

    @Test
    void crossEntropyOfLargePredictionsIsTheMargin() {
        VectorReluProblem problem = VectorReluProblem.classes(new double[][] {{1}}, new int[] {1}, 2)
                .weightDecay(1);
        VectorNetwork wrong = VectorNetwork.of(new double[][] {{1}}, new double[][] {{1000, 0}}, 1, 2);
        assertEquals(1000 + 0.5 * (1 + 1e6), problem.objective(wrong), 1e-6);
        VectorNetwork right = VectorNetwork.of(new double[][] {{1}}, new double[][] {{0, 1000}}, 1, 2);
        assertEquals(0.5 * (1 + 1e6), problem.objective(right), 1e-6);
    }

    @Test
    void crossEntropysDualPointIsExactlyInItsDomain() {
        Random random = new Random(1);
        for (int trial = 0; trial < 500; trial++) {
            double[][] z = gaussian(random, 1, 10);
            for (int c = 0; c < 10; c++) {
                z[0][c] *= trial % 7 == 0 ? 100 : 3;
            }
            double[][] y = new double[1][10];
            int label = random.nextInt(10);
            y[0][label] = 1;
            double[][] v = VectorLossBounds.dualPoint(VectorLoss.CROSS_ENTROPY, z, y);
            assertTrue(VectorLossBounds.isInDomain(v[0], label), "trial " + trial);
        }
    }

    /** Weak duality: the certified lower bound of one network is below the objective of any other. */
    @Test
    void noLowerBoundIsAboveAnyNetworksObjective() {
        for (int seed = 0; seed < 120; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(8);
            int d = 1 + random.nextInt(3);
            int c = 2 + random.nextInt(2);
            VectorReluProblem problem = VectorReluProblem.classes(gaussian(random, n, d), labels(random, n, c), c)
                    .loss(VectorLoss.values()[seed % 3])
                    .weightDecay(Math.exp(2 * random.nextGaussian() - 1));
            VectorPolarBound quick = VectorPolarBound.standard().iterations(40);
            VectorSolution solved = VectorSolver.standard()
                    .settings(new VectorSolver.Settings(1e-2, 4, 4, 50, seed))
                    .bound(quick)
                    .driver(org.infimum.Driver.standard().limits(org.infimum.Limits.iterations(5)))
                    .solve(problem);
            double best = Math.min(solved.certificate().upper(), problem.objective(network(random, 2, d, c)));
            VectorCertificate certified = VectorCertificate.of(problem, network(random, 3, d, c), quick);
            assertEquals(Evidence.PROVED, certified.certificate().evidence());
            assertTrue(certified.dual().value() <= best, "seed " + seed);
            assertTrue(solved.certificate().lower() <= best, "seed " + seed);
            assertTrue(solved.dual().value() <= best, "seed " + seed);
            assertTrue(certified.balanced().upper() <= certified.certificate().upper());
        }
    }

    @Test
    void balancingAndMergingKeepTheFunction() {
        Random random = new Random(2);
        VectorNetwork network = network(random, 3, 2, 2);
        double[][] hidden = {network.hidden(0), network.hidden(1), times(network.hidden(0), 3), {0, 0}};
        double[][] output = {network.output(0), network.output(1), network.output(2), {1, 1}};
        VectorNetwork wide = VectorNetwork.of(hidden, output, 2, 2);
        VectorNetwork merged = wide.merged(1e-9);
        assertEquals(2, merged.width());
        assertEquals(3, wide.balanced().width());
        assertTrue(
                merged.penalty() <= wide.balanced().penalty() && wide.balanced().penalty() <= wide.penalty());
        double[][] x = gaussian(random, 20, 2);
        for (int i = 0; i < x.length; i++) {
            assertArrayEquals(wide.predict(x)[i], merged.predict(x)[i], 1e-12);
        }
    }

    private static double[] times(double[] vector, double factor) {
        return java.util.Arrays.stream(vector).map(v -> v * factor).toArray();
    }

    @Test
    void classesAndAccuracy() {
        VectorNetwork network =
                VectorNetwork.withBias(new double[][] {{1, 0}, {-1, 1}}, new double[][] {{1, 0}, {0, 1}}, 1, 2);
        double[][] x = {{2}, {0.1}, {-1}};
        assertArrayEquals(new int[] {0, 1, 1}, network.classify(x));
        assertEquals(2 / 3.0, network.accuracy(x, new int[] {0, 1, 0}), 1e-15);
        refused(() -> network.accuracy(x, new int[] {1}), "not 1 for 3");
        refused(() -> network.predict(new double[][] {{1, 2}}), "2 features", "1 inputs");
    }

    @Test
    void badInputIsRefusedInWords() {
        double[][] x = {{1}, {2}};
        refused(() -> VectorReluProblem.targets(new double[0][], new double[0][]), "at least one sample");
        refused(() -> VectorReluProblem.targets(x, new double[][] {{1}}), "2 samples", "1 rows");
        refused(
                () -> VectorReluProblem.targets(new double[][] {{Double.NaN}}, new double[][] {{1}}),
                "NaN",
                "Sample 0");
        refused(() -> VectorReluProblem.classes(x, new int[] {0, 3}, 3), "Label 1 is 3");
        refused(() -> VectorReluProblem.classes(x, new int[] {0}, 3), "1 labels");
        refused(() -> VectorReluProblem.classes(x, new int[] {0, 0}, 1), "at least two classes");
        refused(
                () -> VectorReluProblem.targets(x, new double[][] {{1}, {2}}).loss(VectorLoss.CROSS_ENTROPY),
                "class labels");
        VectorReluProblem problem = VectorReluProblem.classes(x, new int[] {0, 1}, 2);
        refused(() -> problem.weightDecay(0), "positive", "not 0.0");
        assertThrows(IllegalStateException.class, problem::weightDecay);
        refused(
                () -> problem.weightDecay(1).certify(VectorNetwork.of(new double[0][], new double[0][], 2, 2)),
                "1 features",
                "2 inputs");
        refused(() -> VectorNetwork.of(new double[][] {{1, 2}}, new double[][] {{1}}, 1, 1), "Neuron 0 has 2");
        refused(() -> VectorNetwork.of(new double[][] {{1 / 0.0}}, new double[][] {{1}}, 1, 1), "Infinity");
        refused(() -> new VectorSolver.Settings(0, 1, 1, 1, 1), "not 0.0");
        refused(() -> new VectorSolver.Settings(0.1, -1, 1, 1, 1), "not -1");
        refused(() -> new VectorSolver.Settings(0.1, 1, 0, 1, 1), "not 0 and 1");
    }
}
