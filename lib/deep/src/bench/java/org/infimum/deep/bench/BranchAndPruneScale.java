package org.infimum.deep.bench;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import org.infimum.Driver;
import org.infimum.Limits;
import org.infimum.Monitor;
import org.infimum.Progress;
import org.infimum.Solution;
import org.infimum.bpgrad.BranchAndPrune;
import org.infimum.testfunctions.TestFunction;
import org.infimum.testfunctions.TestFunctions;

/**
 * Time and memory of branch and prune against the number of samples: 100,000 in two dimensions, 10,000 in six. Time is that of the thread's
 * processor, so that other load does not count; memory is what is reachable.
 */
public final class BranchAndPruneScale {
    private BranchAndPruneScale() {}

    /**
     * Runs both.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        // warm up on something else
        BranchAndPrune.lipschitz(TestFunctions.himmelblau().lipschitz()).gap(5).minimize(TestFunctions.himmelblau());
        run(TestFunctions.sixHumpCamel(), 100_000, 10_000);
        run(TestFunctions.ackley(6), 10_000, 1_000);
    }

    private static void run(TestFunction f, int samples, int every) {
        System.out.printf(Locale.ROOT, "%s, %d-D%n", f.name(), f.domain().dimension());
        System.out.println("  samples   ms a sample   MB   kB a sample   certificate");
        Monitor monitor = new Monitor() {
            private long last;
            private double cpu = seconds();
            private final double empty = megabytes();

            @Override
            public void iteration(Progress progress) {
                long n = progress.iteration();
                if (n == last || n % every != 0) {
                    return;
                }
                double now = seconds();
                double memory = megabytes() - empty;
                double[] best = progress.trace().column("best f");
                double[] lower = progress.trace().column("lower");
                System.out.printf(
                        Locale.ROOT,
                        "  %7d   %11.3f   %2.0f   %11.2f   [%.4g, %.4g]%n",
                        n,
                        1000 * (now - cpu) / (n - last),
                        memory,
                        1000 * memory / n,
                        lower[(int) n - 1],
                        best[(int) n - 1]);
                last = n;
                cpu = seconds();
            }
        };
        Driver driver = Driver.standard()
                .limits(new Limits(samples, Duration.ofMinutes(5)))
                .monitor(monitor);
        Solution<double[]> s = BranchAndPrune.lipschitz(f.lipschitz())
                .gap(1e-3)
                .driver(driver)
                .minimize(f);
        System.out.println("  " + s.stop());
    }

    private static double seconds() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
    }

    private static double megabytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / 1e6;
    }
}
