package org.infimum.notebook;

import java.util.Arrays;
import org.infimum.Progress;
import org.infimum.Trace;
import org.infimum.notebook.plot.Decimation;

/**
 * The curve of one run as a live picture shows it.
 *
 * @param title what was run
 * @param xTitle what the horizontal axis counts
 * @param yTitle the headline column
 * @param x the points' x
 * @param y the points' y
 */
record LiveRun(String title, String xTitle, String yTitle, double[] x, double[] y) {
    /** The newest state of a run, thinned to a number of points. */
    static LiveRun of(Progress progress, int points) {
        Trace trace = progress.trace();
        String headline = progress.headline();
        double[] all = trace.has(headline) ? trace.column(headline) : new double[0];
        int[] kept = Decimation.keep(all, points);
        String column = trace.has("iteration") ? "iteration" : trace.has("epoch") ? "epoch" : "";
        double[] places = column.isEmpty() ? new double[0] : trace.column(column);
        double[] x = new double[kept.length];
        double[] y = new double[kept.length];
        for (int i = 0; i < kept.length; i++) {
            x[i] = column.isEmpty() ? kept[i] + 1 : places[kept[i]];
            y[i] = all[kept[i]];
        }
        boolean perIteration = column.isEmpty() && all.length == progress.iteration();
        String xTitle = perIteration ? "iteration" : column.isEmpty() ? "row" : column;
        return new LiveRun(progress.title(), xTitle, headline, x, y);
    }

    LiveRun thinned(int points) {
        int[] kept = Decimation.keep(y, points);
        return new LiveRun(title, xTitle, yTitle, take(x, kept), take(y, kept));
    }

    double last() {
        return y.length == 0 ? Double.NaN : y[y.length - 1];
    }

    private static double[] take(double[] values, int[] kept) {
        return Arrays.stream(kept).mapToDouble(i -> values[i]).toArray();
    }
}
