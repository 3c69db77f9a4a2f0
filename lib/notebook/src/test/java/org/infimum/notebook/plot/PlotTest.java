package org.infimum.notebook.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.infimum.Trace;
import org.junit.jupiter.api.Test;
import tech.tablesaw.plotly.traces.ScatterTrace;

class PlotTest {
    private static final double[] X = {1, 2, 3};

    @Test
    void eachCallReturnsANewPlot() {
        Plot empty = Plot.title("t");
        Plot one = empty.line("a", X, X);
        one.line("b", X, X).logY().x("x");
        assertEquals(0, empty.figure().at("/data").size());
        assertEquals(1, one.figure().at("/data").size());
        assertTrue(one.figure().at("/layout/yaxis/type").isMissingNode());
    }

    @Test
    void curvesTakeTheColoursInTurn() {
        PlotlyFigure figure = Plot.title("")
                .line("a", X, X)
                .spread("b", X, new double[][] {X, X})
                .line("c", X, X)
                .figure();
        assertEquals(Palette.colour(0), figure.at("/data/0/line/color").asText());
        assertEquals(Palette.colour(1), figure.at("/data/3/line/color").asText());
        assertEquals(Palette.colour(2), figure.at("/data/4/line/color").asText());
        assertEquals(Palette.colour(0), figure.at("/layout/colorway/0").asText());
        assertEquals("Figure (a, b, c)", figure.summary());
    }

    @Test
    void spreadIsMeanAndSampleDeviation() {
        PlotlyFigure figure = Plot.title("")
                .spread("a", new double[] {1}, new double[][] {{1}, {2}, {6}})
                .figure();
        assertEquals(3, figure.at("/data/2/y/0").doubleValue(), 1e-15);
        assertEquals(3 - Math.sqrt(7), figure.at("/data/0/y/0").doubleValue(), 1e-15);
        assertEquals(3 + Math.sqrt(7), figure.at("/data/1/y/0").doubleValue(), 1e-15);
        assertEquals("tonexty", figure.at("/data/1/fill").asText());
    }

    @Test
    void referenceLinesOnALogarithmicAxisWhicheverCallComesFirst() {
        for (Plot plot : new Plot[] {
            Plot.title("").horizontal(100, "l").logY(), Plot.title("").logY().horizontal(100, "l")
        }) {
            PlotlyFigure figure = plot.figure();
            // Plotly: a shape at the number, an annotation at its exponent
            assertEquals(100, figure.at("/layout/shapes/0/y0").doubleValue());
            assertEquals(2, figure.at("/layout/annotations/0/y").doubleValue());
        }
    }

    @Test
    void rangesOnALogarithmicAxisAreExponents() {
        PlotlyFigure figure = Plot.title("").logY().rangeY(1e-3, 10).figure();
        assertEquals(-3, figure.at("/layout/yaxis/range/0").doubleValue());
        assertThrows(
                IllegalArgumentException.class,
                () -> Plot.title("").logY().rangeY(0, 1).figure());
        assertThrows(IllegalArgumentException.class, () -> Plot.title("").rangeX(2, 1));
    }

    @Test
    void tracesAndTablesawTraces() {
        Trace.Recorder recorder = new Trace.Recorder("iteration", "f");
        recorder.append(10, 0.5);
        recorder.append(20, 0.25);
        PlotlyFigure figure = Plot.of(recorder.trace(), "f")
                .trace(ScatterTrace.builder(X, X).name("theirs").build())
                .figure();
        assertEquals(20, figure.at("/data/0/x/1").intValue());
        assertEquals("theirs", figure.at("/data/1/name").asText());
        assertThrows(IllegalArgumentException.class, () -> Plot.of(recorder.trace(), "g"));
        assertThrows(IllegalArgumentException.class, () -> Plot.of(recorder.trace()));
    }

