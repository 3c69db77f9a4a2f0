package org.infimum.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.infimum.Monitor;
import org.infimum.Progress;
import org.infimum.Stop;
import org.infimum.Trace;
import org.junit.jupiter.api.Test;

class RadiusSweepTest {
    private static final double[] RADII = {1e-4, 1e-2, 1};

    private static TrainingLoss loss(Network network, Loss loss) {
        return new TrainingLoss(network, ParameterLipschitzTest.data(network, loss, 5, 3), loss, 1e-3);
    }

    @Test
    void boundsGrowAndAreNeverBelowWhatIsFound() {
        for (Loss kind : Loss.values()) {
            for (Network network : new Network[] {
                ReluNetworks.perceptron(1, 4, 6, 3), ReluNetworks.convolutional(1, new Shape(1, 4, 4), 2, 3)
            }) {
                Trace sweep = RadiusSweep.of(loss(network, kind), RADII)
                        .search(3, 20)
                        .evaluations(4)
                        .run(Monitor.silent());
                assertArrayEquals(RADII, sweep.column("R"));
                for (int row = 0; row < RADII.length; row++) {
                    assertTrue(sweep.get("ratio", row) >= 1 - 1e-12, sweep::toString);
                    assertEquals(
                            sweep.get("bound", row) / sweep.get("found", row), sweep.get("ratio", row), 0, "one row");
                    assertTrue(row == 0 || sweep.get("bound", row) > sweep.get("bound", row - 1));
                }
            }
        }
    }

    @Test
    void theBoundIsParameterLipschitz() {
        TrainingLoss f = loss(ReluNetworks.perceptron(2, 3, 4, 2), Loss.SQUARED);
        Trace sweep = RadiusSweep.of(f, 0.3).evaluations(7).run(Monitor.silent());
        double bound = ParameterLipschitz.of(f, ParameterSet.ball(f.network().parameters(), 0.3), 7)
                .value();
        assertEquals(bound, sweep.last("bound"));
    }

    @Test
    void anInterruptKeepsTheRadiiThatAreDone() {
        TrainingLoss f = loss(ReluNetworks.perceptron(2, 3, 4, 2), Loss.HINGE);
        Stop[] stop = new Stop[1];
        Trace sweep = RadiusSweep.of(f, RADII).run(new Monitor() {
            @Override
            public void iteration(Progress progress) {
                Thread.currentThread().interrupt();
            }

            @Override
            public void stopped(Progress progress, Stop why) {
                stop[0] = why;
            }
        });
        assertEquals(Stop.Reason.INTERRUPTED, stop[0].reason());
        assertEquals(1, sweep.size());
    }

    @Test
    void badInput() {
        TrainingLoss f = loss(ReluNetworks.perceptron(2, 3, 4, 2), Loss.SQUARED);
        assertThrows(IllegalArgumentException.class, () -> RadiusSweep.of(f));
        assertThrows(IllegalArgumentException.class, () -> RadiusSweep.of(f, 0));
        assertThrows(IllegalArgumentException.class, () -> RadiusSweep.of(f, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> RadiusSweep.of(f, 1).search(0, 1));
        assertThrows(IllegalArgumentException.class, () -> RadiusSweep.of(f, 1).evaluations(0));
    }
}
