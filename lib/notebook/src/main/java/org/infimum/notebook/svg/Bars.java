package org.infimum.notebook.svg;

/**
 * Bars from a base to a height.
 *
 * @param left the bars' left edges, in numbers of the axis
 * @param right the bars' right edges, as many
 * @param base where the bars begin, as many
 * @param height where they end, as many; NaN for no bar
 * @param horizontal whether they lie: then left and right are along the vertical axis
 * @param opacity 0 to 1
 * @param key the legend's entry, with the colour
 */
record Bars(double[] left, double[] right, double[] base, double[] height, boolean horizontal, double opacity, Key key)
        implements Mark {
    /** Bars narrower than this have no gap between them; the gap would be all that is seen. */
    private static final double GAP_FROM = 4;

    @Override
    public void extend(Extent x, Extent y) {
        Extent along = horizontal ? y : x;
        Extent across = horizontal ? x : y;
        along.include(left);
        along.include(right);
        across.include(height);
        for (double value : base) {
            across.base(value);
        }
    }

    @Override
    public void draw(SvgCanvas canvas, Scale x, Scale y, Occupancy occupancy) {
        canvas.raw("<g").attribute("fill", key.colour());
        if (opacity < 1) {
            canvas.attribute("fill-opacity", Double.toString(opacity));
        }
        canvas.raw(">");
        Scale along = horizontal ? y : x;
        Scale across = horizontal ? x : y;
        for (int i = 0; i < left.length; i++) {
            if (Double.isFinite(height[i]) && Double.isFinite(left[i]) && height[i] != base[i]) {
                double near = along.clamped(left[i]);
                double far = along.clamped(right[i]);
                double gap = Math.abs(far - near) > GAP_FROM ? 0.5 : 0;
                double start = across.clamped(base[i]);
                double end = across.clamped(height[i]);
                double low = Math.min(near, far) + gap / 2;
                double high = Math.max(near, far) - gap / 2;
                if (horizontal) {
                    rectangle(canvas, occupancy, Math.min(start, end), low, Math.max(start, end), high);
                } else {
                    rectangle(canvas, occupancy, low, Math.min(start, end), high, Math.max(start, end));
                }
            }
        }
        canvas.raw("</g>");
    }

    private static void rectangle(
            SvgCanvas canvas, Occupancy occupancy, double left, double top, double right, double bottom) {
        canvas.raw("<path d=\"M")
                .pixel(left)
                .raw(" ")
                .pixel(top)
                .raw("H")
                .pixel(right)
                .raw("V")
                .pixel(bottom);
        canvas.raw("H").pixel(left).raw("Z\"/>");
        occupancy.area(left, top, right, bottom);
    }
}
