package org.infimum.notebook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.infimum.Certificate;
import org.infimum.Trace;
import org.infimum.notebook.plot.Plot;
import org.infimum.notebook.render.Numbers;
import org.infimum.relu.NetworkCertificate;
import org.infimum.relu.RegularizationPath;
import org.infimum.relu.ReluProblem;
import org.infimum.relu.ReluSolution;
import org.infimum.relu.TwoLayerNetwork;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Two-layer ReLU problems as tables and pictures: objective and lower bound always together, with the word that the bound rests on. */
final class ReluTables {
    private static final String OBJECTIVE = "objective";
    private static final String LOWER = "optimum at least";
    private static final String GAP = "relative gap at most";
    private static final String EVIDENCE = "evidence";
    private static final String NEURONS = "neurons";
    private static final String BETA = "beta";
    private static final String ACCURACY = "accuracy";

    private ReluTables() {}

    /** A row a network: how far it is from the optimum. */
    static Table gaps(List<Map.Entry<String, NetworkCertificate>> certificates) {
        Table table = Table.create(
                "",
                StringColumn.create("network"),
                IntColumn.create(NEURONS),
                DoubleColumn.create(OBJECTIVE),
                DoubleColumn.create("balanced"),
                DoubleColumn.create(LOWER),
                DoubleColumn.create("gap at most"),
                DoubleColumn.create(GAP),
                StringColumn.create(EVIDENCE));
        for (Map.Entry<String, NetworkCertificate> entry : certificates) {
            Certificate certificate = entry.getValue().certificate();
            Row row = table.appendRow();
            row.setString("network", entry.getKey());
            row.setInt(NEURONS, entry.getValue().network().width());
            row.setDouble(OBJECTIVE, certificate.upper());
            row.setDouble("balanced", entry.getValue().balanced().upper());
            row.setDouble(LOWER, certificate.lower());
            row.setDouble("gap at most", certificate.gap());
            row.setDouble(GAP, certificate.relativeGap());
            row.setString(EVIDENCE, certificate.evidence().toString());
        }
        return table;
    }

    /** Primal and dual over the steps of a solver; before the first proof there is no dual. */
    static Plot closing(Trace trace) {
        double[] dual = trace.column("dual");
        for (int i = 0; i < dual.length && dual[i] == 0; i++) {
            dual[i] = Double.NaN;
        }
        return Plot.title("Objective and certified lower bound")
                .x("step")
                .y(OBJECTIVE)
                .line("network's objective", trace.column("primal"))
                .line("dual lower bound", dual);
    }

    /** A row a weight decay. */
    static Table path(RegularizationPath path) {
        Table table = Table.create(
                "",
                DoubleColumn.create(BETA),
                IntColumn.create(NEURONS),
                DoubleColumn.create(OBJECTIVE),
                DoubleColumn.create(LOWER),
                DoubleColumn.create(GAP),
                StringColumn.create(EVIDENCE));
        for (ReluSolution point : path.points()) {
            Certificate certificate = point.certificate();
            Row row = table.appendRow();
            row.setDouble(BETA, point.problem().weightDecay());
            row.setInt(NEURONS, point.network().width());
            row.setDouble(OBJECTIVE, certificate.upper());
            row.setDouble(LOWER, certificate.lower());
            row.setDouble(GAP, certificate.relativeGap());
            row.setString(EVIDENCE, certificate.evidence().toString());
        }
        return table;
    }

    /** The same with the accuracy on the training data and on other data. */
    static Table path(RegularizationPath path, double[][] x, double[] y) {
        Table table = path(path);
        ReluProblem problem = path.points().get(0).problem();
        double[][] own = problem.matrix();
        int features = problem.features();
        double[][] samples =
                Arrays.stream(own).map(row -> Arrays.copyOf(row, features)).toArray(double[][]::new);
        table.addColumns(
                DoubleColumn.create(
                        "training " + ACCURACY,
                        path.evaluate(samples, problem.targets()).column(ACCURACY)),
                DoubleColumn.create("held-out " + ACCURACY, path.evaluate(x, y).column(ACCURACY)));
        return table;
    }

