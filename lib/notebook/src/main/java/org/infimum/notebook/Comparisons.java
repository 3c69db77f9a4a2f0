package org.infimum.notebook;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.infimum.Trace;
import org.infimum.deep.train.ComparisonResult;
import org.infimum.deep.train.TrainingResult;
import org.infimum.notebook.plot.Plot;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Comparisons of solvers as tables and curves. The table of {@link #epochs} is what a notebook keeps as CSV, and everything else is
 * made from it, so that a notebook can be drawn again without training.
 */
final class Comparisons {
    private static final String SOLVER = "solver";
    private static final String SEED = "seed";
    private static final String EPOCH = "epoch";
    private static final String STOP = "stop";

    /** Settings that have a column of their own, or say nothing to a reader of the table. */
    private static final Set<String> ELSEWHERE =
            Set.of(SOLVER, SEED, "variant", "test data", "network", "sampling condition");

    private Comparisons() {}

    /** A row for each solver, seed and epoch, with the settings that decided the run and the library's version. */
    static Table epochs(ComparisonResult result) {
        Table table = Table.create(
                "epochs",
                StringColumn.create(SOLVER),
                StringColumn.create("setting"),
                IntColumn.create(SEED),
                IntColumn.create(EPOCH));
        // what the task tells, then the seconds
        List<String> told = result.runs().stream()
                .flatMap(run -> run.epochs().names().stream())
                .filter(name -> !name.equals(EPOCH))
                .distinct()
                .toList();
        told.forEach(name -> table.addColumns(DoubleColumn.create(name)));
        table.addColumns(IntColumn.create("iterations"), StringColumn.create(STOP), StringColumn.create("version"));
        for (TrainingResult run : result.runs()) {
            Trace epochs = run.epochs();
            for (int row = 0; row < epochs.size(); row++) {
                Row to = table.appendRow();
                to.setString(SOLVER, run.solver());
                to.setString("setting", setting(run.settings()));
                to.setInt(SEED, Math.toIntExact(run.seed()));
                to.setInt(EPOCH, (int) epochs.get(EPOCH, row));
                for (String column : told) {
                    to.setDouble(column, epochs.get(column, row));
                }
                to.setInt("iterations", run.iterations().size());
                to.setString(STOP, run.stop().reason().name());
                to.setString("version", Environment.version());
            }
        }
        return table;
    }

    private static String setting(Map<String, String> settings) {
        return settings.entrySet().stream()
                .filter(entry ->
                        !entry.getKey().equals(SOLVER) && !entry.getKey().equals(SEED))
                .map(entry -> entry.getKey() + " = " + entry.getValue())
                .collect(Collectors.joining("; "));
    }

    /** A row a solver: what its runs end with, mean and standard deviation over the seeds that ran to their end. */
    static Table summary(Table epochs) {
        Table table = Table.create(
                "summary",
                StringColumn.create(SOLVER),
                IntColumn.create("runs"),
                IntColumn.create("not finite"),
                DoubleColumn.create("objective"),
                DoubleColumn.create("± objective"),
                DoubleColumn.create("train error %"),
                DoubleColumn.create("test error %"),
                DoubleColumn.create("± test error %"),
                DoubleColumn.create("iterations / s"));
        for (Map.Entry<String, List<Table>> solver : bySolver(epochs).entrySet()) {
            DoubleColumn objective = DoubleColumn.create("objective");
            DoubleColumn train = DoubleColumn.create("train");
            DoubleColumn test = DoubleColumn.create("test");
            DoubleColumn rate = DoubleColumn.create("rate");
            int notFinite = 0;
            for (Table run : solver.getValue()) {
                int last = run.rowCount() - 1;
                String stop = run.stringColumn(STOP).get(last);
                notFinite += stop.equals("NOT_FINITE") ? 1 : 0;
                if (stop.equals("DONE")) {
                    objective.append(number(run, "objective", last));
                    train.append(100 * number(run, "error", last));
                    test.append(100 * number(run, "test error", last));
                    rate.append(number(run, "iterations", last) / number(run, "seconds", last));
                }
            }
            Row to = table.appendRow();
            to.setString(SOLVER, solver.getKey());
            to.setInt("runs", solver.getValue().size());
            to.setInt("not finite", notFinite);
            to.setDouble("objective", objective.mean());
            to.setDouble("± objective", objective.standardDeviation());
            to.setDouble("train error %", train.mean());
            to.setDouble("test error %", test.mean());
            to.setDouble("± test error %", test.standardDeviation());
            to.setDouble("iterations / s", rate.mean());
        }
        return table;
    }

    /** A row for each pair of solvers and seed: how far apart the two ended. */
    static Table distances(ComparisonResult result) {
        Table table = Table.create(
                "distances",
                StringColumn.create("solver a"),
                StringColumn.create("solver b"),
                IntColumn.create("common seed"),
                DoubleColumn.create("distance"));
        List<String> solvers = result.solvers();
        for (int a = 0; a < solvers.size(); a++) {
            for (int b = a + 1; b < solvers.size(); b++) {
                double[] distances = result.distances(solvers.get(a), solvers.get(b));
                for (int i = 0; i < distances.length; i++) {
                    Row to = table.appendRow();
                    to.setString("solver a", solvers.get(a));
                    to.setString("solver b", solvers.get(b));
                    to.setInt("common seed", i + 1);
                    to.setDouble("distance", distances[i]);
                }
            }
        }
        return table;
    }

    /** A curve a solver over the epochs; a band over the seeds where there are several. */
    static Plot curves(Table epochs, String column) {
        Plot plot = Plot.title(column + " by epoch").x(EPOCH).y(column);
        for (Map.Entry<String, List<Table>> solver : bySolver(epochs).entrySet()) {
            int longest =
                    solver.getValue().stream().mapToInt(Table::rowCount).max().orElse(0);
            double[] x = IntStream.range(0, longest).asDoubleStream().toArray();
            double[][] runs = solver.getValue().stream()
                    .map(run -> values(run, column, longest))
                    .toArray(double[][]::new);
            plot = plot.spread(solver.getKey(), x, runs);
        }
        return plot;
    }

    /** A run that stopped early leaves a gap. */
    private static double[] values(Table run, String column, int length) {
        double[] y = new double[length];
        for (int i = 0; i < length; i++) {
            y[i] = i < run.rowCount() ? number(run, column, i) : Double.NaN;
        }
        return y;
    }

    /** The runs of each solver, in the table's order. */
    static Map<String, List<Table>> bySolver(Table epochs) {
        Map<String, List<Table>> solvers = new LinkedHashMap<>();
        for (String solver : new LinkedHashSet<>(epochs.stringColumn(SOLVER).asList())) {
            Table own = epochs.where(epochs.stringColumn(SOLVER).isEqualTo(solver));
            List<Table> runs = new ArrayList<>();
            for (double seed : new LinkedHashSet<>(seeds(own))) {
                runs.add(own.where(own.numberColumn(SEED).isEqualTo(seed)));
            }
            solvers.put(solver, runs);
        }
        return solvers;
    }

    private static List<Double> seeds(Table table) {
        return IntStream.range(0, table.rowCount())
                .mapToObj(row -> number(table, SEED, row))
                .toList();
    }

    /** A table that was read from CSV has whole numbers where the one that was computed has any, and text where all is blank; not every task tells every column. */
    static double number(Table table, String column, int row) {
        return table.containsColumn(column)
                        && table.column(column) instanceof NumericColumn<?> numbers
                        && !numbers.isMissing(row)
                ? numbers.getDouble(row)
                : Double.NaN;
    }
}
