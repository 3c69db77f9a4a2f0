package org.infimum.relu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.infimum.Evidence;
import org.junit.jupiter.api.Test;

class ReluSolverTest {
    /** What the issue asks of every known answer: primal and dual value to 1e-9, relative gap at most 1e-9, proved. */
    private static final double EXACT = 1e-9;

    private static ReluSolution solved(ReluProblem problem, double optimum) {
        ReluSolution solution = ReluSolver.standard().gap(5e-10).solve(problem);
        assertEquals(optimum, solution.certificate().upper(), EXACT * optimum, solution.toString());
        assertEquals(optimum, solution.certificate().lower(), EXACT * optimum, solution.toString());
        assertTrue(solution.certificate().relativeGap() <= EXACT, solution.toString());
        assertEquals(Evidence.PROVED, solution.certificate().evidence());
        return solution;
    }

    @Test
    void orthonormalRowsHaveAClosedForm() {
        double[][] x = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        ReluSolution solution =
                solved(ReluProblem.twoLayer(x, new double[] {3, 4, -12}).weightDecay(1), 16);
        double[] z = solution.network().predict(x);
        // sqrt of the objective's tolerance bounds the predictions' distance: it is strongly convex in them
        assertEquals(2.4, z[0], 1e-4);
        assertEquals(3.2, z[1], 1e-4);
        assertEquals(-11, z[2], 1e-4);
        assertEquals(2, solution.network().width());
    }

    @Test
    void oneDimension() {
        double[][] x = {{1}, {2}, {-1}, {-3}};
        ReluSolution solution =
                solved(ReluProblem.twoLayer(x, new double[] {2, 3, 1, -1}).weightDecay(0.5), 1.7625);
        double[] z = solution.network().predict(x);
        double[] expected = {1.5, 3, -0.15, -0.45};
        for (int i = 0; i < 4; i++) {
            assertEquals(expected[i], z[i], 1e-4);
        }
    }

    @Test
    void exclusiveOrWithBias() {
        double[][] x = {{-1, -1}, {-1, 1}, {1, -1}, {1, 1}};
        for (double beta : new double[] {0.01, 0.1, 0.5, 1, 1.4}) {
            solved(
                    ReluProblem.twoLayer(x, new double[] {-1, 1, 1, -1})
                            .withBias()
                            .weightDecay(beta),
                    2 * Math.sqrt(2) * beta - beta * beta);
        }
    }

    @Test
    void fiveSamples() {
        double[][] x = {{1, 0}, {0, 1}, {-1, 1}, {-1, -1}, {2, -1}};
        ReluSolution solution = ReluSolver.standard()
                .gap(5e-10)
                .solve(ReluProblem.twoLayer(x, new double[] {1, 2, -1, 1, 0}).weightDecay(0.1));
        // known to ten digits
        assertEquals(0.5775459114, solution.certificate().upper(), 1e-9);
        assertTrue(solution.certificate().relativeGap() <= EXACT, solution.toString());
    }

    @Test
    void gaussianDataOfEveryLoss() {
        SplittableRandom random = new SplittableRandom(5);
        for (ConvexLoss loss : ConvexLoss.values()) {
            for (int d = 1; d <= 4; d++) {
                int n = 12;
                double[][] x = new double[n][d];
                double[] y = new double[n];
                for (int i = 0; i < n; i++) {
                    for (int k = 0; k < d; k++) {
                        x[i][k] = random.nextGaussian();
                    }
                    y[i] = loss.needsLabels() ? random.nextBoolean() ? 1 : -1 : random.nextGaussian();
                }
                ReluProblem problem = ReluProblem.twoLayer(x, y).loss(loss);
                double beta = problem.betaMax().upper();
                for (double part : new double[] {0.5, 0.1, 0.01, 1.0001, 2}) {
                    ReluSolution solution = ReluSolver.standard().gap(1e-8).solve(problem.weightDecay(part * beta));
                    assertTrue(
                            solution.certificate().relativeGap() <= 1.0001e-8,
                            loss + " d " + d + " part " + part + ": " + solution);
                    if (part > 1) {
                        assertEquals(0, solution.network().width());
                    }
                }
            }
        }
    }

    /** Beside features of 1e160 the bias column is all that a zero sample has: its square underflowed, and the master hung. */
    @Test
    void samplesTooShortForTheirSquaresAreRefusedInWords() {
        ReluProblem problem = ReluProblem.twoLayer(new double[][] {{0}, {1e160}, {-2e160}}, new double[] {1, -1, 0.5})
                .withBias()
                .weightDecay(1e159);
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> ReluSolver.standard().solve(problem));
        assertTrue(refused.getMessage().contains("Sample 0"), refused.getMessage());
    }
}