    /** A column of the path's table over beta. */
    static Plot overBeta(Table path, String... columns) {
        Plot plot = Plot.title("Along the weight decay").x(BETA).logX();
        double[] betas = path.doubleColumn(BETA).asDoubleArray();
        for (String column : columns) {
            plot = plot.line(column, betas, numbers(path, column));
        }
        return columns.length == 1 ? plot.y(columns[0]) : plot;
    }

    /** Samples, cells and neurons of a problem with two features. */
    static Plot neurons(ReluProblem problem, TwoLayerNetwork network) {
        if (problem.features() != 2 || problem.hasBias()) {
            throw new IllegalArgumentException(
                    "Neurons can be drawn for two features without biases, not for " + problem + ".");
        }
        problem.requireFits(network);
        double[][] samples = problem.matrix();
        double reach = 0;
        for (double[] sample : samples) {
            reach = Math.max(reach, Math.hypot(sample[0], sample[1]));
        }
        reach = reach == 0 ? 1 : reach;
        double longest = 0;
        for (int j = 0; j < network.width(); j++) {
            longest = Math.max(longest, strength(network, j));
        }
        Plot plot = Plot.title("Samples, activation cells and neurons")
                .subtitle(
                        "on each dashed line one sample is switched; a neuron's length is |a| ||u||, the longest drawn as the farthest sample")
                .x("x1")
                .y("x2")
                .squareAxes();
        Segments borders = new Segments();
        for (double[] sample : samples) {
            double length = Math.hypot(sample[0], sample[1]);
            if (length > 0) {
                double a = -sample[1] / length * reach;
                double b = sample[0] / length * reach;
                borders.add(-a, -b, a, b);
            }
        }
        plot = plot.dashed("edges of the cells", borders.x(), borders.y())
                .points(
                        "samples",
                        Arrays.stream(samples).mapToDouble(s -> s[0]).toArray(),
                        Arrays.stream(samples).mapToDouble(s -> s[1]).toArray());
        for (int sign : new int[] {1, -1}) {
            Segments arrows = new Segments();
            for (int j = 0; j < network.width(); j++) {
                if (network.output(j) * sign > 0) {
                    double[] u = network.hidden(j);
                    double factor = Math.abs(network.output(j)) * reach / longest;
                    arrows.arrow(factor * u[0], factor * u[1], 0.06 * reach);
                }
            }
            if (!arrows.isEmpty()) {
                plot = plot.line(sign > 0 ? "neurons, output +" : "neurons, output \u2212", arrows.x(), arrows.y());
            }
        }
        return plot;
    }

    private static double strength(TwoLayerNetwork network, int neuron) {
        double[] u = network.hidden(neuron);
        return Math.abs(network.output(neuron)) * Math.hypot(u[0], u[1]);
    }

    /** Straight pieces with gaps between them, as one curve. */
    private static final class Segments {
        private final List<Double> x = new ArrayList<>();
        private final List<Double> y = new ArrayList<>();

        void add(double x1, double y1, double x2, double y2) {
            x.addAll(List.of(x1, x2, Double.NaN));
            y.addAll(List.of(y1, y2, Double.NaN));
        }

        /** From the origin, with a head of two strokes. */
        void arrow(double toX, double toY, double head) {
            add(0, 0, toX, toY);
            double angle = Math.atan2(toY, toX);
            for (double side : new double[] {2.7, -2.7}) {
                add(toX, toY, toX + head * Math.cos(angle + side), toY + head * Math.sin(angle + side));
            }
        }

        boolean isEmpty() {
            return x.isEmpty();
        }

        double[] x() {
            return x.stream().mapToDouble(v -> v).toArray();
        }

        double[] y() {
            return y.stream().mapToDouble(v -> v).toArray();
        }
    }

