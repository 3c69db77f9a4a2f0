package org.infimum.notebook.svg;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.infimum.notebook.plot.PlotlyFigure;

/**
 * Draws a figure as a static SVG picture: curves with and without points, dashes, gaps, bands, bars, histograms, heat
 * maps, disks, shaded spans, reference lines with labels; linear, logarithmic and category axes; a legend where there
 * is room for it. It reads the part of Plotly's JSON that these need; other kinds of trace (pies, surfaces) are named
 * in the picture and left to the interactive view.
 *
 * <p>The picture stands alone (size, view box, white background, no style sheet, no identifiers that could clash on a
 * page) and a curve is thinned to its extremes in each pixel column. Five curves of 1,000 points take about two
 * milliseconds.
 */
public final class SvgChart {
    static final String INK = "#24292F";
    static final String MUTED = "#57606A";
    static final String RULE = "#8C959F";
    static final String GRID = "#E4E7EB";

    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;
    private static final double TICK_SIZE = 12;
    private static final double COLOUR_BAR = 76;

    private final PlotlyFigure figure;
    private final MarkReader reader;
    private final Legend legend;
    private final double width;
    private final double height;
    private final ProgressHeader header;
    private final SvgCanvas canvas = new SvgCanvas();

    private SvgChart(PlotlyFigure figure, ProgressHeader header) {
        this.figure = figure;
        this.header = header;
        reader = new MarkReader(figure);
        legend = new Legend(reader.keys());
        width = figure.at("/layout/width").asDouble(WIDTH);
        height = figure.at("/layout/height").asDouble(HEIGHT);
    }

    /**
     * The picture of a figure, of the size that its layout names, 760 by 420 pixels without one.
     *
     * @param figure the figure
     * @return a complete SVG document
     */
    public static String draw(PlotlyFigure figure) {
        return new SvgChart(figure, null).picture();
    }

    /**
     * The picture of a figure with a progress bar above it, as high as without it.
     *
     * @param figure the figure
     * @param header what stands above
     * @return a complete SVG document
     */
    public static String draw(PlotlyFigure figure, ProgressHeader header) {
        return new SvgChart(figure, header).picture();
    }

    private String picture() {
        canvas.raw("<svg xmlns=\"http://www.w3.org/2000/svg\"")
                .attribute("width", width)
                .attribute("height", height);
        canvas.raw(" viewBox=\"0 0 ").pixel(width).raw(" ").pixel(height).raw("\"");
        canvas.attribute("font-family", SvgCanvas.FONT).raw(">");
        canvas.rectangle(0, 0, width, height, "#FFFFFF", 1);
        double top = header == null ? titles() : ProgressHeader.HEIGHT + 14;
        if (header != null) {
            header.draw(canvas, width);
        }
        plot(top);
        return canvas.raw("</svg>").toString();
    }

    private double titles() {
        double y = 12;
        String title = figure.at("/layout/title/text").asText("");
        String subtitle = figure.at("/layout/title/subtitle/text").asText("");
        if (!title.isBlank()) {
            y += 16;
            canvas.text(
                    width / 2, y, "middle", 16, INK, " font-weight=\"600\"", SvgCanvas.fitting(title, 17, width - 24));
        }
        for (String line : subtitle.isBlank() ? new String[0] : subtitle.split("<br>")) {
            y += 18;
            canvas.text(width / 2, y, "middle", 12, MUTED, "", SvgCanvas.fitting(line, 12, width - 24));
        }
        return y + (title.isBlank() && subtitle.isBlank() ? 4 : 14);
    }

