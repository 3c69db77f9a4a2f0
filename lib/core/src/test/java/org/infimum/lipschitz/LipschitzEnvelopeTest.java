package org.infimum.lipschitz;

import static org.infimum.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.infimum.testfunctions.TestFunctions;
import org.junit.jupiter.api.Test;

class LipschitzEnvelopeTest {
    @Test
    void aSpikeAndAHoleByHand() {
        double[] grid = {0, 1, 2, 4, 5};
        double[] values = {0, 10, 0, 0, -10};
        LipschitzEnvelope envelope = LipschitzEnvelope.of(grid, values, 2);
        // from the hole at 5: -10 + 2 |x - 5|, which is 0 at 0, -2 at 1, -4 at 2
        assertArrayEquals(new double[] {0, -2, -4, -8, -10}, envelope.minorant());
        // from the spike at 1: 10 - 2 |x - 1|, which is 8 at 0 and 2, 4 at 4, 2 at 5
        assertArrayEquals(new double[] {8, 10, 8, 4, 2}, envelope.majorant());
        assertArrayEquals(grid, envelope.grid());
        assertArrayEquals(values, envelope.values());
        assertEquals(2, envelope.lipschitz());
        envelope.values()[0] = 7;
        assertEquals(0, envelope.values()[0]);
    }

    /** The figure: a narrow deep valley is filled, a wide shallow one is kept, so the majorant's minimiser is in the other. */
    @Test
    void theNarrowValleyIsFilledAndTheWideOneKept() {
        int n = 10_001;
        double[] grid = new double[n];
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            grid[i] = 10.0 * i / (n - 1);
            double narrow = Math.min(0, 10 * (Math.abs(grid[i] - 2) - 0.2));
            double wide = Math.min(0, 0.5 * (Math.abs(grid[i] - 7) - 2));
            values[i] = narrow + wide;
        }
        LipschitzEnvelope envelope = LipschitzEnvelope.of(grid, values, 1);
        double[] majorant = envelope.majorant();
        int at = argmin(majorant);
        assertEquals(2, grid[argmin(values)], 1e-9);
        assertEquals(7, grid[at], 1e-9);
        assertEquals(-1, majorant[at], 1e-9);
        // rim 0 less 1 times half the width 0.2
        assertEquals(-0.2, majorant[2000], 1e-9);
        assertEquals(-2, Arrays.stream(envelope.minorant()).min().orElseThrow(), 1e-9);
    }

    private static int argmin(double[] values) {
        int at = 0;
        for (int i = 1; i < values.length; i++) {
            at = values[i] < values[at] ? i : at;
        }
        return at;
    }

    @Property(tries = 300)
    void sweepsEqualTheDefinition(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 60) int n,
            @ForAll @DoubleRange(min = 0.01, max = 100) double l) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] grid = new double[n];
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            grid[i] = (i == 0 ? -3 : grid[i - 1]) + random.nextDouble(0.01, 1);
            values[i] = random.nextDouble(-5, 5);
        }
        LipschitzEnvelope envelope = LipschitzEnvelope.of(grid, values, l);
        double[] below = envelope.minorant();
        double[] above = envelope.majorant();
        for (int i = 0; i < n; i++) {
            double min = Double.POSITIVE_INFINITY;
            double max = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < n; j++) {
                double rise = l * Math.abs(grid[i] - grid[j]);
                min = Math.min(min, values[j] + rise);
                max = Math.max(max, values[j] - rise);
            }
            assertEquals(min, below[i], 1e-11);
            assertEquals(max, above[i], 1e-11);
            assertTrue(below[i] <= values[i] && values[i] <= above[i]);
        }
    }

    @Test
    void aFunctionThatIsLipschitzIsItsOwnEnvelope() {
        LipschitzEnvelope envelope = LipschitzEnvelope.of(TestFunctions.twoSines(), 1001, 4.285647);
        assertArrayEquals(envelope.values(), envelope.minorant());
        assertArrayEquals(envelope.values(), envelope.majorant());
        assertEquals(2.7, envelope.grid()[0]);
        assertEquals(7.5, envelope.grid()[1000]);
    }

    @Test
    void everyFaultIsNamed() {
        double[] two = {0, 1};
        refused(() -> LipschitzEnvelope.of(two, two, 0), "0.0", "positive");
        refused(() -> LipschitzEnvelope.of(two, new double[3], 1), "2 points and 3 values");
        refused(() -> LipschitzEnvelope.of(new double[1], new double[1], 1), "at least 2");
        refused(() -> LipschitzEnvelope.of(two, new double[] {0, Double.NaN}, 1), "point 1", "NaN");
        refused(() -> LipschitzEnvelope.of(new double[] {1, 1}, two, 1), "increase", "1.0");
        refused(() -> LipschitzEnvelope.of(TestFunctions.himmelblau(), 10, 1), "Himmelblau", "2");
        refused(() -> LipschitzEnvelope.of(TestFunctions.twoSines(), 1, 1), "at least 2", "1");
    }
}
