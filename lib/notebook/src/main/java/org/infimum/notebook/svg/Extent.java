package org.infimum.notebook.svg;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What an axis must show: collects numbers while the figure is read and then lays out the scale. */
final class Extent {
    private static final double PADDING = 0.05;

    private final boolean log;
    private final JsonNode axis;
    private final List<String> categories = new ArrayList<>();
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;
    private boolean padded;
    private boolean tight;
    private double base = Double.NaN;

    Extent(JsonNode axis, boolean padded) {
        this.axis = axis;
        this.padded = padded;
        log = axis.path("type").asText("").equals("log");
        if (axis.path("rangemode").asText("").equals("tozero")) {
            include(0);
        }
    }

    void include(double value) {
        if (Double.isFinite(value) && (!log || value > 0)) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
    }

    void include(double[] values) {
        for (double value : values) {
            include(value);
        }
    }

    /** Points at the rim would be cut in half without some room around them. */
    void pad() {
        padded = true;
    }

    /** No room at all: what is drawn fills the plot. */
    void tight() {
        tight = true;
    }

    /** Bars stand on this number: no room is left below it. */
    void base(double value) {
        base = value;
        include(value);
    }

    /** The place of a category; new ones are added at the end. */
    int category(String name) {
        int index = categories.indexOf(name);
        if (index < 0) {
            categories.add(name);
            return categories.size() - 1;
        }
        return index;
    }

    Scale scale(double from, double to) {
        boolean reversed = axis.path("autorange").asText("").equals("reversed");
        return reversed ? laidOut(to, from) : laidOut(from, to);
    }

    private Scale laidOut(double from, double to) {
        if (!categories.isEmpty()) {
            return new Scale(Scale.Kind.CATEGORY, -0.5, categories.size() - 0.5, from, to, List.copyOf(categories));
        }
        JsonNode range = axis.path("range");
        if (range.size() == 2 && range.get(0).isNumber() && range.get(1).isNumber()) {
            double first = range.get(0).doubleValue();
            double last = range.get(1).doubleValue();
            return log
                    ? new Scale(Scale.Kind.LOG, Math.pow(10, first), Math.pow(10, last), from, to, List.of())
                    : new Scale(Scale.Kind.LINEAR, first, last, from, to, List.of());
        }
        return log ? logarithmic(from, to) : linear(from, to);
    }

    private Scale logarithmic(double from, double to) {
        double bottom = low <= high ? Math.log10(low) : 0;
        double top = low <= high ? Math.log10(high) : 1;
        if (top - bottom < 1e-9) {
            bottom -= 0.5;
            top += 0.5;
        }
        double room = padded && !tight ? PADDING * (top - bottom) : 0;
        return new Scale(Scale.Kind.LOG, Math.pow(10, bottom - room), Math.pow(10, top + room), from, to, List.of());
    }

    private Scale linear(double from, double to) {
        double bottom = low <= high ? low : 0;
        double top = low <= high ? high : 1;
        double size = Math.max(Math.abs(bottom), Math.abs(top));
        // a constant curve, or one that differs in its last bits only, gets a range that its labels can tell apart
        if (top - bottom <= 1e-12 * size || top == bottom) {
            double room = size == 0 ? 1 : 0.1 * size;
            return new Scale(Scale.Kind.LINEAR, bottom - room, top + room, from, to, List.of());
        }
        double room = padded && !tight ? PADDING * (top - bottom) : 0;
        double floor = bottom == base ? bottom : bottom - room;
        double ceiling = top == base ? top : top + room;
        return new Scale(Scale.Kind.LINEAR, floor, ceiling, from, to, List.of());
    }
}
