package org.infimum.notebook;

import java.util.List;
import java.util.Map;
import org.infimum.deep.segmentation.ConfusionMatrix;
import org.infimum.deep.segmentation.SegmentationScores;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Segmentation as tables: metrics by solver, IU by class, confusion; in percent, as the papers have them. */
final class SegmentationTables {
    private static final List<String> METRICS = List.of("mean IU", "pixel accuracy", "mean accuracy");

    private SegmentationTables() {}

    /** A row a solver: what its runs that came to their end ended with, the mean over the seeds. */
    static Table scores(Table epochs) {
        Table table = Table.create(
                "validation",
                StringColumn.create("solver"),
                IntColumn.create("runs"),
                IntColumn.create("not finite"),
                DoubleColumn.create("objective"));
        METRICS.forEach(metric -> table.addColumns(DoubleColumn.create(metric + " %")));
        table.addColumns(
                DoubleColumn.create("average %"),
                DoubleColumn.create("mean IU on training images %"),
                DoubleColumn.create("seconds / iteration"));
        for (Map.Entry<String, List<Table>> solver :
                Comparisons.bySolver(epochs).entrySet()) {
            Row to = table.appendRow();
            to.setString("solver", solver.getKey());
            to.setInt("runs", solver.getValue().size());
            List<Table> done = solver.getValue().stream()
                    .filter(run -> stop(run).equals("DONE"))
                    .toList();
            to.setInt("not finite", (int) solver.getValue().stream()
                    .filter(run -> stop(run).equals("NOT_FINITE"))
                    .count());
            to.setDouble("objective", last(done, "objective"));
            double sum = 0;
            for (String metric : METRICS) {
                double value = 100 * last(done, "validation " + metric);
                to.setDouble(metric + " %", value);
                sum += value;
            }
            to.setDouble("average %", sum / METRICS.size());
            to.setDouble("mean IU on training images %", 100 * last(done, "mean IU"));
            to.setDouble("seconds / iteration", last(done, "seconds") / last(done, "iterations"));
        }
        return table;
    }

    private static String stop(Table run) {
        return run.stringColumn("stop").get(run.rowCount() - 1);
    }

    private static double last(List<Table> runs, String column) {
        return runs.stream()
                .mapToDouble(run -> Comparisons.number(run, column, run.rowCount() - 1))
                .average()
                .orElse(Double.NaN);
    }

    /** A row a class with its share of the pixels, a column a network; the last row is the mean IU. */
    static Table classIu(Map<String, SegmentationScores> scores, List<String> classes) {
        requireScores(scores);
        ConfusionMatrix any = scores.values().iterator().next().matrix();
        requireClasses(any, classes);
        Table table = Table.create("IU by class", StringColumn.create("class"), DoubleColumn.create("pixels %"));
        scores.keySet().forEach(name -> table.addColumns(DoubleColumn.create(name + ": IU %")));
        for (int label = 0; label < classes.size(); label++) {
            Row to = table.appendRow();
            to.setString("class", classes.get(label));
            long pixels = 0;
            for (int predicted = 0; predicted < classes.size(); predicted++) pixels += any.count(label, predicted);
            to.setDouble("pixels %", 100.0 * pixels / any.pixels());
            for (Map.Entry<String, SegmentationScores> entry : scores.entrySet()) {
                to.setDouble(
                        entry.getKey() + ": IU %",
                        100 * entry.getValue().matrix().iu(label));
            }
        }
        Row mean = table.appendRow();
        mean.setString("class", "mean");
        mean.setDouble("pixels %", 100);
        for (Map.Entry<String, SegmentationScores> entry : scores.entrySet()) {
            mean.setDouble(
                    entry.getKey() + ": IU %", 100 * entry.getValue().matrix().meanIu());
        }
        return table;
    }

    /** A row a class: of its pixels, how many in a hundred were given each class. */
    static Table confusion(SegmentationScores scores, List<String> classes) {
        ConfusionMatrix matrix = scores.matrix();
        requireClasses(matrix, classes);
        Table table = Table.create("of a class's pixels, % labelled as", StringColumn.create("class"));
        classes.forEach(name -> table.addColumns(DoubleColumn.create(name)));
        for (int truth = 0; truth < classes.size(); truth++) {
            Row to = table.appendRow();
            to.setString("class", classes.get(truth));
            long pixels = 0;
            for (int predicted = 0; predicted < classes.size(); predicted++) pixels += matrix.count(truth, predicted);
            for (int predicted = 0; predicted < classes.size(); predicted++) {
                to.setDouble(classes.get(predicted), 100.0 * matrix.count(truth, predicted) / pixels);
            }
        }
        return table;
    }

    private static void requireScores(Map<String, SegmentationScores> scores) {
        if (scores.isEmpty()) {
            throw new IllegalArgumentException("There are no scores to list; give at least one network's.");
        }
    }

    private static void requireClasses(ConfusionMatrix matrix, List<String> classes) {
        if (matrix.classes() != classes.size()) {
            throw new IllegalArgumentException(
                    "The scores are of " + matrix.classes() + " classes, not of the " + classes.size() + " named.");
        }
    }
}
