package org.infimum.notebook.svg;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Filled disks in the numbers of the axes. One path, so that their union has one colour.
 *
 * @param x the centres' x
 * @param y the centres' y, as many
 * @param r the radii, as many
 * @param fill the colour inside
 * @param rim the circles' colour
 * @param width the circles' width in pixels
 * @param key the legend's entry
 */
record Disks(double[] x, double[] y, double[] r, Colour fill, Colour rim, double width, Key key) implements Mark {
    /** What the trace says that stands for disks. */
    static final String META = "disks";

    /** Reads the closed pieces of a trace: in each, the first point and the middle one lie opposite. */
    static Disks of(JsonNode trace, double[] px, double[] py, Key key) {
        List<double[]> disks = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= px.length; i++) {
            if (i == px.length || Double.isNaN(px[i])) {
                int opposite = start + (i - 1 - start) / 2;
                if (opposite > start) {
                    double dx = px[start] - px[opposite];
                    double dy = py[start] - py[opposite];
                    disks.add(new double[] {
                        (px[start] + px[opposite]) / 2, (py[start] + py[opposite]) / 2, Math.hypot(dx, dy) / 2
                    });
                }
                start = i + 1;
            }
        }
        Colour rim = Colour.of(trace.at("/line/color").asText(key.colour()));
        Colour fill = Colour.of(trace.path("fillcolor").asText(rim.faded()));
        return new Disks(
                component(disks, 0),
                component(disks, 1),
                component(disks, 2),
                fill,
                rim,
                trace.at("/line/width").asDouble(1),
                key);
    }

    private static double[] component(List<double[]> disks, int k) {
        return disks.stream().mapToDouble(disk -> disk[k]).toArray();
    }

    @Override
    public void extend(Extent horizontal, Extent vertical) {
        for (int i = 0; i < r.length; i++) {
            horizontal.include(x[i] - r[i]);
            horizontal.include(x[i] + r[i]);
            vertical.include(y[i] - r[i]);
            vertical.include(y[i] + r[i]);
        }
    }

    @Override
    public void draw(SvgCanvas canvas, Scale horizontal, Scale vertical, Occupancy occupancy) {
        canvas.raw("<path d=\"");
        for (int i = 0; i < r.length; i++) {
            double left = horizontal.pixel(x[i] - r[i]);
            double right = horizontal.pixel(x[i] + r[i]);
            double middle = vertical.pixel(y[i]);
            double rx = Math.abs(right - left) / 2;
            double ry = Math.abs(vertical.pixel(y[i] + r[i]) - vertical.pixel(y[i] - r[i])) / 2;
            if (Double.isNaN(rx + ry + middle)) {
                continue;
            }
            canvas.raw("M").pixel(left).raw(" ").pixel(middle);
            arc(canvas, rx, ry, 2 * rx);
            arc(canvas, rx, ry, -2 * rx);
            canvas.raw("z");
            occupancy.area(left, middle - ry, right, middle + ry);
        }
        canvas.raw("\"").attribute("fill", fill.rgb()).attribute("fill-opacity", Double.toString(fill.opacity()));
        canvas.attribute("stroke", rim.rgb()).attribute("stroke-opacity", Double.toString(rim.opacity()));
        canvas.attribute("stroke-width", width).raw("/>");
    }

    private static void arc(SvgCanvas canvas, double rx, double ry, double dx) {
        canvas.raw("a").pixel(rx).raw(" ").pixel(ry).raw(" 0 0 1 ").pixel(dx).raw(" 0");
    }
}
