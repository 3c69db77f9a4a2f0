package org.infimum.notebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.infimum.Trace;
import org.infimum.lipschitz.EstimateTrials;
import org.infimum.lipschitz.LipschitzBound;
import org.infimum.lipschitz.LipschitzEstimate;
import org.infimum.lipschitz.NormBound;
import org.infimum.network.InputLipschitz;
import org.infimum.network.ReluNetworks;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class LipschitzTablesTest {
    private static Trace trace(double bound, double found) {
        Trace.Recorder rows = new Trace.Recorder("R", "bound", "found", "ratio");
        rows.append(0.1, bound, found, bound / found);
        rows.append(1, 2 * bound, found, 2 * bound / found);
        return rows.trace();
    }

    @Test
    void normsKeepTheirOrderAndSayProved() {
        Table table = Notebook.norms(
                Map.entry("second", new NormBound(2, 1, "a rule")), Map.entry("first", new NormBound(0, 0, "zero")));
        assertEquals(List.of("second", "first"), table.stringColumn("operator").asList());
        assertArrayEquals(
                new double[] {2, 1}, table.doubleColumn("bound / attained").asDoubleArray());
        assertEquals(List.of("PROVED", "PROVED"), table.stringColumn("evidence").asList());
    }

    @Test
    void constantsSayWhatTheyRestOn() {
        Table table = Notebook.constants(
                Map.entry("claim", LipschitzBound.claimed(3)), Map.entry("sample", new LipschitzEstimate(2, "slopes")));
        assertEquals(
                List.of("CONDITIONAL", "ESTIMATED"),
                table.stringColumn("evidence").asList());
        assertArrayEquals(new double[] {3, 2}, table.doubleColumn("L").asDoubleArray());
    }

    @Test
    void layersAndTheirBars() {
        InputLipschitz network = InputLipschitz.of(ReluNetworks.perceptron(1, 4, 5, 2)
                .withParameters(ReluNetworks.perceptron(2, 4, 5, 2).parameters()));
        Table table = Notebook.layers(network);
        assertEquals(
                List.of("0 dense", "1 relu", "2 dense"),
                table.stringColumn("layer").asList());
        double product = table.doubleColumn("proved bound").product();
        assertEquals(network.bound().value(), product, 1e-9 * product);
        String figure = Notebook.bars(network, network.attained(3, 1)).figure().json();
        assertTrue(figure.contains("\"0 dense\",\"2 dense\",\"network\""), figure);
    }

    @Test
    void trialsBecomeATable() {
        EstimateTrials.Result result =
                new EstimateTrials.Result("camel", 3, 100, 10, 3, 0.9, 0.95, 0.9, 1.1, 2.0 / 3, 0, 1.0 / 3, 0.5);
        Table table = Notebook.trials(List.of(result));
        assertEquals("camel", table.stringColumn("constant").get(0));
        assertEquals(0.95, table.doubleColumn("median fit").get(0));
        assertEquals(66.7, table.doubleColumn("fits below %").get(0));
        assertEquals(33.3, table.doubleColumn("interval holds L %").get(0));
    }

    @Test
    void sweepsBecomeOneTableAndAPlot() {
        Map<String, Trace> sweeps = new LinkedHashMap<>();
        sweeps.put("one", trace(2, 1));
        sweeps.put("two", trace(6, 2));
        Table table = Notebook.table("loss", sweeps);
        assertEquals(
                List.of("one", "one", "two", "two"), table.stringColumn("loss").asList());
        assertArrayEquals(new double[] {2, 4, 3, 6}, table.doubleColumn("ratio").asDoubleArray());
        assertTrue(Notebook.bounds(sweeps, "two").toString().contains("two"));
        assertThrows(IllegalArgumentException.class, () -> Notebook.bounds(sweeps, "three"));
        assertThrows(IllegalArgumentException.class, () -> Notebook.table("loss", Map.of()));
        sweeps.put("odd", new Trace.Recorder("x").trace());
        assertThrows(IllegalArgumentException.class, () -> Notebook.table("loss", sweeps));
    }
}
