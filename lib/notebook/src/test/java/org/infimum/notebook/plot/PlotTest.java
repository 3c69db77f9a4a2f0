package org.infimum.notebook.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
}
