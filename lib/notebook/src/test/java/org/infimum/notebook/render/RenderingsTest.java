package org.infimum.notebook.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.infimum.Certificate;
import org.infimum.Evidence;
import org.infimum.Solution;
import org.infimum.Stop;
import org.infimum.Trace;
import org.infimum.lipschitz.LipschitzBound;
import org.infimum.lipschitz.LipschitzEstimate;
import org.infimum.lipschitz.PairwiseSlopes;
import org.infimum.notebook.plot.Plot;
import org.infimum.notebook.svg.Xml;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.plotly.components.Figure;
import tech.tablesaw.plotly.traces.ScatterTrace;

class RenderingsTest {
    private final Renderings renderings = Renderings.standard();

    private MimeBundle show(Object value) {
        return renderings.find(value).orElseThrow();
    }

    private String html(Object value) {
        String html = (String) show(value).data().get(MimeBundle.HTML);
        // one element per value, well-formed
        Xml.parse(html.replace("&ensp;", " "));
        return html;
    }

    @Test
    void numbersAreWrittenForPeople() {
        assertEquals("2.3e-7", Numbers.format(2.3e-7));
        assertEquals("-1.5e12", Numbers.format(-1.5e12));
        assertEquals("0.1", Numbers.format(0.1));
        assertEquals("123457", Numbers.format(123456.7));
        assertEquals("0", Numbers.format(-0.0));
        assertEquals("\u2013", Numbers.format(Double.NaN));
        assertEquals("-\u221E", Numbers.format(Double.NEGATIVE_INFINITY));
        assertEquals("0.00124", Numbers.formatUp(0.001231));
        assertEquals("1e-300", Numbers.format(1e-300));
        assertEquals(
                List.of("1.00", "0.25", "10.00", "3e-9", "\u2013", "0"),
                Numbers.column(new double[] {1, 0.25, 10, 3e-9, Double.NaN, 0}));
    }

    @Test
    void tablesOfNumbersAndTexts() {
        Table table = Table.create(
                "results <1>",
                StringColumn.create("solver", "BPGrad & co", ""),
                DoubleColumn.create("objective", 2.3e-7, Double.NaN),
                IntColumn.create("epochs", 20, 3),
                StringColumn.create("evidence", "PROVED", "ESTIMATED"));
        String html = html(table);
        assertTrue(html.contains("results &lt;1&gt;"), html);
        assertTrue(html.contains("BPGrad &amp; co"), html);
        assertTrue(html.matches("(?s).*<td style=\"[^\"]*text-align:right[^\"]*\">2.3e-7</td>.*"), html);
        assertTrue(html.contains(">\u2013</td>"), html);
        assertTrue(html.contains("background-color:" + Html.colour(Evidence.PROVED)), html);
        String text = show(table).text();
        assertEquals(
                "BPGrad & co     2.3e-7      20  PROVED",
                text.lines().skip(3).findFirst().orElseThrow());
    }

    @Test
    void longTablesSayWhatIsMissing() {
        double[] numbers = new double[500];
        Arrays.setAll(numbers, i -> i);
        MimeBundle shown = show(Table.create("", DoubleColumn.create("x", numbers)));
        assertTrue(shown.text().endsWith("\u2026 450 more rows, 500 in all"), shown.text());
        String html = (String) shown.data().get(MimeBundle.HTML);
        assertTrue(html.contains("450 more rows"), html);
        assertEquals(1 + 50 + 1, html.split("<tr", -1).length - 1);
    }

    @Test
    void emptyTables() {
        assertTrue(html(Table.create("nothing")).contains("no rows"));
    }

    /** A result row. */
    public record Row(
            String solver,
            int seed,
            long steps,
            double objective,
            Optional<Double> error,
            Duration time,
            boolean done) {}

    @Test
    void recordsBecomeTables() {
        Table table = Tables.of(List.of(
                new Row("BPGrad", 1, 5_000_000_000L, 0.5, Optional.of(0.1), Duration.ofMillis(1500), true),
                new Row("Adam", 2, 7, 0.25, Optional.empty(), Duration.ofSeconds(2), false)));
        assertEquals(List.of("solver", "seed", "steps", "objective", "error", "time", "done"), table.columnNames());
        assertEquals(5_000_000_000L, table.longColumn("steps").getLong(0));
        assertEquals(0.25, table.doubleColumn("objective").getDouble(1));
        assertTrue(table.doubleColumn("error").isMissing(1));
        assertEquals(1.5, table.doubleColumn("time").getDouble(0));
        assertEquals(false, table.booleanColumn("done").get(1));
        assertEquals(0, Tables.of(List.of()).rowCount());
        List<Record> mixed = List.of(
                new Row("a", 1, 1, 1, Optional.empty(), Duration.ZERO, true),
                new MimeBundle(java.util.Map.of("text/plain", "")));
        assertThrows(IllegalArgumentException.class, () -> Tables.of(mixed));
    }

