package org.infimum.relu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.infimum.Certificate;
import org.infimum.Driver;
import org.infimum.Evidence;
import org.infimum.Limits;
import org.infimum.Stop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThreeLayerSolverTest {
    private static final double EXACT = 1e-9;

    private static ThreeLayerSolution solved(ThreeLayerProblem problem, double optimum) {
        ThreeLayerSolution solution = ThreeLayerSolver.standard().gap(5e-10).solve(problem);
        assertEquals(optimum, solution.certificate().upper(), EXACT * optimum, solution.toString());
        assertEquals(optimum, solution.certificate().lower(), EXACT * optimum, solution.toString());
        assertTrue(solution.certificate().relativeGap() <= EXACT, solution.toString());
        assertEquals(Evidence.PROVED, solution.certificate().evidence());
        return solution;
    }

    private static ThreeLayerProblem gaussian(int n, int d, long seed, ConvexLoss loss) {
        Random random = new Random(seed);
        double[][] x = new double[n][d];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < d; k++) {
                x[i][k] = random.nextGaussian();
            }
            y[i] = loss.needsLabels() ? random.nextBoolean() ? 1 : -1 : random.nextGaussian();
        }
        return ThreeLayerProblem.of(x, y).loss(loss);
    }

    private static ThreeLayerProblem withPartOfBetaMax(ThreeLayerProblem problem, double part) {
        return problem.weightDecay(
                part * ThreeLayerSolver.standard().gap(1e-3).betaMax(problem).upper());
    }

    @Test
    void orthonormalRowsAreSixteenAgain() {
        double[][] x = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        ThreeLayerSolution solution =
                solved(ThreeLayerProblem.of(x, new double[] {3, 4, -12}).weightDecay(1), 16);
        double[] f = solution.network().predict(x);
        assertEquals(2.4, f[0], 1e-4);
        assertEquals(3.2, f[1], 1e-4);
        assertEquals(-11, f[2], 1e-4);
        assertEquals(16, solution.twoLayer(), 1e-4);
    }

    @Test
    void oneFeatureIsTheTwoLayerOptimumAgain() {
        double[][] x = {{1}, {2}, {-1}, {-3}};
        ThreeLayerSolution solution =
                solved(ThreeLayerProblem.of(x, new double[] {2, 3, 1, -1}).weightDecay(0.5), 1.7625);
        assertArrayEquals(
                new double[] {1.5, 3, -0.15, -0.45}, solution.network().predict(x), 1e-4);
    }

    /** At an optimum with squared loss nu = y - f, on either way there. */
    @Test
    void theNetworkPredictsWhatTheConvexProgramDoes() {
        for (long seed = 1; seed <= 6; seed++) {
            ThreeLayerProblem problem = withPartOfBetaMax(gaussian(3, 2, seed, ConvexLoss.SQUARED), 0.1);
            ThreeLayerSolver solver = ThreeLayerSolver.standard().gap(1e-9);
            for (ThreeLayerSolution solution : List.of(solver.solve(problem), solver.fullProgram(problem))) {
                double[][] x = problem.twoLayer().rows();
                double[] y = problem.twoLayer().labels();
                double[] f = solution.network().predict(x);
                double loss = 0;
                for (int i = 0; i < f.length; i++) {
                    assertEquals(y[i] - solution.dual().nu()[i], f[i], 1e-4, solution.toString());
                    loss += 0.5 * (f[i] - y[i]) * (f[i] - y[i]);
                }
                assertEquals(
                        solution.certificate().upper(),
                        loss + problem.weightDecay() * solution.network().penalty(),
                        1e-13);
            }
        }
    }

    /** The certificate of any moment against networks that know nothing of it: random ones, each improved by random moves. */
    @Test
    void noTrainedNetworkIsBelowTheBoundOfManySmallProblems() {
        for (long seed = 0; seed < 120; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(5);
            int d = 1 + random.nextInt(3);
            ConvexLoss loss = ConvexLoss.values()[(int) (seed % 3)];
            ThreeLayerProblem problem = withPartOfBetaMax(gaussian(n, d, seed, loss), 0.02 + 0.9 * random.nextDouble());
            Limits limits = seed % 2 == 0 ? Limits.NONE : Limits.iterations(random.nextInt(8));
            ThreeLayerSolution solution = ThreeLayerSolver.standard()
                    .gap(1e-8)
                    .driver(Driver.standard().limits(limits))
                    .solve(problem);
            assertEquals(Evidence.PROVED, solution.certificate().evidence());
            for (int start = 0; start < 3; start++) {
                double trained = trained(problem, random);
                assertTrue(
                        solution.certificate().lower() <= trained, "seed " + seed + ": " + solution + ", " + trained);
            }
            double nearby = smallestNearby(problem, solution.network(), seed);
            assertTrue(solution.certificate().lower() <= nearby, "seed " + seed + ": " + solution + ", " + nearby);
        }
    }

    /** A search that takes any random move which is not worse, with weights of three layers as they come. */
    private static double trained(ThreeLayerProblem problem, Random random) {
        int width = 1 + random.nextInt(3);
        int d = problem.features();
        double[][] weights = new double[2][width * (d + 1) + 1];
        for (double[] subnetwork : weights) {
            for (int k = 0; k < subnetwork.length; k++) {
                subnetwork[k] = random.nextGaussian();
            }
        }
        double value = problem.objective(network(weights, width, d));
        for (int move = 0; move < 400; move++) {
            double[] subnetwork = weights[random.nextInt(2)];
            double[] old = subnetwork.clone();
            double size = Math.pow(10, -3 * random.nextDouble());
            for (int k = 0; k < subnetwork.length; k++) {
                subnetwork[k] += random.nextInt(3) > 0 ? 0 : size * random.nextGaussian();
            }
            double next = problem.objective(network(weights, width, d));
            if (next <= value) {
                value = next;
            } else {
                System.arraycopy(old, 0, subnetwork, 0, old.length);
            }
        }
        return value;
    }

    private static ThreeLayerNetwork network(double[][] weights, int width, int d) {
        List<ThreeLayerNetwork.Subnetwork> subnetworks = new ArrayList<>();
        for (double[] w : weights) {
            double[][] first = new double[width][];
            for (int j = 0; j < width; j++) {
                first[j] = Arrays.copyOfRange(w, j * d, (j + 1) * d);
            }
            double[] second = Arrays.copyOfRange(w, width * d, width * (d + 1));
            subnetworks.add(new ThreeLayerNetwork.Subnetwork(first, second, w[w.length - 1]));
        }
        return ThreeLayerNetwork.of(subnetworks, d);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void eightGaussianSamplesOfTwoFeaturesAreCertified(long seed) {
        ThreeLayerProblem problem = withPartOfBetaMax(gaussian(8, 2, seed, ConvexLoss.SQUARED), 0.1);
        ThreeLayerSolution solution = ThreeLayerSolver.standard().solve(problem);
        assertTrue(solution.certificate().relativeGap() <= 1e-6, solution.toString());
        assertEquals(Evidence.PROVED, solution.certificate().evidence());
        // the same network as a three-layer one is priced with other roundings
        assertTrue(solution.certificate().upper() <= solution.twoLayer() * (1 + 1e-13), solution.toString());
        assertEquals(
                problem.objective(solution.network()), solution.certificate().upper(), 0);
        assertTrue(solution.certificate().lower() <= smallestNearby(problem, solution.network(), seed));
    }

    /** The least objective among random changes of a network: none may be below the certified bound. */
    private static double smallestNearby(ThreeLayerProblem problem, ThreeLayerNetwork network, long seed) {
        Random random = new Random(seed);
        double least = Double.POSITIVE_INFINITY;
        for (int draw = 0; draw < 500; draw++) {
            double size = Math.pow(10, -5 * random.nextDouble());
            List<NestedUnit> units = new ArrayList<>();
            for (NestedUnit unit : network.units()) {
                List<double[]> vectors = new ArrayList<>();
                for (double[] p : unit.vectors()) {
                    double[] moved = p.clone();
                    for (int k = 0; k < p.length; k++) {
                        moved[k] += size * random.nextGaussian();
                    }
                    vectors.add(moved);
                }
                units.add(new NestedUnit(unit.sign(), vectors, unit.signs()));
            }
            least = Math.min(
                    least, problem.objective(ThreeLayerNetwork.ofUnits(units, problem.features(), problem.hasBias())));
        }
        return least;
    }

    @Test
    void theFullProgramOfAllNestedPatternsHasTheSameOptimum() {
        for (int n = 2; n <= 3; n++) {
            ThreeLayerProblem problem = withPartOfBetaMax(gaussian(n, 2, n, ConvexLoss.SQUARED), 0.1);
            ThreeLayerSolution full = ThreeLayerSolver.standard().fullProgram(problem);
            ThreeLayerSolution generated = ThreeLayerSolver.standard().solve(problem);
            assertTrue(full.certificate().relativeGap() <= 1e-6, full.toString());
            assertEquals(
                    full.certificate().upper(),
                    generated.certificate().upper(),
                    1e-6 * full.certificate().upper());
        }
        ThreeLayerProblem large = gaussian(12, 2, 1, ConvexLoss.SQUARED).weightDecay(1);
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> ThreeLayerSolver.standard().fullProgram(large))
                .getMessage();
        assertTrue(message.contains("8192 blocks"), message);
    }

    @Test
    void threeLayersAreNeverWorseThanTwoAndSometimesBetter() {
        int better = 0;
        for (long seed = 1; seed <= 12; seed++) {
            ThreeLayerProblem problem =
                    withPartOfBetaMax(gaussian(6, 1 + (int) (seed % 3), seed, ConvexLoss.SQUARED), 0.05);
            ReluSolution two = ReluSolver.standard().solve(problem.twoLayer());
            ThreeLayerSolution three = ThreeLayerSolver.standard().solve(problem);
            String what = "seed " + seed + ": " + three + ", two layers " + two;
            assertTrue(three.certificate().relativeGap() <= 1e-6, what);
            assertTrue(three.certificate().lower() <= two.certificate().upper(), what);
            assertTrue(three.certificate().upper() <= two.certificate().upper() * (1 + 1e-13), what);
            better += three.certificate().upper() < 0.999 * two.certificate().lower() ? 1 : 0;
        }
        assertTrue(better > 0);
    }

    @ParameterizedTest
    @EnumSource(ConvexLoss.class)
    void everyLossWithAndWithoutBias(ConvexLoss loss) {
        for (int d = 1; d <= 2; d++) {
            ThreeLayerProblem plain = gaussian(6, d, 10 + d, loss);
            for (ThreeLayerProblem data : List.of(plain, plain.withBias())) {
                ThreeLayerProblem problem = withPartOfBetaMax(data, 0.2);
                ThreeLayerSolution solution =
                        ThreeLayerSolver.standard().gap(1e-5).solve(problem);
                assertTrue(solution.certificate().relativeGap() <= 1e-5, problem + ": " + solution);
                assertEquals(Evidence.PROVED, solution.certificate().evidence());
                assertEquals(problem.hasBias(), solution.network().hasBias());
            }
        }
    }

    @Test
    void aboveBetaMaxTheNetworkIsEmpty() {
        ThreeLayerProblem data = gaussian(7, 2, 3, ConvexLoss.SQUARED);
        ThreeLayerSolution solution = ThreeLayerSolver.standard().gap(1e-9).solve(withPartOfBetaMax(data, 1.001));
        assertTrue(solution.network().subnetworks().isEmpty(), solution.toString());
        assertTrue(solution.certificate().relativeGap() <= 1e-9, solution.toString());
        solution = ThreeLayerSolver.standard().gap(1e-9).solve(data.weightDecay(1e6));
        assertTrue(solution.network().subnetworks().isEmpty());
        solution = ThreeLayerSolver.standard().solve(withPartOfBetaMax(data, 0.99));
        assertTrue(!solution.network().subnetworks().isEmpty());
    }

    @Test
    void degenerateDataIsSolved() {
        double[][] duplicates = {{1, 2}, {1, 2}, {2, 4}, {-1, -2}, {0, 0}, {0.5, -1}};
        double[] y = {1, 2, -1, 1, 3, -2};
        ThreeLayerSolution solution = ThreeLayerSolver.standard()
                .solve(ThreeLayerProblem.of(duplicates, y).weightDecay(0.1));
        assertTrue(solution.certificate().relativeGap() <= 1e-6, solution.toString());
        solution = ThreeLayerSolver.standard()
                .solve(ThreeLayerProblem.of(duplicates, new double[6]).weightDecay(0.1));
        assertEquals(0, solution.certificate().upper());
        assertEquals(0, solution.certificate().lower());
        solution = ThreeLayerSolver.standard()
                .solve(ThreeLayerProblem.of(new double[3][2], new double[] {1, 2, 3})
                        .weightDecay(0.1));
        assertEquals(7, solution.certificate().upper(), 1e-12);
        assertTrue(solution.certificate().relativeGap() <= 1e-12, solution.toString());
        // fewer samples than features
        solution = ThreeLayerSolver.standard()
                .solve(ThreeLayerProblem.of(new double[][] {{1, 2, 3, 4}, {2, -1, 0, 1}}, new double[] {1, -2})
                        .weightDecay(0.1));
        assertTrue(solution.certificate().relativeGap() <= 1e-6, solution.toString());
    }

    @Test
    void everyInterruptLeavesAValidCertificate() {
        ThreeLayerProblem problem = withPartOfBetaMax(gaussian(8, 2, 2, ConvexLoss.SQUARED), 0.1);
        ThreeLayerSolution last = ThreeLayerSolver.standard().solve(problem);
        long steps = last.trace().size();
        assertTrue(steps > 5);
        for (long k = 0; k < steps; k += k < 4 ? 1 : 3) {
            ThreeLayerSolution early = ThreeLayerSolver.standard()
                    .driver(Driver.standard().limits(Limits.iterations(k)))
                    .solve(problem);
            assertEquals(Stop.Reason.ITERATION_LIMIT, early.stop().reason());
            assertEquals(Evidence.PROVED, early.certificate().evidence());
            assertTrue(early.certificate().lower() <= last.certificate().upper(), early.toString());
            assertTrue(early.certificate().upper() >= last.certificate().lower(), early.toString());
            assertEquals(problem.objective(early.network()), early.certificate().upper(), 0);
        }
    }

    @Test
    void anInterruptOrATimeLimitIsTakenAndNamed() {
        ThreeLayerProblem problem = gaussian(60, 3, 5, ConvexLoss.SQUARED).weightDecay(0.5);
        ThreeLayerSolver brief =
                ThreeLayerSolver.standard().driver(Driver.standard().limits(Limits.time(Duration.ofMillis(1))));
        Thread.currentThread().interrupt();
        ThreeLayerSolution interrupted = brief.solve(problem);
        assertEquals(Stop.Reason.INTERRUPTED, interrupted.stop().reason());
        ThreeLayerSolution limited = brief.solve(problem);
        assertEquals(Stop.Reason.TIME_LIMIT, limited.stop().reason());
        for (ThreeLayerSolution early : List.of(interrupted, limited)) {
            assertEquals(Evidence.PROVED, early.certificate().evidence());
            assertTrue(early.certificate().lower() > 0);
            assertEquals(problem.objective(early.network()), early.certificate().upper());
        }
        NestedPolarBounds bounds = brief.betaMax(problem);
        assertEquals(Evidence.PROVED, bounds.evidence());
    }

    @Test
    void whatWouldNotEndIsRefusedInOneSentence() {
        ThreeLayerProblem problem = gaussian(41, 2, 1, ConvexLoss.SQUARED).weightDecay(0.5);
        for (Executable run : List.<Executable>of(
                () -> ThreeLayerSolver.standard().solve(problem),
                () -> ThreeLayerSolver.standard().betaMax(problem),
                () -> ThreeLayerSolver.standard().polar(problem, new double[41]),
                () -> ThreeLayerSolver.standard().certify(problem, ThreeLayerNetwork.of(List.of(), 2)))) {
            String message = assertThrows(IllegalArgumentException.class, run).getMessage();
            assertTrue(message.contains("41 directions") && message.contains("time limit"), message);
        }
        // many samples on few rays are no matter
        double[][] x = new double[60][];
        double[] y = new double[60];
        for (int i = 0; i < 60; i++) {
            x[i] = new double[] {i % 3 == 0 ? 1 + i : 0, i % 3 == 1 ? 1 + i : i % 3 == 2 ? -1 - i : 0};
            y[i] = Math.sin(i);
        }
        assertTrue(ThreeLayerSolver.standard()
                        .solve(ThreeLayerProblem.of(x, y).weightDecay(0.5))
                        .certificate()
                        .relativeGap()
                <= 1e-6);
    }

    /** Also where a node is still open: its bound is an estimate whether it is closed or not. */
    @Test
    void anEstimatingOracleIsSaidToBeOneAfterAnyStep() {
        ThreeLayerProblem problem = gaussian(8, 2, 4, ConvexLoss.SQUARED);
        double[] nu = problem.twoLayer().labels();
        double truth = ThreeLayerSolver.standard().polar(problem, nu).lower();
        for (int steps = 0; steps < 20; steps++) {
            NestedPolarBounds bounds = ThreeLayerSolver.standard()
                    .oracle(new LocalAscent(1, 1))
                    .driver(Driver.standard().limits(Limits.iterations(steps)))
                    .polar(problem, nu);
            assertTrue(bounds.evidence() == Evidence.ESTIMATED || bounds.upper() >= truth, bounds.toString());
            assertTrue(steps < 19 || bounds.evidence() == Evidence.ESTIMATED, bounds.toString());
        }
    }

    @Test
    void aWarmStartIsNotWorseAndANetworkIsCertified() {
        ThreeLayerProblem problem = withPartOfBetaMax(gaussian(7, 2, 4, ConvexLoss.SQUARED), 0.1);
        ThreeLayerSolution solution = ThreeLayerSolver.standard().solve(problem);
        ThreeLayerProblem near = problem.weightDecay(0.9 * problem.weightDecay());
        ThreeLayerSolution warm = ThreeLayerSolver.standard().solve(near, solution.network());
        assertTrue(warm.certificate().relativeGap() <= 1e-6, warm.toString());
        assertTrue(warm.certificate().upper() <= near.objective(solution.network()));
        Certificate certificate = ThreeLayerSolver.standard().certify(near, solution.network());
        assertEquals(near.objective(solution.network()), certificate.upper(), 0);
        assertEquals(warm.certificate().lower(), certificate.lower(), 2e-6 * certificate.lower());
    }

    @Test
    void anEstimatingOracleIsSaidToBeOne() {
        ThreeLayerProblem problem = withPartOfBetaMax(gaussian(5, 2, 4, ConvexLoss.SQUARED), 0.1);
        ThreeLayerSolution solution =
                ThreeLayerSolver.standard().oracle(new LocalAscent(50, 1)).solve(problem);
        assertEquals(Evidence.ESTIMATED, solution.certificate().evidence());
    }

    @Test
    void badInputIsRefusedInOneSentence() {
        double[][] x = {{1, 2}, {3, 4}};
        double[] y = {1, 2};
        ThreeLayerProblem problem = ThreeLayerProblem.of(x, y);
        assertTrue(assertThrows(
                        IllegalArgumentException.class,
                        () -> ThreeLayerProblem.of(new double[][] {{1, Double.NaN}}, new double[] {1}))
                .getMessage()
                .contains("NaN"));
        assertThrows(IllegalArgumentException.class, () -> ThreeLayerProblem.of(x, new double[] {1}));
        assertThrows(IllegalArgumentException.class, () -> ThreeLayerProblem.of(new double[0][], new double[0]));
        assertThrows(IllegalArgumentException.class, () -> problem.weightDecay(0));
        assertThrows(IllegalArgumentException.class, () -> problem.loss(ConvexLoss.HINGE));
        assertThrows(IllegalStateException.class, problem::solve);
        assertThrows(
                IllegalArgumentException.class,
                () -> ThreeLayerSolver.standard().gap(0));
        ThreeLayerNetwork other = ThreeLayerNetwork.of(List.of(), 3);
        assertTrue(assertThrows(
                        IllegalArgumentException.class,
                        () -> problem.weightDecay(1).objective(other))
                .getMessage()
                .contains("2 features"));
    }
}
