package org.infimum;

import java.util.Arrays;
import java.util.Objects;

/**
 * A monitor that notes when each iteration of a run was done and shows the run to another monitor: what an iteration costs against their
 * number. For one run at a time; a new run begins anew. One number an iteration.
 */
public final class Stopwatch implements Monitor {
    private final Monitor shown;
    private double[] seconds = new double[64];
    private int count;

    private Stopwatch(Monitor shown) {
        this.shown = Objects.requireNonNull(shown, "shown");
    }

    /**
     * A stopwatch on another monitor.
     *
     * @param shown the monitor that shows the run; its time counts as the run's
     * @return the stopwatch
     */
    public static Stopwatch on(Monitor shown) {
        return new Stopwatch(shown);
    }

    @Override
    public void started(Progress progress) {
        count = 0;
        shown.started(progress);
    }

    @Override
    public void iteration(Progress progress) {
        double now = progress.elapsed().toNanos() / 1e9;
        int done = Math.toIntExact(progress.iterationsThisRun());
        if (done > seconds.length) {
            seconds = Arrays.copyOf(seconds, Math.max(done, 2 * seconds.length));
        }
        // a step that ends no iteration is part of the next one; of steps that end several the last counts
        for (; count < done; count++) {
            seconds[count] = now;
        }
        shown.iteration(progress);
    }

    @Override
    public void stopped(Progress progress, Stop stop) {
        shown.stopped(progress, stop);
    }

    /**
     * What an iteration cost on average in each of several parts of the run.
     *
     * @param parts the number of parts of equal length, at least 1
     * @return columns "iteration" (the last of the part) and "ms an iteration"; empty before a run has that many iterations
     * @throws IllegalArgumentException if there is no part
     */
    public Trace cost(int parts) {
        if (parts < 1) {
            throw new IllegalArgumentException("The run needs at least 1 part, not " + parts + ".");
        }
        Trace.Recorder recorder = new Trace.Recorder("iteration", "ms an iteration");
        int from = 0;
        for (int part = 1; part <= parts && count >= parts; part++) {
            int to = (int) ((long) count * part / parts);
            double began = from == 0 ? 0 : seconds[from - 1];
            recorder.append(to, 1000 * (seconds[to - 1] - began) / (to - from));
            from = to;
        }
        return recorder.trace();
    }
}
