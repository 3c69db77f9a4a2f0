package org.infimum.relu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ConvexLossTest {
    @Test
    void knownValues() {
        assertEquals(2, ConvexLoss.SQUARED.value(3, 1));
        assertEquals(1.5, ConvexLoss.HINGE.value(-0.5, 1));
        assertEquals(Math.log(2), ConvexLoss.LOGISTIC.value(0, -1), 1e-16);
        assertEquals(1000, ConvexLoss.LOGISTIC.value(-1000, 1));
        assertEquals(0, ConvexLoss.LOGISTIC.value(1000, 1));
        assertEquals(4.5, ConvexLoss.SQUARED.dual(3, 3));
        assertEquals(0.25, ConvexLoss.HINGE.dual(-0.25, -1));
        assertEquals(Double.NEGATIVE_INFINITY, ConvexLoss.HINGE.dual(0.25, -1));
        assertEquals(Math.log(2), ConvexLoss.LOGISTIC.dual(0.5, 1), 1e-16);
        assertEquals(0, ConvexLoss.LOGISTIC.dual(1, 1), 1e-300);
    }

    @Property(tries = 300)
    void slopesAreThoseOfTheValues(@ForAll @DoubleRange(min = -8, max = 8) double z, @ForAll boolean positive) {
        double y = positive ? 1 : -1;
        double h = 1e-5;
        for (ConvexLoss loss : ConvexLoss.values()) {
            if (loss == ConvexLoss.HINGE && Math.abs(1 - y * z) < 2 * h) {
                continue;
            }
            // the differences' errors: h^2 from the third derivative, 1e-16 / h and 1e-16 / h^2 times the value from
            // rounding
            double slope = (loss.value(z + h, y) - loss.value(z - h, y)) / (2 * h);
            assertEquals(slope, loss.derivative(z, y), 1e-9 * (1 + z * z));
            double curvature = (loss.derivative(z + h, y) - loss.derivative(z - h, y)) / (2 * h);
            assertEquals(curvature, loss.secondDerivative(z, y), 1e-9 * (1 + Math.abs(z)));
        }
    }

    @Property(tries = 300)
    void fenchelYoung(
            @ForAll @DoubleRange(min = -5, max = 5) double z,
            @ForAll @DoubleRange(min = 0, max = 1) double p,
            @ForAll boolean positive) {
        double y = positive ? 1 : -1;
        for (ConvexLoss loss : ConvexLoss.values()) {
            double t = -y * p;
            assertTrue(loss.value(z, y) + loss.conjugate(t, y) >= z * t - 1e-14);
            double slope = loss.derivative(z, y);
            assertEquals(z * slope, loss.value(z, y) + loss.conjugate(slope, y), 1e-12 * (1 + z * z));
        }
    }

    @Test
    void targetsAreChecked() {
        ConvexLoss.SQUARED.requireTargets(new double[] {2, -3});
        assertThrows(
                IllegalArgumentException.class, () -> ConvexLoss.SQUARED.requireTargets(new double[] {Double.NaN}));
        assertThrows(IllegalArgumentException.class, () -> ConvexLoss.HINGE.requireTargets(new double[] {0}));
        assertThrows(IllegalArgumentException.class, () -> ConvexLoss.LOGISTIC.sum(new double[2], new double[1]));
    }
}