    private void plot(double top) {
        String titleX = figure.at("/layout/xaxis/title/text").asText("");
        String titleY = figure.at("/layout/yaxis/title/text").asText("");
        // the vertical labels' widths decide where the plot begins; the scale's range does not depend on that
        double roughBottom = height - 56;
        double labels = widest(reader.y().scale(roughBottom, top).ticks(48));
        double left = 14 + labels + 10 + (titleY.isBlank() ? 0 : 22);
        List<Heat> heats = reader.marks().stream()
                .filter(Heat.class::isInstance)
                .map(Heat.class::cast)
                .toList();
        boolean heat = !heats.isEmpty();
        double right = width - (heat ? COLOUR_BAR : 20);
        // a heat map leaves no corner free, and its right side has the colour bar
        double rows = heat ? legend.flowingHeight(width - left - 10) : 0;
        Scale rough = reader.x().scale(left, right);
        boolean slanted = isSlanted(rough);
        double below = slanted ? Math.min(110, 12 + 0.6 * widest(rough.ticks(1))) : 24;
        double bottom = height - rows - below - (titleX.isBlank() ? 8 : 28);

        Frame frame = fitted(left, top, right, bottom);
        SvgCanvas marks = new SvgCanvas();
        Occupancy occupancy = marks(marks, frame);
        Legend.Place place = legend.keys().isEmpty() || heat || isShaded()
                ? null
                : legend.inside(occupancy, left, top, frame.right, frame.bottom);
        if (place == null && !legend.keys().isEmpty() && !heat) {
            frame = fitted(left, top, Math.max(left + 120, right - legend.width() - 4), bottom);
            marks = new SvgCanvas();
            marks(marks, frame);
            place = new Legend.Place(frame.right + 8, top);
        }
        Scale x = reader.x().scale(frame.left, frame.right);
        Scale y = reader.y().scale(frame.bottom, frame.top);
        shapes(frame, x, y, true);
        axes(frame, x, y, slanted);
        clipped(frame, marks);
        for (Heat map : heats) {
            map.bar(canvas, frame.right, frame.top, frame.bottom);
        }
        shapes(frame, x, y, false);
        annotations(frame, x, y);
        double lowest = frame.bottom + height - rows - bottom - 12;
        axisTitles(frame, lowest, titleX, titleY);
        if (place != null) {
            legend.draw(canvas, place);
        } else if (rows > 0) {
            legend.drawFlowing(canvas, new Legend.Place(left, lowest + 6), width - left - 10);
        }
        unknown(frame);
    }

    /** The plot's rectangle in pixels. */
    private record Frame(double left, double top, double right, double bottom) {
        double width() {
            return right - left;
        }

        double height() {
            return bottom - top;
        }
    }

    private Occupancy marks(SvgCanvas target, Frame frame) {
        Occupancy occupancy = new Occupancy(width, height);
        Scale x = reader.x().scale(frame.left, frame.right);
        Scale y = reader.y().scale(frame.bottom, frame.top);
        for (Mark mark : reader.marks()) {
            mark.draw(target, x, y, occupancy);
        }
        labels(occupancy, x, y, frame);
        return occupancy;
    }

    /** The labels of reference lines take room, too. */
    private void labels(Occupancy occupancy, Scale x, Scale y, Frame frame) {
        for (JsonNode annotation : figure.at("/layout/annotations")) {
            Label label = label(annotation, x, y, frame);
            occupancy.area(label.left(), label.baseline - 12, label.left() + label.width(), label.baseline + 4);
        }
    }

    private static double widest(List<Ticks.Tick> ticks) {
        double widest = 0;
        for (Ticks.Tick tick : ticks) {
            widest = Math.max(widest, SvgCanvas.width(tick.label(), TICK_SIZE));
        }
        return widest;
    }

    private static boolean isSlanted(Scale x) {
        int count = x.categories().size();
        return count > 0 && widest(x.ticks(1)) > Math.abs(x.to() - x.from()) / Math.min(count, 40) - 6;
    }

