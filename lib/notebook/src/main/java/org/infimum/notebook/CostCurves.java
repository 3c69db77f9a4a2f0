package org.infimum.notebook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.infimum.Driver;
import org.infimum.Limits;
import org.infimum.Monitor;
import org.infimum.Progress;
import org.infimum.Stop;
import org.infimum.relu.ReluProblem;
import org.infimum.relu.ReluSolution;
import org.infimum.relu.ReluSolver;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What a certified optimum costs on Gaussian samples with Gaussian targets (pure noise, the hardest data): curves along which one of n, d and beta
 * moves while the others stay. A curve ends where a problem is not certified within the time allowed: what comes after it is harder.
 */
public final class CostCurves {
    /** beta as a part of beta_max where it does not move. */
    private static final double PART = 0.1;

    private final double seconds;
    private final int draws;
    private final List<Curve> curves;

    /** From easy to hard. */
    private record Curve(String name, List<Setting> settings) {}

    private record Setting(int n, int d, double part) {}

    private CostCurves(double seconds, int draws, List<Curve> curves) {
        this.seconds = seconds;
        this.draws = draws;
        this.curves = curves;
    }

    /**
     * No curve yet.
     *
     * @param seconds the most time for one problem, above 0
     * @param draws how many problems are drawn for each setting, at least 1
     * @return the curves
     * @throws IllegalArgumentException if a number is out of range
     */
    public static CostCurves of(double seconds, int draws) {
        if (!(seconds > 0) || draws < 1) {
            throw new IllegalArgumentException(
                    "Costs need a time limit above 0 s and at least 1 draw, not " + seconds + " s and " + draws + ".");
        }
        return new CostCurves(seconds, draws, List.of());
    }

    /**
     * One more curve, over the number of samples at 10 % of beta_max.
     *
     * @param d the dimension
     * @param n numbers of samples, rising
     * @return more curves
     */
    public CostCurves overSamples(int d, int... n) {
        List<Setting> settings = new ArrayList<>();
        for (int samples : n) {
            settings.add(new Setting(samples, d, PART));
        }
        return with("n, d = " + d, settings);
    }

    /**
     * One more curve, over the dimension at 10 % of beta_max.
     *
     * @param n the number of samples
     * @param d dimensions, rising
     * @return more curves
     */
    public CostCurves overDimension(int n, int... d) {
        List<Setting> settings = new ArrayList<>();
        for (int dimension : d) {
            settings.add(new Setting(n, dimension, PART));
        }
        return with("d, n = " + n, settings);
    }

    /**
     * One more curve, over the weight decay.
     *
     * @param n the number of samples
     * @param d the dimension
     * @param parts weight decays as parts of beta_max, falling
     * @return more curves
     */
    public CostCurves overWeightDecay(int n, int d, double... parts) {
        List<Setting> settings = new ArrayList<>();
        for (double part : parts) {
            settings.add(new Setting(n, d, part));
        }
        return with("beta, n = " + n + ", d = " + d, settings);
    }

    private CostCurves with(String name, List<Setting> settings) {
        for (Setting setting : settings) {
            if (setting.n < 1 || setting.d < 1 || !(setting.part > 0)) {
                throw new IllegalArgumentException(
                        "A problem needs n and d of at least 1 and a part of beta_max above 0," + " not n = "
                                + setting.n + ", d = " + setting.d + ", " + setting.part + ".");
            }
        }
        List<Curve> more = new ArrayList<>(curves);
        more.add(new Curve(name, List.copyOf(settings)));
        return new CostCurves(seconds, draws, List.copyOf(more));
    }

    /**
     * Solves one problem after the other. An interrupt ends it with the rows so far.
     *
     * @param seen gets the table after each problem, to show it
     * @return a row a problem: curve, n, d, "beta / beta_max", seed, seconds, gap (relative, certified), neurons, nodes of branch and bound, stop,
     *     version
     */
    public Table measure(Consumer<Table> seen) {
        Table table = Table.create(
                "costs",
                StringColumn.create("curve"),
                IntColumn.create("n"),
                IntColumn.create("d"),
                DoubleColumn.create("beta / beta_max"),
                IntColumn.create("seed"),
                DoubleColumn.create("seconds"),
                DoubleColumn.create("gap"),
                IntColumn.create("neurons"),
                DoubleColumn.create("nodes"),
                StringColumn.create("stop"),
                StringColumn.create("version"));
        for (Curve curve : curves) {
            boolean closed = true;
            for (int k = 0; k < curve.settings.size() && closed; k++) {
                for (int seed = 1; seed <= draws; seed++) {
                    Stop.Reason reason = append(table, curve, curve.settings.get(k), seed);
                    if (reason == Stop.Reason.INTERRUPTED) {
                        return table;
                    }
                    closed &= reason == Stop.Reason.DONE;
                    seen.accept(table);
                }
            }
        }
        return table;
    }

    /** Of an interrupted problem nothing is kept: its time says nothing. */
    private Stop.Reason append(Table table, Curve curve, Setting setting, int seed) {
        Driver limited =
                Driver.standard().limits(Limits.time(Duration.ofMillis(Math.max(1, Math.round(1000 * seconds)))));
        ReluProblem problem = drawn(setting, seed);
        LastStop bound = new LastStop();
        double most = ReluSolver.standard()
                .gap(1e-3)
                .driver(limited.monitor(bound))
                .betaMax(problem)
                .lower();
        // 0: nothing was found before the interrupt or the limit
        if (bound.reason == Stop.Reason.INTERRUPTED || !(setting.part * most > 0)) {
            return Stop.Reason.INTERRUPTED;
        }
        long began = System.nanoTime();
        ReluSolution solved = ReluSolver.standard().driver(limited).solve(problem.weightDecay(setting.part * most));
        double took = (System.nanoTime() - began) / 1e9;
        Stop.Reason reason = solved.stop().reason();
        if (reason != Stop.Reason.INTERRUPTED) {
            Row row = table.appendRow();
            row.setString("curve", curve.name);
            row.setInt("n", setting.n);
            row.setInt("d", setting.d);
            row.setDouble("beta / beta_max", setting.part);
            row.setInt("seed", seed);
            row.setDouble("seconds", took);
            row.setDouble("gap", solved.certificate().relativeGap());
            row.setInt("neurons", solved.network().width());
            row.setDouble("nodes", solved.trace().last("nodes"));
            row.setString("stop", reason.name());
            row.setString("version", Environment.version());
        }
        return reason;
    }

    /** Bounds do not say why their search ended. */
    private static final class LastStop implements Monitor {
        private Stop.Reason reason;

        @Override
        public void iteration(Progress progress) {}

        @Override
        public void stopped(Progress progress, Stop stop) {
            reason = stop.reason();
        }
    }

    private static ReluProblem drawn(Setting setting, int seed) {
        Random random = new Random(1000L * seed + setting.d);
        double[][] x = new double[setting.n][setting.d];
        double[] y = new double[setting.n];
        for (int i = 0; i < x.length; i++) {
            for (int k = 0; k < setting.d; k++) {
                x[i][k] = random.nextGaussian();
            }
            y[i] = random.nextGaussian();
        }
        return ReluProblem.twoLayer(x, y);
    }
}
