package org.infimum.notebook.plot;

import java.util.List;

/**
 * The colours of curves, the same in interactive and in static pictures. Okabe and Ito's set, which people with any common
 * colour blindness can tell apart (https://jfly.uni-koeln.de/color/), ordered so that the first ones are also far apart in
 * grey, its yellow (too pale on white) replaced by a brown.
 */
public final class Palette {
    /** The colours in the order in which curves take them. */
    public static final List<String> COLOURS =
            List.of("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7F7F7F", "#8C564B");

    private Palette() {}

    /**
     * The colour of a curve.
     *
     * @param index the curve's number, from 0; after the last colour the first one comes again
     * @return the colour as "#RRGGBB"
     */
    public static String colour(int index) {
        return COLOURS.get(Math.floorMod(index, COLOURS.size()));
    }
}