    private void axes(Frame frame, Scale x, Scale y, boolean slanted) {
        boolean categories = x.kind() == Scale.Kind.CATEGORY;
        List<Ticks.Tick> across = x.ticks(slanted ? 18 : 84);
        for (Ticks.Tick tick : across) {
            double at = x.pixel(tick.value());
            if (!categories) {
                canvas.line(at, frame.top, at, frame.bottom, GRID, 1, "");
            }
        }
        List<Ticks.Tick> up = y.ticks(48);
        for (Ticks.Tick tick : up) {
            double at = y.pixel(tick.value());
            canvas.line(frame.left, at, frame.right, at, GRID, 1, "");
        }
        canvas.line(frame.left, frame.bottom, frame.right, frame.bottom, RULE, 1, "");
        canvas.line(frame.left, frame.top, frame.left, frame.bottom, RULE, 1, "");
        for (Ticks.Tick tick : across) {
            double at = x.pixel(tick.value());
            canvas.line(at, frame.bottom, at, frame.bottom + 4, RULE, 1, "");
            if (slanted) {
                String turn = " transform=\"rotate(-35 " + Math.round(at) + " " + Math.round(frame.bottom + 14) + ")\"";
                canvas.text(Math.round(at), Math.round(frame.bottom + 14), "end", TICK_SIZE, MUTED, turn, tick.label());
            } else {
                canvas.text(at, frame.bottom + 18, "middle", TICK_SIZE, MUTED, "", tick.label());
            }
        }
        for (Ticks.Tick tick : up) {
            double at = y.pixel(tick.value());
            canvas.line(frame.left - 4, at, frame.left, at, RULE, 1, "");
            canvas.text(frame.left - 8, at + 4, "end", TICK_SIZE, MUTED, "", tick.label());
        }
    }

    /** A nested picture clips what lies outside without an identifier that another picture on the page could also have. */
    private void clipped(Frame frame, SvgCanvas marks) {
        canvas.raw("<svg").attribute("x", frame.left).attribute("y", frame.top).attribute("width", frame.width());
        canvas.attribute("height", frame.height())
                .raw(" viewBox=\"")
                .pixel(frame.left)
                .raw(" ")
                .pixel(frame.top);
        canvas.raw(" ").pixel(frame.width()).raw(" ").pixel(frame.height()).raw("\" overflow=\"hidden\">");
        canvas.raw(marks.toString()).raw("</svg>");
    }

    /** Shapes behind the curves, or those before them. What is beyond the plot is cut off. */
    private void shapes(Frame frame, Scale x, Scale y, boolean below) {
        for (JsonNode shape : figure.at("/layout/shapes")) {
            if (isBelow(shape) != below) {
                continue;
            }
            double x0 = place(shape, "x", "x0", x, frame.left, frame.right);
            double x1 = place(shape, "x", "x1", x, frame.left, frame.right);
            double y0 = place(shape, "y", "y0", y, frame.bottom, frame.top);
            double y1 = place(shape, "y", "y1", y, frame.bottom, frame.top);
            if (Double.isNaN(x0 + x1 + y0 + y1)) {
                continue;
            }
            String colour = shape.at("/line/color").asText(RULE);
            double thick = shape.at("/line/width").asDouble(2);
            if (shape.path("type").asText("line").equals("line")) {
                canvas.line(
                        x0, y0, x1, y1, colour, thick, shape.at("/line/dash").asText("solid"));
            } else {
                Colour fill = Colour.of(shape.path("fillcolor").asText("rgba(0,0,0,0)"));
                double opacity = fill.opacity() * shape.path("opacity").asDouble(1);
                double left = Math.max(frame.left, Math.min(x0, x1));
                double top = Math.max(frame.top, Math.min(y0, y1));
                double across = Math.min(frame.right, Math.max(x0, x1)) - left;
                double down = Math.min(frame.bottom, Math.max(y0, y1)) - top;
                if (across > 0 && down > 0) {
                    canvas.rectangle(left, top, across, down, fill.rgb(), opacity);
                }
            }
        }
    }

    private static boolean isBelow(JsonNode shape) {
        return shape.path("layer").asText("above").equals("below");
    }

    /** Whether the plot is shaded from top to bottom somewhere: then its legend stands outside and does not move. */
    private boolean isShaded() {
        for (JsonNode shape : figure.at("/layout/shapes")) {
            if (isBelow(shape)) {
                return true;
            }
        }
        return false;
    }

