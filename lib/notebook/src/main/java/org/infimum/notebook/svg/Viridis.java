package org.infimum.notebook.svg;

/** The colour map viridis (S. van der Walt and N. Smith, 2015; CC0), interpolated between 11 of its colours. */
final class Viridis {
    private static final int[] STOPS = {
        0x440154, 0x482475, 0x414487, 0x355F8D, 0x2A788E, 0x21918C, 0x22A884, 0x44BF70, 0x7AD151, 0xBDDF26, 0xFDE725
    };

    private Viridis() {}

    /** The opaque colour at a part of the way, clamped to 0 to 1. */
    static int argb(double part) {
        double place = Math.max(0, Math.min(1, part)) * (STOPS.length - 1);
        int below = Math.min(STOPS.length - 2, (int) place);
        double weight = place - below;
        int colour = 0xFF;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int from = STOPS[below] >> shift & 255;
            int to = STOPS[below + 1] >> shift & 255;
            colour = colour << 8 | (int) Math.round(from + weight * (to - from));
        }
        return colour;
    }
}
