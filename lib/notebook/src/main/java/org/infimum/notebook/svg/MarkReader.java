package org.infimum.notebook.svg;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.infimum.notebook.plot.Palette;
import org.infimum.notebook.plot.PlotlyFigure;

/** Reads the traces of a figure: what is to be drawn. Kinds that a static picture does not know are listed instead. */
final class MarkReader {
    private static final double BAR_SHARE = 0.8;
    private static final int MOST_BINS = 200;

    private final JsonNode data;
    private final JsonNode layout;
    private final Extent x;
    private final Extent y;
    private final boolean categoriesX;
    private final boolean categoriesY;
    private final List<Mark> marks = new ArrayList<>();
    private final List<Mark.Key> shapes = new ArrayList<>();
    private final Set<String> unknown = new TreeSet<>();
    private Curve before;

    MarkReader(PlotlyFigure figure) {
        data = figure.at("/data");
        layout = figure.at("/layout");
        x = new Extent(layout.path("xaxis"), false);
        y = new Extent(layout.path("yaxis"), true);
        categoriesX = areCategories("x");
        categoriesY = areCategories("y");
        List<JsonNode> bars = new ArrayList<>();
        for (int i = 0; i < data.size(); i++) {
            JsonNode trace = data.get(i);
            if (isHidden(trace)) {
                continue;
            }
            switch (trace.path("type").asText("scatter")) {
                case "scatter", "scattergl" -> scatter(trace, i);
                case "bar" -> bars.add(trace);
                case "histogram" -> histogram(trace, i);
                case "heatmap", "contour" -> heat(trace);
                default -> unknown.add(trace.path("type").asText());
            }
        }
        bars(bars);
        marks.forEach(mark -> mark.extend(x, y));
        for (JsonNode shape : layout.path("shapes")) {
            include(shape, "x", x);
            include(shape, "y", y);
            if (shape.path("showlegend").asBoolean(false)) {
                Colour fill = Colour.of(shape.path("fillcolor").asText(SvgChart.RULE));
                shapes.add(new Mark.Key(shape.path("name").asText(""), Mark.Key.Shape.SPAN, fill.rgb(), ""));
            }
        }
    }

    /** Heat maps first, then areas: they must not cover lines. */
    List<Mark> marks() {
        List<Mark> ordered = new ArrayList<>();
        marks.stream().filter(mark -> mark instanceof Heat).forEach(ordered::add);
        marks.stream()
                .filter(mark -> mark instanceof Area || mark instanceof Disks)
                .forEach(ordered::add);
        marks.stream().filter(mark -> mark instanceof Bars).forEach(ordered::add);
        marks.stream().filter(mark -> mark instanceof Curve).forEach(ordered::add);
        return ordered;
    }

    /** The legend's entries, in the order of the traces. */
    List<Mark.Key> keys() {
        List<Mark.Key> keys = new ArrayList<>();
        for (Mark mark : marks) {
            if (!mark.key().name().isBlank()) {
                keys.add(mark.key());
            }
        }
        shapes.stream().filter(key -> !key.name().isBlank()).forEach(keys::add);
        JsonNode wanted = layout.path("showlegend");
        boolean shown = wanted.isBoolean() ? wanted.booleanValue() : keys.size() > 1;
        return shown ? keys : List.of();
    }

    Set<String> unknown() {
        return unknown;
    }

    Extent x() {
        return x;
    }

    Extent y() {
        return y;
    }

    private static boolean isHidden(JsonNode trace) {
        JsonNode visible = trace.path("visible");
        return visible.isBoolean() && !visible.booleanValue()
                || visible.asText("").equals("legendonly");
    }

    private static void include(JsonNode shape, String axis, Extent extent) {
        if (shape.path(axis + "ref").asText("paper").equals(axis)) {
            extent.include(shape.path(axis + "0").asDouble(Double.NaN));
            extent.include(shape.path(axis + "1").asDouble(Double.NaN));
        }
    }

    private boolean areCategories(String axis) {
        String type = layout.path(axis + "axis").path("type").asText("");
        if (!type.isEmpty() && !type.equals("-")) {
            return type.equals("category");
        }
        for (JsonNode trace : data) {
            for (JsonNode value : trace.path(axis)) {
                if (value.isTextual()) {
                    return true;
                }
            }
        }
        return false;
    }

    private double[] places(JsonNode array, String axis) {
        boolean categories = axis.equals("x") ? categoriesX : categoriesY;
        Extent extent = axis.equals("x") ? x : y;
        double[] places = new double[array.size()];
        int i = 0;
        for (JsonNode value : array) {
            places[i++] = categories && !value.isNull() ? extent.category(value.asText()) : number(value);
        }
        return places;
    }

