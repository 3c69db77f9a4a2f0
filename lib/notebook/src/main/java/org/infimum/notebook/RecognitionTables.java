package org.infimum.notebook;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.infimum.Stop;
import org.infimum.Trace;
import org.infimum.deep.train.ComparisonResult;
import org.infimum.deep.train.RateSweepResult;
import org.infimum.deep.train.TrainingResult;
import org.infimum.notebook.plot.Plot;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What runs did iteration by iteration, and how rates were chosen, as tables; the figures are made from the tables. */
final class RecognitionTables {
    private static final String SOLVER = "solver";
    private static final String SEED = "seed";
    private static final String ITERATION = "iteration";
    private static final String LEFT = "Eq. 4 left";
    private static final String RIGHT = "Eq. 4 right";
    private static final List<String> COLUMNS = List.of("objective", "eta", "step length", LEFT, RIGHT);

    /** Relative to f: a step is the difference of weights that are floats. */
    private static final double EQUAL = 1e-3;

    private RecognitionTables() {}

    /** A row for each solver, seed and every so-manieth iteration. */
    static Table iterations(ComparisonResult result, int every) {
        if (every < 1) {
            throw new IllegalArgumentException(
                    "Every " + every + ". iteration cannot be listed; give 1 for all, 10 for every tenth.");
        }
        Table table = Table.create(
                "iterations", StringColumn.create(SOLVER), IntColumn.create(SEED), IntColumn.create(ITERATION));
        COLUMNS.forEach(column -> table.addColumns(DoubleColumn.create(column)));
        for (TrainingResult run : result.runs()) {
            Trace trace = run.iterations();
            for (int i = 0; i < trace.size(); i += every) {
                Row to = table.appendRow();
                to.setString(SOLVER, run.solver());
                to.setInt(SEED, Math.toIntExact(run.seed()));
                to.setInt(ITERATION, i + 1);
                for (String column : COLUMNS) {
                    to.setDouble(column, trace.has(column) ? trace.get(column, i) : Double.NaN);
                }
            }
        }
        return table;
    }

    /** The step sizes of the solvers over the iterations, of the first seed. */
    static Plot steps(Table iterations, String... solvers) {
        Plot plot = Plot.title("Step size by iteration").x(ITERATION).y("eta");
        for (String solver : solvers) {
            Table run = run(iterations, solver);
            plot = plot.line(solver, column(run, ITERATION), column(run, "eta"));
        }
        return plot;
    }

    /** Both sides of Eq. 4 along one solver's run. */
    static Plot sides(Table iterations, String solver) {
        Table run = run(iterations, solver);
        double[] right = column(run, RIGHT);
        if (IntStream.range(0, right.length).allMatch(i -> Double.isNaN(right[i]))) {
            throw new IllegalArgumentException("The run of '" + solver
                    + "' recorded no sampling condition; ask for it with Comparison.samplingCondition(...).");
        }
        return Plot.title("Eq. 4 along the run: " + solver)
                .x(ITERATION)
                .y("objective")
                .line("left: max f(x_i) - L ||x_i - x_(t+1)||", column(run, ITERATION), column(run, LEFT))
                .line("right: rho min f(x_i)", column(run, ITERATION), right);
    }

    /** How often each solver's iterates satisfy Eq. 4, where that was recorded. */
    static Table satisfied(Table iterations) {
        Table table = Table.create(
                "Eq. 4",
                StringColumn.create(SOLVER),
                IntColumn.create("iterations listed"),
                DoubleColumn.create("left below right %"),
                DoubleColumn.create("equal %"),
                DoubleColumn.create("left above right %"),
                DoubleColumn.create("largest (left - right) / f"));
        for (String solver : new LinkedHashSet<>(iterations.stringColumn(SOLVER).asList())) {
            Table run = run(iterations, solver);
            double[] left = column(run, LEFT);
            double[] right = column(run, RIGHT);
            double[] f = column(run, "objective");
            int below = 0;
            int equal = 0;
            double largest = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < f.length; i++) {
                double excess = (left[i] - right[i]) / f[i];
                equal += Math.abs(excess) <= EQUAL ? 1 : 0;
                below += excess < -EQUAL ? 1 : 0;
                largest = Math.max(largest, excess);
            }
            if (!Double.isNaN(largest)) {
                Row to = table.appendRow();
                to.setString(SOLVER, solver);
                to.setInt("iterations listed", f.length);
                to.setDouble("left below right %", 100.0 * below / f.length);
                to.setDouble("equal %", 100.0 * equal / f.length);
                to.setDouble("left above right %", 100.0 * (f.length - below - equal) / f.length);
                to.setDouble("largest (left - right) / f", largest);
            }
        }
        return table;
    }

    private static Table run(Table iterations, String solver) {
        Table own = iterations.where(iterations.stringColumn(SOLVER).isEqualTo(solver));
        if (own.isEmpty()) {
            throw new IllegalArgumentException("There is no run of '" + solver + "'; there are "
                    + new LinkedHashSet<>(iterations.stringColumn(SOLVER).asList()) + ".");
        }
        double first = own.numberColumn(SEED).getDouble(0);
        return own.where(own.numberColumn(SEED).isEqualTo(first));
    }

    private static double[] column(Table table, String name) {
        return IntStream.range(0, table.rowCount())
                .mapToDouble(row ->
                        table.column(name) instanceof NumericColumn<?> numbers ? numbers.getDouble(row) : Double.NaN)
                .toArray();
    }

    /** A row a trial. */
    static Table rates(RateSweepResult sweep) {
        Table table = Table.create(
                "rates",
                StringColumn.create(SOLVER),
                DoubleColumn.create("rate"),
                DoubleColumn.create("objective"),
                DoubleColumn.create("train error %"),
                IntColumn.create("epochs"),
                StringColumn.create("stop"),
                BooleanColumn.create("best"),
                BooleanColumn.create("at the edge of the grid"),
                StringColumn.create("version"));
        for (RateSweepResult.Trial trial : sweep.trials()) {
            Row to = table.appendRow();
            to.setString(SOLVER, trial.solver());
            to.setDouble("rate", trial.rate());
            to.setDouble("objective", trial.objective());
            to.setDouble("train error %", 100 * trial.error());
            to.setInt("epochs", trial.epochs());
            to.setString("stop", trial.stop().name());
            boolean finite = trial.stop() == Stop.Reason.DONE;
            to.setBoolean("best", finite && sweep.best(trial.solver()).equals(trial));
            to.setBoolean("at the edge of the grid", trial.atEdge());
            to.setString("version", Environment.version());
        }
        return table;
    }

    /** The rates marked as best, by solver. */
    static Map<String, Double> bestRates(Table rates) {
        Map<String, Double> best = new LinkedHashMap<>();
        for (int row = 0; row < rates.rowCount(); row++) {
            if (rates.booleanColumn("best").get(row)) {
                best.put(
                        rates.stringColumn(SOLVER).get(row),
                        rates.numberColumn("rate").getDouble(row));
            }
        }
        return best;
    }
}
