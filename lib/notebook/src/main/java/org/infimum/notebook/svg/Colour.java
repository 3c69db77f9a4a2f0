package org.infimum.notebook.svg;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A colour and its opacity. SVG renderers outside browsers do not all know {@code rgba()}, so the two are written apart.
 *
 * @param rgb the colour, opaque
 * @param opacity 0 to 1
 */
record Colour(String rgb, double opacity) {
    private static final Pattern RGBA =
            Pattern.compile("rgba?\\(\\s*(\\d+)\\s*,\\s*(\\d+)\\s*,\\s*(\\d+)\\s*(?:,\\s*([0-9.]+)\\s*)?\\)");

    static Colour of(String text) {
        Matcher rgba = RGBA.matcher(text.trim());
        if (!rgba.matches()) {
            return new Colour(text, 1);
        }
        String rgb = String.format(
                Locale.ROOT, "#%02X%02X%02X", channel(rgba.group(1)), channel(rgba.group(2)), channel(rgba.group(3)));
        return new Colour(rgb, rgba.group(4) == null ? 1 : Double.parseDouble(rgba.group(4)));
    }

    private static int channel(String text) {
        return Math.min(255, Integer.parseInt(text));
    }

    /** The same colour as an area is filled with that names none. */
    String faded() {
        if (!rgb.matches("#[0-9A-Fa-f]{6}")) {
            return "rgba(127,127,127,0.3)";
        }
        int value = Integer.parseInt(rgb.substring(1), 16);
        return "rgba(" + (value >> 16) + "," + (value >> 8 & 255) + "," + (value & 255) + ",0.3)";
    }
}
