package org.infimum.lipschitz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.infimum.Monitor;
import org.infimum.Trace;
import org.infimum.testfunctions.TestFunction;
import org.infimum.testfunctions.TestFunctions;
import org.junit.jupiter.api.Test;

class EstimateTrialsTest {
    private static EstimateTrials ball(int d) {
        TestFunction f = TestFunctions.halfSquare(d);
        return EstimateTrials.of("ball", 1, seed -> GradientNorms.ofBall(f, new double[d], 1, 200, seed));
    }

    @Test
    void everyTrialIsOneEstimateRelativeToTheTruth() {
        EstimateTrials trials = ball(3).batchSize(10).trials(4);
        Trace trace = trials.trace(Monitor.silent());
        assertEquals(4, trace.size());
        TestFunction f = TestFunctions.halfSquare(3);
        GradientNorms norms = GradientNorms.ofBall(f, new double[3], 1, 200, 2);
        ExtremeValueEstimate second = ExtremeValueEstimate.of(norms, 10, 2);
        assertEquals(norms.max().value(), trace.get("max", 1));
        assertEquals(second.fit().location(), trace.get("fit", 1));
        assertEquals(second.upper(), trace.get("upper", 1));
        assertEquals(20, trace.get("maxima", 1));
    }

    @Test
    void theSummaryCounts() {
        Trace.Recorder rows = new Trace.Recorder("norms", "maxima", "max", "fit", "lower", "upper", "endless");
        rows.append(100, 10, 0.8, 0.9, 0.8, 0.95, 0);
        rows.append(100, 10, 0.9, 0.98, 0.9, 1.2, 0);
        rows.append(100, 10, 0.9, 1.5, 1.1, 2, 1);
        rows.append(100, 10, 1.0, 1, 1, 1.5, 0);
        EstimateTrials.Result result = ball(2).summary(rows.trace());
        assertEquals(0.9, result.max(), 1e-15);
        assertEquals(0.99, result.fit(), 1e-15);
        assertEquals(0.9, result.fitLeast());
        assertEquals(1.5, result.fitMost());
        assertEquals(0.5, result.below());
        assertEquals(0.25, result.endless());
        assertEquals(0.5, result.covers());
        assertEquals(0.25, result.intervalBelow());
    }

    @Test
    void aSampleIsNeverAboveTheTruth() {
        EstimateTrials.Result result = ball(5).trials(5).run(Monitor.silent());
        assertTrue(result.max() <= 1);
        assertEquals(5, result.trials());
        assertEquals(10, result.maxima());
    }

    @Test
    void badInput() {
        assertThrows(IllegalArgumentException.class, () -> EstimateTrials.of("x", 0, seed -> null));
        assertThrows(IllegalArgumentException.class, () -> ball(2).batchSize(0));
        assertThrows(IllegalArgumentException.class, () -> ball(2).trials(0));
        Trace none = new Trace.Recorder("fit", "lower", "upper").trace();
        assertThrows(IllegalStateException.class, () -> ball(2).summary(none));
    }
}
