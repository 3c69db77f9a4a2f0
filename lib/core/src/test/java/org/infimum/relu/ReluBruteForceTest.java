package org.infimum.relu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.infimum.Driver;
import org.infimum.Evidence;
import org.infimum.Limits;
import org.infimum.Stop;
import org.junit.jupiter.api.Test;

/** Solutions and certificates held against a slow method that shares nothing with the solver, and against data at its worst. */
class ReluBruteForceTest {
    /** A lasso over many fixed directions, by coordinate descent: an upper bound of the optimum that dense directions make tight in the plane. */
    private static double lasso(double[][] x, double[] y, double beta, int directions, SplittableRandom random) {
        int n = x.length;
        int d = x[0].length;
        double[][] columns = new double[directions][n];
        for (int j = 0; j < directions; j++) {
            double[] u = new double[d];
            double square = 0;
            for (int k = 0; k < d; k++) {
                u[k] = d == 2
                        ? k == 0 ? Math.cos(2 * Math.PI * j / directions) : Math.sin(2 * Math.PI * j / directions)
                        : random.nextGaussian();
                square += u[k] * u[k];
            }
            for (int i = 0; i < n; i++) {
                double t = 0;
                for (int k = 0; k < d; k++) {
                    t += x[i][k] * u[k] / Math.sqrt(square);
                }
                columns[j][i] = Math.max(0, t);
            }
        }
        double[] c = new double[directions];
        double[] rest = y.clone();
        for (int sweep = 0; sweep < 300; sweep++) {
            for (int j = 0; j < directions; j++) {
                double along = 0;
                double square = 0;
                for (int i = 0; i < n; i++) {
                    along += columns[j][i] * rest[i];
                    square += columns[j][i] * columns[j][i];
                }
                if (square == 0) {
                    continue;
                }
                double full = along + square * c[j];
                double next = Math.signum(full) * Math.max(0, Math.abs(full) - beta) / square;
                for (int i = 0; i < n; i++) {
                    rest[i] -= (next - c[j]) * columns[j][i];
                }
                c[j] = next;
            }
        }
        double value = 0;
        for (int i = 0; i < n; i++) {
            value += rest[i] * rest[i] / 2;
        }
        for (double weight : c) {
            value += beta * Math.abs(weight);
        }
        return value;
    }

    /** Data of small integers and halves: ties, duplicates, collinear and zero rows come up often. */
    private static double[][] samples(SplittableRandom random, int n, int d) {
        boolean integers = random.nextBoolean();
        double[][] x = new double[n][d];
        for (double[] row : x) {
            for (int k = 0; k < d; k++) {
                row[k] = integers ? random.nextInt(-2, 3) : random.nextGaussian();
            }
        }
        if (n > 2 && random.nextInt(3) == 0) {
            x[1] = x[0].clone();
        }
        if (n > 3 && random.nextInt(3) == 0) {
            for (int k = 0; k < d; k++) {
                x[2][k] = -0.5 * x[0][k];
            }
        }
        return x;
    }

