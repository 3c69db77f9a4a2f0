package org.infimum.notebook.svg;

import java.util.ArrayList;
import java.util.List;

/**
 * The area between two curves over the same x, or between a curve and zero.
 *
 * @param x the places
 * @param lower one edge; NaN is a gap
 * @param upper the other edge; NaN is a gap
 * @param fill the colour, which may be translucent: "#rrggbb" or "rgba(r,g,b,a)"
 * @param key the legend's entry
 */
record Area(double[] x, double[] lower, double[] upper, String fill, Key key) implements Mark {
    @Override
    public void extend(Extent horizontal, Extent vertical) {
        horizontal.include(x);
        vertical.include(lower);
        vertical.include(upper);
    }

    @Override
    public void draw(SvgCanvas canvas, Scale horizontal, Scale vertical, Occupancy occupancy) {
        canvas.raw("<path d=\"");
        List<double[]> piece = new ArrayList<>();
        for (int i = 0; i <= x.length; i++) {
            if (i < x.length && Double.isFinite(x[i]) && Double.isFinite(lower[i]) && Double.isFinite(upper[i])) {
                piece.add(
                        new double[] {horizontal.pixel(x[i]), vertical.clamped(lower[i]), vertical.clamped(upper[i])});
            } else {
                outline(canvas, piece, occupancy);
                piece.clear();
            }
        }
        Colour colour = Colour.of(fill);
        canvas.raw("\" stroke=\"none\"").attribute("fill", colour.rgb());
        canvas.attribute("fill-opacity", Double.toString(colour.opacity())).raw("/>");
    }

    private static void outline(SvgCanvas canvas, List<double[]> piece, Occupancy occupancy) {
        for (int i = 0; i < piece.size(); i++) {
            double[] point = piece.get(i);
            canvas.raw(i == 0 ? "M" : "L").pixel(point[0]).raw(" ").pixel(point[1]);
            occupancy.segment(point[0], point[1], point[0], point[2]);
        }
        for (int i = piece.size() - 1; i >= 0; i--) {
            canvas.raw("L").pixel(piece.get(i)[0]).raw(" ").pixel(piece.get(i)[2]);
        }
        if (!piece.isEmpty()) {
            canvas.raw("Z");
        }
    }
}
