package org.infimum.notebook.svg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TicksTest {
    private static List<String> labels(List<Ticks.Tick> ticks) {
        return ticks.stream().map(Ticks.Tick::label).toList();
    }

    @Test
    void linearTicksAreNiceNumbers() {
        assertEquals(List.of("0", "0.2", "0.4", "0.6", "0.8", "1.0"), labels(Ticks.linear(0, 1, 5)));
        assertEquals(List.of("\u221210", "\u22125", "0", "5", "10"), labels(Ticks.linear(-10, 10, 5)));
        assertEquals(List.of("0", "5,000", "10,000"), labels(Ticks.linear(0, 12_000, 3)));
        assertEquals(List.of("1.0000002", "1.0000004"), labels(Ticks.linear(1.0000001, 1.0000005, 2)));
    }

    @Test
    void tinyAndHugeNumbersCarryTheirPowerOfTen() {
        assertEquals(
                List.of("0", "1\u00D710<sup>\u22127</sup>", "2\u00D710<sup>\u22127</sup>"),
                labels(Ticks.linear(0, 2.4e-7, 3)));
        assertEquals(List.of("0", "2\u00D710<sup>6</sup>", "4\u00D710<sup>6</sup>"), labels(Ticks.linear(0, 5e6, 3)));
    }

    @Test
    void logarithmicTicksArePowersOfTen() {
        assertEquals(
                List.of(
                        "10<sup>\u22123</sup>",
                        "10<sup>\u22122</sup>",
                        "10<sup>\u22121</sup>",
                        "1",
                        "10",
                        "10<sup>2</sup>"),
                labels(Ticks.log(5e-4, 300, 8)));
        assertEquals(List.of("10<sup>\u221210</sup>", "10<sup>\u22125</sup>", "1"), labels(Ticks.log(1e-12, 20, 3)));
    }

    @Test
    void logarithmicTicksWithinOneDecade() {
        assertEquals(List.of("2", "5", "10"), labels(Ticks.log(1.5, 12, 5)));
        assertEquals(List.of("3.0", "3.2", "3.4"), labels(Ticks.log(2.9, 3.5, 3)));
    }

    @Property
    void linearTicksLieInTheRangeAndAreNotMany(
            @ForAll @DoubleRange(min = -1e8, max = 1e8) double low,
            @ForAll @DoubleRange(min = 0.01, max = 1e9) double span,
            @ForAll @IntRange(min = 2, max = 12) int target) {
        double high = low + span;
        List<Ticks.Tick> ticks = Ticks.linear(low, high, target);
        assertTrue(ticks.size() >= 2 && ticks.size() <= Math.max(target + 1, 6), () -> ticks.toString());
        for (Ticks.Tick tick : ticks) {
            assertTrue(tick.value() >= low - 1e-6 * span && tick.value() <= high + 1e-6 * span, tick::toString);
        }
        assertEquals(
                ticks.size(), ticks.stream().map(Ticks.Tick::label).distinct().count(), () -> ticks.toString());
    }

    @Property
    void logarithmicTicksLieInTheRange(
            @ForAll @DoubleRange(min = -12, max = 6) double exponent,
            @ForAll @DoubleRange(min = 0.01, max = 20) double decades) {
        double low = Math.pow(10, exponent);
        double high = Math.pow(10, exponent + decades);
        List<Ticks.Tick> ticks = Ticks.log(low, high, 6);
        assertTrue(ticks.size() >= 2 && ticks.size() <= 9, () -> ticks.toString());
        for (Ticks.Tick tick : ticks) {
            assertTrue(tick.value() >= low * 0.9999 && tick.value() <= high * 1.0001, tick::toString);
        }
    }
}
