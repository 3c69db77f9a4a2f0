package org.infimum.notebook;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.infimum.Certificate;
import org.infimum.Trace;
import org.infimum.homogeneous.HomogeneousCertificate;
import org.infimum.notebook.plot.Plot;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Networks of parallel subnetworks as tables and pictures: what is proved and what is estimated stand in columns and lines of their own. */
final class HomogeneousTables {
    private HomogeneousTables() {}

    /** A row a network: how far it is from the optimum, and the polar that says so. */
    static Table optimality(List<Map.Entry<String, HomogeneousCertificate>> certificates) {
        Table table = Table.create(
                "",
                StringColumn.create("network"),
                IntColumn.create("subnetworks"),
                DoubleColumn.create("objective"),
                DoubleColumn.create("optimum at least"),
                DoubleColumn.create("relative gap at most"),
                StringColumn.create("evidence"),
                DoubleColumn.create("polar found"),
                DoubleColumn.create("polar at most"),
                DoubleColumn.create("gap ESTIMATED"),
                DoubleColumn.create("stationarity"));
        for (Map.Entry<String, HomogeneousCertificate> entry : certificates) {
            HomogeneousCertificate found = entry.getValue();
            Certificate certificate = found.certificate();
            Row row = table.appendRow();
            row.setString("network", entry.getKey());
            row.setInt("subnetworks", found.network().subnetworks());
            row.setDouble("objective", certificate.upper());
            row.setDouble("optimum at least", certificate.lower());
            row.setDouble("relative gap at most", certificate.relativeGap());
            row.setString("evidence", certificate.evidence().toString());
            row.setDouble("polar found", found.polarFound());
            row.setDouble("polar at most", found.polarBound());
            row.setDouble("gap ESTIMATED", found.estimatedGap());
            row.setDouble("stationarity", found.stationarity());
        }
        return table;
    }

    /** Objective and dual value over the steps of descend, test, append. */
    static Plot appended(Trace trace) {
        double[] dual = trace.column("dual");
        for (int i = 0; i < dual.length && dual[i] == 0; i++) {
            dual[i] = Double.NaN;
        }
        return Plot.title("Descend, test, append")
                .x("step")
                .y("objective")
                .line("objective", steps(trace), trace.column("objective"))
                .points("dual value with the polar found (ESTIMATED)", steps(trace), dual);
    }

    /** The polar over lambda at each test: above 1 the local minimum is no global one. */
    static Plot polars(Trace trace) {
        double[] polar = trace.column("polar");
        double[] counts = trace.column("subnetworks");
        int[] tests = IntStream.range(0, polar.length)
                .filter(i -> i == 0 || polar[i] != polar[i - 1])
                .toArray();
        // the row of a test has the subnetworks that it appended already
        double[] at =
                IntStream.of(tests).mapToDouble(i -> counts[Math.max(0, i - 1)]).toArray();
        double[] values = IntStream.of(tests).mapToDouble(i -> polar[i]).toArray();
        return Plot.title("The polar at each local minimum")
                .x("subnetworks")
                .y("polar found / lambda")
                .logY()
                .dashed("in their order", at, values)
                .points("local minima", at, values)
                .horizontal(1, "global");
    }

    private static double[] steps(Trace trace) {
        return IntStream.rangeClosed(1, trace.size()).asDoubleStream().toArray();
    }
}
