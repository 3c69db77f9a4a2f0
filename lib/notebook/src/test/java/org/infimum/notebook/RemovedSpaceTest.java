package org.infimum.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.infimum.Box;
import org.infimum.Trace;
import org.infimum.lipschitz.LipschitzBound;
import org.infimum.lipschitz.LipschitzEstimate;
import org.infimum.notebook.plot.PlotlyFigure;
import org.infimum.notebook.svg.SvgChart;
import org.infimum.notebook.svg.Xml;
import org.infimum.testfunctions.TestFunction;
import org.infimum.testfunctions.TestFunctions;
import org.junit.jupiter.api.Test;

class RemovedSpaceTest {
    private static final TestFunction LINE = TestFunctions.twoSines();
    private static final TestFunction PLANE = TestFunctions.himmelblau();

    private static JsonNode named(PlotlyFigure figure, String start) {
        for (JsonNode trace : figure.at("/data")) {
            if (trace.path("name").asText("").startsWith(start)) {
                return trace;
            }
        }
        throw new AssertionError("no '" + start + "' in " + names(figure));
    }

    private static List<String> names(PlotlyFigure figure) {
        List<String> names = new ArrayList<>();
        for (JsonNode trace : figure.at("/data")) {
            names.add(trace.path("name").asText(""));
        }
        return names;
    }

    private static double[] numbers(JsonNode array) {
        double[] numbers = new double[array.size()];
        Arrays.setAll(numbers, i -> array.get(i).asDouble(Double.NaN));
        return numbers;
    }

    private static double interpolated(double[] x, double[] y, double at) {
        int k = 1;
        while (k < x.length - 1 && x[k] < at) {
            k++;
        }
        return y[k - 1] + (at - x[k - 1]) / (x[k] - x[k - 1]) * (y[k] - y[k - 1]);
    }

