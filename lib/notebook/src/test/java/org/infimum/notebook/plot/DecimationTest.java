package org.infimum.notebook.plot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DecimationTest {
    @Property
    void keepsExtremesEndsAndOrder(
            @ForAll @Size(min = 1, max = 400) double[] any, @ForAll @IntRange(min = 4, max = 60) int atMost) {
        double[] values = Arrays.stream(any).map(v -> Double.isNaN(v) ? 0 : v).toArray();
        int[] kept = Decimation.keep(values, atMost);
        assertTrue(kept.length <= Math.max(atMost, 0) || values.length <= atMost);
        assertEquals(0, kept[0]);
        assertEquals(values.length - 1, kept[kept.length - 1]);
        for (int i = 1; i < kept.length; i++) {
            assertTrue(kept[i - 1] < kept[i]);
        }
        double[] left = Arrays.stream(kept).mapToDouble(i -> values[i]).toArray();
        assertEquals(
                Arrays.stream(values).max().orElseThrow(),
                Arrays.stream(left).max().orElseThrow());
        assertEquals(
                Arrays.stream(values).min().orElseThrow(),
                Arrays.stream(left).min().orElseThrow());
    }

    @Property
    void keepsEachPiecesExtremes(@ForAll @Size(min = 8, max = 300) @DoubleRange(min = -5, max = 5) double[] values) {
        int[] kept = Decimation.keep(values, i -> i / 8);
        for (int piece = 0; piece * 8 < values.length; piece++) {
            int from = piece * 8;
            int to = Math.min(values.length, from + 8);
            double high = Arrays.stream(values, from, to).max().orElseThrow();
            assertTrue(Arrays.stream(kept).anyMatch(i -> i >= from && i < to && values[i] == high));
        }
    }

    @Test
    void aGapStaysAGap() {
        double[] values = new double[100];
        values[50] = Double.NaN;
        int[] kept = Decimation.keep(values, i -> 0);
        assertArrayEquals(new int[] {0, 49, 50, 51, 99}, kept);
    }

    @Test
    void aShortCurveIsKeptWhole() {
        assertArrayEquals(new int[] {0, 1, 2}, Decimation.keep(new double[] {3, 1, 2}, 4));
    }

    @Test
    void refusesTooFewPoints() {
        String message = assertThrows(IllegalArgumentException.class, () -> Decimation.keep(new double[9], 3))
                .getMessage();
        assertTrue(message.contains("not 3"), message);
    }
}
