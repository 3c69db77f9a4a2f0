package org.infimum.notebook;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.infimum.Monitor;
import org.infimum.Progress;
import org.infimum.Stop;
import org.infimum.Trace;
import org.infimum.notebook.plot.Plot;
import org.infimum.notebook.plot.PlotlyFigure;
import org.infimum.notebook.render.MimeBundle;
import org.infimum.notebook.render.Numbers;
import org.infimum.notebook.render.Renderings;
import org.infimum.notebook.svg.ProgressHeader;
import org.infimum.notebook.svg.SvgChart;

/**
 * Shows a run while it runs. In a notebook: one picture with a progress bar, rate, time left, the newest value and the
 * curve of the headline column, replaced in place a few times a second, and at the end an interactive figure that says
 * why the run stopped. On a terminal: one line.
 *
 * <p>An iteration costs one clock reading. After a few pictures drawing takes at most 3 % of the time, 10 % with a
 * picture of the user's choice: what takes long to draw is drawn less often. A picture that cannot be drawn never ends
 * a run; the monitor says so once and goes on in text.
 *
 * <p>Instead of the curve it can show a picture of the user's choice ({@link #picture}), made from the trace.
 *
 * <p>Runs that the same statement of a cell starts with the same monitor share a picture: earlier curves stay in it,
 * paler. A picture of the user's choice belongs to one run.
 *
 * <p>Not thread-safe: one run at a time, on the thread that runs the solver.
 */
public final class LiveMonitor implements Monitor {
    /** Four updates a second look alive; more would only fill the notebook's message queue. */
    static final long INTERVAL = 250_000_000L;

    /** A text line is rewritten less often: some logs keep every version. */
    private static final long TEXT_INTERVAL = 1_000_000_000L;

    /** The share of the time that drawing a curve may take. */
    private static final double SHARE = 0.03;

    /** The same of a picture that was asked for: it is what the user looks at. */
    static final double PICTURE_SHARE = 0.1;

    /** Pictures that are not counted: a fresh process draws its first ones slowly, and none should be put off for their sake. */
    static final int WARM_UP = 3;

    private static final int LIVE_POINTS = 1200;
    private static final int FINAL_POINTS = 4000;
    private static final int EARLIER_POINTS = 400;
    private static final int TEXT_BAR = 24;

    /** Characters that a title has room for. */
    private static final int TITLE = 60;

    private final Supplier<Optional<Screen>> screens;
    private final PrintStream terminal;
    private final LongSupplier clock;
    private final Supplier<Optional<String>> statements;
    private final int runs;
    private final Optional<Function<Trace, Plot>> picture;

    private final List<LiveRun> earlier = new ArrayList<>();
    private Screen screen;
    private Optional<String> statement = Optional.empty();
    private String id;
    private RunClock runClock = new RunClock();
    private boolean begun;
    private boolean unpictured;
    private long begin;
    private long spent;
    private int pictures;
    private long next;
    private int printed;

    LiveMonitor(
            Supplier<Optional<Screen>> screens,
            PrintStream terminal,
            LongSupplier clock,
            Supplier<Optional<String>> statements,
            int runs,
            Optional<Function<Trace, Plot>> picture) {
        this.screens = screens;
        this.terminal = terminal;
        this.clock = clock;
        this.statements = statements;
        this.runs = runs;
        this.picture = picture;
    }

    static LiveMonitor standard() {
        return new LiveMonitor(
                LiveMonitor::kernel, System.out, System::nanoTime, CellStatement::running, 0, Optional.empty());
    }

    /** On a terminal the kernel's classes are absent; even a reference to the class that uses them would fail then. */
    static Optional<Screen> kernel() {
        try {
            return KernelScreen.find();
        } catch (LinkageError absent) {
            return Optional.empty();
        }
    }

    /**
     * A monitor that expects a number of runs.
     *
     * @param expected the number of runs, at least 1
     * @return a new monitor
     * @throws IllegalArgumentException if there is no run
     */
    public LiveMonitor runs(int expected) {
        if (expected < 1) {
            throw new IllegalArgumentException("A live picture needs at least one run, not " + expected + ".");
        }
        return new LiveMonitor(screens, terminal, clock, statements, expected, picture);
    }

