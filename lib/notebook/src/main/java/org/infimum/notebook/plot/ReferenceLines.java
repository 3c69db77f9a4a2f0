package org.infimum.notebook.plot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Lines across the whole plot with a label, which Tablesaw's Plotly API cannot express. */
final class ReferenceLines {
    private static final String COLOUR = "#24292F";

    private ReferenceLines() {}

    static void horizontal(ObjectNode figure, double value, String label) {
        ObjectNode line = line(figure);
        line.put("xref", "paper")
                .put("x0", 0)
                .put("x1", 1)
                .put("yref", "y")
                .put("y0", value)
                .put("y1", value);
        ObjectNode text = label(figure, label);
        text.put("xref", "paper").put("x", 1).put("xanchor", "right");
        text.put("yref", "y").put("y", place(figure, "yaxis", value)).put("yanchor", "bottom");
    }

    static void vertical(ObjectNode figure, double value, String label, double height) {
        ObjectNode line = line(figure);
        line.put("yref", "paper")
                .put("y0", 0)
                .put("y1", 1)
                .put("xref", "x")
                .put("x0", value)
                .put("x1", value);
        ObjectNode text = label(figure, label);
        text.put("yref", "paper").put("y", height).put("yanchor", "top");
        // on the side where there is more room
        text.put("xanchor", value > middle(figure) ? "right" : "left");
        text.put("xref", "x").put("x", place(figure, "xaxis", value));
    }

    private static ObjectNode line(ObjectNode figure) {
        ObjectNode shape =
                array(figure, "shapes").addObject().put("type", "line").put("layer", "above");
        shape.putObject("line").put("color", COLOUR).put("width", 1.5).put("dash", "dash");
        return shape;
    }

    /** An empty text is drawn as nothing by both pictures. */
    private static ObjectNode label(ObjectNode figure, String text) {
        ObjectNode label =
                array(figure, "annotations").addObject().put("text", text).put("showarrow", false);
        // readable where a curve or another line runs through it
        label.put("bgcolor", "rgba(255,255,255,0.5)");
        label.putObject("font").put("color", COLOUR).put("size", 12);
        return label;
    }

    /** Plotly wants an annotation on a logarithmic axis at the exponent, but a shape at the number itself. */
    private static double place(ObjectNode figure, String axis, double value) {
        return Plot.isLog(figure, axis) ? Math.log10(value) : value;
    }

    private static ArrayNode array(ObjectNode figure, String name) {
        ObjectNode layout = (ObjectNode) figure.get("layout");
        return layout.get(name) instanceof ArrayNode array ? array : layout.putArray(name);
    }

    private static double middle(ObjectNode figure) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (JsonNode trace : figure.path("data")) {
            for (JsonNode x : trace.path("x")) {
                if (x.isNumber()) {
                    low = Math.min(low, x.doubleValue());
                    high = Math.max(high, x.doubleValue());
                }
            }
        }
        return low > high ? Double.POSITIVE_INFINITY : (low + high) / 2;
    }
}