    /** Every run of every solver as a curve of its own, and the certified optimum as a line: Ergen and Pilanci's figure. */
    static Plot runs(Table epochs, double factor, Certificate optimum) {
        Plot plot = Plot.title("Training against the certified optimum")
                .x("epoch")
                .y(OBJECTIVE)
                .logX();
        for (String solver : new LinkedHashSet<>(epochs.stringColumn("solver").asList())) {
            Table own = epochs.where(epochs.stringColumn("solver").isEqualTo(solver));
            Map<Double, List<Integer>> rowsOfSeed = new LinkedHashMap<>();
            for (int row = 0; row < own.rowCount(); row++) {
                rowsOfSeed
                        .computeIfAbsent(number(own, "seed", row), seed -> new ArrayList<>())
                        .add(row);
            }
            List<Double> x = new ArrayList<>();
            List<Double> y = new ArrayList<>();
            for (List<Integer> rows : rowsOfSeed.values()) {
                for (int row : rows) {
                    double epoch = number(own, "epoch", row);
                    if (epoch > 0) {
                        x.add(epoch);
                        y.add(factor * number(own, OBJECTIVE, row));
                    }
                }
                x.add(Double.NaN);
                y.add(Double.NaN);
            }
            plot = plot.line(
                    solver + ", " + rowsOfSeed.size() + (rowsOfSeed.size() == 1 ? " run" : " runs"),
                    x.stream().mapToDouble(v -> v).toArray(),
                    y.stream().mapToDouble(v -> v).toArray());
        }
        return plot.horizontal(
                optimum.upper(),
                "global optimum " + Numbers.format(optimum.upper()) + ", gap at most " + Numbers.formatUp(optimum.gap())
                        + ", " + optimum.evidence());
    }

    /** The median time over one of the things that moved, and where the limit came first. */
    static Plot costs(Table costs, String column) {
        String moved = column.split(" ")[0] + ", ";
        Plot plot = Plot.title("Time to a certified optimum")
                .x(column)
                .y("seconds")
                .logX()
                .logY();
        List<Double> stoppedX = new ArrayList<>();
        List<Double> stoppedY = new ArrayList<>();
        boolean any = false;
        for (String curve : new LinkedHashSet<>(costs.stringColumn("curve").asList())) {
            if (!curve.startsWith(moved)) {
                continue;
            }
            any = true;
            Map<Double, List<Double>> seconds = new TreeMap<>();
            Set<Double> stopped = new HashSet<>();
            for (int row = 0; row < costs.rowCount(); row++) {
                if (costs.stringColumn("curve").get(row).equals(curve)) {
                    double x = number(costs, column, row);
                    seconds.computeIfAbsent(x, at -> new ArrayList<>()).add(number(costs, "seconds", row));
                    if (!costs.stringColumn("stop").get(row).equals("DONE")) {
                        stopped.add(x);
                    }
                }
            }
            double[] x = seconds.keySet().stream().mapToDouble(v -> v).toArray();
            double[] y =
                    seconds.values().stream().mapToDouble(ReluTables::median).toArray();
            plot = plot.line(curve.substring(moved.length()), x, y);
            for (int i = 0; i < x.length; i++) {
                if (stopped.contains(x[i])) {
                    stoppedX.add(x[i]);
                    stoppedY.add(y[i]);
                }
            }
        }
        if (!any) {
            throw new IllegalArgumentException("The table of costs has no curve over '" + column + "'.");
        }
        return stoppedX.isEmpty()
                ? plot
                : plot.points(
                        "a run stopped before its gap closed",
                        stoppedX.stream().mapToDouble(v -> v).toArray(),
                        stoppedY.stream().mapToDouble(v -> v).toArray());
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private static double number(Table table, String column, int row) {
        return table.column(column) instanceof NumericColumn<?> numbers && !numbers.isMissing(row)
                ? numbers.getDouble(row)
                : Double.NaN;
    }

    private static double[] numbers(Table table, String column) {
        return IntStream.range(0, table.rowCount())
                .mapToDouble(row -> number(table, column, row))
                .toArray();
    }
}
