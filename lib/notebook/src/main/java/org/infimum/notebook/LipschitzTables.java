package org.infimum.notebook;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.infimum.Trace;
import org.infimum.lipschitz.EstimateTrials;
import org.infimum.lipschitz.LipschitzConstant;
import org.infimum.lipschitz.NormBound;
import org.infimum.network.InputLipschitz;
import org.infimum.network.LayerBound;
import org.infimum.notebook.plot.Plot;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Lipschitz constants as tables: the bound beside what is attained, always with the word that each rests on. */
final class LipschitzTables {
    private static final String BOUND = "proved bound";
    private static final String ATTAINED = "attained";
    private static final String RATIO = "bound / attained";

    private LipschitzTables() {}

    /** A row an operator. */
    static Table norms(List<Map.Entry<String, NormBound>> norms) {
        Table table = Table.create(
                "",
                StringColumn.create("operator"),
                DoubleColumn.create(BOUND),
                DoubleColumn.create(ATTAINED),
                DoubleColumn.create(RATIO),
                StringColumn.create("evidence"),
                StringColumn.create("rule"));
        for (Map.Entry<String, NormBound> entry : norms) {
            NormBound norm = entry.getValue();
            Row row = table.appendRow();
            row.setString("operator", entry.getKey());
            put(row, norm);
            row.setString("evidence", norm.evidence().toString());
        }
        return table;
    }

    /** A row a layer. */
    static Table layers(InputLipschitz network) {
        Table table = Table.create(
                "L = " + network.bound().value() + " in the input, PROVED: "
                        + network.bound().origin(),
                StringColumn.create("layer"),
                StringColumn.create("output"),
                DoubleColumn.create(BOUND),
                DoubleColumn.create(ATTAINED),
                DoubleColumn.create(RATIO),
                StringColumn.create("rule"));
        for (LayerBound layer : network.layers()) {
            Row row = table.appendRow();
            row.setString("layer", layer.name());
            row.setString("output", layer.output().toString());
            put(row, layer.norm());
        }
        return table;
    }

    private static void put(Row row, NormBound norm) {
        row.setDouble(BOUND, norm.bound());
        row.setDouble(ATTAINED, norm.attained());
        row.setDouble(RATIO, norm.ratio());
        row.setString("rule", norm.rule());
    }

    /** A row a number. */
    static Table constants(List<? extends Map.Entry<String, ? extends LipschitzConstant>> constants) {
        Table table = Table.create(
                "",
                StringColumn.create("what"),
                DoubleColumn.create("L"),
                StringColumn.create("evidence"),
                StringColumn.create("from"));
        for (Map.Entry<String, ? extends LipschitzConstant> entry : constants) {
            LipschitzConstant constant = entry.getValue();
            Row row = table.appendRow();
            row.setString("what", entry.getKey());
            row.setDouble("L", constant.value());
            row.setString("evidence", constant.evidence().toString());
            row.setString("from", constant.origin());
        }
        return table;
    }

    /** The factors of a product, layer by layer, and behind them the product and what a search found, as bars. */
    static Plot bars(InputLipschitz network, LipschitzConstant found) {
        List<String> names = new ArrayList<>();
        List<Double> bounds = new ArrayList<>();
        List<Double> attained = new ArrayList<>();
        for (LayerBound layer : network.layers()) {
            if (layer.factor() && layer.norm().bound() != 1) {
                names.add(layer.name());
                bounds.add(layer.norm().bound());
                attained.add(layer.norm().attained());
            }
        }
        names.add("network");
        bounds.add(network.bound().value());
        attained.add(found.value());
        String[] categories = names.toArray(String[]::new);
        // whole decades, so that the axis has more than one mark
        double low = Math.pow(10, Math.floor(Math.log10(Math.min(least(bounds), least(attained)))));
        double high = Math.pow(10, Math.ceil(Math.log10(network.bound().value())));
        return Plot.title("Lipschitz constants in the input")
                .y("L")
                .logY()
                .rangeY(low / 2, Math.max(high, 10 * low))
                .bars("proved bound", categories, array(bounds))
                .bars("attained", categories, array(attained));
    }

    /** Bound and search over the radius, for sweeps by name. */
    static Plot bounds(Map<String, Trace> sweeps, String... names) {
        Plot plot = Plot.title("Lipschitz constant of the training loss in its parameters")
                .x("radius R")
                .y("L")
                .logX()
                .logY();
        for (String name : names) {
            Trace sweep = sweeps.get(name);
            if (sweep == null) {
                throw new IllegalArgumentException(
                        "There is no sweep '" + name + "'; there are " + String.join("; ", sweeps.keySet()) + ".");
            }
            plot = plot.line(name + ": PROVED", sweep.column("R"), sweep.column("bound"))
                    .dashed(name + ": search", sweep.column("R"), sweep.column("found"));
        }
        return plot;
    }

    private static double least(List<Double> values) {
        return values.stream()
                .mapToDouble(Double::doubleValue)
                .filter(v -> v > 0)
                .min()
                .orElse(1);
    }

    /** A row a constant; everything relative to it. */
    static Table trials(List<EstimateTrials.Result> results) {
        int most =
                results.stream().mapToInt(EstimateTrials.Result::trials).max().orElse(0);
        Table table = Table.create(
                most + " trials of each constant, relative to it",
                StringColumn.create("constant"),
                DoubleColumn.create("L"),
                DoubleColumn.create("largest norm"),
                DoubleColumn.create("median fit"),
                DoubleColumn.create("least fit"),
                DoubleColumn.create("largest fit"),
                DoubleColumn.create("fits below %"),
                DoubleColumn.create("interval holds L %"),
                DoubleColumn.create("interval below %"));
        for (EstimateTrials.Result result : results) {
            Row row = table.appendRow();
            row.setString("constant", result.name());
            row.setDouble("L", result.known());
            row.setDouble("largest norm", fourDecimals(result.max()));
            row.setDouble("median fit", fourDecimals(result.fit()));
            row.setDouble("least fit", fourDecimals(result.fitLeast()));
            row.setDouble("largest fit", fourDecimals(result.fitMost()));
            row.setDouble("fits below %", percent(result.below()));
            row.setDouble("interval holds L %", percent(result.covers()));
            row.setDouble("interval below %", percent(result.intervalBelow()));
        }
        return table;
    }

    /** More would not be stable from one set of seeds to the next. */
    private static double fourDecimals(double ratio) {
        return Math.rint(1e4 * ratio) / 1e4;
    }

    private static double percent(double share) {
        return Math.rint(1000 * share) / 10;
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
