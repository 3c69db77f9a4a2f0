package org.infimum.notebook.plot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Intervals of the horizontal axis, shaded over the whole height behind everything else. Intervals that overlap or touch are one:
 * what is shaded is their union.
 */
final class Spans {
    /** The most pieces of a union that are drawn. */
    static final int MOST = 1000;

    private static final double OPACITY = 0.16;

    private final String name;
    private final List<double[]> drawn;

    Spans(String name, double[] from, double[] to) {
        List<double[]> union = union(from, to);
        this.name = Disks.named(name, Math.min(MOST, union.size()), union.size());
        drawn = union.size() <= MOST
                ? union
                : union.stream()
                        .sorted(Comparator.comparingDouble((double[] span) -> span[0] - span[1]))
                        .limit(MOST)
                        .toList();
    }

    private static List<double[]> union(double[] from, double[] to) {
        double[][] sorted = new double[from.length][];
        Arrays.setAll(sorted, i -> new double[] {from[i], to[i]});
        List<double[]> union = new ArrayList<>();
        double[] last = null;
        for (double[] span : Arrays.stream(sorted)
                .filter(span -> Double.isFinite(span[0]) && Double.isFinite(span[1]) && span[0] < span[1])
                .sorted(Comparator.comparingDouble(span -> span[0]))
                .toList()) {
            if (last != null && span[0] <= last[1]) {
                last[1] = Math.max(last[1], span[1]);
            } else {
                last = span;
                union.add(span);
            }
        }
        return union;
    }

    void addTo(ObjectNode figure, String colour) {
        ObjectNode layout = (ObjectNode) figure.get("layout");
        ArrayNode shapes = layout.get("shapes") instanceof ArrayNode array ? array : layout.putArray("shapes");
        for (int i = 0; i < drawn.size(); i++) {
            ObjectNode shape = shapes.addObject().put("type", "rect").put("layer", "below");
            shape.put("xref", "x").put("x0", drawn.get(i)[0]).put("x1", drawn.get(i)[1]);
            shape.put("yref", "paper").put("y0", 0).put("y1", 1);
            shape.put("fillcolor", Colours.translucent(colour, OPACITY));
            shape.putObject("line").put("width", 0);
            // one entry in the legend for all, which hides and shows them together
            shape.put("name", name).put("legendgroup", name).put("showlegend", i == 0);
        }
    }
}
