package org.infimum.relu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.infimum.Evidence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VectorDualTest {
    /** The search for the scaling halved an interval of a few subnormal numbers for ever. */
    @ParameterizedTest
    @EnumSource(VectorLoss.class)
    void aPriceThatAllowsOnlySubnormalScalingsEnds(VectorLoss loss) {
        double[][] y = {{1, loss == VectorLoss.CROSS_ENTROPY ? 0 : -1}};
        double[][] v = loss.dualPoint(new double[][] {{0, 0}}, y);
        VectorPolarBounds polar = new VectorPolarBounds(1, new double[] {1}, 1, Evidence.PROVED, "given");
        for (double beta : new double[] {1e-320, 1e-310, 1e-300}) {
            VectorDual dual =
                    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> VectorDual.of(loss, y, beta, v, polar));
            assertTrue(dual.scale() <= beta, dual.scale() + " " + beta);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, 1e8, 1e17, 1e300})
    void crossEntropyOfLargePredictionsKeepsItsLogarithm(double size) {
        double value =
                VectorLoss.CROSS_ENTROPY.valueAndGradient(new double[] {size, size, size}, new double[] {0, 1, 0}, 3);
        assertEquals(Math.log(3), value, 1e-15);
    }

    /** log(1 + exp(-2 z)) + |z| / 2 has the minimum 0.5623..., but the entropy of 2 s v is log 2 at its best. */
    @Test
    void labelsThatAreNoneAreRefused() {
        VectorPolarBounds polar = new VectorPolarBounds(0.5, new double[] {1}, 0.5, Evidence.PROVED, "given");
        assertThrows(
                IllegalArgumentException.class,
                () -> VectorDual.of(VectorLoss.LOGISTIC, new double[][] {{2}}, 0.5, new double[][] {{0.5}}, polar));
    }
}