    private static double number(JsonNode value) {
        return value.isNumber() ? value.doubleValue() : Double.NaN;
    }

    private static double[] counting(int n) {
        double[] counting = new double[n];
        Arrays.setAll(counting, i -> i);
        return counting;
    }

    private static String colour(JsonNode trace, int index) {
        JsonNode line = trace.at("/line/color");
        JsonNode marker = trace.at("/marker/color");
        boolean isLine = trace.path("mode").asText("lines").contains("lines");
        JsonNode first = isLine && line.isTextual() ? line : marker;
        if (first.isTextual() && !first.textValue().isBlank()) {
            return first.textValue();
        }
        return line.isTextual() ? line.textValue() : Palette.colour(index);
    }

    private static Mark.Key key(JsonNode trace, int index, Mark.Key.Shape shape) {
        String name =
                trace.path("showlegend").asBoolean(true) ? trace.path("name").asText("") : "";
        String dash = trace.at("/line/dash").asText("solid");
        return new Mark.Key(name, shape, Colour.of(colour(trace, index)).rgb(), dash);
    }

    private void scatter(JsonNode trace, int index) {
        double[] py = places(trace.path("y"), "y");
        double[] px = trace.has("x") ? places(trace.path("x"), "x") : counting(py.length);
        if (trace.path("meta").asText("").equals(Disks.META)) {
            marks.add(Disks.of(trace, px, py, key(trace, index, Mark.Key.Shape.DISK)));
            return;
        }
        int n = Math.min(px.length, py.length);
        String mode = trace.path("mode").asText(n > 20 ? "lines" : "lines+markers");
        boolean line = mode.contains("lines");
        boolean points = mode.contains("markers");
        Mark.Key.Shape shape =
                !points ? Mark.Key.Shape.LINE : line ? Mark.Key.Shape.LINE_AND_POINT : Mark.Key.Shape.POINT;
        Curve curve = new Curve(
                Arrays.copyOf(px, n),
                Arrays.copyOf(py, n),
                line,
                points,
                trace.at("/line/shape").asText("").equals("hv"),
                trace.at("/line/width").asDouble(2),
                Dot.of(trace.path("marker")),
                trace.path("opacity").asDouble(1) * trace.at("/marker/opacity").asDouble(1),
                key(trace, index, shape));
        fill(trace, curve);
        marks.add(curve);
        before = curve;
    }

    private void fill(JsonNode trace, Curve curve) {
        String fill = trace.path("fill").asText("none");
        double[] lower;
        if (fill.equals("tozeroy")) {
            lower = new double[curve.x().length];
            y.include(0);
        } else if (fill.equals("tonexty") && before != null) {
            lower = Arrays.equals(before.x(), curve.x()) ? before.y() : interpolated(before, curve.x());
        } else {
            return;
        }
        String colour = trace.path("fillcolor").asText("");
        Colour line = Colour.of(curve.key().colour());
        String translucent = colour.isEmpty() ? line.faded() : colour;
        marks.add(new Area(
                curve.x(), lower, curve.y(), translucent, new Mark.Key("", Mark.Key.Shape.AREA, line.rgb(), "")));
    }

    /** The other edge of an area where this one has its points. */
    private static double[] interpolated(Curve curve, double[] places) {
        double[] values = new double[places.length];
        for (int i = 0; i < places.length; i++) {
            values[i] = Double.NaN;
            for (int k = 1; k < curve.x().length && Double.isNaN(values[i]); k++) {
                double from = curve.x()[k - 1];
                double to = curve.x()[k];
                if (from <= places[i] && places[i] <= to) {
                    double part = to > from ? (places[i] - from) / (to - from) : 0;
                    values[i] = curve.y()[k - 1] + part * (curve.y()[k] - curve.y()[k - 1]);
                }
            }
        }
        return values;
    }

    private void bars(List<JsonNode> traces) {
        boolean stacked = layout.path("barmode").asText("").matches("stack|relative");
        boolean beside = layout.path("barmode").asText("group").equals("group");
        double gap = layout.path("bargap").asDouble(1 - BAR_SHARE);
        double[] tops = {};
        for (int t = 0; t < traces.size(); t++) {
            JsonNode trace = traces.get(t);
            boolean lying = trace.path("orientation").asText("v").equals("h");
            double[] places = places(trace.path(lying ? "y" : "x"), lying ? "y" : "x");
            double[] heights = places(trace.path(lying ? "x" : "y"), lying ? "x" : "y");
            int n = Math.min(places.length, heights.length);
            JsonNode given = trace.path("width");
            double width = given.isNumber() ? given.doubleValue() : spacing(places) * (1 - gap);
            double part = beside && !given.isNumber() ? width / traces.size() : width;
            double shift = beside && !given.isNumber() ? t * part : 0;
            double[] left = new double[n];
            double[] right = new double[n];
            double[] base = new double[n];
            double[] height = new double[n];
            for (int i = 0; i < n; i++) {
                base[i] = stacked && i < tops.length ? tops[i] : 0;
                height[i] = base[i] + heights[i];
                left[i] = places[i] - width / 2 + shift;
                right[i] = left[i] + part;
            }
            tops = height;
            marks.add(new Bars(left, right, base, height, lying, opacity(trace), area(trace)));
        }
    }

