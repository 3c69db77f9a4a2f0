package org.infimum.notebook.plot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Disks in the numbers of the axes, as one closed curve that Plotly fills: one element in the page however many there are, above
 * a heat map and behind all curves and points, and where disks overlap the colour stays the same, as it must for a union.
 *
 * <p>Plotly has no disks of a trace. Each is a closed spline through points on its circle, which stays round when one zooms in.
 */
final class Disks {
    /** The most disks that are drawn: a quarter of a megabyte of numbers. */
    static final int MOST = 2000;

    /** What a static picture knows them by: in each piece the first point and the middle one lie opposite. */
    static final String META = "disks";

    private static final double FILL_OPACITY = 0.28;

    private final String name;
    private final double[] x;
    private final double[] y;
    private final double[] r;
    private final int count;

    /** Keeps the largest of those that have a place and a positive radius. */
    Disks(String name, double[] x, double[] y, double[] r) {
        int[] real = IntStream.range(0, r.length)
                .filter(i -> Double.isFinite(x[i]) && Double.isFinite(y[i]) && Double.isFinite(r[i]) && r[i] > 0)
                .toArray();
        int[] kept = largest(real, r);
        this.name = name;
        this.x = Arrays.stream(kept).mapToDouble(i -> x[i]).toArray();
        this.y = Arrays.stream(kept).mapToDouble(i -> y[i]).toArray();
        this.r = Arrays.stream(kept).mapToDouble(i -> r[i]).toArray();
        count = real.length;
    }

    private static int[] largest(int[] real, double[] r) {
        if (real.length <= MOST) {
            return real;
        }
        return IntStream.of(real)
                .boxed()
                .sorted((i, k) -> Double.compare(r[k], r[i]))
                .limit(MOST)
                .mapToInt(i -> i)
                .toArray();
    }

    static String named(String name, int drawn, int all) {
        return drawn == all ? name : String.format(Locale.ROOT, "%s (the largest %,d of %,d)", name, drawn, all);
    }

    void addTo(ObjectNode figure, String colour) {
        ArrayNode data = Plot.data(figure);
        int behind = 0;
        for (int i = 0; i < data.size(); i++) {
            behind = Plot.isHeat(data.get(i)) ? i + 1 : behind;
        }
        data.insert(behind, trace(colour, behind > 0));
    }

    private ObjectNode trace(String colour, boolean onHeat) {
        double extent = extent();
        // zoomed in a hundred times the rounding is still a fraction of a pixel
        double scale = extent > 0 ? Math.pow(10, 4 - Math.floor(Math.log10(extent))) : 1;
        JsonNodeFactory json = JsonNodeFactory.instance;
        ArrayNode xs = json.arrayNode();
        ArrayNode ys = json.arrayNode();
        for (int i = 0; i < r.length; i++) {
            if (i > 0) {
                xs.addNull();
                ys.addNull();
            }
            int corners = corners(r[i] / extent);
            for (int k = 0; k <= corners; k++) {
                // the last point is the first again, to the bit: then the spline is closed without a kink
                double angle = 2 * Math.PI * (k % corners) / corners;
                xs.add(Math.rint((x[i] + r[i] * Math.cos(angle)) * scale) / scale);
                ys.add(Math.rint((y[i] + r[i] * Math.sin(angle)) * scale) / scale);
            }
        }
        ObjectNode trace =
                json.objectNode().put("type", "scatter").put("mode", "lines").put("name", named(name, r.length, count));
        trace.put("meta", META).put("hoverinfo", "skip").put("fill", "toself");
        // over a heat map what is removed fades to a pale grey that a legend on white can show, too
        trace.put("fillcolor", onHeat ? "rgba(217,221,226,0.6)" : Colours.translucent(colour, FILL_OPACITY));
        trace.putObject("line")
                .put("color", onHeat ? "rgba(36,41,47,0.45)" : Colours.translucent(colour, 0.7))
                .put("width", 0.6)
                .put("shape", "spline")
                .put("simplify", false);
        trace.set("x", xs);
        trace.set("y", ys);
        return trace;
    }

    /** Points on a circle: the spline through them differs from it by less than a fifth of a pixel. Even numbers. */
    private static int corners(double part) {
        return part > 0.2 ? 16 : part > 0.05 ? 12 : 8;
    }

    private double extent() {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        double widest = 0;
        for (int i = 0; i < r.length; i++) {
            low = Math.min(low, Math.min(x[i], y[i]));
            high = Math.max(high, Math.max(x[i], y[i]));
            widest = Math.max(widest, r[i]);
        }
        return r.length == 0 ? 0 : Math.max(high - low, 2 * widest);
    }
}
