package org.infimum.notebook.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.infimum.notebook.svg.SvgChart;
import org.infimum.notebook.svg.Xml;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.plotly.components.Axis;
import tech.tablesaw.plotly.components.Figure;
import tech.tablesaw.plotly.components.Layout;
import tech.tablesaw.plotly.components.Line;
import tech.tablesaw.plotly.components.Marker;
import tech.tablesaw.plotly.traces.BarTrace;
import tech.tablesaw.plotly.traces.HeatmapTrace;
import tech.tablesaw.plotly.traces.HistogramTrace;
import tech.tablesaw.plotly.traces.ScatterTrace;
import tech.tablesaw.plotly.traces.Trace;

class TablesawFiguresTest {
    private static JsonNode json(Figure figure) throws Exception {
        PlotlyFigure converted = PlotlyFigure.of(figure);
        Xml.parse(SvgChart.draw(converted));
        // strict: a notebook's front end accepts nothing else
        return new ObjectMapper().readTree(converted.json());
    }

    private static Figure figure(Trace... traces) {
        return new Figure(Layout.builder("title", "x", "y").build(), traces);
    }

    @Test
    void scatterWithLines() throws Exception {
        ScatterTrace trace = ScatterTrace.builder(new double[] {1, 2.5, 3e-9}, new double[] {-1, 1e12, 3})
                .mode(ScatterTrace.Mode.LINE)
                .name("0.1")
                .line(Line.builder()
                        .color("#123456")
                        .width(3)
                        .dash(Line.Dash.DASH)
                        .build())
                .build();
        JsonNode json = json(figure(trace)).at("/data/0");
        assertEquals("scatter", json.path("type").asText());
        assertEquals("lines", json.path("mode").asText());
        assertTrue(json.path("name").isTextual(), "a name stays a text");
        assertEquals("[1.0,2.5,3.0E-9]", json.path("x").toString());
        assertEquals(1e12, json.at("/y/1").doubleValue());
        assertEquals("#123456", json.at("/line/color").asText());
        assertEquals("dash", json.at("/line/dash").asText());
        assertTrue(json.at("/line/width").isNumber());
    }

    @Test
    void notANumberBecomesAGap() throws Exception {
        double[] y = {1, Double.NaN, Double.POSITIVE_INFINITY, 4};
        JsonNode json = json(figure(
                        ScatterTrace.builder(new double[] {1, 2, 3, 4}, y).build()))
                .at("/data/0/y");
        assertEquals("[1.0,null,null,4.0]", json.toString());
    }

    @Test
    void columnsOfATableAreNumbers() throws Exception {
        DoubleColumn x = DoubleColumn.create("x", 1.5, 2.5);
        DoubleColumn y = DoubleColumn.create("y", 3.5, Double.NaN);
        JsonNode json = json(figure(ScatterTrace.builder(x, y).build())).at("/data/0");
        assertEquals("[1.5,2.5]", json.path("x").toString());
        assertEquals("[3.5,null]", json.path("y").toString());
    }

    @Test
    void histogram() throws Exception {
        HistogramTrace trace = HistogramTrace.builder(new double[] {1, 2, 2, 3})
                .nBinsX(5)
                .opacity(0.5)
                .build();
        JsonNode json = json(figure(trace)).at("/data/0");
        assertEquals("histogram", json.path("type").asText());
        assertEquals("[1.0,2.0,2.0,3.0]", json.path("x").toString());
        assertEquals(5, json.path("nbinsx").intValue());
        assertTrue(json.path("opacity").isNumber());
        assertEquals(0.5, json.path("opacity").doubleValue());
    }

    @Test
    void bars() throws Exception {
        StringColumn names = StringColumn.create("solver", "BPGrad", "\"Adam\"", "a < b & c", "M\u00FCller");
        DoubleColumn heights = DoubleColumn.create("error", 1, 2, 3, 4);
        JsonNode json = json(figure(BarTrace.builder(names, heights).build())).at("/data/0");
        assertEquals("bar", json.path("type").asText());
        assertEquals(
                "[\"BPGrad\",\"\\\"Adam\\\"\",\"a < b & c\",\"M\u00FCller\"]",
                json.path("x").toString());
        assertEquals("[1.0,2.0,3.0,4.0]", json.path("y").toString());
    }

    @Test
    void heatMap() throws Exception {
        HeatmapTrace trace = HeatmapTrace.builder(new Object[] {1, 2}, new Object[] {"low", "high"}, new double[][] {
                    {1, Double.NaN}, {3, 4}
                })
                .build();
        JsonNode json = json(figure(trace)).at("/data/0");
        assertEquals("heatmap", json.path("type").asText());
        assertEquals("[[1.0,null],[3.0,4.0]]", json.path("z").toString());
        assertEquals("[1.0,2.0]", json.path("x").toString());
        assertEquals("[\"low\",\"high\"]", json.path("y").toString());
    }

    @Test
    void severalTracesKeepTheirOrder() throws Exception {
        JsonNode data = json(figure(
                        ScatterTrace.builder(new double[] {1}, new double[] {1})
                                .name("a")
                                .build(),
                        ScatterTrace.builder(new double[] {2}, new double[] {2})
                                .name("b")
                                .marker(Marker.builder().color("red").size(9).build())
                                .build()))
                .path("data");
        assertEquals(2, data.size());
        assertEquals("a", data.at("/0/name").asText());
        assertEquals("b", data.at("/1/name").asText());
        assertEquals("red", data.at("/1/marker/color").asText());
        assertEquals(9, data.at("/1/marker/size").asInt());
    }

    @Test
    void hostileTitlesArriveAsTheyWereWritten() throws Exception {
        for (String title : List.of(
                "say \"yes\" and 'no'",
                "a &lt; b",
                "\u00FCml\u00E4ut \u2264 \uD835\uDC53",
                "</script><b>",
                "42",
                "null",
                "x \\in R")) {
            Figure figure = new Figure(
                    Layout.builder(title, title, title).build(),
                    ScatterTrace.builder(new double[] {1}, new double[] {2})
                            .name(title)
                            .build());
            JsonNode json = json(figure);
            // one level of entities is undone: the text that the user wrote
            assertEquals(title, json.at("/layout/title/text").asText(), json.toString());
            assertEquals(title, json.at("/layout/xaxis/title/text").asText());
            assertEquals(title, json.at("/data/0/name").asText());
        }
    }

    @Test
    void axesKeepTypeAndRange() throws Exception {
        Axis axis = Axis.builder().title("f").type(Axis.Type.LOG).build();
        JsonNode json = json(new Figure(
                Layout.builder().yAxis(axis).build(),
                ScatterTrace.builder(new double[] {1, 2}, new double[] {1, 1000})
                        .build()));
        assertEquals("log", json.at("/layout/yaxis/type").asText());
        assertEquals("f", json.at("/layout/yaxis/title/text").asText());
    }

    @Test
    void tablesawsDefaultSizeIsNotASize() throws Exception {
        JsonNode layout = json(figure(
                        ScatterTrace.builder(new double[] {1}, new double[] {1}).build()))
                .path("layout");
        assertFalse(layout.has("width"), layout.toString());
        assertEquals(420, layout.path("height").asInt());
        JsonNode asked = json(new Figure(
                        Layout.builder("t").width(500).height(300).build(),
                        ScatterTrace.builder(new double[] {1}, new double[] {1}).build()))
                .path("layout");
        assertEquals(500, asked.path("width").asInt());
        assertEquals(300, asked.path("height").asInt());
    }
}
