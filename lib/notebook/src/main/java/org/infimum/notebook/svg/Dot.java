package org.infimum.notebook.svg;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a marked point looks like.
 *
 * @param size its diameter in pixels
 * @param rim the width of the line around it in pixels, 0 for none
 * @param rimColour that line's colour
 */
record Dot(double size, double rim, String rimColour) {
    private static final double SIZE = 6;

    static Dot of(JsonNode marker) {
        JsonNode size = marker.path("size");
        return new Dot(
                size.isNumber() ? size.doubleValue() : SIZE,
                marker.at("/line/width").asDouble(0),
                Colour.of(marker.at("/line/color").asText(SvgChart.INK)).rgb());
    }
}