    /** The plot's rectangle; where a unit is to be as long on both axes, the part of it that fits. */
    private Frame fitted(double left, double top, double right, double bottom) {
        Scale x = reader.x().scale(left, right);
        Scale y = reader.y().scale(bottom, top);
        boolean square = figure.at("/layout/xaxis/scaleanchor").isTextual()
                || figure.at("/layout/yaxis/scaleanchor").isTextual();
        if (!square || x.kind() != Scale.Kind.LINEAR || y.kind() != Scale.Kind.LINEAR) {
            return new Frame(left, top, right, bottom);
        }
        double across = Math.abs(x.high() - x.low());
        double up = Math.abs(y.high() - y.low());
        double unit = Math.min((right - left) / across, (bottom - top) / up);
        return new Frame(left, top, left + unit * across, top + unit * up);
    }

    private static double place(JsonNode node, String axis, String field, Scale scale, double zero, double one) {
        double value = node.path(field).asDouble(Double.NaN);
        return node.path(axis + "ref").asText(axis).equals("paper") ? zero + value * (one - zero) : scale.pixel(value);
    }

    /** A text at its place. */
    private record Label(String text, double x, double baseline, String anchor, double size, String colour) {
        double width() {
            return SvgCanvas.width(text, size);
        }

        double left() {
            return switch (anchor) {
                case "end" -> x - width();
                case "middle" -> x - width() / 2;
                default -> x;
            };
        }
    }

    private static Label label(JsonNode annotation, Scale x, Scale y, Frame frame) {
        double size = annotation.at("/font/size").asDouble(12);
        double px = annotated(annotation, "x", x, frame.left, frame.right);
        double py = annotated(annotation, "y", y, frame.bottom, frame.top);
        String anchor =
                switch (annotation.path("xanchor").asText("auto")) {
                    case "left" -> "start";
                    case "right" -> "end";
                    default -> "middle";
                };
        double room = anchor.equals("start") ? 5 : anchor.equals("end") ? -5 : 0;
        double baseline =
                switch (annotation.path("yanchor").asText("auto")) {
                    case "bottom" -> py - 5;
                    case "top" -> py + size + 3;
                    default -> py + size / 3;
                };
        String colour = annotation.at("/font/color").asText(MUTED);
        return new Label(annotation.path("text").asText(""), px + room, baseline, anchor, size, colour);
    }

    /** Plotly places an annotation on a logarithmic axis by its exponent. */
    private static double annotated(JsonNode annotation, String axis, Scale scale, double zero, double one) {
        boolean exponent = scale.kind() == Scale.Kind.LOG
                && !annotation.path(axis + "ref").asText(axis).equals("paper");
        return exponent
                ? scale.pixel(Math.pow(10, annotation.path(axis).asDouble(Double.NaN)))
                : place(annotation, axis, axis, scale, zero, one);
    }

    private void annotations(Frame frame, Scale x, Scale y) {
        for (JsonNode annotation : figure.at("/layout/annotations")) {
            Label label = label(annotation, x, y, frame);
            if (!label.text.isBlank() && !Double.isNaN(label.x + label.baseline)) {
                // a white rim keeps a label readable where a curve runs through it
                String rim = " stroke=\"#FFFFFF\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\"";
                canvas.text(label.x, label.baseline, label.anchor, label.size, label.colour, rim, label.text);
            }
        }
    }

    private void axisTitles(Frame frame, double lowest, String titleX, String titleY) {
        if (!titleX.isBlank()) {
            canvas.text((frame.left + frame.right) / 2, lowest, "middle", 13, INK, "", titleX);
        }
        if (!titleY.isBlank()) {
            long y = Math.round((frame.top + frame.bottom) / 2);
            canvas.text(20, y, "middle", 13, INK, " transform=\"rotate(-90 20 " + y + ")\"", titleY);
        }
    }

    private void unknown(Frame frame) {
        if (!reader.unknown().isEmpty()) {
            String kinds = String.join(", ", reader.unknown());
            canvas.text(
                    (frame.left + frame.right) / 2,
                    (frame.top + frame.bottom) / 2,
                    "middle",
                    13,
                    MUTED,
                    "",
                    "Traces of the kind " + kinds + " are drawn in the interactive view only.");
        }
    }
}