    /**
     * A monitor that shows a picture of the trace instead of the headline's curve: what a search removed, several
     * columns, a path. It is made on the run's thread, four times a second at most and for a tenth of the time. Where
     * it throws, the monitor says so and shows the curve.
     *
     * @param picture makes the plot of a run so far from its trace, which may have no rows yet
     * @return a new monitor
     */
    public LiveMonitor picture(Function<Trace, Plot> picture) {
        return new LiveMonitor(screens, terminal, clock, statements, runs, Optional.of(picture));
    }

    @Override
    public void started(Progress progress) {
        runClock = new RunClock();
        unpictured = false;
        Optional<String> here = statements.get();
        boolean together = picture.isEmpty() && here.isPresent() && here.equals(statement) && id != null;
        if (!together) {
            earlier.clear();
            id = null;
            screen = screens.get().orElse(null);
        }
        statement = here;
        long now = clock.getAsLong();
        if (!begun) {
            begun = true;
            begin = now;
        }
        if (id == null || now - next >= 0) {
            draw(progress);
        }
    }

    @Override
    public void iteration(Progress progress) {
        // a difference, not a comparison: nanoTime may overflow
        if (clock.getAsLong() - next >= 0) {
            draw(progress);
        }
    }

    @Override
    public void stopped(Progress progress, Stop stop) {
        long start = clock.getAsLong();
        runClock.update(progress);
        if (screen != null) {
            guarded(() -> finish(progress, stop));
            pay(start, INTERVAL);
        }
        if (screen == null) {
            print(RunClock.whole(progress) + ", " + headline(progress) + ". " + stop, progress);
            terminal.println();
            printed = 0;
        }
    }

    private void draw(Progress progress) {
        long start = clock.getAsLong();
        runClock.update(progress);
        if (screen != null) {
            guarded(() -> frame(progress));
        }
        long interval = INTERVAL;
        if (screen == null) {
            print(line(progress), progress);
            interval = TEXT_INTERVAL;
        }
        pay(start, interval);
    }

    /** Books what was drawn since then and sets the time of the next picture. */
    private void pay(long start, long interval) {
        long now = clock.getAsLong();
        pictures++;
        spent += pictures > WARM_UP ? now - start : 0;
        next = Math.max(now + interval, begin + (long) (spent / (picture.isPresent() ? PICTURE_SHARE : SHARE)));
    }

    /** While it runs: a picture only. Front ends do not redraw an interactive figure that is replaced by another one. */
    private void frame(Progress progress) {
        LiveRun run = LiveRun.of(progress, LIVE_POINTS);
        ProgressHeader header = new ProgressHeader(
                heading(progress),
                RunClock.fraction(progress),
                runClock.done(progress),
                runClock.left(progress),
                run.yTitle() + " " + Numbers.format(run.last()));
        PlotlyFigure figure = pictured(progress).orElseGet(() -> LiveFigure.of(earlier, run, "", ""));
        String svg = SvgChart.draw(figure, header);
        show(MimeBundle.text(progress.title() + ": " + runClock.done(progress)).with(MimeBundle.SVG, svg));
    }

    private void finish(Progress progress, Stop stop) {
        LiveRun run = LiveRun.of(progress, FINAL_POINTS);
        boolean last = runs == 0
                || picture.isPresent()
                || earlier.size() + 1 >= runs
                || stop.reason() == Stop.Reason.INTERRUPTED;
        if (last) {
            String whole = RunClock.whole(progress) + " \u00B7 " + stop.reason() + ": " + stop.detail();
            String title = earlier.isEmpty() ? progress.title() : together(run);
            PlotlyFigure figure = pictured(progress)
                    .map(drawn -> LiveFigure.captioned(drawn, title, whole))
                    .orElseGet(() -> LiveFigure.of(earlier, run, title, whole));
            String text = title + ": " + whole + " " + run.yTitle() + " " + Numbers.format(run.last());
            show(Renderings.show(figure).with(MimeBundle.TEXT, text));
        } else if (clock.getAsLong() - next >= 0) {
            frame(progress);
        }
        earlier.add(run.thinned(EARLIER_POINTS));
    }

