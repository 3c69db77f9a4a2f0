package org.infimum.notebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.infimum.Certificate;
import org.infimum.Evidence;
import org.infimum.Trace;
import org.infimum.notebook.render.MimeBundle;
import org.infimum.notebook.render.Renderings;
import org.infimum.relu.NetworkCertificate;
import org.infimum.relu.RegularizationPath;
import org.infimum.relu.ReluProblem;
import org.infimum.relu.ReluSolution;
import org.infimum.relu.ReluSolver;
import org.infimum.relu.TwoLayerNetwork;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class ReluTablesTest {
    private static final double[][] X = {{1, 0}, {0, 1}, {-1, 1}, {-1, -1}, {2, -1}};
    private static final ReluProblem FIVE =
            ReluProblem.twoLayer(X, new double[] {1, 2, -1, 1, 0}).weightDecay(0.1);
    private static final ReluSolution SOLUTION = FIVE.solve();

    private static final TwoLayerNetwork UNBALANCED =
            TwoLayerNetwork.of(new double[][] {{2, 0}, {0, 0.5}}, new double[] {0.5, 2}, 2);

    @Test
    void gapsAreAgainstTheOneLowerBound() {
        Map<String, NetworkCertificate> certificates = new LinkedHashMap<>();
        certificates.put("optimum", ReluSolver.standard().certify(SOLUTION, SOLUTION.network()));
        certificates.put("other", ReluSolver.standard().certify(SOLUTION, UNBALANCED));
        Table table = Notebook.gaps(certificates);
        assertEquals(List.of("optimum", "other"), table.stringColumn("network").asList());
        assertEquals(List.of("PROVED", "PROVED"), table.stringColumn("evidence").asList());
        assertEquals(0.5775459114, table.doubleColumn("objective").get(0), 1e-6);
        assertTrue(table.doubleColumn("relative gap at most").get(0) <= 1e-6);
        assertEquals(FIVE.objective(UNBALANCED), table.doubleColumn("objective").get(1));
        // ||u|| |a| = 1 in both neurons, penalty 2 instead of 4.25
        assertEquals(
                0.1 * (4.25 - 2),
                table.doubleColumn("objective").get(1)
                        - table.doubleColumn("balanced").get(1),
                1e-12);
        assertEquals(
                table.doubleColumn("optimum at least").get(0),
                table.doubleColumn("optimum at least").get(1));
    }

    @Test
    void certifyingAgainstASolutionEqualsSolvingAnew() {
        NetworkCertificate anew = ReluSolver.standard().certify(FIVE, UNBALANCED);
        NetworkCertificate against = ReluSolver.standard().certify(SOLUTION, UNBALANCED);
        assertEquals(anew.certificate().upper(), against.certificate().upper());
        assertEquals(anew.certificate().lower(), against.certificate().lower(), 1e-6);
        assertEquals(anew.own().value(), against.own().value());
    }

    @Test
    void pathHasEvidenceAndAccuracy() {
        double[] labels = {1, 1, -1, -1, 1};
        ReluProblem classes = ReluProblem.twoLayer(X, labels);
        RegularizationPath path = ReluSolver.standard()
                .path(classes, RegularizationPath.grid(classes.betaMax().upper(), 0.01, 3));
        Table table = Notebook.path(path, X, labels);
        assertEquals(0, table.intColumn("neurons").get(0));
        assertEquals(
                List.of("PROVED", "PROVED", "PROVED"),
                table.stringColumn("evidence").asList());
        assertEquals(1, table.doubleColumn("training accuracy").get(2));
        assertArrayEquals(
                table.doubleColumn("training accuracy").asDoubleArray(),
                table.doubleColumn("held-out accuracy").asDoubleArray());
        String figure = Notebook.overBeta(table, "objective", "optimum at least")
                .figure()
                .json();
        assertTrue(figure.contains("\"name\":\"optimum at least\""), figure);
        assertTrue(figure.contains("\"type\":\"log\""), figure);
    }

    @Test
    void dualBeginsWithTheFirstProof() {
        Trace.Recorder steps = new Trace.Recorder("primal", "dual");
        steps.append(3, 0);
        steps.append(2, 1);
        String figure = Notebook.closing(steps.trace()).figure().json();
        assertTrue(figure.contains("[null,1"), figure);
        assertFalse(Notebook.closing(SOLUTION.trace()).figure().json().isEmpty());
    }

    @Test
    void neuronsNeedAPlane() {
        String figure = Notebook.neurons(FIVE, SOLUTION.network()).figure().json();
        assertTrue(figure.contains("edges of the cells"), figure);
        assertTrue(figure.contains("neurons, output +"), figure);
        ReluProblem line =
                ReluProblem.twoLayer(new double[][] {{1}}, new double[] {1}).weightDecay(1);
        TwoLayerNetwork none = TwoLayerNetwork.of(new double[0][], new double[0], 1);
        assertThrows(IllegalArgumentException.class, () -> Notebook.neurons(line, none));
        TwoLayerNetwork empty = TwoLayerNetwork.of(new double[0][], new double[0], 2);
        assertFalse(Notebook.neurons(FIVE, empty).figure().json().contains("neurons, output"));
    }

    @Test
    void runsAreScaledAndKeptApart() {
        Table epochs = Table.create(
                "",
                StringColumn.create("solver", "a", "a", "a", "a", "b"),
                IntColumn.create("seed", new int[] {1, 1, 2, 2, 1}),
                IntColumn.create("epoch", new int[] {0, 1, 0, 1, 1}),
                DoubleColumn.create("objective", 9, 5, 8, 6, 7));
        String figure = Notebook.runs(epochs, 10, new Certificate(39, 40, Evidence.PROVED, "duality"))
                .figure()
                .json();
        assertTrue(figure.contains("\"name\":\"a, 2 runs\""), figure);
        assertTrue(figure.contains("\"name\":\"b, 1 run\""), figure);
        // epoch 0 has no place on a logarithmic axis
        assertTrue(figure.contains("[50.0,null,60.0,null]") || figure.contains("[50,null,60,null]"), figure);
        assertTrue(figure.contains("PROVED"), figure);
        String excess = Notebook.excess(epochs, 10, new Certificate(40, 41, Evidence.PROVED, "duality"))
                .figure()
                .json();
        assertTrue(excess.contains("[0.25,null,0.5,null]"), excess);
        assertTrue(excess.contains("PROVED: relative to the lower bound 40"), excess);
        Certificate nothing = new Certificate(0, 41, Evidence.PROVED, "duality");
        assertThrows(IllegalArgumentException.class, () -> Notebook.excess(epochs, 10, nothing));
    }

    private static Table costs() {
        return Table.create(
                "",
                StringColumn.create("curve", "n, d = 2", "n, d = 2", "n, d = 2", "n, d = 2", "d, n = 50", "d, n = 50"),
                IntColumn.create("n", new int[] {10, 10, 20, 40, 50, 50}),
                IntColumn.create("d", new int[] {2, 2, 2, 2, 3, 5}),
                DoubleColumn.create("seconds", 1, 3, 8, 30, 5, 45),
                DoubleColumn.create("gap", 0, 1e-7, 1e-7, 0.025, 1e-7, 1e-7),
                StringColumn.create("stop", "DONE", "DONE", "DONE", "TIME_LIMIT", "DONE", "DONE"));
    }

    @Test
    void costsAreMediansAndSayWhatWasStopped() {
        String figure = Notebook.costs(costs(), "n").figure().json();
        assertTrue(figure.contains("\"name\":\"d = 2\""), figure);
        assertTrue(figure.contains("not certified in the time allowed"), figure);
        assertTrue(figure.contains("[2.0,8.0,30.0]"), figure);
        assertFalse(Notebook.costs(costs(), "d").figure().json().contains("not certified"));
        assertThrows(IllegalArgumentException.class, () -> Notebook.costs(costs(), "beta / beta_max"));
    }

    @Test
    void explosionIsSaidInWords() {
        Table words = Notebook.explosion(costs());
        // from the median 2 s at 10 to 8 s at 20
        assertEquals(
                "[n, d = 2, n = 20, 8 s, as n^2.0, n = 40, 2.5 %]",
                words.columns().stream().map(c -> c.getString(0)).toList().toString());
        assertEquals(
                "[d, n = 50, d = 5, 45 s, x 3.0 for each dimension, nothing tried, \u2013]",
                words.columns().stream().map(c -> c.getString(1)).toList().toString());
    }

    @Test
    void measuredCostsAreCertified() {
        CostCurves curves = CostCurves.of(20, 2).overSamples(2, 5, 10).overWeightDecay(6, 2, 0.5, 0.2);
        AtomicInteger seen = new AtomicInteger();
        Table costs = curves.measure(table -> seen.set(table.rowCount()));
        assertEquals(8, costs.rowCount());
        assertEquals(8, seen.get());
        assertTrue(costs.doubleColumn("gap").max() <= 1e-6);
        assertEquals(
                "0.2 beta_max",
                Notebook.explosion(costs).stringColumn("certified up to").get(1));
        assertThrows(IllegalArgumentException.class, () -> CostCurves.of(0, 1));
        assertThrows(IllegalArgumentException.class, () -> curves.overDimension(5, 0));
    }

    @Test
    void anInterruptKeepsTheRowsSoFar() {
        CostCurves curves = CostCurves.of(20, 1).overSamples(2, 5, 10, 20);
        Table costs = curves.measure(table -> Thread.currentThread().interrupt());
        assertEquals(1, costs.rowCount());
        Thread.interrupted();
    }

    @Test
    void cardsShowTheEvidenceBesideTheNumbers() {
        List<Object> claims = List.of(
                SOLUTION, ReluSolver.standard().certify(SOLUTION, UNBALANCED), SOLUTION.dual(), SOLUTION.positive());
        for (Object claim : claims) {
            MimeBundle bundle = Renderings.standard().find(claim).orElseThrow();
            String html = (String) bundle.data().get(MimeBundle.HTML);
            assertTrue(html.contains("PROVED"), html);
            assertTrue(bundle.text().contains("PROVED"), bundle.text());
        }
        String dual = Renderings.standard().find(SOLUTION.dual()).orElseThrow().text();
        assertTrue(dual.contains("at least 0.57754"), dual);
    }
}
