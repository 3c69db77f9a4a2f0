package org.infimum.relu.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.infimum.relu.ConvexLoss;
import org.infimum.relu.ConvexProgram;
import org.infimum.relu.ConvexProgramSolution;

/**
 * The convex program on sampled patterns beside Clarabel and SCS through cvxpy, on the same data in the same run, the solvers one after the
 * other on each problem. Gaussian data and targets, beta = 0.1 times a beta_max of the patterns drawn. Prints wall-clock and processor seconds:
 * on a machine with other load the latter tell more.
 */
public final class ConvexProgramBench {
    private static final int[][] SIZES = {{100, 10, 50}, {200, 20, 100}};
    private static final int[] LARGE = {2000, 50, 500};

    /** Java compiles while it runs: the median of these is the solver's. */
    private static final int REPEATS = 9;

    private ConvexProgramBench() {}

    /**
     * Runs the sizes.
     *
     * @param arguments the Python of the benchmark's environment or '-', the script, then 'large' for n = 2,000 as well
     * @throws IOException if the data cannot be exchanged
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<int[]> sizes = new ArrayList<>(List.of(SIZES));
        if (arguments.length > 2 && arguments[2].equals("large")) {
            sizes.add(LARGE);
        }
        System.out.printf(
                Locale.ROOT,
                "load average %.1f on %d processors%n",
                java.lang.management.ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                Runtime.getRuntime().availableProcessors());
        // Java's compiler at work, which the reference solvers have no like of: what the first calls of a fresh process cost
        for (int seed = 0; seed < 12; seed++) {
            long start = System.nanoTime();
            problem(SIZES[seed % 2], 100 + seed).program().solve();
            if (seed < 2) {
                System.out.printf(
                        Locale.ROOT,
                        "%5d %3d %4d  first call in this process %.3f s%n",
                        SIZES[seed][0],
                        SIZES[seed][1],
                        SIZES[seed][2],
                        (System.nanoTime() - start) / 1e9);
            }
        }
        System.out.println("    n   d    P  seed  solver    wall s    cpu s   objective            times ours (wall)");
        for (int[] size : sizes) {
            for (int seed = 1; seed <= (size == LARGE ? 1 : 3); seed++) {
                compare(size, seed, arguments);
            }
        }
    }

    private static void compare(int[] size, int seed, String[] arguments) throws IOException, InterruptedException {
        Problem problem = problem(size, seed);
        int repeats = size == LARGE ? 1 : REPEATS;
        double[] walls = new double[repeats];
        ConvexProgramSolution solution = null;
        long cpu = processor();
        for (int k = 0; k < repeats; k++) {
            long start = System.nanoTime();
            solution = problem.program().solve();
            walls[k] = (System.nanoTime() - start) / 1e9;
        }
        double processor = (processor() - cpu) / 1e9 / repeats;
        Arrays.sort(walls);
        double wall = walls[repeats / 2];
        String name = String.format(Locale.ROOT, "%5d %3d %4d  %4d", size[0], size[1], size[2], seed);
        System.out.printf(
                Locale.ROOT,
                "%s  ours      %7.3f  %7.3f   %.12g  (relative gap %.1e)%n",
                name,
                wall,
                processor,
                solution.primal(),
                solution.relativeGap());
        if (arguments.length < 2 || arguments[0].equals("-") || size == LARGE) {
            return;
        }
        for (String line : reference(problem, arguments[0], arguments[1])) {
            String[] part = line.split(" ");
            System.out.printf(
                    Locale.ROOT,
                    "%s  %-8s  %7.3f  %7.3f   %.12g  %.1f%n",
                    name,
                    part[0],
                    Double.parseDouble(part[1]),
                    Double.parseDouble(part[2]),
                    Double.parseDouble(part[3]),
                    Double.parseDouble(part[1]) / wall);
        }
    }

    private static long processor() {
        return ((com.sun.management.OperatingSystemMXBean)
                        java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static List<String> reference(Problem problem, String python, String script)
            throws IOException, InterruptedException {
        Path data = Files.createTempFile("infimum-bench", ".bin");
        try {
            problem.write(data);
            Process process = new ProcessBuilder(python, script, data.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            List<String> lines =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                            .lines()
                            .toList();
            if (process.waitFor() != 0) {
                System.out.println("The reference solvers failed; see the message above.");
                return List.of();
            }
            return lines;
        } finally {
            Files.deleteIfExists(data);
        }
    }

    private static Problem problem(int[] size, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int n = size[0];
        int d = size[1];
        double[][] x = new double[n][d];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < d; c++) {
                x[i][c] = random.nextGaussian();
            }
            y[i] = random.nextGaussian();
        }
        Map<Integer, Set<java.util.BitSet>> seen = new HashMap<>();
        List<boolean[]> patterns = new ArrayList<>();
        List<double[]> directions = new ArrayList<>();
        double largest = 0;
        while (patterns.size() < size[2]) {
            double[] u = new double[d];
            for (int c = 0; c < d; c++) {
                u[c] = random.nextGaussian();
            }
            boolean[] pattern = new boolean[n];
            java.util.BitSet bits = new java.util.BitSet(n);
            double f = 0;
            double square = 0;
            for (double component : u) {
                square += component * component;
            }
            for (int i = 0; i < n; i++) {
                double t = 0;
                for (int c = 0; c < d; c++) {
                    t += x[i][c] * u[c];
                }
                pattern[i] = t >= 0;
                bits.set(i, pattern[i]);
                f += y[i] * Math.max(0, t);
            }
            if (seen.computeIfAbsent(bits.cardinality(), k -> new HashSet<>()).add(bits)) {
                patterns.add(pattern);
                directions.add(u);
                largest = Math.max(largest, Math.abs(f) / Math.sqrt(square));
            }
        }
        return new Problem(x, y, 0.1 * largest, patterns, directions);
    }

    private record Problem(
            double[][] x, double[] y, double beta, List<boolean[]> patterns, List<double[]> directions) {
        ConvexProgram program() {
            return ConvexProgram.of(x, y, ConvexLoss.SQUARED, beta, patterns, directions)
                    .tolerance(1e-8);
        }

        /** n, d, P, beta, X by rows, y, the patterns by rows: doubles, least byte first. */
        void write(Path file) throws IOException {
            int n = x.length;
            int d = x[0].length;
            ByteBuffer bytes = ByteBuffer.allocate(8 * (4 + n * d + n + patterns.size() * n))
                    .order(ByteOrder.LITTLE_ENDIAN);
            bytes.putDouble(n).putDouble(d).putDouble(patterns.size()).putDouble(beta);
            for (double[] row : x) {
                for (double component : row) {
                    bytes.putDouble(component);
                }
            }
            for (double target : y) {
                bytes.putDouble(target);
            }
            for (boolean[] pattern : patterns) {
                for (boolean on : pattern) {
                    bytes.putDouble(on ? 1 : 0);
                }
            }
            Files.write(file, bytes.array());
        }
    }
}