    /** The picture of the user's choice; empty if none was chosen, or if it failed in this run. */
    private Optional<PlotlyFigure> pictured(Progress progress) {
        if (picture.isEmpty() || unpictured) {
            return Optional.empty();
        }
        try {
            return Optional.of(picture.get().apply(progress.trace()).figure());
        } catch (RuntimeException | LinkageError e) {
            unpictured = true;
            terminal.println("This picture cannot be drawn (" + e + "); the curve of '" + progress.headline()
                    + "' is shown instead.");
            return Optional.empty();
        }
    }

    /** The title of several runs: what was run, each name once where a title has room for all, and how often in all. */
    private String together(LiveRun last) {
        String names = Stream.concat(earlier.stream(), Stream.of(last))
                .map(LiveRun::title)
                .distinct()
                .collect(Collectors.joining(", "));
        String count = (earlier.size() + 1) + " runs";
        // the legend names them
        return names.length() > TITLE ? count : names + " \u00B7 " + count;
    }

    private String heading(Progress progress) {
        return runs < 2 ? progress.title() : progress.title() + " \u00B7 run " + (earlier.size() + 1) + " of " + runs;
    }

    private void show(MimeBundle bundle) {
        if (id == null) {
            id = screen.show(bundle);
        } else {
            screen.replace(id, bundle);
        }
    }

    /**
     * Whatever a picture needs may fail (a closed connection, a missing class, memory for a copy of the trace); the run
     * is worth more.
     *
     * <p>An interrupt is meant for the run. The kernel's sockets would fail on it, or swallow it: it is put aside while
     * drawing and handed on afterwards.
     */
    private void guarded(Runnable drawing) {
        boolean interrupted = Thread.interrupted();
        try {
            drawing.run();
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            if (Thread.interrupted() || isInterrupt(e)) {
                interrupted = true;
                again(drawing);
            } else {
                failed(e);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Also ends a message that was cut in half, so that the next one arrives whole. */
    private void again(Runnable drawing) {
        try {
            drawing.run();
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            failed(e);
        }
    }

    private void failed(Throwable cause) {
        screen = null;
        id = null;
        terminal.println("The live picture cannot be drawn (" + cause + "); the run goes on, shown as text.");
    }

    /** ZeroMQ's code for an interrupted call; its exception class lies inside the kernel under changing names. */
    private static boolean isInterrupt(Throwable e) {
        return e.getClass().getSimpleName().equals("ZMQException")
                && String.valueOf(e.getMessage()).contains("Errno 4");
    }

    private String line(Progress progress) {
        double fraction = RunClock.fraction(progress);
        String bar = "";
        if (!Double.isNaN(fraction)) {
            int full = (int) (fraction * TEXT_BAR);
            bar = "[" + "#".repeat(full) + ".".repeat(TEXT_BAR - full) + "] "
                    + String.format(Locale.ROOT, "%3d %%  ", Math.round(100 * fraction));
        }
        return bar + runClock.done(progress) + ", " + runClock.left(progress) + ", " + headline(progress);
    }

    private static String headline(Progress progress) {
        try {
            return progress.headline() + " "
                    + Numbers.format(LiveRun.of(progress, FINAL_POINTS).last());
        } catch (OutOfMemoryError e) {
            // the copy of a trace of many millions of rows
            return progress.headline() + " " + Numbers.MISSING;
        }
    }

    /** Rewrites the line; blanks cover what a longer one left. */
    private void print(String text, Progress progress) {
        String line = progress.title() + "  " + text;
        terminal.print("\r" + line + " ".repeat(Math.max(0, printed - line.length())));
        terminal.flush();
        printed = line.length();
    }
}
