package org.infimum.notebook.svg;

import java.util.List;

/**
 * A heat map, embedded as a small PNG of the size of the plot: a rectangle a cell would make megabytes of SVG.
 *
 * @param x the columns' places
 * @param y the rows' places
 * @param z a row a y; NaN stays empty
 * @param low the number with the first colour
 * @param high the number with the last colour
 */
record Heat(double[] x, double[] y, double[][] z, double low, double high) implements Mark {
    private static final int BAR_WIDTH = 14;
    private static final int BAR_DISTANCE = 14;

    @Override
    public void extend(Extent horizontal, Extent vertical) {
        edges(x, horizontal);
        edges(y, vertical);
    }

    private static void edges(double[] places, Extent extent) {
        extent.tight();
        int n = places.length;
        if (n > 0) {
            double first = n > 1 ? (places[1] - places[0]) / 2 : 0.5;
            double last = n > 1 ? (places[n - 1] - places[n - 2]) / 2 : 0.5;
            extent.include(places[0] - first);
            extent.include(places[n - 1] + last);
        }
    }

    @Override
    public void draw(SvgCanvas canvas, Scale horizontal, Scale vertical, Occupancy occupancy) {
        double left = Math.min(horizontal.from(), horizontal.to());
        double top = Math.min(vertical.from(), vertical.to());
        int width = (int) Math.abs(horizontal.to() - horizontal.from());
        int height = (int) Math.abs(vertical.to() - vertical.from());
        int[] columns = cells(x, horizontal, left, width);
        int[] rows = cells(y, vertical, top, height);
        int[] pixels = new int[width * height];
        for (int row = 0; row < height; row++) {
            if (row > 0 && rows[row] == rows[row - 1]) {
                System.arraycopy(pixels, (row - 1) * width, pixels, row * width, width);
                continue;
            }
            for (int column = 0; column < width; column++) {
                boolean same = column > 0 && columns[column] == columns[column - 1];
                int here = row * width + column;
                pixels[here] = same ? pixels[here - 1] : colour(rows[row], columns[column]);
            }
        }
        canvas.image(left, top, width, height, Png.encode(width, height, pixels));
        occupancy.area(left, top, left + width, top + height);
    }

    private static int[] cells(double[] places, Scale scale, double start, int pixels) {
        int[] cells = new int[pixels];
        for (int i = 0; i < pixels; i++) {
            double value = scale.value(start + i + 0.5);
            int nearest = 0;
            for (int k = 1; k < places.length; k++) {
                nearest = Math.abs(places[k] - value) < Math.abs(places[nearest] - value) ? k : nearest;
            }
            cells[i] = nearest;
        }
        return cells;
    }

    private int colour(int row, int column) {
        double value = row < z.length && column < z[row].length ? z[row][column] : Double.NaN;
        return Double.isNaN(value) ? 0 : Viridis.argb(high > low ? (value - low) / (high - low) : 0.5);
    }

    /** The colours' numbers, beside the plot. */
    void bar(SvgCanvas canvas, double right, double top, double bottom) {
        double left = right + BAR_DISTANCE;
        int height = (int) (bottom - top);
        int[] pixels = new int[height];
        for (int row = 0; row < height; row++) {
            pixels[row] = Viridis.argb(1 - (row + 0.5) / height);
        }
        canvas.image(left, top, BAR_WIDTH, height, Png.encode(1, height, pixels));
        Scale scale = new Scale(Scale.Kind.LINEAR, low, high > low ? high : low + 1, top + height, top, List.of());
        for (Ticks.Tick tick : scale.ticks(60)) {
            double y = scale.pixel(tick.value());
            canvas.line(left + BAR_WIDTH, y, left + BAR_WIDTH + 4, y, SvgChart.RULE, 1, "");
            canvas.text(left + BAR_WIDTH + 7, y + 4, "start", 11, SvgChart.MUTED, "", tick.label());
        }
    }

    @Override
    public Key key() {
        return new Key("", Key.Shape.AREA, "#000000", "");
    }
}
