package org.infimum.bpgrad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.infimum.Box;
import org.junit.jupiter.api.Test;

class CoveringTest {
    private static double minorant(SampleIndex samples, double[] x, double lipschitz) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < samples.size(); i++) {
            highest = Math.max(highest, samples.value(i) - lipschitz * samples.distance(i, x));
        }
        return highest;
    }

    /** The least minorant over the points of a grid that holds the box's corners. */
    private static double leastOnGrid(SampleIndex samples, Box box, double lipschitz) {
        int d = box.dimension();
        int side = d == 1 ? 2000 : d == 2 ? 60 : 16;
        double least = Double.POSITIVE_INFINITY;
        double[] x = new double[d];
        for (long i = 0; i < Math.round(Math.pow(side + 1, d)); i++) {
            long rest = i;
            for (int k = 0; k < d; k++) {
                double part = (double) (rest % (side + 1)) / side;
                x[k] = (1 - part) * box.lower(k) + part * box.upper(k);
                rest /= side + 1;
            }
            least = Math.min(least, minorant(samples, x, lipschitz));
        }
        return least;
    }

    @Property(tries = 100)
    void searchesAreRight(@ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int d) {
        SplittableRandom random = new SplittableRandom(seed);
        Box box = Box.cube(d, -1, 2);
        SampleIndex samples = new SampleIndex(d);
        double lipschitz = random.nextDouble(0.5, 3);
        Covering covering = new Covering(box, samples, lipschitz);
        for (int round = 0; round < 6; round++) {
            int more = random.nextInt(1, 8);
            for (int i = 0; i < more; i++) {
                samples.add(box.sample(random), random.nextDouble());
            }
            double least = leastOnGrid(samples, box, lipschitz);
            double threshold = least + random.nextDouble(-0.3, 0.3);
            double tolerance = 1e-3;
            double before = covering.lowest();
            Covering.Preference preference =
                    random.nextBoolean() ? null : new Ray(samples.point(0), box.sample(random), 1e-3);
            Covering.Outcome outcome = covering.search(threshold, tolerance, preference, Long.MAX_VALUE);
            assertTrue(covering.lowest() <= least, "a bound above a value of the minorant");
            assertTrue(covering.lowest() >= before, "a bound was lost");
            if (outcome == Covering.Outcome.FREE) {
                double[] found = covering.found();
                assertTrue(box.contains(found));
                // the centre of a box that is too small to decide
                assertTrue(minorant(samples, found, lipschitz) <= threshold + tolerance + 1e-12);
            } else {
                assertEquals(Covering.Outcome.COVERED, outcome);
                assertTrue(covering.lowest() >= threshold);
                assertTrue(least >= threshold);
            }
        }
    }

    @Property(tries = 50)
    void theFreePointFoundIsNearlyTheNearest(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Box box = Box.cube(2, 0, 1);
        SampleIndex samples = new SampleIndex(2);
        for (int i = 0; i < 12; i++) {
            samples.add(box.sample(random), random.nextDouble(0.1, 0.4));
        }
        Covering covering = new Covering(box, samples, 1);
        Ray ray = new Ray(samples.point(0), new double[] {random.nextGaussian(), random.nextGaussian()}, 1e-3);
        if (covering.search(0, 1e-6, ray, Long.MAX_VALUE) != Covering.Outcome.FREE) {
            return;
        }
        double nearest = Double.POSITIVE_INFINITY;
        double[] x = new double[2];
        for (int i = 0; i <= 300; i++) {
            for (int j = 0; j <= 300; j++) {
                x[0] = i / 300.0;
                x[1] = j / 300.0;
                if (minorant(samples, x, 1) <= 0) {
                    nearest = Math.min(nearest, ray.at(x));
                }
            }
        }
        double found = ray.at(covering.found());
        // 10 % of the root, as the search allows itself
        assertTrue(found <= nearest / 0.9 + 1e-9, () -> "not nearest");
    }

    @Test
    void anEffortUsedUpIsUndecidedAndKeepsWhatWasProved() {
        SplittableRandom random = new SplittableRandom(1);
        Box box = Box.cube(2, 0, 1);
        SampleIndex samples = new SampleIndex(2);
        for (int i = 0; i < 50; i++) {
            samples.add(box.sample(random), 1);
        }
        Covering covering = new Covering(box, samples, 1);
        double least = leastOnGrid(samples, box, 1);
        double target = least - 0.01;
        int slices = 0;
        double before = Double.NEGATIVE_INFINITY;
        while (covering.search(target, 1e-6, null, 5) == Covering.Outcome.UNDECIDED) {
            slices++;
            assertTrue(covering.lowest() >= before);
            before = covering.lowest();
        }
        assertTrue(slices > 1);
        assertTrue(covering.lowest() >= target && covering.lowest() <= least);
    }

    @Test
    void drawsAreUniformOnTheFreePoints() {
        Box box = Box.cube(2, 0, 1);
        SampleIndex samples = new SampleIndex(2);
        // removes the left half-disc of radius 1/2 around (0, 1/2)
        samples.add(new double[] {0, 0.5}, 0.5);
        Covering covering = new Covering(box, samples, 1);
        covering.search(-0.2, 1e-3, null, Long.MAX_VALUE);
        SplittableRandom random = new SplittableRandom(5);
        double[] x = new double[2];
        int right = 0;
        int taken = 0;
        for (int i = 0; i < 40_000; i++) {
            if (covering.draw(0, random, x)) {
                taken++;
                right += x[0] > 0.5 ? 1 : 0;
                assertTrue(Math.hypot(x[0], x[1] - 0.5) >= 0.5);
            }
        }
        double free = 1 - Math.PI / 8;
        // five standard deviations of a binomial share
        assertEquals(0.5 / free, (double) right / taken, 5 * Math.sqrt(0.25 / taken));
        assertEquals(free, taken / 40_000.0, 5 * Math.sqrt(0.25 / 40_000));
    }

    @Test
    void aNewConstantBeginsAnew() {
        Box box = Box.cube(1, 0, 1);
        SampleIndex samples = new SampleIndex(1);
        samples.add(new double[] {0}, 1);
        Covering covering = new Covering(box, samples, 1);
        covering.touch();
        assertEquals(0, covering.lowest(), 1e-12);
        covering.restart(3);
        assertEquals(Double.NEGATIVE_INFINITY, covering.lowest());
        covering.touch();
        assertEquals(-2, covering.lowest(), 1e-12);
        assertFalse(covering.lowest() > -2);
    }
}
