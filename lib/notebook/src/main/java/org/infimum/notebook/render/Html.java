package org.infimum.notebook.render;

import org.infimum.Evidence;

/** Small pieces of HTML. All styles are inline: notebooks strip style sheets, and a light and a dark theme must both do. */
final class Html {
    /** Readable on white and on black. */
    static final String MUTED = "color:#768390";

    static final String RULE = "#8c959f";

    private Html() {}

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** The word in white on its colour: each has at least 4.5 : 1 of contrast, whatever the theme. */
    static String badge(String word, String colour) {
        return "<span style=\"background-color:" + colour
                + ";color:#ffffff;padding:1px 7px;border-radius:3px;font-size:85%;font-weight:600\">" + escape(word)
                + "</span>";
    }

    static String badge(Evidence evidence) {
        return badge(evidence.name(), colour(evidence));
    }

    static String colour(Evidence evidence) {
        return switch (evidence) {
            case PROVED -> "#00775c";
            case CONDITIONAL -> "#b25a00";
            case ESTIMATED -> "#7a4fa3";
        };
    }

    /** A card with a coloured edge. */
    static String card(String colour, String content) {
        return "<div style=\"display:inline-block;border:1px solid " + RULE + ";border-left:5px solid " + colour
                + ";border-radius:4px;padding:7px 14px;margin:3px 0;line-height:1.6\">" + content + "</div>";
    }

    static String line(String content) {
        return "<div>" + content + "</div>";
    }

    static String muted(String text) {
        return "<span style=\"" + MUTED + "\">" + escape(text) + "</span>";
    }
}