    private Mark.Key area(JsonNode trace) {
        int index = 0;
        while (index < data.size() && data.get(index) != trace) {
            index++;
        }
        return key(trace, index, Mark.Key.Shape.AREA);
    }

    private static double opacity(JsonNode trace) {
        return trace.path("opacity").asDouble(1) * trace.at("/marker/opacity").asDouble(1);
    }

    private static double spacing(double[] places) {
        double[] sorted =
                Arrays.stream(places).filter(Double::isFinite).sorted().toArray();
        double spacing = Double.POSITIVE_INFINITY;
        for (int i = 1; i < sorted.length; i++) {
            spacing = sorted[i] > sorted[i - 1] ? Math.min(spacing, sorted[i] - sorted[i - 1]) : spacing;
        }
        return Double.isInfinite(spacing) ? 1 : spacing;
    }

    private void histogram(JsonNode trace, int index) {
        boolean lying = !trace.has("x") && trace.has("y");
        String axis = lying ? "y" : "x";
        double[] values = Arrays.stream(places(trace.path(axis), axis))
                .filter(Double::isFinite)
                .toArray();
        if (values.length == 0) {
            return;
        }
        double low = Arrays.stream(values).min().orElseThrow();
        double high = Arrays.stream(values).max().orElseThrow();
        int asked = trace.path("nbins" + axis).asInt(0);
        int atMost = Math.min(MOST_BINS, asked > 0 ? asked : (int) Math.ceil(Math.sqrt(values.length)));
        double size = high > low ? binSize(low, high, atMost) : 1;
        double start = Math.floor(low / size) * size;
        int bins = (int) Math.floor((high - start) / size) + 1;
        double[] left = new double[bins];
        double[] right = new double[bins];
        double[] height = new double[bins];
        double weight = weight(trace.path("histnorm").asText(""), values.length, size);
        for (double value : values) {
            height[Math.min(bins - 1, (int) ((value - start) / size))] += weight;
        }
        for (int i = 0; i < bins; i++) {
            left[i] = start + i * size;
            right[i] = left[i] + size;
        }
        marks.add(new Bars(
                left, right, new double[bins], height, lying, opacity(trace), key(trace, index, Mark.Key.Shape.AREA)));
    }

    /** The smallest of 1, 2, 5 times a power of ten that needs no more bins than asked for, as Plotly chooses. */
    private static double binSize(double low, double high, int atMost) {
        double size = Math.pow(10, Math.floor(Math.log10((high - low) / atMost)));
        for (double factor : new double[] {1, 2, 5}) {
            double start = Math.floor(low / (factor * size));
            if (Math.floor(high / (factor * size)) - start + 1 <= atMost) {
                return factor * size;
            }
        }
        return 10 * size;
    }

    private static double weight(String norm, int count, double size) {
        return switch (norm) {
            case "percent" -> 100.0 / count;
            case "probability" -> 1.0 / count;
            case "density" -> 1 / size;
            case "probability density" -> 1 / (count * size);
            default -> 1;
        };
    }

    private void heat(JsonNode trace) {
        JsonNode rows = trace.path("z");
        double[][] z = new double[rows.size()][];
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        int width = 0;
        for (int i = 0; i < z.length; i++) {
            z[i] = new double[rows.get(i).size()];
            width = Math.max(width, z[i].length);
            for (int k = 0; k < z[i].length; k++) {
                z[i][k] = number(rows.get(i).get(k));
                low = Double.isNaN(z[i][k]) ? low : Math.min(low, z[i][k]);
                high = Double.isNaN(z[i][k]) ? high : Math.max(high, z[i][k]);
            }
        }
        double[] px = trace.path("x").isArray() ? places(trace.path("x"), "x") : counting(width);
        double[] py = trace.path("y").isArray() ? places(trace.path("y"), "y") : counting(z.length);
        double from = trace.path("zmin").asDouble(low <= high ? low : 0);
        double to = trace.path("zmax").asDouble(low <= high ? high : 1);
        marks.add(new Heat(px, py, z, from, to));
    }
}