    private static double minorant(Trace trace, double lipschitz, double at) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < trace.size(); i++) {
            highest = Math.max(highest, trace.get("f", i) - lipschitz * Math.abs(at - trace.get("x1", i)));
        }
        return highest;
    }

    @Test
    void teethAreTheHighestConeAlsoWhereSamplesContradictTheConstant() {
        for (double lipschitz : new double[] {LINE.lipschitz().value(), 0.5}) {
            Trace trace = Rejection.search(LINE, LINE.lipschitz().value(), 0.5, 40, 7);
            PlotlyFigure figure = RemovedSpace.of(LINE, LipschitzBound.claimed(lipschitz))
                    .apply(trace)
                    .figure();
            JsonNode teeth = named(figure, "max f");
            double[] x = numbers(teeth.path("x"));
            double[] y = numbers(teeth.path("y"));
            for (int i = 1; i < x.length; i++) {
                assertTrue(x[i - 1] <= x[i], "sorted");
            }
            for (double at = 2.7; at <= 7.5; at += 0.0137) {
                assertEquals(minorant(trace, lipschitz, at), interpolated(x, y, at), 1e-9, "at " + at);
            }
        }
    }

    @Test
    void shadedIsWhatTheSamplesRemove() {
        double lipschitz = LINE.lipschitz().value();
        Trace trace = Rejection.search(LINE, lipschitz, 0.9, 30, 3);
        PlotlyFigure figure =
                RemovedSpace.of(LINE, LINE.lipschitz()).apply(trace).figure();
        JsonNode shapes = figure.at("/layout/shapes");
        double target = trace.last("target");
        int inside = 0;
        int outside = 0;
        for (double at = 2.7001; at < 7.5; at += 0.0137) {
            boolean shaded = false;
            for (JsonNode shape : shapes) {
                shaded |= shape.path("x0").doubleValue() < at
                        && at < shape.path("x1").doubleValue();
            }
            assertEquals(minorant(trace, lipschitz, at) > target, shaded, "at " + at);
            inside += shaded ? 1 : 0;
            outside += shaded ? 0 : 1;
        }
        assertTrue(inside > 20 && outside > 20, inside + " inside, " + outside + " outside");
        for (JsonNode shape : shapes) {
            assertTrue(
                    shape.path("x0").doubleValue() >= 2.7 && shape.path("x1").doubleValue() <= 7.5, "cut at the box");
        }
    }

    @Test
    void linesStandAtBestTargetAndLowerBound() {
        Trace trace = Rejection.search(LINE, LINE.lipschitz().value(), 0.9, 30, 3);
        PlotlyFigure figure =
                RemovedSpace.of(LINE, LINE.lipschitz()).apply(trace).figure();
        assertEquals(
                trace.last("best f"), named(figure, "best value").at("/y/0").doubleValue());
        assertEquals(trace.last("target"), named(figure, "target").at("/y/1").doubleValue());
        assertEquals(-2, named(figure, "lower bound").at("/y/0").doubleValue());
        int last = trace.size() - 1;
        assertEquals(trace.get("x1", last), named(figure, "newest").at("/x/0").doubleValue());
        assertEquals(trace.get("f", last), named(figure, "newest").at("/y/0").doubleValue());
        assertEquals(2.7, figure.at("/layout/xaxis/range/0").doubleValue());
        assertEquals(7.5, figure.at("/layout/xaxis/range/1").doubleValue());
        assertTrue(figure.at("/layout/title/subtitle/text").asText().contains("CONDITIONAL"));
    }

    @Test
    void ballsHaveTheirRadii() {
        double lipschitz = PLANE.lipschitz().value();
        Trace trace = Rejection.search(PLANE, lipschitz, 0.5, 300, 5);
        PlotlyFigure figure =
                RemovedSpace.of(PLANE, PLANE.lipschitz()).apply(trace).figure();
        JsonNode balls = named(figure, "removed balls");
        double[] x = numbers(balls.path("x"));
        double[] y = numbers(balls.path("y"));
        int at = 0;
        for (int i = 0; i < trace.size(); i++) {
            double radius = (trace.get("f", i) - trace.last("target")) / lipschitz;
            while (at < x.length && !Double.isNaN(x[at])) {
                double distance = Math.hypot(x[at] - trace.get("x1", i), y[at] - trace.get("x2", i));
                // the numbers in a figure are rounded to a ten-thousandth of the box at most
                assertEquals(radius, distance, 1e-3, "ball " + i);
                at++;
            }
            at++;
        }
        assertEquals(x.length, at - 1, "a ball a sample");
        JsonNode heat = figure.at("/data/0");
        assertEquals("heatmap", heat.path("type").asText());
        int row = 30;
        int column = 70;
        double value = PLANE.value(new double[] {
            heat.path("x").get(column).doubleValue(), heat.path("y").get(row).doubleValue()
        });
        assertEquals(value, heat.path("z").get(row).get(column).doubleValue(), 1e-4 * value);
        assertEquals("y", figure.at("/layout/xaxis/scaleanchor").asText());
    }

    @Test
    void aSearchThatHasNotBegunShowsTheFunction() {
        Trace one = new Trace.Recorder("x1", "f", "best f", "lower", "target", "rho").trace();
        assertEquals(
                List.of("f"),
                names(RemovedSpace.of(LINE, LINE.lipschitz()).apply(one).figure()));
        Trace two = new Trace.Recorder("x1", "x2", "f").trace();
        Xml.parse(SvgChart.draw(
                RemovedSpace.of(PLANE, PLANE.lipschitz()).apply(two).figure()));
    }

    @Test
    void withoutATargetNothingIsRemoved() {
        Trace.Recorder recorder = new Trace.Recorder("x1", "x2", "f");
        recorder.append(1, 1, 106);
        PlotlyFigure figure = RemovedSpace.of(PLANE, PLANE.lipschitz())
                .apply(recorder.trace())
                .figure();
        assertFalse(names(figure).contains("removed balls"), names(figure).toString());
        assertTrue(names(figure).contains("newest sample"), names(figure).toString());
        Trace.Recorder line = new Trace.Recorder("x1", "f");
        line.append(3, 0.5);
        PlotlyFigure curve =
                RemovedSpace.of(LINE, LINE.lipschitz()).apply(line.trace()).figure();
        assertTrue(curve.at("/layout/shapes").isMissingNode());
        assertTrue(
                names(curve).stream().noneMatch(name -> name.startsWith("target")),
                names(curve).toString());
    }

    @Test
    void aSampleThatContradictsLeavesTheBallsBeforeIt() {
        Trace.Recorder recorder = new Trace.Recorder("x1", "x2", "f", "best f", "lower", "target");
        recorder.append(1, 1, 106, 106, -500, 50);
        recorder.append(3, 3, 80, 80, Double.NaN, Double.NaN);
        PlotlyFigure figure = RemovedSpace.of(PLANE, PLANE.lipschitz())
                .apply(recorder.trace())
                .figure();
        JsonNode balls = named(figure, "removed balls");
        assertEquals(
                1 + (106 - 50) / PLANE.lipschitz().value(), balls.at("/x/0").doubleValue(), 1e-3);
        assertFalse(figure.at("/layout/title/subtitle/text").asText().contains("lower"));
    }

    @Test
    void withAGapTheLevelIsTheBestValueLessTheGap() {
        Trace.Recorder recorder = new Trace.Recorder("x1", "x2", "f", "target");
        recorder.append(1, 1, 106, -900);
        recorder.append(3, 3, 80, -900);
        RemovedSpace picture = RemovedSpace.of(PLANE, PLANE.lipschitz());
        JsonNode balls = named(picture.gap(5).apply(recorder.trace()).figure(), "removed balls");
        assertEquals(
                1 + (106 - 75) / PLANE.lipschitz().value(), balls.at("/x/0").doubleValue(), 1e-3);
        // the picture itself is unchanged, and methods without a target have one
        JsonNode before = named(picture.apply(recorder.trace()).figure(), "removed balls");
        assertEquals(
                1 + (106 + 900) / PLANE.lipschitz().value(), before.at("/x/0").doubleValue(), 1e-3);
        assertThrows(IllegalArgumentException.class, () -> picture.gap(-1));
        assertThrows(IllegalArgumentException.class, () -> picture.gap(Double.NaN));
    }

    @Test
    void whatRestsOnAnEstimateIsNotCalledABound() {
        Trace trace = Rejection.search(LINE, 5, 0.9, 30, 3);
        PlotlyFigure figure = RemovedSpace.of(LINE, new LipschitzEstimate(5, "slopes"))
                .apply(trace)
                .figure();
        assertTrue(
                names(figure).stream().noneMatch(name -> name.contains("bound")),
                names(figure).toString());
        assertTrue(figure.at("/layout/title/subtitle/text").asText().contains("ESTIMATED"));
    }

    @Test
    void moreBallsThanAreDrawnAreCounted() {
        Trace.Recorder recorder = new Trace.Recorder("x1", "x2", "f", "target");
        for (int i = 0; i < 12_345; i++) {
            double[] x = {-4 + 8 * (i % 111) / 111.0, -4 + 8 * (i / 111) / 112.0};
            recorder.append(x[0], x[1], PLANE.value(x), -1);
        }
        PlotlyFigure figure = RemovedSpace.of(PLANE, PLANE.lipschitz())
                .apply(recorder.trace())
                .figure();
        assertTrue(
                names(figure).contains("removed balls (the largest 2,000 of 12,345)"),
                names(figure).toString());
        assertTrue(
                names(figure).contains("newest 2,000 of 12,345 samples"),
                names(figure).toString());
        assertTrue(figure.at("/layout/title/subtitle/text").asText().startsWith("12,345 samples"));
        // what a notebook grows by
        assertTrue(
                figure.json().length() < 600_000, "characters: " + figure.json().length());
        assertTrue(SvgChart.draw(figure).length() < 300_000, "characters of SVG");
    }

    @Test
    void coordinatesThatTheBoxFixesAreNone() {
        Box box = Box.of(new double[] {7, -1, 8, 0}, new double[] {7, 1, 8, 2});
        TestFunction f = new TestFunction(
                "two of four", box, LipschitzBound.claimed(4), 0, 0, (x, g) -> x[0] + x[1] + 10 * x[2] + 100 * x[3]);
        Trace.Recorder recorder = new Trace.Recorder("x1", "x2", "x3", "x4", "f", "target");
        recorder.append(7, 0.5, 8, 1.5, 237.5, 233.5);
        PlotlyFigure figure =
                RemovedSpace.of(f, f.lipschitz()).apply(recorder.trace()).figure();
        assertEquals("x<sub>2</sub>", figure.at("/layout/xaxis/title/text").asText());
        assertEquals("x<sub>4</sub>", figure.at("/layout/yaxis/title/text").asText());
        assertEquals(1.5, named(figure, "removed balls").at("/x/0").doubleValue(), 1e-3);
        assertEquals(1.5, named(figure, "removed balls").at("/y/0").doubleValue(), 1e-3);
        // 7 + 1 + 80 + 100 * 2 at the upper right
        JsonNode z = figure.at("/data/0/z");
        assertEquals(288, z.get(z.size() - 1).get(z.get(0).size() - 1).doubleValue(), 1e-9);
    }

    @Test
    void refusesWhatCannotBeDrawn() {
        TestFunction three =
                new TestFunction("sum of squares", Box.cube(3, -1, 1), LipschitzBound.claimed(4), 0, 0, (x, g) -> {
                    Arrays.setAll(g, k -> 2 * x[k]);
                    return Arrays.stream(x).map(t -> t * t).sum();
                });
        String message = assertThrows(IllegalArgumentException.class, () -> RemovedSpace.of(three, three.lipschitz()))
                .getMessage();
        assertTrue(message.contains("sum of squares") && message.contains("3"), message);
        TestFunction point =
                new TestFunction("point", Box.cube(2, 1, 1), LipschitzBound.claimed(1), 0, 0, (x, g) -> 0.0);
        assertThrows(IllegalArgumentException.class, () -> RemovedSpace.of(point, point.lipschitz()));
        Trace foreign = new Trace.Recorder("iteration", "objective").trace();
        RemovedSpace picture = RemovedSpace.of(LINE, LINE.lipschitz());
        assertThrows(IllegalArgumentException.class, () -> picture.apply(foreign));
    }
}
