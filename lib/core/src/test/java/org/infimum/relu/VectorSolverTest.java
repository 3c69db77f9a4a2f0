package org.infimum.relu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.infimum.Driver;
import org.infimum.Evidence;
import org.infimum.Limits;
import org.infimum.Stop;
import org.junit.jupiter.api.Test;

class VectorSolverTest {
    private static final VectorSolver.Settings CLOSE = new VectorSolver.Settings(1e-4, 20, 5, 500, 1);

    private static VectorReluProblem blobs(int n, int d, int classes, long seed) {
        Random random = new Random(seed);
        double[][] x = new double[n][d];
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
            labels[i] = i % classes;
            for (int k = 0; k < d; k++) {
                x[i][k] = random.nextGaussian() + 3 * Math.cos(2 * labels[i] + k);
            }
        }
        return VectorReluProblem.classes(x, labels, classes);
    }

    /** One sample x = (3, 4), y = (0, 2): z = 5 s y / |y| with cost beta s per unit 5: 1/2 (2 - t)^2 + beta t / 5 has t = 2 - beta / 5. */
    @Test
    void oneSampleIsSoftThresholding() {
        VectorReluProblem problem = VectorReluProblem.targets(new double[][] {{3, 4}}, new double[][] {{0, 2}})
                .weightDecay(1);
        VectorSolution solution = VectorSolver.standard().settings(CLOSE).solve(problem);
        double optimum = 0.5 * 0.04 + 1.8 / 5;
        assertEquals(optimum, solution.certificate().upper(), 1e-4 * optimum);
        assertTrue(solution.certificate().upper() >= optimum * (1 - 1e-12));
        assertTrue(solution.certificate().lower() <= optimum);
        assertEquals(1, solution.network().width());
        assertEquals(Evidence.PROVED, solution.certificate().evidence());
        assertTrue(solution.certificate().relativeGap() < 0.01, () -> solution.toString());
    }

    @Test
    void beyondTheLargestWeightDecayNothingIsBest() {
        VectorReluProblem problem = blobs(12, 2, 3, 1);
        VectorPolarBounds largest = problem.maxWeightDecay();
        assertTrue(largest.upper() < 1.5 * largest.lower(), largest.toString());
        VectorSolution above = VectorSolver.standard().solve(problem.weightDecay(largest.upper() * 1.001));
        assertEquals(0, above.network().width());
        assertTrue(above.certificate().relativeGap() < 1e-12, above.toString());
        VectorSolution below = VectorSolver.standard().solve(problem.weightDecay(largest.lower() * 0.8));
        assertTrue(below.network().width() > 0);
        assertTrue(below.certificate().upper() < 12 * Math.log(3));
    }

    @Test
    void oneOutputAgreesWithItselfAsAScalarProblem() {
        Random random = new Random(3);
        double[][] x = new double[12][2];
        double[][] y = new double[12][1];
        double[] scalar = new double[12];
        for (int i = 0; i < 12; i++) {
            x[i][0] = random.nextGaussian();
            x[i][1] = random.nextGaussian();
            scalar[i] = Math.abs(x[i][0]) - 0.5 * x[i][1];
            y[i][0] = scalar[i];
        }
        VectorReluProblem problem = VectorReluProblem.targets(x, y).weightDecay(0.5);
        VectorSolution solution = VectorSolver.standard()
                .settings(CLOSE)
                .bound(VectorPolarBound.standard().oracle(SimplicialBranchAndBound.standard(), 1000))
                .solve(problem);
        assertTrue(solution.certificate().relativeGap() < 5e-3, () -> solution.toString());
        double[][] hidden = new double[solution.network().width()][];
        double[] output = new double[hidden.length];
        for (int j = 0; j < hidden.length; j++) {
            hidden[j] = solution.network().hidden(j);
            output[j] = solution.network().output(j)[0];
        }
        assertEquals(
                ReluProblem.twoLayer(x, scalar).weightDecay(0.5).objective(TwoLayerNetwork.of(hidden, output, 2)),
                solution.certificate().upper(),
                1e-12);
    }

    @Test
    void bothLossesReachASmallEstimatedGapAndStayAboveTheProvedBound() {
        for (VectorLoss loss : VectorLoss.values()) {
            VectorReluProblem problem = blobs(30, 3, 3, 2).loss(loss).withBias().weightDecay(0.5);
            VectorSolution solution = VectorSolver.standard().solve(problem);
            assertEquals(Stop.Reason.DONE, solution.stop().reason(), solution::toString);
            assertTrue(solution.estimatedGap() <= 1e-2, solution::toString);
            assertTrue(
                    solution.certificate().lower()
                            > 0.3 * solution.certificate().upper(),
                    solution::toString);
            assertEquals(
                    problem.objective(solution.network()),
                    solution.certificate().upper());
            VectorCertificate again = problem.certify(solution.network());
            assertEquals(solution.certificate().upper(), again.certificate().upper());
            assertTrue(again.dual().value() <= solution.certificate().upper());
            VectorSolution warm = VectorSolver.standard().solve(problem.weightDecay(0.4), solution.network());
            assertTrue(warm.certificate().upper() < solution.certificate().upper());
        }
    }

    @Test
    void limitsAndInterruptsKeepAValidResult() {
        VectorReluProblem problem = blobs(20, 2, 2, 4).weightDecay(0.1);
        VectorSolution none = VectorSolver.standard()
                .driver(Driver.standard().limits(Limits.iterations(0)))
                .solve(problem);
        assertEquals(20 * Math.log(2), none.certificate().upper(), 1e-9);
        assertTrue(none.certificate().lower() <= none.certificate().upper());
        Thread.currentThread().interrupt();
        VectorSolution stopped = VectorSolver.standard()
                .settings(new VectorSolver.Settings(1e-6, 5, 5, 50, 1))
                .solve(problem);
        assertEquals(Stop.Reason.INTERRUPTED, stopped.stop().reason());
        assertTrue(stopped.certificate().lower() <= stopped.certificate().upper());
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        VectorReluProblem problem = blobs(20, 2, 3, 5).weightDecay(0.3);
        assertEquals(
                VectorSolver.standard().solve(problem).certificate(),
                VectorSolver.standard().solve(problem).certificate());
    }

    @Test
    void theGradientOfTheTrainingObjectiveIsItsDerivative() {
        VectorReluProblem problem = blobs(9, 2, 3, 6).weightDecay(0.3);
        Random random = new Random(1);
        double[] p = random.doubles(4 * 5, -1, 1).toArray();
        for (double width : new double[] {0, 0.5}) {
            double[] widths = new double[9];
            java.util.Arrays.fill(widths, width);
            FactorizedTraining training = new FactorizedTraining(
                    problem,
                    VectorLossBounds.flat(problem.rows()),
                    VectorLossBounds.flat(problem.targetRows()),
                    4,
                    widths);
            double[] gradient = new double[p.length];
            training.evaluate(p, gradient);
            for (int k = 0; k < p.length; k++) {
                double[] up = p.clone();
                double[] down = p.clone();
                up[k] += 1e-6;
                down[k] -= 1e-6;
                double slope = (training.evaluate(up, new double[20]) - training.evaluate(down, new double[20])) / 2e-6;
                assertEquals(slope, gradient[k], 1e-6 * (1 + Math.abs(slope)));
            }
        }
    }
}
