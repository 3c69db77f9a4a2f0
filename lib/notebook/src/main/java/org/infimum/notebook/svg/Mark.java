package org.infimum.notebook.svg;

/** What one trace of a figure draws. */
interface Mark {
    /** What the axes must show of it. */
    void extend(Extent x, Extent y);

    /** Draws it and notes where, so that the legend can stand elsewhere. */
    void draw(SvgCanvas canvas, Scale x, Scale y, Occupancy occupancy);

    /** Its entry in the legend. */
    Key key();

    /**
     * An entry in the legend.
     *
     * @param name the name; empty for no entry
     * @param shape what stands before it
     * @param colour the colour
     * @param dash how a line is dashed
     */
    record Key(String name, Shape shape, String colour, String dash) {
        enum Shape {
            LINE,
            POINT,
            LINE_AND_POINT,
            AREA,
            SPAN,
            DISK
        }
    }
}
