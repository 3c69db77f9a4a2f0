package org.infimum.notebook;

import java.time.Duration;
import java.util.Locale;
import org.infimum.Progress;
import org.infimum.notebook.render.Numbers;

/** Rate and time left of a run, in words. */
final class RunClock {
    /** The weight of the newest interval: a few updates smooth the rate, and it follows a change within a second or two. */
    private static final double WEIGHT = 0.3;

    private long lastIteration;
    private Duration lastTime = Duration.ZERO;
    private double rate = Double.NaN;

    void update(Progress progress) {
        Duration now = progress.elapsed();
        long done = progress.iterationsThisRun();
        double seconds = seconds(now.minus(lastTime));
        if (done > lastIteration && seconds > 0) {
            double newest = (done - lastIteration) / seconds;
            rate = Double.isNaN(rate) ? newest : rate + WEIGHT * (newest - rate);
            lastIteration = done;
            lastTime = now;
        }
    }

    static double fraction(Progress progress) {
        long expected = progress.expectedIterations();
        return expected > 0 ? Math.min(1, progress.iteration() / (double) expected) : Double.NaN;
    }

    String done(Progress progress) {
        long expected = progress.expectedIterations();
        String of = expected > 0 ? " of " + Numbers.count(expected) : "";
        String speed = Double.isNaN(rate) ? "" : " \u00B7 " + rate(rate);
        return Numbers.count(progress.iteration()) + of + " iterations" + speed;
    }

    String left(Progress progress) {
        long expected = progress.expectedIterations();
        String elapsed = time(seconds(progress.elapsed())) + " elapsed";
        if (expected <= 0 || Double.isNaN(rate)) {
            return elapsed;
        }
        return elapsed + " \u00B7 " + time(Math.max(0, expected - progress.iteration()) / rate) + " left";
    }

    /** The whole run: iterations, time, mean rate. */
    static String whole(Progress progress) {
        double seconds = seconds(progress.elapsed());
        long done = progress.iterationsThisRun();
        String speed = done > 0 && seconds > 0 ? " (" + rate(done / seconds) + ")" : "";
        return Numbers.count(progress.iteration()) + " iterations, " + time(seconds) + speed;
    }

    private static String rate(double perSecond) {
        return perSecond >= 100
                ? Numbers.count(Math.round(perSecond)) + " it/s"
                : String.format(Locale.ROOT, "%.3g it/s", perSecond);
    }

    static String time(double seconds) {
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        return whole < 3600
                ? String.format(Locale.ROOT, "%d:%02d min", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d h", whole / 3600, whole / 60 % 60, whole % 60);
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
