package org.infimum.notebook;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.infimum.deep.detection.DetectionScores;
import org.infimum.deep.detection.PrecisionRecall;
import org.infimum.notebook.plot.Plot;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Average precisions and their curves as tables; the figures are made from the tables. */
final class DetectionTables {
    private static final String SOLVER = "solver";
    private static final String CLASS = "class";
    private static final String AP = "AP ";
    /** Of a curve: more could not be told apart on a screen. */
    private static final int POINTS = 100;
    /** Table 2 of Zhang, Wu, Wang 2018: mAP in % on VOC2007. */
    private static final Map<String, Double> PAPER =
            Map.of("Adagrad", 61.7, "RMSProp", 63.0, "Adam", 66.0, "BPGrad", 66.0);

    private DetectionTables() {}

    /** A row a solver: what its detector scores, in percent, beside the paper's number. */
    static Table averagePrecisions(Map<String, DetectionScores> scores, Table epochs) {
        Table table = Table.create(
                "beside Table 2",
                StringColumn.create(SOLVER),
                DoubleColumn.create("paper: mAP %"),
                DoubleColumn.create("mAP %"),
                DoubleColumn.create("mAP % (all points)"));
        List<String> classes = scores.values().stream()
                .flatMap(of -> of.classes().stream())
                .map(PrecisionRecall::className)
                .distinct()
                .toList();
        classes.forEach(name -> table.addColumns(DoubleColumn.create(AP + name + " %")));
        table.addColumns(
                DoubleColumn.create("objective"), DoubleColumn.create("epochs"), DoubleColumn.create("s / iteration"));
        scores.forEach((solver, of) -> {
            Table run = first(epochs, solver);
            int last = run.rowCount() - 1;
            Row to = table.appendRow();
            to.setString(SOLVER, solver);
            to.setDouble("paper: mAP %", PAPER.getOrDefault(solver, Double.NaN));
            to.setDouble("mAP %", 100 * of.meanElevenPoint());
            to.setDouble("mAP % (all points)", 100 * of.meanAllPoint());
            of.classes().forEach(curve -> to.setDouble(AP + curve.className() + " %", 100 * curve.elevenPoint()));
            to.setDouble("objective", number(run, "objective", last));
            to.setDouble("epochs", number(run, "epoch", last));
            to.setDouble("s / iteration", number(run, "seconds", last) / number(run, "iterations", last));
        });
        return table;
    }

    private static Table first(Table epochs, String solver) {
        Table own = epochs.where(epochs.stringColumn(SOLVER).isEqualTo(solver));
        if (own.isEmpty()) {
            throw new IllegalArgumentException("There is no run of '" + solver + "'; there are "
                    + new LinkedHashSet<>(epochs.stringColumn(SOLVER).asList()) + ".");
        }
        return own.where(
                own.numberColumn("seed").isEqualTo(own.numberColumn("seed").getDouble(0)));
    }

    private static double number(Table table, String column, int row) {
        return table.column(column) instanceof NumericColumn<?> numbers && !numbers.isMissing(row)
                ? numbers.getDouble(row)
                : Double.NaN;
    }

    /** A row a point of each solver's and class's curve, thinned out where there are many. */
    static Table precisionRecall(Map<String, DetectionScores> scores) {
        Table table = Table.create(
                "precision and recall",
                StringColumn.create(SOLVER),
                StringColumn.create(CLASS),
                DoubleColumn.create("score"),
                DoubleColumn.create("recall"),
                DoubleColumn.create("precision"));
        scores.forEach((solver, of) -> {
            for (PrecisionRecall curve : of.classes()) {
                double[] score = curve.scores();
                double[] recall = curve.recall();
                double[] precision = curve.precision();
                int shown = Math.min(POINTS, curve.size());
                for (int k = 0; k < shown; k++) {
                    // the last point is among them
                    int at = (int) ((long) (k + 1) * curve.size() / shown) - 1;
                    Row to = table.appendRow();
                    to.setString(SOLVER, solver);
                    to.setString(CLASS, curve.className());
                    to.setDouble("score", score[at]);
                    to.setDouble("recall", recall[at]);
                    to.setDouble("precision", precision[at]);
                }
            }
        });
        return table;
    }

    /** One class's curves, one a solver. */
    static Plot precisionRecall(Table points, String className) {
        Table own = points.where(classes(points).isEqualTo(className));
        if (own.isEmpty()) {
            throw new IllegalArgumentException("There is no curve of the class '" + className + "'; there are "
                    + new LinkedHashSet<>(classes(points).asList()) + ".");
        }
        Plot plot = Plot.title("Precision over recall: " + className)
                .x("recall")
                .y("precision")
                .rangeX(0, 1)
                .rangeY(0, 1.02);
        for (String solver : new LinkedHashSet<>(own.stringColumn(SOLVER).asList())) {
            Table run = own.where(own.stringColumn(SOLVER).isEqualTo(solver));
            plot = plot.line(solver, column(run, "recall"), column(run, "precision"));
        }
        return plot;
    }

    /** Classes called 0, 1, 2 are numbers in a table that was read from CSV. */
    private static StringColumn classes(Table points) {
        return points.column(CLASS) instanceof StringColumn text
                ? text
                : StringColumn.create(
                        CLASS, points.column(CLASS).asStringColumn().asList());
    }

    private static double[] column(Table table, String name) {
        return IntStream.range(0, table.rowCount())
                .mapToDouble(row -> number(table, name, row))
                .toArray();
    }
}
