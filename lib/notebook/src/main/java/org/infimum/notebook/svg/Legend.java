package org.infimum.notebook.svg;

import java.util.List;
import java.util.function.BiConsumer;

/**
 * The legend: inside the plot where nothing is drawn, else to its right, or below it in rows.
 *
 * @param keys its entries
 */
record Legend(List<Mark.Key> keys) {
    private static final double ROW = 18;
    private static final double SIZE = 12;
    private static final double SAMPLE = 22;
    private static final double INSET = 8;
    private static final double GAP = 18;

    /** How much of a corner may be covered by curves before the legend moves out: a single crossing line, say. */
    private static final double TOLERATED = 0.04;

    /** A place. */
    record Place(double left, double top) {}

    double width() {
        double widest = 0;
        for (Mark.Key key : keys) {
            widest = Math.max(widest, SvgCanvas.width(key.name(), SIZE));
        }
        return keys.isEmpty() ? 0 : widest + SAMPLE + 18;
    }

    double height() {
        return keys.size() * ROW + 8;
    }

    /** The freest corner of the plot, or null if none is free. */
    Place inside(Occupancy occupancy, double left, double top, double right, double bottom) {
        double width = width();
        double height = height();
        if (width > 0.6 * (right - left) || height > 0.7 * (bottom - top)) {
            return null;
        }
        double[] xs = {right - width - INSET, left + INSET};
        double[] ys = {top + INSET, bottom - height - INSET};
        Place best = null;
        double least = TOLERATED;
        for (double y : ys) {
            for (double x : xs) {
                double share = occupancy.share(x, y, width, height);
                if (share < least) {
                    least = share;
                    best = new Place(x, y);
                }
            }
        }
        return best;
    }

    /** The legend's height where its entries stand side by side as far as there is room. */
    double flowingHeight(double room) {
        return keys.isEmpty() ? 0 : ROW * (flow(0, 0, room, (key, at) -> {}) + 1) + 8;
    }

    /** Draws the entries side by side, in as many rows as that takes. */
    void drawFlowing(SvgCanvas canvas, Place place, double room) {
        flow(place.left, place.top + 4 + ROW / 2, room, (key, at) -> entry(canvas, at.left, at.top, key));
    }

    /** Gives each entry its place; the number of the last row, from 0. */
    private int flow(double left, double top, double room, BiConsumer<Mark.Key, Place> each) {
        double x = 0;
        int row = 0;
        for (Mark.Key key : keys) {
            double wide = SAMPLE + 6 + SvgCanvas.width(key.name(), SIZE) + GAP;
            if (x > 0 && x + wide > room) {
                x = 0;
                row++;
            }
            each.accept(key, new Place(left + x, top + row * ROW));
            x += wide;
        }
        return row;
    }

    void draw(SvgCanvas canvas, Place place) {
        canvas.rectangle(place.left, place.top, width(), height(), "#FFFFFF", 0.85);
        double y = place.top + 4 + ROW / 2;
        for (Mark.Key key : keys) {
            entry(canvas, place.left + 6, y, key);
            y += ROW;
        }
    }

    private static void entry(SvgCanvas canvas, double left, double y, Mark.Key key) {
        switch (key.shape()) {
            case AREA -> canvas.rectangle(left + 5, y - 5, 12, 10, key.colour(), 1);
            case SPAN -> canvas.rectangle(left + 3, y - 6, 16, 12, key.colour(), 0.3);
            case DISK -> disk(canvas, left, y, key);
            case POINT -> dot(canvas, left, y, key);
            case LINE -> canvas.line(left, y, left + SAMPLE, y, key.colour(), 2, key.dash());
            case LINE_AND_POINT -> {
                canvas.line(left, y, left + SAMPLE, y, key.colour(), 2, key.dash());
                dot(canvas, left, y, key);
            }
        }
        canvas.text(left + SAMPLE + 6, y + 4, "start", SIZE, SvgChart.INK, "", key.name());
    }

    private static void dot(SvgCanvas canvas, double left, double y, Mark.Key key) {
        canvas.raw("<circle")
                .attribute("cx", left + SAMPLE / 2)
                .attribute("cy", y)
                .attribute("r", 3);
        canvas.attribute("fill", key.colour()).raw("/>");
    }

    private static void disk(SvgCanvas canvas, double left, double y, Mark.Key key) {
        canvas.raw("<circle").attribute("cx", left + SAMPLE / 2).attribute("cy", y);
        canvas.attribute("r", 6).attribute("fill", key.colour()).attribute("fill-opacity", "0.25");
        canvas.attribute("stroke", key.colour()).raw("/>");
    }
}
