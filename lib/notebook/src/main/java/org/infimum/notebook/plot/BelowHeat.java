package org.infimum.notebook.plot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds room for the legend of a figure with a heat map: below the plot, since Plotly would put it on the colour bar. Where the
 * axes are alike and their ranges are known, the figure is made as wide as that takes, so that the colour bar stands beside
 * the plot.
 */
final class BelowHeat {
    private static final double COLOUR_BAR = 96;
    private static final int ROW = 20;
    private static final double BELOW = -0.2;
    private static final int LEFT = 72;
    private static final int TOP = 72;
    private static final int BOTTOM = 56;
    private static final int NARROWEST = 480;

    private BelowHeat() {}

    static void arrange(ObjectNode figure) {
        ObjectNode layout = (ObjectNode) figure.get("layout");
        if (!Plot.hasHeat(figure) || layout.has("legend")) {
            return;
        }
        List<String> names = names(figure);
        layout.put("showlegend", !names.isEmpty());
        ObjectNode legend = layout.putObject("legend").put("orientation", "h");
        legend.put("x", 0).put("xanchor", "left").put("yanchor", "top");
        double ratio = ratio(layout);
        if (ratio > 0 && !layout.has("width")) {
            // an entry a row at worst
            int bottom = BOTTOM + ROW * names.size();
            double up = layout.path("height").asDouble(Theme.HEIGHT) - TOP - bottom;
            double across = up * ratio;
            layout.put("width", (int) Math.max(NARROWEST, LEFT + across + COLOUR_BAR));
            ObjectNode margin = layout.get("margin") instanceof ObjectNode old ? old : layout.putObject("margin");
            margin.put("l", LEFT).put("t", TOP).put("b", bottom).put("r", (int) COLOUR_BAR);
            legend.put("y", -BOTTOM / up);
        } else {
            legend.put("y", BELOW);
        }
    }

    private static List<String> names(ObjectNode figure) {
        List<String> names = new ArrayList<>();
        for (JsonNode trace : figure.path("data")) {
            String name = trace.path("name").asText("");
            if (!name.isBlank() && trace.path("showlegend").asBoolean(true)) {
                names.add(name);
            }
        }
        return names;
    }

    /** Width by height of the plot where the axes are alike and both ranges are given; else 0. */
    private static double ratio(ObjectNode layout) {
        boolean square = layout.path("xaxis").has("scaleanchor");
        double across = length(layout.path("xaxis").path("range"));
        double up = length(layout.path("yaxis").path("range"));
        return square && across > 0 && up > 0 ? across / up : 0;
    }

    private static double length(JsonNode range) {
        return Math.abs(range.path(1).asDouble(0) - range.path(0).asDouble(0));
    }
}
