package org.infimum.notebook.svg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.infimum.lipschitz.Histogram;
import org.infimum.notebook.plot.Plot;
import org.infimum.notebook.plot.PlotlyFigure;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class SvgChartTest {
    private static final double NAN = Double.NaN;

    private static String draw(Plot plot) {
        return SvgChart.draw(plot.figure());
    }

    private static PlotlyFigure json(String text) {
        try {
            return PlotlyFigure.of((ObjectNode) new ObjectMapper().readTree(text));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theDocumentStandsAlone() {
        Element root = Xml.parse(draw(Plot.title("t").line("a", new double[] {1, 2, 3})))
                .getDocumentElement();
        assertEquals("http://www.w3.org/2000/svg", root.getAttribute("xmlns"));
        assertEquals("760", root.getAttribute("width"));
        assertEquals("420", root.getAttribute("height"));
        assertEquals("0 0 760 420", root.getAttribute("viewBox"));
        assertFalse(root.hasAttribute("id"));
    }

    @Test
    void hostileTextIsEscaped() {
        String hostile = "</svg><script>alert(\"1\")</script> & 'x' \u00FCml\u00E4ut \u0007 \uD835\uDC53";
        String svg = draw(Plot.title(hostile)
                .x(hostile)
                .y(hostile)
                .line(hostile, new double[] {1, 2})
                .line("b", new double[] {2, 1})
                .horizontal(1.5, hostile));
        assertTrue(Xml.elements(svg, "script").isEmpty());
        assertTrue(
                Xml.texts(svg).contains(hostile.replace('\u0007', ' ')),
                Xml.texts(svg).toString());
    }

    @Property(tries = 200)
    void anyTextGivesWellFormedXml(@ForAll String text) {
        Xml.parse(draw(Plot.title(text).x(text).line(text, new double[] {1, 2})));
    }

    @Test
    void powersOfTenAreSuperscripts() {
        String svg = draw(Plot.title("").logY().line("a", new double[] {1, 1e-3, 1e-6}));
        List<String> texts = Xml.texts(svg);
        assertTrue(texts.contains("10\u22123"), texts.toString());
        assertFalse(svg.contains("&lt;sup"), svg);
    }

    @Test
    void aCurveBreaksAtNaN() {
        String path = Xml.curves(draw(Plot.title("").line("a", new double[] {1, 2, NAN, 3, 4})))
                .get(0);
        assertEquals(2, path.chars().filter(c -> c == 'M').count(), path);
        assertEquals(2, path.chars().filter(c -> c == 'L').count(), path);
    }

    @Test
    void aLogarithmicAxisLeavesOutZeroAndBelow() {
        String path = Xml.curves(draw(Plot.title("").logY().line("a", new double[] {1, 10, 0, -5, 10, 1})))
                .get(0);
        assertEquals(2, path.chars().filter(c -> c == 'M').count(), path);
        assertFalse(path.contains("NaN"));
    }

    @Test
    void decadesAreEquallyFarApart() {
        String path = Xml.curves(draw(Plot.title("").logY().line("a", new double[] {1, 10, 100})))
                .get(0);
        double[] y = coordinates(path, 1);
        assertEquals(y[0] - y[1], y[1] - y[2], 0.11);
        assertTrue(y[0] > y[2]);
    }

    private static double[] coordinates(String path, int which) {
        Matcher points = Pattern.compile("[ML](-?[0-9.]+) (-?[0-9.]+)").matcher(path);
        return points.results()
                .mapToDouble(point -> Double.parseDouble(point.group(which + 1)))
                .toArray();
    }

    @Test
    void longCurvesAreThinnedWithoutLosingPeaks() {
        double[] y = new double[50_000];
        Random random = new Random(1);
        Arrays.setAll(y, i -> random.nextGaussian());
        y[33_333] = 40;
        y[11_111] = -40;
        String svg = draw(Plot.title("").line("a", y));
        double[] drawn = coordinates(Xml.curves(svg).get(0), 1);
        assertTrue(drawn.length < 4 * 760, "points drawn: " + drawn.length);
        double span = Arrays.stream(drawn).max().orElseThrow()
                - Arrays.stream(drawn).min().orElseThrow();
        double plot = Double.parseDouble(Xml.elements(svg, "svg").get(1).getAttribute("height"));
        assertEquals(plot / 1.1, span, 1);
        assertTrue(svg.length() < 60_000, "characters: " + svg.length());
    }

    @Test
    void constantEmptyAndLonelyCurvesAreDrawn() {
        for (double[] y : new double[][] {{}, {5}, {0, 0, 0}, {7, 7}, {NAN, NAN}, {1e300, -1e300}, {1e-310, 2e-310}}) {
            String svg = draw(Plot.title("").line("a", y));
            Xml.parse(svg);
            assertFalse(svg.contains("NaN") || svg.contains("Infinity"), svg);
            String log = draw(Plot.title("").logX().logY().line("a", y));
            Xml.parse(log);
            assertFalse(log.contains("NaN") || log.contains("Infinity"), log);
        }
    }

    @Test
    void histogramBarsHaveTheHeightsOfTheirCounts() {
        Histogram histogram = Histogram.of(new double[] {0.5, 0.6, 0.7, 1.5, 3.5, 3.6}, 0, 4, 4);
        String svg = draw(Plot.title("").histogram("h", histogram));
        List<double[]> bars = Xml.elements(svg, "path").stream()
                .map(path -> path.getAttribute("d"))
                .filter(d -> d.endsWith("Z"))
                .map(SvgChartTest::topAndBottom)
                .toList();
        // the empty third bin has no bar
        assertEquals(3, bars.size());
        double unit = (bars.get(0)[1] - bars.get(0)[0]) / 3;
        assertEquals(unit, bars.get(1)[1] - bars.get(1)[0], 0.2);
        assertEquals(2 * unit, bars.get(2)[1] - bars.get(2)[0], 0.2);
    }

    private static double[] topAndBottom(String d) {
        Matcher numbers = Pattern.compile("M\\S+ (\\S+?)H\\S+?V(\\S+?)H").matcher(d);
        assertTrue(numbers.find(), d);
        return new double[] {Double.parseDouble(numbers.group(1)), Double.parseDouble(numbers.group(2))};
    }

    @Test
    void rawHistogramsAreBinned() {
        String svg = SvgChart.draw(
                json("{\"data\":[{\"type\":\"histogram\",\"x\":[0.1,0.2,1.1,1.2,1.3,9.9],\"nbinsx\":10}]}"));
        long bars = Xml.elements(svg, "path").stream()
                .filter(path -> path.getAttribute("d").endsWith("Z"))
                .count();
        assertEquals(3, bars);
    }

    @Test
    void categoriesNameTheirBars() {
        String svg = draw(Plot.title("").bars("AP", new String[] {"cat", "2020", "dog"}, new double[] {1, 2, 3}));
        assertTrue(
                Xml.texts(svg).containsAll(List.of("cat", "2020", "dog")),
                Xml.texts(svg).toString());
    }

    @Test
    void aBandIsOneTranslucentAreaBehindItsCurve() {
        double[] x = {1, 2, 3};
        String svg = draw(Plot.title("").spread("a", x, new double[][] {{1, 2, 3}, {2, 3, 4}, {3, 4, 5}}));
        List<Element> areas = Xml.elements(svg, "path").stream()
                .filter(path -> path.hasAttribute("fill-opacity"))
                .toList();
        assertEquals(1, areas.size());
        assertEquals("#0072B2", areas.get(0).getAttribute("fill"));
        assertTrue(svg.indexOf("fill-opacity=\"0.22\"") < svg.indexOf("fill=\"none\""));
        // edges have no width and no entry in the legend
        assertEquals(1, Xml.curves(svg).size());
    }

    @Test
    void aBandBelowZeroReachesTheBottomOfALogarithmicAxis() {
        double[] x = {1, 2, 3};
        String svg = draw(Plot.title("")
                .logY()
                .band("a", x, new double[] {1, 1, 1}, new double[] {0.1, -1, 0.1}, new double[] {2, 2, 2}));
        assertFalse(svg.contains("NaN"), svg);
        String area = Xml.elements(svg, "path").stream()
                .filter(path -> path.hasAttribute("fill-opacity"))
                .findFirst()
                .orElseThrow()
                .getAttribute("d");
        assertEquals(6, coordinates(area, 0).length, area);
    }

    @Test
    void heatMapsAreEmbeddedAsReadablePictures() throws Exception {
        String svg =
                draw(Plot.title("").heatmap(new double[] {0, 1}, new double[] {0, 1}, new double[][] {{0, 1}, {NAN, 0.5}
                }));
        String href = Xml.elements(svg, "image").get(0).getAttribute("href");
        byte[] png = Base64.getDecoder().decode(href.substring("data:image/png;base64,".length()));
        var image = ImageIO.read(new ByteArrayInputStream(png));
        // the first row is at the bottom; the first colour of viridis is 440154, its last FDE725; NaN is transparent
        assertEquals(0xFF440154, image.getRGB(5, image.getHeight() - 5));
        assertEquals(0xFFFDE725, image.getRGB(image.getWidth() - 5, image.getHeight() - 5));
        assertEquals(0, image.getRGB(5, 5) >>> 24);
    }

    @Test
    void referenceLinesStandAtTheirNumbers() {
        String svg =
                draw(Plot.title("").logY().line("a", new double[] {1, 10, 100}).horizontal(10, "bound"));
        double[] y = coordinates(Xml.curves(svg).get(0), 1);
        Element dashed = Xml.elements(svg, "line").stream()
                .filter(line -> line.hasAttribute("stroke-dasharray"))
                .findFirst()
                .orElseThrow();
        assertEquals(y[1], Double.parseDouble(dashed.getAttribute("y1")), 0.11);
        assertTrue(Xml.texts(svg).contains("bound"));
    }

    @Test
    void theLegendStandsWhereNothingIsDrawn() {
        double[] falling = {9, 8, 7, 6, 5, 4, 3, 2, 1, 0};
        String svg = draw(Plot.title("").line("first", falling).line("second", falling));
        Element entry = Xml.elements(svg, "text").stream()
                .filter(text -> text.getTextContent().equals("first"))
                .findFirst()
                .orElseThrow();
        assertTrue(Double.parseDouble(entry.getAttribute("x")) > 500);
        assertTrue(Double.parseDouble(entry.getAttribute("y")) < 100);
    }

    @Test
    void unknownKindsAreNamed() {
        String svg = SvgChart.draw(json("{\"data\":[{\"type\":\"pie\",\"values\":[1,2]}]}"));
        assertTrue(Xml.texts(svg).stream().anyMatch(text -> text.contains("pie")));
    }

    @Test
    void aProgressHeaderShowsItsShare() {
        ProgressHeader header = new ProgressHeader("run", 0.25, "done", "left", "f 1");
        String svg = SvgChart.draw(Plot.title("").line("a", new double[] {1, 2}).figure(), header);
        List<Element> bars = Xml.elements(svg, "rect").stream()
                .filter(rect -> rect.getAttribute("height").equals("8"))
                .toList();
        double full = Double.parseDouble(bars.get(0).getAttribute("width"));
        assertEquals(full / 4, Double.parseDouble(bars.get(1).getAttribute("width")), 0.1);
        assertTrue(Xml.texts(svg).containsAll(List.of("run", "done", "left", "f 1")));
    }
}