    @Property(tries = 300)
    void noCertificateIsAboveTheOptimumAndNoSolutionFarFromIt(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int n = random.nextInt(1, 9);
        int d = random.nextInt(1, 4);
        double[][] x = samples(random, n, d);
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            y[i] = random.nextBoolean() ? random.nextInt(-2, 3) : random.nextGaussian();
        }
        double beta = Math.pow(10, random.nextDouble(-2, 0.7));
        ReluSolution solution =
                ReluSolver.standard().gap(1e-8).solve(ReluProblem.twoLayer(x, y).weightDecay(beta));
        assertEquals(Evidence.PROVED, solution.certificate().evidence());
        assertTrue(solution.certificate().relativeGap() <= 1.0001e-8, solution.toString());
        double bruteForce = lasso(x, y, beta, d == 2 ? 720 : 400, random);
        // its own value is computed to rounding
        assertTrue(
                solution.certificate().lower() <= bruteForce * (1 + 1e-12) + 1e-300,
                solution + " but a network with " + bruteForce + " exists");
        assertTrue(solution.certificate().upper() <= bruteForce * (1 + 1e-8) + 1e-300);
    }

    @Property(tries = 150)
    void labelsToo(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int n = random.nextInt(2, 9);
        int d = random.nextInt(1, 4);
        double[][] x = samples(random, n, d);
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            y[i] = random.nextBoolean() ? 1 : -1;
        }
        double beta = Math.pow(10, random.nextDouble(-2, 0.7));
        for (ConvexLoss loss : new ConvexLoss[] {ConvexLoss.HINGE, ConvexLoss.LOGISTIC}) {
            ReluProblem problem = ReluProblem.twoLayer(x, y).loss(loss).weightDecay(beta);
            ReluSolution solution = ReluSolver.standard().gap(1e-7).solve(problem);
            assertTrue(solution.certificate().relativeGap() <= 1.0001e-7, loss + ": " + solution);
            // random networks do not get below the bound
            for (int trial = 0; trial < 200; trial++) {
                double[][] hidden = new double[2][d];
                double[] output = new double[2];
                for (int j = 0; j < 2; j++) {
                    output[j] = random.nextGaussian();
                    for (int k = 0; k < d; k++) {
                        hidden[j][k] = random.nextGaussian();
                    }
                }
                TwoLayerNetwork network = TwoLayerNetwork.of(hidden, output, d).balanced();
                assertTrue(solution.certificate().lower() <= problem.objective(network));
            }
        }
    }

    @Test
    void worstData() {
        double[][][] xs = {
            {{0, 0}, {0, 0}}, // nothing to fit with
            {{1, 2, 3, 4}}, // n < d
            {{1, 1}, {2, 2}, {-1, -1}}, // rank one in the plane
            {{1, 0}, {1, 0}, {1, 0}}, // the same sample
            {{0, 0}, {1, -1}, {0, 0}} // zero rows
        };
        for (double[][] x : xs) {
            for (double scale : new double[] {0, 1, 1e-3}) {
                double[] y = new double[x.length];
                for (int i = 0; i < y.length; i++) {
                    y[i] = scale * (i % 2 == 0 ? 1 : -0.5);
                }
                for (double beta : new double[] {1e-2, 1, 1e3}) {
                    ReluSolution solution =
                            ReluProblem.twoLayer(x, y).weightDecay(beta).solve();
                    assertTrue(solution.certificate().relativeGap() <= 1.0001e-6, solution.toString());
                }
            }
        }
    }

    @Test
    void scalesAreHandledOrRefusedInWords() {
        SplittableRandom random = new SplittableRandom(3);
        double[][] x = new double[8][2];
        double[] y = new double[8];
        for (int i = 0; i < 8; i++) {
            x[i] = new double[] {random.nextGaussian(), random.nextGaussian()};
            y[i] = random.nextGaussian();
        }
        double reference = ReluProblem.twoLayer(x, y)
                .weightDecay(0.1)
                .solve()
                .certificate()
                .upper();
        for (double feature : new double[] {1e-150, 1e-30, 1e30, 1e150}) {
            for (double target : new double[] {1e-150, 1e-30, 1, 1e30, 1e150}) {
                double[][] scaled = new double[8][2];
                double[] scaledTargets = new double[8];
                for (int i = 0; i < 8; i++) {
                    scaledTargets[i] = target * y[i];
                    for (int k = 0; k < 2; k++) {
                        scaled[i][k] = feature * x[i][k];
                    }
                }
                double beta = 0.1 * feature * target;
                ReluProblem problem =
                        ReluProblem.twoLayer(scaled, scaledTargets).weightDecay(beta);
                ReluSolution solution = problem.solve();
                assertTrue(
                        solution.certificate().relativeGap() <= 1.0001e-6,
                        "features " + feature + ", targets " + target + ": " + solution);
                // the decimal factors are rounded
                assertEquals(reference, solution.certificate().upper() / target / target, 1e-6 * reference);
            }
        }
        double[][] apart = {{1e150, 1}, {1e-300, 1}};
        org.infimum.Messages.refused(
                () -> ReluProblem.twoLayer(apart, new double[] {1, 1})
                        .weightDecay(1)
                        .solve(),
                "1.0E-300",
                "scale");
    }

    @Test
    void limitsAndInterruptsLeaveAValidWeakerCertificate() {
        SplittableRandom random = new SplittableRandom(7);
        double[][] x = new double[40][4];
        double[] y = new double[40];
        for (int i = 0; i < 40; i++) {
            for (int k = 0; k < 4; k++) {
                x[i][k] = random.nextGaussian();
            }
            y[i] = random.nextGaussian();
        }
        ReluProblem problem = ReluProblem.twoLayer(x, y).weightDecay(0.5);
        double optimum = problem.solve().certificate().upper();
        for (int steps = 0; steps < 12; steps++) {
            ReluSolution cut = ReluSolver.standard()
                    .driver(Driver.standard().limits(Limits.iterations(steps)))
                    .solve(problem);
            assertTrue(cut.certificate().lower() <= optimum && cut.certificate().upper() >= optimum * (1 - 1e-6));
            assertEquals(Evidence.PROVED, cut.certificate().evidence());
        }
        Thread.currentThread().interrupt();
        ReluSolution interrupted = problem.solve();
        assertEquals(Stop.Reason.INTERRUPTED, interrupted.stop().reason());
        assertTrue(interrupted.certificate().lower() <= optimum
                && interrupted.certificate().upper() >= optimum);
        ReluSolution timed = ReluSolver.standard()
                .driver(Driver.standard().limits(Limits.time(Duration.ofMillis(1))))
                .solve(problem);
        assertTrue(timed.certificate().lower() <= optimum);
    }

    @Test
    void anEstimateSaysThatItIsOne() {
        double[][] x = {{1, 0}, {0, 1}, {-1, 1}};
        ReluSolution solution = ReluSolver.standard()
                .oracle(new LocalAscent(50, 1))
                .solve(ReluProblem.twoLayer(x, new double[] {1, 2, -1}).weightDecay(0.1));
        assertEquals(Evidence.ESTIMATED, solution.certificate().evidence());
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        double[][] x = {{1, 0.3}, {0.2, 1}, {-1, 1.1}, {0.4, -0.9}, {2, 0.1}};
        ReluProblem problem =
                ReluProblem.twoLayer(x, new double[] {1, 2, -1, 0.5, 0.3}).weightDecay(0.05);
        ReluSolution first = problem.solve();
        ReluSolution second = problem.solve();
        assertEquals(first.certificate(), second.certificate());
        for (int j = 0; j < first.network().width(); j++) {
            org.junit.jupiter.api.Assertions.assertArrayEquals(
                    first.network().hidden(j), second.network().hidden(j), 0);
        }
    }
}
