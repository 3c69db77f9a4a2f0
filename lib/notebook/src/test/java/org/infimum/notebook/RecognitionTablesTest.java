package org.infimum.notebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.infimum.Stop;
import org.infimum.Trace;
import org.infimum.deep.NetworkAdapter;
import org.infimum.deep.Networks;
import org.infimum.deep.train.ComparisonResult;
import org.infimum.deep.train.RateSweepResult;
import org.infimum.deep.train.TrainingResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** Tables and figures of iterations and rates, with numbers made by hand. */
class RecognitionTablesTest {
    private static TrainingResult run(String solver, long seed, Trace iterations) {
        Trace.Recorder epochs = new Trace.Recorder("epoch", "objective");
        epochs.append(0, 1);
        return new TrainingResult(
                solver,
                seed,
                Map.of("solver", solver),
                NetworkAdapter.of(Networks.identityLink(3, 2, 1)),
                iterations,
                epochs.trace(),
                new Stop(Stop.Reason.DONE, "made by hand"));
    }

    private static ComparisonResult result() {
        Trace.Recorder with = new Trace.Recorder("objective", "eta", "step length", "Eq. 4 left", "Eq. 4 right");
        Trace.Recorder without = new Trace.Recorder("objective", "eta", "step length");
        for (int i = 0; i < 5; i++) {
            with.append(10 - i, 0.5 - 0.1 * i, 0.25, 3 - i, 0.125 * i);
            without.append(20 - i, 0.01, 0.5);
        }
        return new ComparisonResult(
                List.of(
                        run("BPGrad", 1, with.trace()),
                        run("Adam", 1, without.trace()),
                        run("BPGrad", 2, without.trace())),
                new Stop(Stop.Reason.DONE, "all"));
    }

    @Test
    void everySoManiethIterationAndBothSides(@TempDir Path folder) {
        Table table = Notebook.iterations(result(), 2);
        assertEquals(9, table.rowCount());
        assertArrayEquals(
                new int[] {1, 3, 5}, table.first(3).intColumn("iteration").asIntArray());
        assertTrue(table.doubleColumn("Eq. 4 left").isMissing(3));
        String file = folder.resolve("iterations.csv").toString();
        table.write().csv(file);
        for (Table from : List.of(table, Table.read().csv(file))) {
            String sides = Notebook.sides(from, "BPGrad").figure().json();
            assertTrue(sides.contains("[3.0,1.0,-1.0]"), sides);
            assertTrue(sides.contains("[0.0,0.25,0.5]"), sides);
            String steps = Notebook.steps(from, "Adam", "BPGrad").figure().json();
            assertTrue(steps.contains("[0.01,0.01,0.01]"), steps);
            assertThrows(IllegalArgumentException.class, () -> Notebook.sides(from, "Adam"));
            Table satisfied = Notebook.satisfied(from);
            assertEquals(List.of("BPGrad"), satisfied.stringColumn("solver").asList());
            // left 3, 1, -1 and right 0, 0.25, 0.5 with f = 10, 8, 6
            assertEquals(100 / 3.0, satisfied.doubleColumn("left below right %").get(0), 1e-12);
            assertEquals(200 / 3.0, satisfied.doubleColumn("left above right %").get(0), 1e-12);
            assertEquals(
                    0.3, satisfied.doubleColumn("largest (left - right) / f").get(0), 1e-15);
            assertThrows(IllegalArgumentException.class, () -> Notebook.steps(from, "Eve"));
        }
        assertThrows(IllegalArgumentException.class, () -> Notebook.iterations(result(), 0));
    }

    @Test
    void theBestRatesAreMarked(@TempDir Path folder) {
        RateSweepResult sweep = new RateSweepResult(
                List.of(
                        new RateSweepResult.Trial("Adam", 0.001, true, 2, 0.5, 0.1, Stop.Reason.DONE),
                        new RateSweepResult.Trial("Adam", 0.01, false, 2, 0.25, 0.05, Stop.Reason.DONE),
                        new RateSweepResult.Trial("Adam", 0.1, true, 1, 0.125, 0.5, Stop.Reason.NOT_FINITE),
                        new RateSweepResult.Trial("BPGrad", 10, false, 2, 1, 0.5, Stop.Reason.DONE)),
                new Stop(Stop.Reason.DONE, "all"));
        Table rates = Notebook.rates(sweep);
        String file = folder.resolve("rates.csv").toString();
        rates.write().csv(file);
        for (Table from : List.of(rates, Table.read().csv(file))) {
            assertEquals(Map.of("Adam", 0.01, "BPGrad", 10.0), Notebook.bestRates(from));
        }
    }
}
