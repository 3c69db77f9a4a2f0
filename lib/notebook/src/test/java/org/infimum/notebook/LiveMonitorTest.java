package org.infimum.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.infimum.Driver;
import org.infimum.Solution;
import org.infimum.Stop;
import org.infimum.Trace;
import org.infimum.notebook.plot.Plot;
import org.infimum.notebook.render.MimeBundle;
import org.infimum.notebook.svg.Xml;
import org.junit.jupiter.api.Test;

class LiveMonitorTest {
    private static final long MILLISECOND = 1_000_000L;

    private final FakeScreen screen = new FakeScreen();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private long now;
    private String statement = "REPL.$JShell$1";

    private LiveMonitor monitor(boolean kernel) {
        return new LiveMonitor(
                () -> kernel ? Optional.of(screen) : Optional.empty(),
                new PrintStream(printed, true, StandardCharsets.UTF_8),
                () -> now,
                () -> Optional.of(statement),
                0,
                Optional.empty());
    }

    private Solution<double[]> run(LiveMonitor monitor, String title, int iterations, long milliseconds) {
        return Driver.standard()
                .monitor(monitor)
                .run(new Halving(title, iterations, () -> now += milliseconds * MILLISECOND));
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void drawsFourTimesASecondAtMostAndOnceAtTheEnd() {
        run(monitor(true), "run", 1000, 10);
        // 10 s: one at the start, one every 250 ms, one at the end
        assertEquals(1 + 40 + 1, screen.all.size(), 1);
        assertEquals(1, screen.displays());
        assertEquals(1, screen.all.stream().map(FakeScreen.Shown::id).distinct().count());
    }

    @Test
    void picturesWhileRunningAndOneFullBundleAtTheEnd() {
        run(monitor(true), "BPGrad on LeNet", 100, 20);
        for (FakeScreen.Shown shown : screen.all.subList(0, screen.all.size() - 1)) {
            assertEquals(
                    Set.of(MimeBundle.TEXT, MimeBundle.SVG),
                    shown.bundle().data().keySet());
            Xml.parse((String) shown.bundle().data().get(MimeBundle.SVG));
        }
        MimeBundle last = screen.last().bundle();
        assertEquals(
                Set.of(MimeBundle.TEXT, MimeBundle.SVG, MimeBundle.PLOTLY),
                last.data().keySet());
        assertTrue(last.text().startsWith("BPGrad on LeNet: 100 iterations"), last.text());
        assertTrue(last.text().contains("DONE: all iterations are done."), last.text());
        assertEquals(1, last.text().lines().count());
        String frame = (String) screen.all.get(3).bundle().data().get(MimeBundle.SVG);
        assertTrue(frame.contains("of 100 iterations"), frame);
    }

    @Test
    void slowDrawingIsDoneLessOften() {
        screen.before = () -> now += 200 * MILLISECOND;
        run(monitor(true), "run", 10_000, 10);
        // 100 s of work and at most 3.6 s of drawing, 200 ms a picture
        long most = (long) (0.03 * 103.6e9) / (200 * MILLISECOND) + LiveMonitor.WARM_UP + 2;
        assertTrue(screen.all.size() <= most, screen.all.size() + " pictures, at most " + most);
        assertTrue(screen.all.size() >= most / 2, screen.all.size() + " pictures");
    }

    @Test
    void aPictureThatFailsDoesNotEndTheRun() {
        screen.before = () -> {
            if (screen.all.size() == 2) {
                throw new IllegalStateException("no connection");
            }
        };
        Solution<double[]> solution = run(monitor(true), "run", 500, 10);
        assertEquals(Stop.Reason.DONE, solution.stop().reason());
        assertEquals(500, solution.trace().size());
        assertEquals(2, screen.all.size());
        String text = printed();
        assertEquals(1, text.split("cannot be drawn", -1).length - 1, text);
        assertTrue(text.contains("no connection"), text);
        assertTrue(text.contains("DONE: all iterations are done."), text);
    }

    @Test
    void anInterruptIsShownPlainlyAndReachesTheRun() {
        Halving method = new Halving("run", 1000, () -> {
            now += 10 * MILLISECOND;
            if (now > 3_000 * MILLISECOND) {
                Thread.currentThread().interrupt();
            }
        });
        Solution<double[]> solution = Driver.standard().monitor(monitor(true)).run(method);
        assertFalse(Thread.interrupted());
        assertEquals(Stop.Reason.INTERRUPTED, solution.stop().reason());
        assertTrue(
                screen.last().bundle().text().contains("INTERRUPTED"),
                screen.last().bundle().text());
        String svg = (String) screen.last().bundle().data().get(MimeBundle.SVG);
        assertTrue(svg.contains("INTERRUPTED: interrupted after iteration 301"), svg);
        assertTrue(screen.last().bundle().data().containsKey(MimeBundle.PLOTLY));
    }

    @Test
    void anInterruptWhileDrawingIsNotLost() {
        // a socket that fails on an interrupt and forgets it, as ZeroMQ's does
        class ZMQException extends RuntimeException {
            private static final long serialVersionUID = 1;

            ZMQException() {
                super("Errno 4 : Interrupted function");
            }
        }
        int[] calls = {0};
        screen.before = () -> {
            if (++calls[0] == 3) {
                throw new ZMQException();
            }
        };
        Solution<double[]> solution = run(monitor(true), "run", 1000, 10);
        assertFalse(Thread.interrupted());
        assertEquals(Stop.Reason.INTERRUPTED, solution.stop().reason());
        assertTrue(screen.last().bundle().data().containsKey(MimeBundle.PLOTLY));
        assertEquals("", printed());
    }

    @Test
    void anInterruptBeforeDrawingDoesNotDisturbTheSocket() {
        screen.before = () -> assertFalse(Thread.currentThread().isInterrupted());
        Halving method = new Halving("run", 100, () -> {
            now += 300 * MILLISECOND;
            Thread.currentThread().interrupt();
        });
        Solution<double[]> solution = Driver.standard().monitor(monitor(true)).run(method);
        assertEquals(Stop.Reason.INTERRUPTED, solution.stop().reason());
        assertEquals(1, solution.trace().size());
    }

    @Test
    void runsOfOneStatementShareAPicture() {
        LiveMonitor monitor = monitor(true);
        run(monitor, "BPGrad", 100, 10);
        run(monitor, "Adam", 100, 10);
        run(monitor, "BPGrad", 100, 10);
        assertEquals(1, screen.displays());
        Object figure = screen.last().bundle().data().get(MimeBundle.PLOTLY);
        assertTrue(
                figure.toString().contains("name=BPGrad") && figure.toString().contains("name=Adam"),
                figure.toString());
        statement = "REPL.$JShell$2";
        run(monitor, "SGD", 100, 10);
        assertEquals(2, screen.displays());
        assertFalse(
                screen.last().bundle().data().get(MimeBundle.PLOTLY).toString().contains("Adam"));
    }

    @Test
    void aKnownNumberOfRunsBecomesInteractiveOnce() {
        LiveMonitor monitor = monitor(true).runs(3);
        for (int i = 0; i < 3; i++) {
            run(monitor, "run", 200, 10);
        }
        long full = screen.all.stream()
                .filter(shown -> shown.bundle().data().containsKey(MimeBundle.PLOTLY))
                .count();
        assertEquals(1, full);
        assertTrue(
                screen.last().bundle().text().contains("run \u00B7 3 runs"),
                screen.last().bundle().text());
    }

    @Test
    void refusesNoRuns() {
        assertThrows(IllegalArgumentException.class, () -> monitor(true).runs(0));
    }

    @Test
    void oneLineOnATerminal() {
        run(monitor(false), "BPGrad", 1000, 10);
        String text = printed();
        assertEquals(1, text.lines().filter(line -> line.contains("DONE")).count(), text);
        assertTrue(text.endsWith(System.lineSeparator()), text);
        assertEquals(1, text.chars().filter(c -> c == '\n').count(), "one line break only");
        String[] versions = text.split("\r");
        assertEquals(12, versions.length, 2, text);
        assertTrue(versions[3].contains("of 1,000 iterations"), versions[3]);
        assertTrue(versions[3].contains("objective"), versions[3]);
    }

    @Test
    void longRunsAreThinned() {
        run(monitor(true), "run", 50_000, 1);
        String frame =
                (String) screen.all.get(screen.all.size() - 2).bundle().data().get(MimeBundle.SVG);
        assertTrue(frame.length() < 60_000, "characters: " + frame.length());
    }

    @Test
    void noKernelIsNoError() {
        assertEquals(Optional.empty(), LiveMonitor.kernel());
    }

    private static Plot picture(Trace trace) {
        return Plot.title("what is left")
                .subtitle(trace.size() + " rows")
                .points("halves", trace.column("iteration"), trace.column("objective"));
    }

    @Test
    void aPictureOfTheTraceTakesTheCurvesPlace() {
        run(monitor(true).picture(LiveMonitorTest::picture), "Halving", 1000, 10);
        assertEquals(1 + 40 + 1, screen.all.size(), 1);
        assertEquals(1, screen.displays());
        String frame = (String) screen.all.get(3).bundle().data().get(MimeBundle.SVG);
        assertTrue(frame.contains("of 1,000 iterations") && frame.contains(">Halving<"), frame);
        assertFalse(frame.contains("fill=\"none\" stroke-linejoin"), "no curve: " + frame);
        MimeBundle last = screen.last().bundle();
        String figure = last.data().get(MimeBundle.PLOTLY).toString();
        assertTrue(figure.contains("name=halves") && figure.contains("text=what is left"), figure);
        // the picture's own words, and why the run stopped
        assertTrue(figure.contains("text=1000 rows<br>1,000 iterations"), figure);
        assertTrue(figure.contains("DONE: all iterations are done."), figure);
        assertTrue(last.text().startsWith("Halving: 1,000 iterations"), last.text());
        assertEquals("", printed());
    }

    @Test
    void aPictureIsMadeNoMoreOftenThanItIsShown() {
        int[] made = {0};
        LiveMonitor monitor = monitor(true).picture(trace -> {
            made[0]++;
            return picture(trace);
        });
        run(monitor, "run", 10_000, 1);
        assertEquals(screen.all.size(), made[0]);
        assertEquals(1 + 40 + 1, made[0], 1);
    }

    @Test
    void aSlowPictureIsDrawnLessOften() {
        LiveMonitor monitor = monitor(true).picture(trace -> {
            now += 200 * MILLISECOND;
            return picture(trace);
        });
        run(monitor, "run", 10_000, 10);
        // 100 s of work and at most a tenth of the whole, 11.2 s, of drawing, 200 ms a picture
        long most = (long) (LiveMonitor.PICTURE_SHARE * 112e9) / (200 * MILLISECOND) + LiveMonitor.WARM_UP + 2;
        assertTrue(screen.all.size() <= most, screen.all.size() + " pictures, at most " + most);
        assertTrue(screen.all.size() >= most / 2, screen.all.size() + " pictures");
    }

    @Test
    void thePictureOfARunWithoutATitleGetsTheRuns() {
        run(monitor(true).picture(trace -> Plot.title("").line("a", trace, "objective")), "Halving", 100, 10);
        String figure = screen.last().bundle().data().get(MimeBundle.PLOTLY).toString();
        assertTrue(figure.contains("text=Halving") && figure.contains("text=100 iterations"), figure);
    }

    @Test
    void aLongTitleIsCutInTheFigureAndWholeInTheText() {
        String title =
                "BPGrad with a constant that rests on a long proof ".repeat(4).strip();
        run(monitor(true), title, 100, 10);
        String figure = screen.last().bundle().data().get(MimeBundle.PLOTLY).toString();
        assertTrue(figure.contains("\u2026, font") || figure.contains("\u2026, subtitle"), figure);
        assertTrue(
                screen.last().bundle().text().startsWith(title),
                screen.last().bundle().text());
    }

    @Test
    void aPictureThatThrowsGivesWayToTheCurveAndSaysSo() {
        LiveMonitor monitor = monitor(true).picture(trace -> {
            if (trace.size() > 200) {
                throw new IllegalArgumentException("no column 'x1'");
            }
            return picture(trace);
        });
        Solution<double[]> solution = run(monitor, "run", 1000, 10);
        assertEquals(Stop.Reason.DONE, solution.stop().reason());
        assertEquals(1 + 40 + 1, screen.all.size(), 1);
        String text = printed();
        assertEquals(1, text.lines().count(), text);
        assertTrue(text.contains("no column 'x1'") && text.contains("the curve of 'objective'"), text);
        String early = (String) screen.all.get(2).bundle().data().get(MimeBundle.SVG);
        String late = (String) screen.all.get(30).bundle().data().get(MimeBundle.SVG);
        assertFalse(early.contains("stroke-linejoin=\"round\" stroke=\"#0072B2\""), early);
        assertTrue(late.contains("stroke-linejoin=\"round\" stroke=\"#0072B2\""), late);
        String figure = screen.last().bundle().data().get(MimeBundle.PLOTLY).toString();
        assertTrue(figure.contains("name=run") && !figure.contains("halves"), figure);
        // the next run tries again
        run(monitor, "run", 100, 10);
        assertTrue(
                screen.last().bundle().data().get(MimeBundle.PLOTLY).toString().contains("halves"));
    }

    @Test
    void aPictureThatIsNoneGivesWay() {
        run(monitor(true).picture(trace -> null), "run", 100, 10);
        assertTrue(printed().contains("cannot be drawn"), printed());
        assertTrue(screen.last().bundle().data().containsKey(MimeBundle.PLOTLY));
    }

    @Test
    void eachRunWithAPictureHasItsOwn() {
        LiveMonitor monitor = monitor(true).runs(2).picture(LiveMonitorTest::picture);
        run(monitor, "one", 100, 10);
        run(monitor, "two", 100, 10);
        assertEquals(2, screen.displays());
        long full = screen.all.stream()
                .filter(shown -> shown.bundle().data().containsKey(MimeBundle.PLOTLY))
                .count();
        assertEquals(2, full);
    }

    @Test
    void anInterruptWhileAPictureIsMadeReachesTheRun() {
        boolean[] interrupted = {false};
        LiveMonitor monitor = monitor(true).picture(trace -> {
            if (trace.size() >= 100 && !interrupted[0]) {
                interrupted[0] = true;
                Thread.currentThread().interrupt();
            }
            return picture(trace);
        });
        Solution<double[]> solution = run(monitor, "run", 1000, 10);
        assertFalse(Thread.interrupted());
        assertEquals(Stop.Reason.INTERRUPTED, solution.stop().reason());
        assertTrue(
                screen.last().bundle().data().get(MimeBundle.PLOTLY).toString().contains("halves"));
    }
}
