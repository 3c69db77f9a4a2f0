package org.infimum.relu;

import static org.infimum.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TwoLayerNetworkTest {
    private static final double[][] X = {{1, 2}, {-3, 0.5}, {0, -1}};

    @Test
    void predictsByTheFormula() {
        TwoLayerNetwork network = TwoLayerNetwork.of(new double[][] {{1, -1}, {2, 0}}, new double[] {3, -1}, 2);
        // sample 0: u = (-1, 2): 0 - 2; sample 1: (-3.5, -6): 0; sample 2: (1, 0): 3
        assertArrayEquals(new double[] {-2, 0, 3}, network.predict(X), 0);
        assertEquals(0.5 * (1 + 1 + 4 + 9 + 1), network.penalty(), 0);
    }

    @Test
    void aBiasIsOneMoreWeight() {
        TwoLayerNetwork network = TwoLayerNetwork.withBias(new double[][] {{1, 0, 4}}, new double[] {2}, 2);
        assertArrayEquals(new double[] {10, 2, 8}, network.predict(X), 0);
    }

    @Test
    void balancingKeepsTheFunctionAndHasTheLeastPenalty() {
        TwoLayerNetwork network =
                TwoLayerNetwork.of(new double[][] {{30, -40}, {2, 0}, {0, 0}}, new double[] {0.5, -1, 7}, 2);
        TwoLayerNetwork balanced = network.balanced();
        assertEquals(2, balanced.width());
        // rescaling by a square root and back: a few units in the last place
        assertArrayEquals(network.predict(X), balanced.predict(X), 1e-12);
        assertEquals(0.5 * 50 + 2, balanced.penalty(), 1e-12);
        assertTrue(balanced.penalty() < network.penalty());
    }

    @Test
    void equalDirectionsAreMergedButNotOppositeSigns() {
        TwoLayerNetwork network =
                TwoLayerNetwork.of(new double[][] {{1, 1}, {2, 2}, {1, 1}, {-1, -1}}, new double[] {1, 1, -1, 1}, 2);
        TwoLayerNetwork merged = network.merged(1e-9);
        assertEquals(3, merged.width());
        assertArrayEquals(network.predict(X), merged.predict(X), 1e-12);
    }

    @Test
    void hugeAndTinyWeightsAreBalanced() {
        TwoLayerNetwork network =
                TwoLayerNetwork.of(new double[][] {{1e200, 0}, {0, 1e-200}}, new double[] {1e-200, 1e200}, 2);
        assertEquals(2, network.balanced().penalty(), 1e-12);
    }

    @Test
    void badWeightsAreRefused() {
        refused(() -> TwoLayerNetwork.of(new double[][] {{1, Double.NaN}}, new double[] {1}, 2), "NaN");
        refused(() -> TwoLayerNetwork.of(new double[][] {{1}}, new double[] {1}, 2), "2");
        refused(() -> TwoLayerNetwork.of(new double[][] {{1, 1}}, new double[0], 2), "0 weights");
        refused(
                () -> TwoLayerNetwork.of(new double[][] {{1, 1}}, new double[] {1}, 2)
                        .predict(new double[][] {{1}}),
                "1 features");
    }
}