    @Test
    void certificatesShowTheirEvidenceInItsOwnColour() {
        for (Evidence evidence : Evidence.values()) {
            Certificate certificate = new Certificate(0.1234567, 0.25, evidence, "L < 3 & \"claimed\"");
            String html = html(certificate);
            assertTrue(html.contains(">" + evidence + "</span>"), html);
            assertTrue(html.contains(Html.colour(evidence)), html);
            // rounded down, as in the certificate's own text
            assertTrue(html.contains("[0.123456, 0.25]"), html);
            assertTrue(html.contains("L &lt; 3 &amp;"), html);
            assertEquals(certificate.toString(), show(certificate).text());
            assertEquals(html, html(Optional.of(certificate)));
        }
        assertEquals(
                3, Arrays.stream(Evidence.values()).map(Html::colour).distinct().count());
        String unknown = html(new Certificate(Double.NEGATIVE_INFINITY, 1, Evidence.PROVED, "one evaluation"));
        assertTrue(unknown.contains("nothing is known from below"), unknown);
    }

    @Test
    void solutionsShowValueCertificateAndStop() {
        Trace trace = new Trace.Recorder("f").trace();
        Stop stop = new Stop(Stop.Reason.INTERRUPTED, "interrupted after iteration 3.");
        Solution<double[]> solution = new Solution<>(new double[] {1, 2}, 0.5, Optional.empty(), trace, stop);
        String html = html(Optional.of(solution));
        assertTrue(html.contains("no certificate") && html.contains("INTERRUPTED") && html.contains("{1, 2}"), html);
        Solution<double[]> certified = new Solution<>(
                new double[] {1},
                0.5,
                Optional.of(new Certificate(0, 0.5, Evidence.CONDITIONAL, "L = 2")),
                trace,
                stop);
        assertTrue(html(certified).contains("CONDITIONAL"), html(certified));
    }

    @Test
    void lipschitzConstants() {
        assertTrue(html(LipschitzBound.claimed(3)).contains("CONDITIONAL"));
        assertTrue(html(new LipschitzEstimate(3, "maximum")).contains("ESTIMATED"));
    }

    @Test
    void slopesAreAnEstimatedHistogram() {
        PairwiseSlopes slopes = PairwiseSlopes.of(new float[][] {{0}, {1}, {3}}, new double[] {0, 1, 2});
        MimeBundle shown = show(slopes);
        assertEquals(
                Set.of(MimeBundle.TEXT, MimeBundle.PLOTLY, MimeBundle.SVG),
                shown.data().keySet());
        String svg = (String) shown.data().get(MimeBundle.SVG);
        for (String word : List.of("ESTIMATED", "max 1", "mean 0.7222", "median 0.6667")) {
            assertTrue(svg.contains(word), word + " in " + svg);
        }
    }

    @Test
    void figuresAreOneBundle() {
        Figure figure = new Figure(ScatterTrace.builder(new double[] {1, 2}, new double[] {1, 2})
                .name("a")
                .build());
        for (Object value : List.of(
                figure,
                Plot.title("t").line("a", new double[] {1, 2}),
                Plot.of(figure).horizontal(1, "l"))) {
            MimeBundle shown = show(value);
            assertEquals(
                    Set.of(MimeBundle.TEXT, MimeBundle.PLOTLY, MimeBundle.SVG),
                    shown.data().keySet());
            assertTrue(shown.data().get(MimeBundle.PLOTLY) instanceof java.util.Map<?, ?>);
            Xml.parse((String) shown.data().get(MimeBundle.SVG));
            assertEquals(1, shown.text().lines().count());
        }
    }

    @Test
    void tracesShowTheirEnds() {
        Trace.Recorder recorder = new Trace.Recorder("f", "g");
        for (int i = 0; i < 1000; i++) {
            recorder.append(i, i * 1e-9);
        }
        String text = show(recorder.trace()).text();
        assertTrue(text.startsWith("Trace of 1,000 rows"), text);
        assertTrue(text.contains("\u2026 990 rows between"), text);
        assertEquals(3 + 10 + 1, text.lines().count());
        assertTrue(html(recorder.trace()).contains("9.99e-7"));
        assertEquals(1000, Tables.of(recorder.trace()).rowCount());
    }

    @Test
    void arraysShowShapeAndNumbers() {
        assertEquals(
                "double[3]  {1, 2.5, \u2013}",
                show(new double[] {1, 2.5, Double.NaN}).text().replaceAll("  min.*", ""));
        assertEquals("int[2]  {1, 2}", show(new int[] {1, 2}).text());
        assertEquals(
                "long[1]  {9007199254740993}",
                show(new long[] {9007199254740993L}).text());
        assertEquals("float[0]  {}", show(new float[0]).text());
        assertEquals(
                "double[2][2]\n  {1, 2}\n  {3, 4}",
                show(new double[][] {{1, 2}, {3, 4}}).text());
        double[] many = new double[100];
        Arrays.setAll(many, i -> i);
        assertEquals(
                "double[100]  {0, 1, 2, 3, 4, \u2026, 95, 96, 97, 98, 99}  min 0, mean 49.5, max 99",
                show(many).text());
    }

    @Test
    void imagesArePng() throws Exception {
        BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(1, 1, 0x123456);
        byte[] png = Base64.getDecoder().decode((String) show(image).data().get(MimeBundle.PNG));
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(png));
        assertEquals(0xFF123456, read.getRGB(1, 1));
        assertEquals(3, read.getWidth());
    }

    @Test
    void strangersAreLeftAlone() {
        assertFalse(renderings.find("text").isPresent());
        assertFalse(renderings.find(null).isPresent());
        assertEquals("Optional.empty", show(Optional.empty()).text());
        assertEquals("Optional[x]", show(Optional.of("x")).text());
    }
}
