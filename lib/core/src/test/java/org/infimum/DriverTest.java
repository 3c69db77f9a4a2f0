package org.infimum;

import static org.infimum.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DriverTest {
    private final List<String> calls = new ArrayList<>();

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    /** Counts to a target; may start in the middle, like a resumed run. */
    private final class Counter implements IterativeMethod<Stop> {
        private final Trace.Recorder recorder = new Trace.Recorder("count");
        private final long target;
        private final Runnable during;
        private long count;

        Counter(long from, long target, Runnable during) {
            count = from;
            this.target = target;
            this.during = during;
        }

        @Override
        public void init() {
            calls.add("init");
        }

        @Override
        public void step() {
            count++;
            calls.add("step " + count);
            during.run();
            recorder.append(count);
        }

        @Override
        public Optional<Stop> done() {
            return count < target ? Optional.empty() : Optional.of(new Stop(Stop.Reason.DONE, "counted."));
        }

        @Override
        public Stop result(Stop stop) {
            calls.add("result");
            return stop;
        }

        @Override
        public long iteration() {
            return count;
        }

        @Override
        public String title() {
            return "counting";
        }

        @Override
        public Trace.Recorder recorder() {
            return recorder;
        }

        @Override
        public String headline() {
            return "count";
        }
    }

    private final class Recording implements Monitor {
        private Progress progress;

        @Override
        public void started(Progress progress) {
            this.progress = progress;
            calls.add("started");
        }

        @Override
        public void iteration(Progress progress) {
            calls.add("iteration " + progress.iteration());
        }

        @Override
        public void stopped(Progress progress, Stop stop) {
            calls.add("stopped " + stop.reason());
        }
    }

    private Counter counter(long target) {
        return new Counter(0, target, () -> {});
    }

    @Test
    void callsComeInOrder() {
        Stop stop = Driver.standard().monitor(new Recording()).run(counter(2));
        assertEquals(Stop.Reason.DONE, stop.reason());
        assertEquals(
                List.of("init", "started", "step 1", "iteration 1", "step 2", "iteration 2", "result", "stopped DONE"),
                calls);
    }

    @Test
    void doneAtTheStartDoesNoStep() {
        assertEquals(Stop.Reason.DONE, Driver.standard().run(counter(0)).reason());
        assertEquals(List.of("init", "result"), calls);
    }

    @Test
    void progressIsAViewOfTheRun() {
        Recording monitor = new Recording();
        Driver.standard().monitor(monitor).run(new Counter(10, 15, () -> {}));
        assertEquals(15, monitor.progress.iteration());
        assertEquals(5, monitor.progress.iterationsThisRun());
        assertEquals(-1, monitor.progress.expectedIterations());
        assertEquals("counting", monitor.progress.title());
        assertEquals("count", monitor.progress.headline());
        assertEquals(15, monitor.progress.trace().last("count"));
        assertFalse(monitor.progress.elapsed().isNegative());
    }

    @Test
    void iterationLimitCountsTheWholeLife() {
        Stop stop = Driver.standard().limits(Limits.iterations(3)).run(new Counter(1, 99, () -> {}));
        assertEquals(Stop.Reason.ITERATION_LIMIT, stop.reason());
        assertTrue(stop.detail().contains("3"), stop.detail());
        assertEquals(List.of("init", "step 2", "step 3", "result"), calls);
        calls.clear();
        assertEquals(
                Stop.Reason.ITERATION_LIMIT,
                Driver.standard().limits(Limits.iterations(0)).run(counter(9)).reason());
        assertEquals(List.of("init", "result"), calls);
    }

    @Test
    void doneWinsOverALimitReachedAtTheSameMoment() {
        assertEquals(
                Stop.Reason.DONE,
                Driver.standard().limits(Limits.iterations(3)).run(counter(3)).reason());
    }

    @Test
    void timeLimitEndsAMethodThatNeverIsDone() {
        Counter endless = new Counter(0, Long.MAX_VALUE, () -> {});
        Stop stop = Driver.standard().limits(Limits.time(Duration.ofMillis(5))).run(endless);
        assertEquals(Stop.Reason.TIME_LIMIT, stop.reason());
        assertTrue(
                stop.detail().contains("0.005 s") && stop.detail().contains("iteration " + endless.count),
                stop.detail());
    }

    @Test
    void noLimitAndAnAgeAreNoOverflow() {
        Duration age = Duration.ofSeconds(Long.MAX_VALUE);
        assertEquals(
                Stop.Reason.DONE,
                Driver.standard().limits(Limits.time(age)).run(counter(4)).reason());
        assertEquals(
                Stop.Reason.DONE,
                Driver.standard().limits(Limits.NONE).run(counter(4)).reason());
    }

    @Test
    void interruptBeforeTheStartDoesNoStepAndClearsTheFlag() {
        Thread.currentThread().interrupt();
        Stop stop = Driver.standard().monitor(new Recording()).run(counter(9));
        assertEquals(Stop.Reason.INTERRUPTED, stop.reason());
        assertFalse(Thread.currentThread().isInterrupted());
        assertEquals(List.of("init", "started", "result", "stopped INTERRUPTED"), calls);
    }

    @Test
    void interruptDuringAStepLetsItFinishAndKeepsItsRow() {
        Counter method = new Counter(0, 9, () -> {
            if (calls.contains("step 4")) {
                Thread.currentThread().interrupt();
            }
        });
        Stop stop = Driver.standard().run(method);
        assertEquals(Stop.Reason.INTERRUPTED, stop.reason());
        assertTrue(stop.detail().contains("iteration 4"), stop.detail());
        assertEquals(4, method.recorder.size());
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void interruptFromAnotherThreadEndsTheRun() throws InterruptedException {
        Stop[] stop = new Stop[1];
        Thread runner = new Thread(() -> stop[0] = Driver.standard().run(new Counter(0, Long.MAX_VALUE, calls::clear)));
        runner.start();
        runner.interrupt();
        runner.join(60_000);
        assertFalse(runner.isAlive());
        assertEquals(Stop.Reason.INTERRUPTED, stop[0].reason());
    }

    @Test
    void whatAMonitorThrowsEndsTheRun() {
        IllegalStateException thrown = new IllegalStateException("the assertion of a test");
        Monitor monitor = progress -> {
            if (progress.iteration() == 2) {
                throw thrown;
            }
        };
        assertSame(
                thrown,
                assertThrows(
                        IllegalStateException.class,
                        () -> Driver.standard().monitor(monitor).run(counter(9))));
        assertEquals(List.of("init", "step 1", "step 2"), calls);
    }

    @Test
    void driversAreImmutable() {
        Driver plain = Driver.standard();
        plain.limits(Limits.iterations(0)).monitor(progress -> {
            throw new AssertionError();
        });
        assertEquals(Stop.Reason.DONE, plain.run(counter(3)).reason());
        assertThrows(NullPointerException.class, () -> plain.limits(null));
        assertThrows(NullPointerException.class, () -> plain.monitor(null));
    }

    @Test
    void limitsNameTheirFaults() {
        refused(() -> Limits.iterations(-1), "-1");
        refused(() -> Limits.time(Duration.ZERO), "positive", "PT0S");
        refused(() -> Limits.time(Duration.ofSeconds(-2)), "PT-2S");
        assertThrows(NullPointerException.class, () -> Limits.time(null));
        assertEquals(5, Limits.iterations(5).iterations());
        assertEquals(Long.MAX_VALUE, Limits.time(Duration.ofSeconds(1)).iterations());
    }

    @Test
    void stopsAndSolutionsSayWhatTheyHold() {
        Stop stop = new Stop(Stop.Reason.DONE, "all 3 iterations are done.");
        assertEquals("DONE: all 3 iterations are done.", stop.toString());
        assertThrows(NullPointerException.class, () -> new Stop(null, ""));
        assertThrows(NullPointerException.class, () -> new Stop(Stop.Reason.DONE, null));
        Trace trace = new Trace.Recorder("f").trace();
        Certificate certificate = new Certificate(0, 1, Evidence.PROVED, "by hand");
        assertEquals(
                "value 1.0, [0, 1]  PROVED: by hand (DONE: all 3 iterations are done.)",
                new Solution<>("x", 1, Optional.of(certificate), trace, stop).toString());
        assertEquals(
                "value 1.0, no certificate (DONE: all 3 iterations are done.)",
                new Solution<>("x", 1, Optional.empty(), trace, stop).toString());
        assertThrows(NullPointerException.class, () -> new Solution<>(null, 1, Optional.empty(), trace, stop));
        assertThrows(NullPointerException.class, () -> new Solution<>("x", 1, null, trace, stop));
        assertThrows(NullPointerException.class, () -> new Solution<>("x", 1, Optional.empty(), null, stop));
        assertThrows(NullPointerException.class, () -> new Solution<>("x", 1, Optional.empty(), trace, null));
    }
}
