package org.infimum.notebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.infimum.Stop;
import org.infimum.Trace;
import org.infimum.deep.NetworkAdapter;
import org.infimum.deep.Networks;
import org.infimum.deep.train.ComparisonResult;
import org.infimum.deep.train.TrainingResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** Tables and curves of a comparison with numbers made by hand. */
class ComparisonsTest {
    private static TrainingResult run(String solver, long seed, Stop.Reason reason, double... objectives) {
        Trace.Recorder iterations = new Trace.Recorder("objective", "eta", "gradient norm", "step length");
        Trace.Recorder epochs =
                new Trace.Recorder("epoch", "objective", "error", "test objective", "test error", "seconds");
        for (int epoch = 0; epoch < objectives.length; epoch++) {
            epochs.append(epoch, objectives[epoch], 0.1 * seed, Double.NaN, Double.NaN, 0.5 * epoch);
            for (int i = 0; epoch > 0 && i < 10; i++) {
                iterations.append(objectives[epoch], 0.1, 1, 0.1);
            }
        }
        NetworkAdapter net = NetworkAdapter.of(Networks.identityLink(3, 2, seed + (solver.equals("A") ? 0 : 10)));
        return new TrainingResult(
                solver,
                seed,
                Map.of("solver", solver, "batch size", "30"),
                net,
                iterations.trace(),
                epochs.trace(),
                new Stop(reason, "made by hand"));
    }

    private static ComparisonResult result() {
        return new ComparisonResult(
                List.of(
                        run("A", 1, Stop.Reason.DONE, 4, 2, 1),
                        run("B", 1, Stop.Reason.DONE, 4, 3, 2),
                        run("A", 2, Stop.Reason.DONE, 5, 3, 3),
                        run("B", 2, Stop.Reason.NOT_FINITE, 5, 9)),
                new Stop(Stop.Reason.DONE, "all"));
    }

    private static void assertSummary(Table summary) {
        assertEquals(List.of("A", "B"), summary.stringColumn("solver").asList());
        assertArrayEquals(new int[] {2, 2}, summary.intColumn("runs").asIntArray());
        assertArrayEquals(new int[] {0, 1}, summary.intColumn("not finite").asIntArray());
        // 1 and 3 for A; the run of B that went non-finite is left out
        assertArrayEquals(new double[] {2, 2}, summary.doubleColumn("objective").asDoubleArray());
        assertEquals(Math.sqrt(2), summary.doubleColumn("± objective").get(0), 1e-15);
        assertArrayEquals(
                new double[] {15, 10}, summary.doubleColumn("train error %").asDoubleArray(), 1e-12);
        // 20 iterations in 1 s
        assertEquals(20, summary.doubleColumn("iterations / s").get(0), 1e-12);
        assertTrue(summary.doubleColumn("test error %").isMissing(0));
    }

    @Test
    void tablesAndCurvesAreTheSameFromTheRunsAndFromTheirFile(@TempDir Path folder) {
        Table epochs = Notebook.epochs(result());
        assertEquals(3 + 3 + 3 + 2, epochs.rowCount());
        assertEquals("batch size = 30", epochs.stringColumn("setting").get(0));
        assertFalse(epochs.stringColumn("version").get(0).isBlank());
        assertSummary(Notebook.summary(epochs));
        String file = folder.resolve("epochs.csv").toString();
        epochs.write().csv(file);
        Table read = Table.read().csv(file);
        assertSummary(Notebook.summary(read));
        assertEquals(
                Notebook.curves(epochs, "objective").figure().json(),
                Notebook.curves(read, "objective").figure().json());
    }

    @Test
    void curvesAreMeansOverTheSeeds() {
        var figure = Notebook.curves(Notebook.epochs(result()), "objective").figure();
        var names = figure.tree().findValuesAsText("name");
        assertTrue(names.contains("A") && names.contains("B"), names.toString());
        var a = figure.tree().get("data").findParents("name").stream()
                .filter(trace -> trace.get("name").asText().equals("A")
                        && trace.path("mode").asText().equals("lines")
                        && trace.path("fill").isMissingNode())
                .toList();
        assertTrue(
                a.stream().anyMatch(trace -> trace.get("y").toString().equals("[4.5,2.5,2.0]")),
                () -> "no curve of the means 4.5, 2.5, 2: " + a);
    }

    @Test
    void distancesAreOfPairsThatBothEnded() {
        ComparisonResult result = result();
        Table distances = Notebook.distances(result);
        assertEquals(1, distances.rowCount());
        assertEquals(
                result.distances("A", "B")[0],
                distances.doubleColumn("distance").get(0));
        assertTrue(distances.doubleColumn("distance").get(0) > 0);
    }
}
