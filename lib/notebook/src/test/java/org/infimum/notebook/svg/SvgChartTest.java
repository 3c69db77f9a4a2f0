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

    private static final double[] CELLS_X = {-3, -1, 1, 3};
    private static final double[] CELLS_Y = {10, 20};
    private static final double[][] CELLS = {{0, 1, 2, 3}, {3, 2, 1, 0}};

    private static List<Element> circles(String svg) {
        return Xml.elements(svg, "circle");
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    /** The first disk's centre and radii in pixels. */
    private static double[] disk(String svg) {
        String d = Xml.elements(svg, "path").stream()
                .map(path -> path.getAttribute("d"))
                .filter(data -> data.contains("a"))
                .findFirst()
                .orElseThrow();
        Matcher arc =
                Pattern.compile("M(\\S+) (\\S+?)a(\\S+) (\\S+) 0 0 1 (\\S+) 0a").matcher(d);
        assertTrue(arc.find(), d);
        double rx = Double.parseDouble(arc.group(3));
        return new double[] {
            Double.parseDouble(arc.group(1)) + rx,
            Double.parseDouble(arc.group(2)),
            rx,
            Double.parseDouble(arc.group(4))
        };
    }

    @Test
    void disksLieOverAHeatMapInTheNumbersOfItsAxes() {
        String svg = draw(Plot.title("")
                .heatmap(CELLS_X, CELLS_Y, CELLS)
                .disks("removed", new double[] {1}, new double[] {20}, new double[] {2})
                .highlight("there", 1, 20));
        Element newest = circles(svg).stream()
                .filter(circle -> circle.getAttribute("r").equals("6.5"))
                .findFirst()
                .orElseThrow();
        double[] disk = disk(svg);
        // two points a tenth of a pixel apart at most: each is rounded to one
        assertEquals(number(newest, "cx"), disk[0], 0.16);
        assertEquals(number(newest, "cy"), disk[1], 0.16);
        Element image = Xml.elements(svg, "image").get(0);
        // the heat map is 8 wide, from -4 to 4, and 20 high, from 5 to 25
        assertEquals(number(image, "width") * 2 / 8, disk[2], 0.6);
        assertEquals(number(image, "height") * 2 / 20, disk[3], 0.6);
        assertEquals(number(image, "x") + number(image, "width") * 5 / 8, disk[0], 1);
        assertEquals(number(image, "y") + number(image, "height") * 5 / 20, disk[1], 1);
        assertTrue(svg.indexOf("<image") < svg.indexOf("0 0 1 "), "the heat map is beneath");
        assertTrue(Xml.texts(svg).containsAll(List.of("removed", "there")), "a legend");
        Element entry = Xml.elements(svg, "text").stream()
                .filter(text -> text.getTextContent().equals("removed"))
                .findFirst()
                .orElseThrow();
        assertTrue(number(entry, "y") > number(image, "y") + number(image, "height"), "below the plot");
    }

    @Test
    void alikeAxesMakeDisksRound() {
        Plot flat = Plot.title("")
                .disks("removed", new double[] {2}, new double[] {1}, new double[] {1})
                .rangeX(0, 10)
                .rangeY(0, 10);
        double[] stretched = disk(draw(flat));
        assertTrue(stretched[2] > 1.2 * stretched[3], Arrays.toString(stretched));
        double[] round = disk(draw(flat.squareAxes()));
        assertEquals(round[2], round[3], 0.11);
        assertEquals(stretched[3], round[3], 0.11);
    }

    @Test
    void whatLiesOutsideAPlotWithAHeatMapIsCutOff() {
        String svg = draw(Plot.title("")
                .heatmap(CELLS_X, CELLS_Y, CELLS)
                .disks("removed", new double[] {3}, new double[] {20}, new double[] {50})
                .rangeX(-4, 4)
                .rangeY(5, 25));
        Element inner = Xml.elements(svg, "svg").get(1);
        assertEquals("hidden", inner.getAttribute("overflow"));
        assertEquals(1, inner.getElementsByTagName("path").getLength());
    }

    @Test
    void spansFillTheHeightBehindTheCurves() {
        String svg = draw(Plot.title("")
                .line("f", new double[] {0, 10}, new double[] {0, 1})
                .spans("removed", new double[] {2, -5}, new double[] {4, 1})
                .rangeX(0, 10));
        Element plot = Xml.elements(svg, "svg").get(1);
        double left = number(plot, "x");
        double unit = number(plot, "width") / 10;
        List<Element> spans = Xml.elements(svg, "rect").stream()
                .filter(rect -> Math.abs(number(rect, "height") - number(plot, "height")) < 0.11)
                .filter(rect -> rect.hasAttribute("fill-opacity"))
                .toList();
        assertEquals(2, spans.size());
        // cut off at the plot's left edge
        assertEquals(left, number(spans.get(0), "x"), 0.11);
        assertEquals(unit, number(spans.get(0), "width"), 0.11);
        assertEquals(left + 2 * unit, number(spans.get(1), "x"), 0.11);
        assertEquals(2 * unit, number(spans.get(1), "width"), 0.11);
        assertTrue(svg.indexOf("fill-opacity=\"0.1600\"") < svg.indexOf("<path"), svg);
        assertTrue(Xml.texts(svg).contains("removed"));
    }

    @Test
    void aHighlightedPointHasARim() {
        String svg = draw(
                Plot.title("").points("a", new double[] {1}, new double[] {2}).highlight("newest", 1, 2));
        Element group = Xml.elements(svg, "g").stream()
                .filter(g -> g.getAttribute("stroke").equals("#FFFFFF"))
                .findFirst()
                .orElseThrow();
        assertEquals("6.5", ((Element) group.getElementsByTagName("circle").item(0)).getAttribute("r"));
    }

    @Test
    void manyPointsAreOneSmallPath() {
        double[] places = new double[3000];
        Arrays.setAll(places, i -> i);
        String svg = draw(Plot.title("").points("a", places, places));
        assertTrue(circles(svg).isEmpty());
        String path = Xml.curves(svg).get(0);
        assertEquals(3000, path.chars().filter(c -> c == 'M').count());
        assertTrue(svg.length() < 70_000, "characters: " + svg.length());
    }

    @Test
    void titlesThatDoNotFitAreCut() {
        String word = "a long name ";
        String svg = draw(Plot.title(word.repeat(20)).line("a", new double[] {1, 2}));
        String title = Xml.texts(svg).stream()
                .filter(text -> text.startsWith("a long"))
                .findFirst()
                .orElseThrow();
        assertTrue(title.endsWith("\u2026") && title.length() > 60 && title.length() < 120, title);
        assertTrue(Xml.texts(draw(Plot.title(word).line("a", new double[] {1, 2})))
                .contains(word));
        ProgressHeader header = new ProgressHeader(word.repeat(20), 0.25, "done", "left", "objective 1");
        String frame =
                SvgChart.draw(Plot.title("").line("a", new double[] {1, 2}).figure(), header);
        assertTrue(Xml.texts(frame).stream().anyMatch(text -> text.endsWith("\u2026") && text.length() < 120));
    }

    @Test
    void aSubtitleMayHaveTwoLines() {
        List<String> texts =
                Xml.texts(draw(Plot.title("t").subtitle("one<br>two").line("a", new double[] {1, 2})));
        assertTrue(texts.containsAll(List.of("one", "two")), texts.toString());
    }

    @Test
    void picturesAreWrittenWithoutLoss() throws Exception {
        Random random = new Random(3);
        int width = 17;
        int height = 9;
        int[] pixels = random.ints(width * height).toArray();
        // equal rows and equal neighbours take other paths
        System.arraycopy(pixels, 0, pixels, width, width);
        Arrays.fill(pixels, 3 * width, 4 * width, 0x80FF0102);
        var image = ImageIO.read(new ByteArrayInputStream(Png.encode(width, height, pixels)));
        for (int i = 0; i < pixels.length; i++) {
            assertEquals(pixels[i], image.getRGB(i % width, i / width), "pixel " + i);
        }
    }
}
