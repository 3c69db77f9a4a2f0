package org.infimum.notebook.svg;

import java.util.Arrays;
import org.infimum.notebook.plot.Decimation;

/**
 * Points, joined by a line or not.
 *
 * @param x the points' x
 * @param y the points' y, as many; NaN is a gap
 * @param line whether they are joined
 * @param points whether they are marked
 * @param steps whether the line goes in steps (horizontal, then vertical)
 * @param width the line's width in pixels
 * @param dot what a marked point looks like
 * @param opacity 0 to 1
 * @param key the legend's entry, with the colour and the dashes
 */
record Curve(
        double[] x,
        double[] y,
        boolean line,
        boolean points,
        boolean steps,
        double width,
        Dot dot,
        double opacity,
        Key key)
        implements Mark {
    private static final int MANY = 200;

    @Override
    public void extend(Extent horizontal, Extent vertical) {
        horizontal.include(x);
        vertical.include(y);
        if (points) {
            horizontal.pad();
        }
    }

    @Override
    public void draw(SvgCanvas canvas, Scale horizontal, Scale vertical, Occupancy occupancy) {
        double[] px = new double[x.length];
        double[] py = new double[x.length];
        for (int i = 0; i < px.length; i++) {
            px[i] = horizontal.pixel(x[i]);
            py[i] = Double.isNaN(px[i]) ? Double.NaN : vertical.pixel(y[i]);
        }
        if (line && width > 0) {
            int[] kept = steps ? all(px.length) : Decimation.keep(py, i -> (int) px[i]);
            canvas.raw("<path d=\"");
            path(canvas, px, py, kept, occupancy);
            canvas.raw("\" fill=\"none\" stroke-linejoin=\"round\"").stroke(key.colour(), width, key.dash());
            opacity(canvas).raw("/>");
        }
        if (points && dot.rim() == 0 && px.length > MANY) {
            specks(canvas, px, py, occupancy);
        } else if (points) {
            dots(canvas, px, py, occupancy);
        }
    }

    private void path(SvgCanvas canvas, double[] px, double[] py, int[] kept, Occupancy occupancy) {
        int last = -1;
        for (int i : kept) {
            if (Double.isNaN(py[i])) {
                last = -1;
                continue;
            }
            if (last < 0) {
                canvas.raw("M").pixel(px[i]).raw(" ").pixel(py[i]);
                occupancy.point(px[i], py[i]);
            } else {
                if (steps) {
                    canvas.raw("H").pixel(px[i]).raw("V").pixel(py[i]);
                } else {
                    canvas.raw("L").pixel(px[i]).raw(" ").pixel(py[i]);
                }
                occupancy.segment(px[last], py[last], px[i], py[i]);
            }
            last = i;
        }
    }

    /** Many points are one path of round line ends: a third of the size of as many circles. */
    private void specks(SvgCanvas canvas, double[] px, double[] py, Occupancy occupancy) {
        canvas.raw("<path d=\"");
        for (int i = 0; i < px.length; i++) {
            if (!Double.isNaN(py[i])) {
                // a line without length is drawn by some programs as nothing
                canvas.raw("M").pixel(px[i]).raw(" ").pixel(py[i]).raw("h.1");
                occupancy.point(px[i], py[i]);
            }
        }
        canvas.raw("\" fill=\"none\" stroke-linecap=\"round\"").stroke(key.colour(), dot.size(), "");
        opacity(canvas).raw("/>");
    }

    private void dots(SvgCanvas canvas, double[] px, double[] py, Occupancy occupancy) {
        canvas.raw("<g").attribute("fill", key.colour());
        if (dot.rim() > 0) {
            canvas.attribute("stroke", dot.rimColour()).attribute("stroke-width", dot.rim());
        }
        opacity(canvas).raw(">");
        for (int i = 0; i < px.length; i++) {
            if (!Double.isNaN(py[i])) {
                canvas.raw("<circle")
                        .attribute("cx", px[i])
                        .attribute("cy", py[i])
                        .attribute("r", dot.size() / 2)
                        .raw("/>");
                occupancy.point(px[i], py[i]);
            }
        }
        canvas.raw("</g>");
    }

    private SvgCanvas opacity(SvgCanvas canvas) {
        return opacity < 1 ? canvas.attribute("opacity", Double.toString(opacity)) : canvas;
    }

    private static int[] all(int n) {
        int[] all = new int[n];
        Arrays.setAll(all, i -> i);
        return all;
    }
}
