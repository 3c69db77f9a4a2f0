package org.infimum.notebook;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
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

    /** Primal and dual over the steps of a solver; where nothing is proved yet there is no dual. */
    static Plot closing(Trace trace) {
        double[] dual = trace.column("dual");
        double[] steps = IntStream.rangeClosed(1, dual.length).asDoubleStream().toArray();
        for (int i = 0; i < dual.length && dual[i] == 0; i++) {
            dual[i] = Double.NaN;
        }
        return Plot.title("Objective and certified lower bound")
                .x("step")
                .y(OBJECTIVE)
                .line("network's objective", steps, trace.column("primal"))
                .points("dual lower bound", steps, dual);
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
        for (int k = 0; k < columns.length; k++) {
            double[] values = numbers(path, columns[k]);
            // where a bound meets what it bounds, both are seen
            plot = k == 0 ? plot.line(columns[k], betas, values) : plot.dashed(columns[k], betas, values);
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
                .squareAxes()
                .height(460);
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
        Plot plot = curves(
                epochs,
                value -> factor * value,
                Plot.title("Training against the certified optimum").y(OBJECTIVE));
        double last = Math.max(2, epochs.nCol("epoch").max());
        return plot.subtitle("dashed: the optimum, " + Numbers.format(optimum.upper()) + " with a gap of at most "
                        + Numbers.formatUp(optimum.gap()) + ", " + optimum.evidence())
                .dashed("certified optimum", new double[] {1, last}, new double[] {optimum.upper(), optimum.upper()});
    }

    /** How far above the optimum each run is at most, relative to the bound. */
    static Plot excess(Table epochs, double factor, Certificate optimum) {
        if (!(optimum.lower() > 0)) {
            throw new IllegalArgumentException("The excess needs a lower bound above 0, not " + optimum + ".");
        }
        return curves(
                        epochs,
                        value -> factor * value / optimum.lower() - 1,
                        Plot.title("How far from the global optimum each run is at most")
                                .y(GAP))
                .subtitle(optimum.evidence() + ": relative to the lower bound " + Numbers.formatDown(optimum.lower())
                        + " of every network's objective")
                .logY();
    }

    /** One colour a solver; runs are kept apart by gaps. */
    private static Plot curves(Table epochs, DoubleUnaryOperator shown, Plot empty) {
        Plot plot = empty.x("epoch").logX();
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
                        y.add(shown.applyAsDouble(number(own, OBJECTIVE, row)));
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
        return plot;
    }

    /** The median time over one of the things that moved, and where the limit came first. */
    static Plot costs(Table costs, String column) {
        String moved = column.split(" ")[0];
        Plot plot = Plot.title("Time to a certified optimum")
                .x(column)
                .y("seconds")
                .logX()
                .logY();
        List<Double> stoppedX = new ArrayList<>();
        List<Double> stoppedY = new ArrayList<>();
        boolean any = false;
        for (CostCurve curve : CostCurve.of(costs)) {
            if (!curve.moved().equals(moved)) {
                continue;
            }
            any = true;
            plot = plot.line(
                    curve.fixed(),
                    curve.points().stream().mapToDouble(CostCurve.Point::at).toArray(),
                    curve.points().stream()
                            .mapToDouble(CostCurve.Point::seconds)
                            .toArray());
            for (CostCurve.Point point : curve.points()) {
                if (!point.closed()) {
                    stoppedX.add(point.at());
                    stoppedY.add(point.seconds());
                }
            }
        }
        if (!any) {
            throw new IllegalArgumentException("The table of costs has no curve over '" + column + "'.");
        }
        return stoppedX.isEmpty()
                ? plot
                : plot.points(
                        "not certified in the time allowed",
                        stoppedX.stream().mapToDouble(v -> v).toArray(),
                        stoppedY.stream().mapToDouble(v -> v).toArray());
    }

    /** A row a curve: how far it goes, how it grows, and where it is left open. */
    static Table explosion(Table costs) {
        Table table = Table.create(
                "",
                StringColumn.create("moves"),
                StringColumn.create("fixed"),
                StringColumn.create("certified up to"),
                StringColumn.create("in"),
                StringColumn.create("growth at the end"),
                StringColumn.create("left open"),
                StringColumn.create("gap there"));
        for (CostCurve curve : CostCurve.of(costs)) {
            Row row = table.appendRow();
            row.setString("moves", curve.moved());
            row.setString("fixed", curve.fixed());
            row.setString("certified up to", curve.certified().map(curve::where).orElse("nothing"));
            row.setString(
                    "in",
                    curve.certified()
                            .map(p -> Numbers.format(round(p.seconds())) + " s")
                            .orElse("\u2013"));
            row.setString("growth at the end", curve.growth());
            row.setString("left open", curve.open().map(curve::where).orElse("nothing tried"));
            row.setString(
                    "gap there",
                    curve.open()
                            .map(p -> Numbers.formatUp(100 * p.gap()) + " %")
                            .orElse("\u2013"));
        }
        return table;
    }

    /** To two digits: times say no more. */
    private static double round(double seconds) {
        return seconds == 0
                ? 0
                : new BigDecimal(seconds).round(new MathContext(2)).doubleValue();
    }

    static double number(Table table, String column, int row) {
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
