package org.infimum;

import static org.infimum.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BoxTest {
    private static Arbitrary<Double> coordinate() {
        // to 1e150 either way: their squares neither overflow nor vanish all
        Arbitrary<Double> scaled = Combinators.combine(
                        Arbitraries.doubles().between(-1, 1).ofScale(15),
                        Arbitraries.integers().between(-200, 150))
                .as((m, e) -> m * Math.pow(10, e));
        return Arbitraries.oneOf(
                scaled,
                Arbitraries.doubles().between(-10, 10).ofScale(15),
                Arbitraries.of(0.0, -0.0, Double.MIN_VALUE));
    }

    @Provide
    Arbitrary<Box> boxes() {
        return Arbitraries.integers()
                .between(1, 4)
                .flatMap(d -> Combinators.combine(
                                coordinate().array(double[].class).ofSize(d),
                                coordinate().array(double[].class).ofSize(d))
                        .as((a, b) -> {
                            double[] low = new double[d];
                            double[] up = new double[d];
                            for (int k = 0; k < d; k++) {
                                low[k] = Math.min(a[k], b[k]);
                                up[k] = Math.max(a[k], b[k]);
                            }
                            return Box.of(low, up);
                        }));
    }

    private static double[] point(Box box, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] x = box.sample(random);
        if (random.nextBoolean()) {
            // anywhere, as a rule outside
            for (int k = 0; k < x.length; k++) {
                x[k] += random.nextGaussian() * Math.pow(10, random.nextInt(-20, 20));
            }
        }
        return x;
    }

    @Property
    void farthestDistanceIsNeverBelowTheExactOne(@ForAll("boxes") Box box, @ForAll long seed) {
        double[] x = point(box, seed);
        double distance = box.farthestDistance(x);
        BigDecimal square = BigDecimal.ZERO;
        for (int k = 0; k < x.length; k++) {
            BigDecimal at = new BigDecimal(x[k]);
            BigDecimal reach = at.subtract(new BigDecimal(box.lower(k)))
                    .abs()
                    .max(new BigDecimal(box.upper(k)).subtract(at).abs());
            square = square.add(reach.pow(2));
        }
        BigDecimal found = new BigDecimal(distance).pow(2);
        assertTrue(found.compareTo(square) >= 0, () -> box + ": " + distance);
        // and near it: a few roundings each of half a unit; 1e-300 is where squares stop being normal numbers
        BigDecimal slack = square.multiply(new BigDecimal("1e-14")).add(new BigDecimal("1e-300"));
        assertTrue(found.subtract(square).compareTo(slack) <= 0, () -> box + ": " + distance);
    }

    @Property
    void samplesLieInside(@ForAll("boxes") Box box, @ForAll long seed) {
        assertTrue(box.contains(box.sample(new SplittableRandom(seed))));
    }

    @Property
    void projectionIsTheNearestPoint(@ForAll("boxes") Box box, @ForAll long seed) {
        double[] x = point(box, seed);
        double[] p = x.clone();
        box.project(p);
        assertTrue(box.contains(p));
        if (box.contains(x)) {
            assertArrayEquals(x, p);
        }
        for (int k = 0; k < x.length; k++) {
            boolean inside = x[k] >= box.lower(k) && x[k] <= box.upper(k);
            assertTrue(inside ? p[k] == x[k] : p[k] == (x[k] < box.lower(k) ? box.lower(k) : box.upper(k)));
        }
    }

    @Test
    void samplesAreUniformAndFixedBySeed() {
        Box box = Box.of(new double[] {2, -1}, new double[] {4, -1});
        SplittableRandom random = new SplittableRandom(1);
        int n = 100_000;
        double sum = 0;
        double square = 0;
        for (int i = 0; i < n; i++) {
            double[] x = box.sample(random);
            assertEquals(-1, x[1]);
            sum += x[0] - 3;
            square += (x[0] - 3) * (x[0] - 3);
        }
        // standard deviation of the mean 0.0018, of the second moment 0.0009
        assertEquals(0, sum / n, 0.01);
        assertEquals(1.0 / 3, square / n, 0.01);
        assertArrayEquals(box.sample(new SplittableRandom(7)), box.sample(new SplittableRandom(7)));
    }

    @Test
    void extremeBoxesAreSampledWithin() {
        for (double[] ends : new double[][] {
            {-Double.MAX_VALUE, Double.MAX_VALUE},
            {Double.MAX_VALUE, Double.MAX_VALUE},
            {0, Double.MIN_VALUE},
            {-0.0, 0.0},
            {Math.nextDown(1), 1}
        }) {
            Box box = Box.cube(3, ends[0], ends[1]);
            SplittableRandom random = new SplittableRandom(5);
            for (int i = 0; i < 1000; i++) {
                assertTrue(box.contains(box.sample(random)), box::toString);
            }
        }
        assertEquals(
                Double.POSITIVE_INFINITY,
                Box.cube(1, -Double.MAX_VALUE, Double.MAX_VALUE).farthestDistance(new double[1]) * 2);
    }

    @Test
    void knownDistances() {
        assertEquals(5, Box.of(new double[] {0, 0}, new double[] {3, 4}).farthestDistance(new double[2]), 1e-14);
        assertEquals(5, Box.of(new double[] {0, 0}, new double[] {3, 4}).farthestDistance(new double[] {3, 0}), 1e-14);
        assertEquals(Math.sqrt(2), Box.cube(2, -1, 1).farthestDistance(new double[2]), 1e-14);
        assertTrue(Double.isNaN(Box.cube(1, 0, 1).farthestDistance(new double[] {Double.NaN})));
    }

    @Test
    void boundaryBelongsToTheBoxAndNaNDoesNot() {
        Box box = Box.cube(2, -1, 1);
        assertTrue(box.contains(new double[] {-1, 1}));
        assertFalse(box.contains(new double[] {0, Math.nextUp(1.0)}));
        assertFalse(box.contains(new double[] {0, Double.NaN}));
    }

    @Test
    void cornersAreCopied() {
        double[] low = {0};
        double[] up = {1};
        Box box = Box.of(low, up);
        low[0] = 5;
        up[0] = 6;
        assertEquals(Box.cube(1, 0, 1), box);
        assertEquals(Box.cube(1, 0, 1).hashCode(), box.hashCode());
        assertNotEquals(Box.cube(2, 0, 1), box);
        assertEquals(1, box.dimension());
    }

    @Test
    void printsAFewCoordinates() {
        assertEquals("[0.0, 1.0] x [0.0, 1.0]", Box.cube(2, 0, 1).toString());
        assertEquals(6, Box.cube(6, 0, 1).toString().split(" x ").length);
        assertTrue(Box.cube(900, 0, 1).toString().endsWith("x ... (900 coordinates)"));
    }

    @Test
    void everyFaultIsNamed() {
        refused(() -> Box.of(new double[0], new double[0]), "0 and 0");
        refused(() -> Box.of(new double[1], new double[2]), "1 and 2");
        refused(() -> Box.cube(0, 0, 1), "at least 1");
        refused(() -> Box.cube(-3, 0, 1), "at least 1");
        refused(() -> Box.of(new double[] {0, 2}, new double[] {1, 1}), "coordinate 1", "[2.0, 1.0]");
        refused(() -> Box.cube(1, Double.NaN, 1), "NaN");
        refused(() -> Box.cube(1, 0, Double.POSITIVE_INFINITY), "Infinity");
        Box box = Box.cube(2, 0, 1);
        refused(() -> box.contains(new double[3]), "3 coordinates", "has 2");
        refused(() -> box.project(new double[1]), "1 coordinates");
        refused(() -> box.farthestDistance(new double[0]), "0 coordinates");
    }
}
