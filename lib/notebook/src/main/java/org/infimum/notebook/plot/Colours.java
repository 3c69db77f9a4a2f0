package org.infimum.notebook.plot;

/** Colours made of colours. */
final class Colours {
    private Colours() {}

    /** A colour "#RRGGBB" with an opacity, as Plotly writes it. */
    static String translucent(String colour, double opacity) {
        int rgb = Integer.parseInt(colour.substring(1), 16);
        return "rgba(" + (rgb >> 16) + "," + (rgb >> 8 & 255) + "," + (rgb & 255) + "," + opacity + ")";
    }
}
