package org.infimum.homogeneous.bench;

import java.util.SplittableRandom;
import org.infimum.Certificate;
import org.infimum.homogeneous.Factorization;
import org.infimum.homogeneous.HomogeneousProblem;
import org.infimum.homogeneous.HomogeneousSolution;
import org.infimum.homogeneous.HomogeneousSolver;
import org.infimum.homogeneous.ParallelNetwork;
import org.infimum.linalg.SingularPairs;
import org.infimum.relu.VectorLoss;

/**
 * Seconds to factorise a matrix of rank 20 with Gaussian noise to a proved relative gap of 1e-8, from no pair and from random ones, and how far both bounds are
 * from the soft-thresholded singular value decomposition. The noise's largest singular value is about sqrt(n) + sqrt(c).
 */
public final class FactorizationBench {
    private static final double GAP = 1e-8;
    private static final int RANK = 20;

    private FactorizationBench() {}

    /**
     * Runs the table.
     *
     * @param arguments n (1000), c (800)
     */
    public static void main(String[] arguments) {
        int n = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
        int c = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 800;
        double[][] y = data(n, c);
        double[] flat = new double[n * c];
        for (int i = 0; i < n; i++) {
            System.arraycopy(y[i], 0, flat, i * c, c);
        }
        SingularPairs pairs = SingularPairs.of(flat, n, c);
        Factorization architecture = Factorization.frobenius(n, c);
        double edge = Math.sqrt(n) + Math.sqrt(c);
        // the compiler's warm-up is not the solver's
        HomogeneousProblem.of(Factorization.frobenius(200, 150), VectorLoss.SQUARED, data(200, 150), 40)
                .solve();
        System.out.printf(
                "%8s %6s %8s %6s %10s %12s %12s%n", "lambda", "start", "seconds", "pairs", "gap", "upper-opt", "opt-lower");
        for (double lambda : new double[] {5 * edge, 1.3 * edge, 0.9 * edge}) {
            HomogeneousProblem problem = HomogeneousProblem.of(architecture, VectorLoss.SQUARED, y, lambda);
            double optimum = 0;
            for (int i = 0; i < pairs.count(); i++) {
                double s = pairs.value(i);
                optimum += s > lambda ? lambda * (s - lambda / 2) : s * s / 2;
            }
            for (int r : new int[] {0, 5, RANK, 30}) {
                ParallelNetwork start =
                        r == 0 ? ParallelNetwork.zero(architecture) : ParallelNetwork.random(architecture, r, 1, 1);
                long begin = System.nanoTime();
                HomogeneousSolution solution = HomogeneousSolver.standard().gap(GAP).solve(problem, start);
                double seconds = (System.nanoTime() - begin) / 1e9;
                Certificate certificate = solution.certificate().certificate();
                System.out.printf(
                        "%8.1f %6d %8.2f %6d %10.2g %12.2g %12.2g%n",
                        lambda,
                        r,
                        seconds,
                        solution.network().subnetworks(),
                        certificate.relativeGap(),
                        certificate.upper() / optimum - 1,
                        1 - certificate.lower() / optimum);
            }
        }
    }

    private static double[][] data(int n, int c) {
        SplittableRandom random = new SplittableRandom(1);
        double[][] u = new double[n][RANK];
        double[][] v = new double[c][RANK];
        for (double[][] factor : new double[][][] {u, v}) {
            for (double[] row : factor) {
                for (int k = 0; k < RANK; k++) {
                    row[k] = random.nextGaussian();
                }
            }
        }
        double[][] y = new double[n][c];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < c; k++) {
                y[i][k] = random.nextGaussian();
                for (int p = 0; p < RANK; p++) {
                    y[i][k] += u[i][p] * v[k][p];
                }
            }
        }
        return y;
    }
}
