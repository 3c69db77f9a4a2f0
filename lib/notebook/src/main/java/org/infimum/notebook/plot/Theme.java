package org.infimum.notebook.plot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Fills in what a figure's layout leaves open. White paper, so that a figure reads the same in a light and a dark theme. */
final class Theme {
    static final String FONT = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif";
    static final String INK = "#24292F";
    static final String GRID = "#E4E7EB";
    static final int HEIGHT = 420;

    private static final int TABLESAW_WIDTH = 800;
    private static final int TABLESAW_HEIGHT = 600;

    private Theme() {}

    static void complete(ObjectNode figure) {
        ObjectNode layout = child(figure, "layout");
        if (layout.path("width").asInt() == TABLESAW_WIDTH
                && layout.path("height").asInt() == TABLESAW_HEIGHT) {
            // what Tablesaw writes where nobody asked for a size; without it a figure is as wide as its cell
            layout.remove(List.of("width", "height"));
        }
        ArrayNode colours = layout.arrayNode();
        Palette.COLOURS.forEach(colours::add);
        defaults(layout, "colorway", colours);
        defaults(layout, "paper_bgcolor", layout.textNode("#FFFFFF"));
        defaults(layout, "plot_bgcolor", layout.textNode("#FFFFFF"));
        defaults(layout, "height", layout.numberNode(HEIGHT));
        ObjectNode font = child(layout, "font");
        defaults(font, "family", layout.textNode(FONT));
        defaults(font, "color", layout.textNode(INK));
        defaults(font, "size", layout.numberNode(13));
        ObjectNode margin = child(layout, "margin");
        boolean titled = !layout.at("/title/text").asText("").isBlank();
        boolean subtitled = !layout.at("/title/subtitle/text").asText("").isBlank();
        if (titled) {
            defaults(child((ObjectNode) layout.get("title"), "font"), "size", layout.numberNode(17));
        }
        defaults(margin, "t", layout.numberNode(subtitled ? 72 : titled ? 52 : 24));
        defaults(margin, "r", layout.numberNode(24));
        defaults(margin, "b", layout.numberNode(56));
        defaults(margin, "l", layout.numberNode(72));
        for (String axis : List.of("xaxis", "yaxis")) {
            axis(child(layout, axis));
        }
    }

    private static void axis(ObjectNode axis) {
        defaults(axis, "gridcolor", axis.textNode(GRID));
        defaults(axis, "zeroline", axis.booleanNode(false));
        defaults(axis, "showline", axis.booleanNode(true));
        defaults(axis, "linecolor", axis.textNode("#8C959F"));
        defaults(axis, "ticks", axis.textNode("outside"));
        defaults(axis, "tickcolor", axis.textNode("#8C959F"));
        defaults(axis, "automargin", axis.booleanNode(true));
        // not Plotly's own letters (k, M, mu): a step of 2e-7 is not "0.2 mu"
        defaults(axis, "exponentformat", axis.textNode("power"));
        ObjectNode ticks = child(axis, "tickfont");
        defaults(ticks, "size", axis.numberNode(12));
        if (axis.get("title") instanceof ObjectNode title) {
            defaults(child(title, "font"), "size", axis.numberNode(14));
            defaults(title, "standoff", axis.numberNode(12));
        }
        if (axis.path("type").asText("").equals("log")) {
            // decades only; Plotly's minor labels 2 and 5 without their power confuse
            defaults(axis, "dtick", axis.numberNode(1));
        }
    }

    private static ObjectNode child(ObjectNode parent, String name) {
        JsonNode child = parent.get(name);
        return child instanceof ObjectNode object ? object : parent.putObject(name);
    }

    private static void defaults(ObjectNode node, String name, JsonNode value) {
        if (!node.hasNonNull(name)) {
            node.set(name, value);
        }
    }
}
