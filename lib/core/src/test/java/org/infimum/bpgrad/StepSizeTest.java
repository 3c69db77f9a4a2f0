package org.infimum.bpgrad;

import static org.infimum.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import org.infimum.lipschitz.LipschitzBound;
import org.junit.jupiter.api.Test;

class StepSizeTest {
    private static StepSize rule(double lipschitz, double rho, double lowerBound) {
        return new StepSize(LipschitzBound.claimed(lipschitz), RhoSchedule.constant(rho), lowerBound);
    }

    @Test
    void equation12ByHand() {
        StepSize rule = rule(2, 0.5, 0);
        assertTrue(Double.isNaN(rule.target(0)));
        assertEquals(Double.POSITIVE_INFINITY, rule.minimum());
        assertEquals((8 - 0.5 * 8) / 2, rule.at(8, 0));
        // a new minimum counts at once
        assertEquals((4 - 0.5 * 4) / 2, rule.at(4, 1));
        assertEquals((10 - 0.5 * 4) / 2, rule.at(10, 2));
        assertEquals(4, rule.minimum());
        assertEquals(2, rule.target(2));
        assertEquals(0, rule.at(0, 3));
        assertEquals(0, rule.target(3));
    }

    @Test
    void rhoZeroIsTheValueOverL() {
        StepSize rule = rule(10, 0, 0);
        assertEquals(2.3 / 10, rule.at(2.3, 0));
        assertEquals(0.7, rule.at(7, 1));
        assertEquals(0, rule.target(1));
    }

    @Test
    void aShiftedObjectiveTakesTheDifferenceFromItsBound() {
        StepSize rule = rule(4, 0.25, -2);
        // f - b = 6, then 2, then 4
        assertEquals((6 - 0.25 * 6) / 4, rule.at(4, 0));
        assertEquals((2 - 0.25 * 2) / 4, rule.at(0, 1));
        assertEquals((4 - 0.25 * 2) / 4, rule.at(2, 2));
        assertEquals(0, rule.minimum());
        assertEquals(-2 + 0.25 * 2, rule.target(2));
    }

    @Test
    void rhoGrowsBetweenRoundsOnly() {
        StepSize rule = new StepSize(LipschitzBound.claimed(1), new RhoSchedule(0, 3, 2, 0.5), 0);
        assertEquals(8, rule.at(8, 0));
        assertEquals(8, rule.at(8, 1));
        assertEquals(4, rule.at(8, 2));
        assertEquals(4, rule.at(8, 3));
        assertEquals(2, rule.at(8, 4));
        assertEquals(2, rule.at(8, 99));
    }

    @Test
    void valuesThatAreNoObjectivesAreRefused() {
        StepSize rule = rule(1, 0, -1);
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1.1}) {
            refused(() -> rule.at(bad, 17), "f = " + bad, "iteration 17", "-1.0");
        }
        assertEquals(Double.POSITIVE_INFINITY, rule.minimum());
        // f - b overflows
        refused(() -> rule(1, 0, -1e308).at(1e308, 0), "1.0E308");
        // rounding below the bound is let pass, with a step of 0
        assertEquals(0, rule.at(-1 - 1e-9, 0));
        for (double bad : new double[] {Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY}) {
            refused(() -> rule(1, 0, bad), Double.toString(bad), "lower bound");
        }
    }

    @Property
    void aRestoredRuleGoesOnToTheBit(
            @ForAll @DoubleRange(min = -1e3, max = 1e3) @Scale(15) double lowerBound,
            @ForAll @DoubleRange(max = 1e-3) @Scale(15) double first,
            @ForAll @DoubleRange(max = 1e6) @Scale(15) double second) {
        StepSize whole = rule(3, 0.9, lowerBound);
        whole.at(lowerBound + first, 0);
        StepSize resumed = rule(3, 0.9, lowerBound);
        resumed.restoreMinimum(whole.minimum());
        assertEquals(whole.minimum(), resumed.minimum());
        assertEquals(whole.target(1), resumed.target(1));
        assertEquals(whole.at(lowerBound + second, 1), resumed.at(lowerBound + second, 1));
    }

    @Test
    void onlyAMinimumIsRestored() {
        StepSize rule = rule(2, 0.5, 1);
        rule.restoreMinimum(Double.POSITIVE_INFINITY);
        assertTrue(Double.isNaN(rule.target(0)));
        rule.restoreMinimum(5);
        assertEquals(((9 - 1) - 0.5 * (5 - 1)) / 2, rule.at(9, 3));
        refused(() -> rule.restoreMinimum(Double.NaN), "NaN");
        refused(() -> rule.restoreMinimum(0), "0.0", "1.0");
        refused(() -> rule.restoreMinimum(Double.NEGATIVE_INFINITY), "-Infinity");
        assertEquals(5, rule.minimum());
    }

    @Property
    void rhoStaysBelowOneAndNeverShrinks(
            @ForAll @DoubleRange(max = 1, maxIncluded = false) @Scale(15) double initial,
            @ForAll @DoubleRange(max = 1, maxIncluded = false) @Scale(15) double growth,
            @ForAll @IntRange(min = 1) int rounds,
            @ForAll @LongRange(min = 1, max = 1000) long n,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 2) long iteration) {
        RhoSchedule schedule = new RhoSchedule(initial, rounds, n, growth);
        double rho = schedule.at(iteration);
        // initial itself is exact; 1 - (1 - initial) rounds
        assertTrue(rho >= initial - 1e-16 && rho < 1, () -> schedule + " at " + iteration + ": " + rho);
        assertTrue(schedule.at(iteration + n) >= rho);
        assertEquals(initial, schedule.at(0));
        assertEquals(initial, schedule.at(n - 1));
    }

    @Test
    void schedulesCountAndNameTheirFaults() {
        assertEquals(12, new RhoSchedule(0, 3, 4, 0).iterations());
        assertEquals(Long.MAX_VALUE, RhoSchedule.constant(0.1).iterations());
        assertEquals(Long.MAX_VALUE, new RhoSchedule(0, 3, Long.MAX_VALUE / 2, 0).iterations());
        assertEquals(0.1, RhoSchedule.constant(0.1).at(Long.MAX_VALUE));
        assertEquals("0.1", RhoSchedule.constant(0.1).toString());
        for (double bad : new double[] {-0.1, 1, 1.5, Double.NaN}) {
            refused(() -> RhoSchedule.constant(bad), "rho", Double.toString(bad));
            refused(() -> new RhoSchedule(0, 2, 2, bad), "growth", Double.toString(bad));
        }
        refused(() -> new RhoSchedule(0, 0, 5, 0), "N = 0", "n = 5");
        refused(() -> new RhoSchedule(0, 1, 0, 0), "n = 0");
    }
}