    @Test
    void wrongLengthsAreNamed() {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Plot.title("").line("Adam", X, new double[2]))
                .getMessage();
        assertTrue(message.contains("'Adam'") && message.contains("3") && message.contains("2"), message);
        assertThrows(IllegalArgumentException.class, () -> Plot.title("").spread("a", X, new double[0][]));
        assertThrows(IllegalArgumentException.class, () -> Plot.title("").horizontal(Double.NaN, "l"));
        assertThrows(IllegalArgumentException.class, () -> Plot.title("").height(3));
    }

    @Test
    void longCurvesAreThinned() {
        PlotlyFigure figure = Plot.title("").line("a", new double[100_000]).figure();
        assertTrue(figure.at("/data/0/x").size() <= Plot.POINTS);
        assertEquals(
                100_000,
                figure.at("/data/0/x").get(figure.at("/data/0/x").size() - 1).intValue());
    }

    @Test
    void disksAreClosedCurvesAtTheirRadius() {
        double[] x = {1, -2};
        double[] y = {3, 0.5};
        double[] r = {2, 0.01};
        JsonNode trace = Plot.title("").disks("removed", x, y, r).figure().at("/data/0");
        assertEquals("toself", trace.path("fill").asText());
        assertEquals("removed", trace.path("name").asText());
        int disk = 0;
        int start = 0;
        for (int i = 0; i < trace.path("x").size(); i++) {
            if (trace.path("x").get(i).isNull()) {
                assertEquals(at(trace, "x", start), at(trace, "x", i - 1), "closed to the bit");
                assertEquals(at(trace, "y", start), at(trace, "y", i - 1), "closed to the bit");
                start = i + 1;
                disk++;
            } else {
                double distance = Math.hypot(at(trace, "x", i) - x[disk], at(trace, "y", i) - y[disk]);
                // rounded to a ten-thousandth of what all disks extend over
                assertEquals(r[disk], distance, 1e-3);
            }
        }
        assertEquals(1, disk);
    }

    private static double at(JsonNode trace, String axis, int i) {
        return trace.path(axis).get(i).doubleValue();
    }

    @Test
    void theLargestDisksAreDrawnAndTheRestIsCounted() {
        int n = Disks.MOST + 500;
        double[] places = new double[n];
        double[] radii = new double[n];
        Arrays.setAll(places, i -> i);
        Arrays.setAll(radii, i -> 1 + (i * 7919 % n));
        JsonNode trace =
                Plot.title("").disks("removed", places, places, radii).figure().at("/data/0");
        assertEquals("removed (the largest 2,000 of 2,500)", trace.path("name").asText());
        int disks = 0;
        double smallest = Double.POSITIVE_INFINITY;
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        JsonNode xs = trace.path("x");
        for (int i = 0; i <= xs.size(); i++) {
            if (i == xs.size() || xs.get(i).isNull()) {
                disks++;
                smallest = Math.min(smallest, (high - low) / 2);
                low = Double.POSITIVE_INFINITY;
                high = Double.NEGATIVE_INFINITY;
            } else {
                low = Math.min(low, at(trace, "x", i));
                high = Math.max(high, at(trace, "x", i));
            }
        }
        assertEquals(Disks.MOST, disks);
        // radii are 1 to 2,500, each once
        assertEquals(501, smallest, 1);
    }

    @Test
    void whatIsNoDiskIsLeftOut() {
        double[] x = {0, 0, Double.NaN, 0, 1};
        double[] r = {0, -1, 1, Double.NaN, 1};
        JsonNode trace =
                Plot.title("").disks("removed", x, new double[5], r).figure().at("/data/0");
        assertEquals("removed", trace.path("name").asText());
        for (JsonNode place : trace.path("x")) {
            assertFalse(place.isNull(), "one disk has no gaps");
        }
        assertThrows(IllegalArgumentException.class, () -> Plot.title("").disks("d", new double[2], new double[2], X));
    }

    @Test
    void disksStandBehindCurvesAndAboveHeatMaps() {
        Plot plot = Plot.title("")
                .line("curve", X, X)
                .heatmap(X, X, new double[][] {X, X, X})
                .points("points", X, X)
                .disks("removed", X, X, X);
        List<String> order = new ArrayList<>();
        for (JsonNode trace : plot.figure().at("/data")) {
            order.add(trace.path("name").asText(trace.path("type").asText()));
        }
        assertTrue(order.indexOf("removed") > order.indexOf("heatmap"), order.toString());
        assertTrue(order.indexOf("removed") < order.indexOf("points"), order.toString());
    }

    @Test
    void spansAreTheirUnion() {
        double[] from = {0, 5, 1, Double.NaN, 9, 2};
        double[] to = {1.5, 7, 2, 3, 8, 3};
        JsonNode shapes = Plot.title("").spans("removed", from, to).figure().at("/layout/shapes");
        assertEquals(2, shapes.size());
        assertEquals(0, shapes.at("/0/x0").doubleValue());
        assertEquals(3, shapes.at("/0/x1").doubleValue());
        assertEquals(5, shapes.at("/1/x0").doubleValue());
        assertEquals(7, shapes.at("/1/x1").doubleValue());
        assertEquals("paper", shapes.at("/0/yref").asText());
        assertEquals("below", shapes.at("/0/layer").asText());
        assertTrue(shapes.at("/0/showlegend").booleanValue());
        assertFalse(shapes.at("/1/showlegend").booleanValue());
        assertThrows(IllegalArgumentException.class, () -> Plot.title("").spans("s", X, new double[2]));
    }

    @Test
    void spansThatAreNotDrawnAreCounted() {
        int n = Spans.MOST + 10;
        double[] from = new double[n];
        double[] to = new double[n];
        Arrays.setAll(from, i -> 2 * i);
        Arrays.setAll(to, i -> 2 * i + (i < 10 ? 0.5 : 1));
        JsonNode shapes = Plot.title("").spans("removed", from, to).figure().at("/layout/shapes");
        assertEquals(Spans.MOST, shapes.size());
        assertEquals(
                "removed (the largest 1,000 of 1,010)", shapes.at("/0/name").asText());
        for (JsonNode shape : shapes) {
            assertTrue(shape.path("x0").doubleValue() >= 20, "the narrow ones are left out: " + shape);
        }
    }

    @Test
    void alikeAxesAndAKnownRangeGiveTheWidth() {
        Plot plot = Plot.title("t")
                .heatmap(X, X, new double[][] {X, X, X})
                .points("samples", X, X)
                .rangeX(0, 4)
                .rangeY(0, 2)
                .squareAxes();
        PlotlyFigure figure = plot.figure();
        assertEquals("y", figure.at("/layout/xaxis/scaleanchor").asText());
        double across = figure.at("/layout/width").doubleValue()
                - figure.at("/layout/margin/l").doubleValue()
                - figure.at("/layout/margin/r").doubleValue();
        double up = figure.at("/layout/height").doubleValue()
                - figure.at("/layout/margin/t").doubleValue()
                - figure.at("/layout/margin/b").doubleValue();
        assertEquals(2, across / up, 0.01);
        // the legend below the axis's title, and room for it; Plotly would put it on the colour bar
        assertEquals("h", figure.at("/layout/legend/orientation").asText());
        double below = -figure.at("/layout/legend/y").doubleValue() * up;
        assertTrue(below > 40 && below < figure.at("/layout/margin/b").doubleValue(), "legend at " + below);
    }

    @Test
    void aHighlightedPointIsLargerThanPoints() {
        PlotlyFigure figure =
                Plot.title("").points("a", X, X).highlight("newest", 1, 2).figure();
        assertTrue(figure.at("/data/1/marker/size").doubleValue()
                > figure.at("/data/0/marker/size").doubleValue());
        assertEquals(2, figure.at("/data/1/y/0").doubleValue());
    }
}
