package org.infimum.homogeneous;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.infimum.Evidence;
import org.infimum.Stop;
import org.infimum.relu.VectorLoss;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Descend-test-append on ReLU problems with known optima, from whatever start. */
class KnownReluOptimaTest {
    record Case(String name, double[][] x, double[] y, double lambda, double optimum) {
        HomogeneousProblem problem() {
            return HomogeneousProblem.of(ReluArchitecture.hiddenLayer(x, 1), VectorLoss.SQUARED, column(y), lambda);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static double[][] column(double[] y) {
        double[][] column = new double[y.length][1];
        for (int i = 0; i < y.length; i++) {
            column[i][0] = y[i];
        }
        return column;
    }

    static Stream<Case> cases() {
        double[][] xor = {{-1, -1, 1}, {-1, 1, 1}, {1, -1, 1}, {1, 1, 1}};
        double[] labels = {-1, 1, 1, -1};
        return Stream.of(
                new Case("identity", new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, new double[] {3, 4, -12}, 1, 16),
                new Case("line", new double[][] {{1}, {2}, {-1}, {-3}}, new double[] {2, 3, 1, -1}, 0.5, 1.7625),
                new Case("xor 0.1", xor, labels, 0.1, 2 * Math.sqrt(2) * 0.1 - 0.01),
                new Case("xor 1", xor, labels, 1, 2 * Math.sqrt(2) - 1),
                new Case(
                        "plane",
                        new double[][] {{1, 0}, {0, 1}, {-1, 1}, {-1, -1}, {2, -1}},
                        new double[] {1, 2, -1, 1, 0},
                        0.1,
                        0.5775459114));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyRandomStartEndsCertifiedAtTheOptimum(Case its) {
        HomogeneousProblem problem = its.problem();
        SplittableRandom random = new SplittableRandom(42);
        for (int run = 0; run < 120; run++) {
            int width = run % 3 == 0 ? 1 : 1 + random.nextInt(8);
            double deviation = Math.pow(10, 4 * random.nextDouble() - 3);
            ParallelNetwork start = ParallelNetwork.random(problem.architecture(), width, deviation, run);
            check(its, HomogeneousSolver.standard().gap(1e-8).solve(problem, start), "run " + run);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void soDoesTheZeroNetwork(Case its) {
        check(its, HomogeneousSolver.standard().gap(1e-8).solve(its.problem()), "from zero");
    }

    private static void check(Case its, HomogeneousSolution solution, String run) {
        var certificate = solution.certificate().certificate();
        assertEquals(Stop.Reason.DONE, solution.stop().reason(), () -> run + ": " + solution);
        assertEquals(Evidence.PROVED, certificate.evidence(), run);
        assertTrue(certificate.relativeGap() <= 1e-8, () -> run + ": " + certificate);
        assertEquals(its.optimum, certificate.upper(), 2e-8 * its.optimum, run);
        assertTrue(certificate.lower() <= its.optimum * (1 + 1e-10), run);
    }
}
