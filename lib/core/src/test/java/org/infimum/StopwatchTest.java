package org.infimum;

import static org.infimum.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.infimum.bpgrad.BranchAndPrune;
import org.infimum.testfunctions.TestFunctions;
import org.junit.jupiter.api.Test;

class StopwatchTest {
    @Test
    void everyIterationIsTimedAndShown() {
        AtomicInteger shown = new AtomicInteger();
        Stopwatch watch = Stopwatch.on(progress -> shown.incrementAndGet());
        BranchAndPrune method = BranchAndPrune.lipschitz(
                        TestFunctions.twoSines().lipschitz())
                .gap(1e-4)
                .driver(Driver.standard().monitor(watch).limits(Limits.iterations(101)));
        method.minimize(TestFunctions.twoSines());
        assertTrue(shown.get() >= 101);
        Trace cost = watch.cost(4);
        assertArrayEquals(new double[] {25, 50, 75, 101}, cost.column("iteration"));
        double all = 0;
        double last = 0;
        for (int part = 0; part < 4; part++) {
            double ms = cost.get("ms an iteration", part);
            assertTrue(ms > 0);
            all += ms * (cost.get("iteration", part) - last);
            last = cost.get("iteration", part);
        }
        // the parts make up the whole, up to the rounding of four quotients
        assertEquals(watch.cost(1).get("ms an iteration", 0) * 101, all, 1e-9 * all);
        method.minimize(TestFunctions.twoSines());
        assertEquals(101, watch.cost(1).get("iteration", 0));
    }

    @Test
    void beforeARunThereIsNoCost() {
        Stopwatch watch = Stopwatch.on(Monitor.silent());
        assertEquals(0, watch.cost(3).size());
        refused(() -> watch.cost(0), "0");
    }
}
