package org.infimum.relu.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.infimum.Driver;
import org.infimum.Limits;
import org.infimum.relu.LocalAscent;
import org.infimum.relu.ReluProblem;
import org.infimum.relu.ReluSolution;
import org.infimum.relu.ReluSolver;

/**
 * Seconds to solve and certify two-layer ReLU problems, medians over seeds: Gaussian samples, targets of a network of five neurons with a tenth of
 * Gaussian noise. A row that names a time limit states the gap reached within it.
 */
public final class ReluCertificates {
    private static final double GAP = 1e-6;

    private ReluCertificates() {}

    private record Row(int n, int d, double part, int seconds) {}

    /**
     * Runs the table.
     *
     * @param arguments the number of seeds (5), then "noise" for targets of pure noise, the hardest there are
     */
    public static void main(String[] arguments) {
        int seeds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        boolean noise = arguments.length > 1 && arguments[1].equals("noise");
        // the compiler's warm-up is not the solver's
        for (int seed = 1; seed <= 10; seed++) {
            solve(new Row(50, 4, 0.1, 60), seed, noise);
        }
        Row[] rows = {
            new Row(500, 5, 0.1, 120),
            new Row(200, 6, 0.1, 120),
            new Row(50, 10, 0.1, 120),
            new Row(100, 8, 0.1, 120),
            new Row(100, 10, 0.1, 600),
            new Row(200, 20, 0.5, 60),
            new Row(200, 20, 0.1, 60),
            new Row(500, 20, 0.5, 60),
            new Row(500, 20, 0.1, 60)
        };
        System.out.printf("%5s %4s %10s %10s %10s %10s %8s %10s%n", "n", "d", "beta", "seconds", "worst", "gap", "neurons", "worst gap");
        for (Row row : rows) {
            double[] seconds = new double[seeds];
            double[] gaps = new double[seeds];
            double[] neurons = new double[seeds];
            for (int k = 0; k < seeds; k++) {
                long start = System.nanoTime();
                ReluSolution solution = solve(row, k + 1, noise);
                seconds[k] = (System.nanoTime() - start) / 1e9;
                gaps[k] = solution.certificate().relativeGap();
                neurons[k] = solution.network().width();
            }
            Arrays.sort(seconds);
            Arrays.sort(gaps);
            Arrays.sort(neurons);
            System.out.printf(
                    "%5d %4d %5.2f max %10.2f %10.2f %10.2g %8.0f %10.2g%n",
                    row.n,
                    row.d,
                    row.part,
                    seconds[seeds / 2],
                    seconds[seeds - 1],
                    gaps[seeds / 2],
                    neurons[seeds / 2],
                    gaps[seeds - 1]);
        }
    }

    private static ReluSolution solve(Row row, long seed, boolean noise) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] hidden = new double[5][row.d];
        double[] output = new double[5];
        for (int j = 0; j < 5; j++) {
            output[j] = random.nextGaussian();
            for (int k = 0; k < row.d; k++) {
                hidden[j][k] = random.nextGaussian() / Math.sqrt(row.d);
            }
        }
        double[][] x = new double[row.n][row.d];
        double[] y = new double[row.n];
        for (int i = 0; i < row.n; i++) {
            for (int k = 0; k < row.d; k++) {
                x[i][k] = random.nextGaussian();
            }
            for (int j = 0; j < 5 && !noise; j++) {
                double t = 0;
                for (int k = 0; k < row.d; k++) {
                    t += hidden[j][k] * x[i][k];
                }
                y[i] += output[j] * Math.max(0, t);
            }
            y[i] += (noise ? 1 : 0.1) * random.nextGaussian();
        }
        ReluProblem problem = ReluProblem.twoLayer(x, y);
        // the best of many ascents: the table's scale, not a claim
        double largest = ReluSolver.standard()
                .oracle(new LocalAscent(2000, 1))
                .betaMax(problem)
                .lower();
        return ReluSolver.standard()
                .gap(GAP)
                .driver(Driver.standard().limits(Limits.time(Duration.ofSeconds(row.seconds))))
                .solve(problem.weightDecay(row.part * largest));
    }
}
