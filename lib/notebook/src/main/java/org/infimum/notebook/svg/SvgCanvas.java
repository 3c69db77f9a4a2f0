package org.infimum.notebook.svg;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes SVG elements: numbers short, text escaped. */
final class SvgCanvas {
    static final String FONT = "Helvetica Neue, Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif";

    private static final Pattern TAG = Pattern.compile("<(/?)(sup|sub|b|i|em|strong|br|span|a)(\\s[^<>]*)?/?>");
    private static final Pattern ENTITY = Pattern.compile("&(amp|lt|gt|quot|nbsp|times|minus|plusmn|mu|#(\\d{1,7}));");

    private final StringBuilder out = new StringBuilder(16_384);

    SvgCanvas raw(String text) {
        out.append(text);
        return this;
    }

    /** A pixel, rounded to a tenth. */
    SvgCanvas pixel(double value) {
        long tenths = Math.round(value * 10);
        if (tenths < 0) {
            out.append('-');
            tenths = -tenths;
        }
        out.append(tenths / 10);
        if (tenths % 10 != 0) {
            out.append('.').append(tenths % 10);
        }
        return this;
    }

    SvgCanvas attribute(String name, double value) {
        out.append(' ').append(name).append("=\"");
        return pixel(value).raw("\"");
    }

    SvgCanvas attribute(String name, String value) {
        out.append(' ').append(name).append("=\"");
        escape(value);
        out.append('"');
        return this;
    }

    void line(double x1, double y1, double x2, double y2, String colour, double width, String dash) {
        raw("<line").attribute("x1", x1).attribute("y1", y1).attribute("x2", x2).attribute("y2", y2);
        stroke(colour, width, dash).raw("/>");
    }

    SvgCanvas stroke(String colour, double width, String dash) {
        attribute("stroke", colour).attribute("stroke-width", width);
        String pattern = dashes(dash, width);
        return pattern.isEmpty() ? this : attribute("stroke-dasharray", pattern);
    }

    private static String dashes(String dash, double width) {
        double unit = Math.max(1, width);
        return switch (dash) {
            case "dash" -> format(4 * unit) + " " + format(3 * unit);
            case "dot" -> format(unit) + " " + format(2 * unit);
            case "dashdot" -> format(4 * unit) + " " + format(2 * unit) + " " + format(unit) + " " + format(2 * unit);
            case "longdash" -> format(8 * unit) + " " + format(3 * unit);
            default -> "";
        };
    }

    private static String format(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    void rectangle(double x, double y, double width, double height, String fill, double opacity) {
        raw("<rect")
                .attribute("x", x)
                .attribute("y", y)
                .attribute("width", width)
                .attribute("height", height);
        attribute("fill", fill);
        if (opacity < 1) {
            attribute("fill-opacity", format(opacity));
        }
        raw("/>");
    }

    /** A picture, stretched to a rectangle. */
    void image(double left, double top, double width, double height, byte[] png) {
        raw("<image").attribute("x", left).attribute("y", top).attribute("width", width);
        attribute("height", height).attribute("preserveAspectRatio", "none");
        raw(" href=\"data:image/png;base64,")
                .raw(Base64.getEncoder().encodeToString(png))
                .raw("\"/>");
    }

    /** Text in Plotly's small HTML: superscripts and subscripts are drawn, other tags are left out. */
    void text(double x, double y, String anchor, double size, String colour, String more, String text) {
        raw("<text")
                .attribute("x", x)
                .attribute("y", y)
                .attribute("font-size", size)
                .attribute("fill", colour);
        if (!anchor.equals("start")) {
            attribute("text-anchor", anchor);
        }
        raw(more).raw(">");
        rich(text, size);
        raw("</text>");
    }

    private void rich(String text, double size) {
        double at = 0;
        for (Run run : runs(text)) {
            if (run.lift == 0 && at == 0) {
                escape(run.text);
                continue;
            }
            raw("<tspan").attribute("dy", (run.lift - at) * size);
            if (run.lift != 0) {
                attribute("font-size", 0.72 * size);
            }
            raw(">");
            escape(run.text);
            raw("</tspan>");
            at = run.lift;
        }
    }

    /** Text at one height; lift is in font sizes, downwards. */
    private record Run(String text, double lift) {}

    private static List<Run> runs(String text) {
        List<Run> runs = new ArrayList<>();
        Matcher tags = TAG.matcher(text);
        int from = 0;
        double lift = 0;
        while (tags.find()) {
            add(runs, text.substring(from, tags.start()), lift);
            from = tags.end();
            boolean opens = tags.group(1).isEmpty();
            switch (tags.group(2)) {
                case "sup" -> lift = opens ? -0.38 : 0;
                case "sub" -> lift = opens ? 0.2 : 0;
                case "br" -> add(runs, " ", lift);
                default -> {
                    // weight and colour are left to the interactive view
                }
            }
        }
        add(runs, text.substring(from), lift);
        return runs;
    }

    private static void add(List<Run> runs, String text, double lift) {
        if (!text.isEmpty()) {
            runs.add(new Run(entities(text), lift));
        }
    }

    static String entities(String text) {
        if (text.indexOf('&') < 0) {
            return text;
        }
        return ENTITY.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(
                        switch (match.group(1)) {
                            case "amp" -> "&";
                            case "lt" -> "<";
                            case "gt" -> ">";
                            case "quot" -> "\"";
                            case "nbsp" -> "\u00A0";
                            case "times" -> "\u00D7";
                            case "minus" -> "\u2212";
                            case "plusmn" -> "\u00B1";
                            case "mu" -> "\u03BC";
                            default -> character(Integer.parseInt(match.group(2)));
                        }));
    }

    private static String character(int code) {
        return Character.isValidCodePoint(code) ? Character.toString(code) : "";
    }

    private void escape(String text) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> {
                    // the characters that XML 1.0 allows
                    boolean allowed = c >= 0x20 && c <= 0xD7FF || c >= 0xE000 && c <= 0xFFFD || c >= 0x10000;
                    out.appendCodePoint(allowed ? c : ' ');
                }
            }
        });
    }

    /** The text as it is read, without tags. */
    static String stripped(String text) {
        return entities(TAG.matcher(text).replaceAll(""));
    }

    /** The text itself where there is room for it, else its beginning with an ellipsis. */
    static String fitting(String text, double size, double room) {
        if (width(text, size) <= room) {
            return text;
        }
        String plain = stripped(text);
        int end = plain.length();
        while (end > 0 && width(plain.substring(0, end) + "\u2026", size) > room) {
            end = plain.offsetByCodePoints(end, -1);
        }
        return plain.substring(0, end).stripTrailing() + "\u2026";
    }

    /** About how wide a text is: the widths of Helvetica by kind of letter. */
    static double width(String text, double size) {
        double ems = 0;
        String plain = stripped(text);
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if ("iljtfIr.,:;'|!()[] ".indexOf(c) >= 0) {
                ems += 0.3;
            } else if ("mwMW\u2016%@".indexOf(c) >= 0) {
                ems += 0.85;
            } else if (Character.isUpperCase(c)) {
                ems += 0.69;
            } else {
                ems += c > 0x2E7F ? 1 : 0.556;
            }
        }
        return ems * size;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
