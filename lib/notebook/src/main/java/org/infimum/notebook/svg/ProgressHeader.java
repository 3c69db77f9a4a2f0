package org.infimum.notebook.svg;

/**
 * What stands above a live picture.
 *
 * @param title what is being run
 * @param fraction how much of it is done, 0 to 1; NaN if not known
 * @param done what has been done: iterations, rate
 * @param left what is to come or how it ended
 * @param headline the newest number of the curve
 */
public record ProgressHeader(String title, double fraction, String done, String left, String headline) {
    static final int HEIGHT = 58;

    private static final String TRACK = "#E4E7EB";
    private static final String BAR = "#0072B2";
    private static final double MARGIN = 16;
    private static final double THICKNESS = 8;

    void draw(SvgCanvas canvas, double width) {
        double room = width - 3 * MARGIN - SvgCanvas.width(headline, 13);
        String heading = SvgCanvas.fitting(title, 15, room);
        canvas.text(MARGIN, 22, "start", 14, SvgChart.INK, " font-weight=\"600\"", heading);
        canvas.text(width - MARGIN, 22, "end", 13, SvgChart.INK, "", headline);
        double full = width - 2 * MARGIN;
        canvas.rectangle(MARGIN, 31, full, THICKNESS, TRACK, 1);
        double share = Double.isNaN(fraction) ? 0 : Math.max(0, Math.min(1, fraction));
        if (share > 0) {
            canvas.rectangle(MARGIN, 31, full * share, THICKNESS, BAR, 1);
        }
        canvas.text(MARGIN, 54, "start", 12, SvgChart.MUTED, "", done);
        canvas.text(width - MARGIN, 54, "end", 12, SvgChart.MUTED, "", left);
    }
}
