package org.infimum.homogeneous;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.infimum.Evidence;
import org.infimum.Stop;
import org.infimum.linalg.SingularPairs;
import org.infimum.relu.VectorLoss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactorizationSolverTest {
    private static final double[][] DIAGONAL = {{5, 0, 0}, {0, 3, 0}, {0, 0, 1}};

    private static HomogeneousProblem diagonal() {
        return HomogeneousProblem.of(Factorization.frobenius(3, 3), VectorLoss.SQUARED, DIAGONAL, 2);
    }

    private static void assertCertified(HomogeneousSolution solution, double optimum, double gap) {
        var certificate = solution.certificate().certificate();
        assertEquals(Evidence.PROVED, certificate.evidence());
        assertTrue(certificate.relativeGap() <= gap, solution::toString);
        assertEquals(optimum, certificate.upper(), gap * optimum, solution::toString);
        assertTrue(certificate.lower() <= optimum * (1 + 1e-13), solution::toString);
        assertTrue(certificate.upper() >= optimum * (1 - 1e-13), solution::toString);
    }

    @Test
    void theDiagonalCaseStepByStep() {
        HomogeneousProblem problem = diagonal();
        ParallelArchitecture architecture = problem.architecture();
        HomogeneousCertificate none = problem.certify(ParallelNetwork.zero(architecture));
        assertEquals(17.5, none.certificate().upper(), 1e-13);
        assertEquals(2.5, none.polarFound(), 1e-13);
        assertEquals(2.5, none.polarBound(), 3e-9);
        double five = Math.sqrt(3);
        double[] first = {five, 0, 0, five, 0, 0};
        HomogeneousCertificate one = problem.certify(ParallelNetwork.of(architecture, first));
        assertEquals(13, one.certificate().upper(), 1e-13);
        assertEquals(1.5, one.polarFound(), 1e-13);
        HomogeneousCertificate two =
                problem.certify(ParallelNetwork.of(architecture, first, new double[] {0, 1, 0, 0, 1, 0}));
        assertEquals(12.5, two.certificate().upper(), 1e-13);
        assertEquals(1, two.polarFound(), 1e-13);
        assertEquals(12.5, two.certificate().lower(), 2e-8);
        assertTrue(two.stationarity() < 1e-14, two::toString);
    }

    @Test
    void theDiagonalCaseWithOneSubnetworkAtMost() {
        HomogeneousSolution solution = HomogeneousSolver.standard()
                .settings(new HomogeneousSolver.Settings(1e-8, 20, 1, 1, 1))
                .solve(diagonal());
        assertEquals(13, solution.certificate().certificate().upper(), 1e-10);
        assertEquals(1.5, diagonal().certify(solution.network()).polarFound(), 1e-8);
        assertEquals(Stop.Reason.STALLED, solution.stop().reason());
    }

    @Test
    void everyRandomStartEndsCertified() {
        HomogeneousProblem problem = diagonal();
        for (int start = 0; start < 100; start++) {
            ParallelNetwork from =
                    ParallelNetwork.random(problem.architecture(), 1 + start % 4, Math.pow(10, start % 5 - 2), start);
            HomogeneousSolution solution =
                    HomogeneousSolver.standard().gap(1e-8).solve(problem, from);
            assertCertified(solution, 12.5, 1e-8);
            assertEquals(2, solution.network().subnetworks());
            double[][] x = problem.predict(solution.network());
            for (int i = 0; i < 3; i++) {
                for (int k = 0; k < 3; k++) {
                    assertEquals(i == k ? Math.max(0, DIAGONAL[i][i] - 2) : 0, x[i][k], 1e-7);
                }
            }
        }
    }

    private static double[][] random(int n, int c, Random random) {
        double[][] y = new double[n][c];
        for (double[] row : y) {
            for (int k = 0; k < c; k++) {
                row[k] = random.nextGaussian();
            }
        }
        return y;
    }

    @ParameterizedTest
    @CsvSource({"L2, L2", "L1, L2", "L2, L1", "L1, L1"})
    void leastSquaresAgreesWithItsClosedForm(ColumnNorm rows, ColumnNorm columns) {
        Random random = new Random(7);
        for (int trial = 0; trial < 20; trial++) {
            int n = 2 + random.nextInt(6);
            int c = 2 + random.nextInt(6);
            double[][] y = random(n, c, random);
            double lambda = 0.2 + random.nextDouble();
            Factorization architecture = Factorization.of(n, c, rows, columns);
            HomogeneousProblem problem = HomogeneousProblem.of(architecture, VectorLoss.SQUARED, y, lambda);
            double optimum = ClosedForm.optimum(architecture, y, lambda);
            ParallelNetwork start = ParallelNetwork.random(architecture, 1 + trial % 4, 1, trial);
            HomogeneousSolver solver = HomogeneousSolver.standard().gap(1e-8);
            assertCertified(solver.solve(problem), optimum, 1e-8);
            HomogeneousSolution solution = solver.solve(problem, start);
            assertCertified(solution, optimum, 1e-8);
            double[][] expected = ClosedForm.solution(architecture, y, lambda);
            double[][] x = problem.predict(solution.network());
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < c; k++) {
                    // strong convexity: ||X - X*||^2 / 2 is at most the gap
                    assertEquals(expected[i][k], x[i][k], 2e-4 * Math.sqrt(2 * optimum));
                }
            }
        }
    }

    /** Where singular values are near lambda or near one another, alternating steps alone settle too slowly for this gap. */
    @Test
    void clusteredSingularValuesAreSolvedToo() {
        int n = 8;
        Factorization architecture = Factorization.frobenius(n, n);
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            SingularPairs pairs =
                    SingularPairs.of(random.doubles((long) n * n, -1, 1).toArray(), n, n);
            double[][] y = new double[n][n];
            for (int p = 0; p < n; p++) {
                double near = Math.pow(10, -1 - random.nextInt(6)) * random.nextGaussian();
                double value = seed % 2 == 0 ? 2 * (1 + near) : 3 + 3e-3 * random.nextGaussian();
                for (int i = 0; i < n; i++) {
                    for (int k = 0; k < n; k++) {
                        y[i][k] += value * pairs.left(p)[i] * pairs.right(p)[k];
                    }
                }
            }
            HomogeneousProblem problem = HomogeneousProblem.of(architecture, VectorLoss.SQUARED, y, 2);
            ParallelNetwork start = ParallelNetwork.random(architecture, 1 + seed % 10, 1, seed);
            HomogeneousSolution solution =
                    HomogeneousSolver.standard().gap(1e-8).solve(problem, start);
            assertCertified(solution, ClosedForm.optimum(architecture, y, 2), 1e-8);
        }
    }

    @ParameterizedTest
    @CsvSource({"L2, L2", "L1, L2", "L2, L1", "L1, L1"})
    void otherLossesAreSolvedToo(ColumnNorm rows, ColumnNorm columns) {
        Random random = new Random(3);
        Factorization architecture = Factorization.of(6, 4, rows, columns);
        double[][] signs = random(6, 4, random);
        double[][] classes = new double[6][4];
        for (int i = 0; i < 6; i++) {
            for (int k = 0; k < 4; k++) {
                signs[i][k] = Math.signum(signs[i][k]);
            }
            classes[i][i % 4] = 1;
        }
        for (VectorLoss loss : new VectorLoss[] {VectorLoss.LOGISTIC, VectorLoss.CROSS_ENTROPY}) {
            HomogeneousProblem problem =
                    HomogeneousProblem.of(architecture, loss, loss == VectorLoss.LOGISTIC ? signs : classes, 0.15);
            HomogeneousSolution fromNone = problem.solve();
            assertTrue(fromNone.certificate().certificate().relativeGap() <= 1e-6, fromNone::toString);
            HomogeneousSolution fromSome =
                    HomogeneousSolver.standard().solve(problem, ParallelNetwork.random(architecture, 3, 1, 5));
            assertTrue(fromSome.certificate().certificate().relativeGap() <= 1e-6, fromSome::toString);
            assertTrue(fromNone.network().subnetworks() > 0);
        }
    }

    @Test
    void lowRankWithNoiseAgreesWithTheSoftThresholdedDecomposition() {
        int n = 200;
        int c = 150;
        double[][] y = ClosedForm.lowRank(n, c, 10, 1, 4);
        double lambda = 40;
        Factorization architecture = Factorization.frobenius(n, c);
        HomogeneousProblem problem = HomogeneousProblem.of(architecture, VectorLoss.SQUARED, y, lambda);
        double optimum = ClosedForm.optimum(architecture, y, lambda);
        HomogeneousSolver solver = HomogeneousSolver.standard().gap(1e-8);
        HomogeneousSolution solution = solver.solve(problem);
        assertCertified(solution, optimum, 1e-8);
        assertEquals(10, solution.network().subnetworks());
        assertCertified(solver.solve(problem, ParallelNetwork.random(architecture, 4, 1, 2)), optimum, 1e-8);
        double[] flat = new double[n * c];
        for (int i = 0; i < n; i++) {
            System.arraycopy(y[i], 0, flat, i * c, c);
        }
        assertTrue(SingularPairs.of(flat, n, c).value(9) > lambda);
    }
}
