package org.infimum.lipschitz;

import static org.infimum.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.infimum.Evidence;
import org.junit.jupiter.api.Test;

class PairwiseSlopesTest {
    private static float[][] points(int m, int d, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] points = new float[m][d];
        for (float[] point : points) {
            for (int k = 0; k < d; k++) {
                point[k] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(-3, 3)));
            }
        }
        return points;
    }

    private static double norm(float[] x) {
        double sum = 0;
        for (float component : x) {
            sum += (double) component * component;
        }
        return Math.sqrt(sum);
    }

    @Test
    void aConeOnARayHasItsSlope() {
        // f = c |x| on multiples of one direction: every slope is c
        float[][] points = {{0, 0}, {3, 4}, {6, 8}, {1.5f, 2}};
        double[] values = {0, 2.5 * 5, 2.5 * 10, 2.5 * 2.5};
        PairwiseSlopes slopes = PairwiseSlopes.of(points, values);
        assertEquals(6, slopes.count());
        assertEquals(2.5, slopes.max().value(), 1e-15);
        assertEquals(2.5, slopes.mean().value(), 1e-15);
        assertEquals(2.5, slopes.median().value(), 1e-15);
        assertEquals(Evidence.ESTIMATED, slopes.max().evidence());
        assertEquals("maximum of 6 pairwise slopes of 4 points", slopes.max().origin());
    }

    @Test
    void statisticsOfAParabolaByHand() {
        // f = x^2 at 0, 1, 3: slopes 1, 3, 4
        PairwiseSlopes slopes = PairwiseSlopes.of(new float[][] {{0}, {1}, {3}}, new double[] {0, 1, 9});
        assertArrayEquals(new double[] {1, 3, 4}, slopes.values());
        assertEquals(4, slopes.statistic("max").value());
        assertEquals(8.0 / 3, slopes.statistic("mean").value());
        assertEquals(3, slopes.statistic("median").value());
        assertTrue(slopes.toString().contains("max 4.0") && slopes.toString().contains("ESTIMATED"), slopes::toString);
        slopes.values()[0] = 99;
        assertEquals(1, slopes.values()[0]);
        // of an even number: 1 twice and 4 twice, among others
        PairwiseSlopes even = PairwiseSlopes.of(new float[][] {{0}, {1}, {2}, {3}}, new double[] {0, 1, 0, 3});
        assertArrayEquals(new double[] {0, 1, 1, 1, 1, 3}, even.values());
        assertEquals(1, even.median().value());
    }

    @Test
    void pointsInDoublePrecisionGiveTheSameAndFiner() {
        float[][] single = points(20, 3, 5);
        double[][] wide = new double[20][3];
        for (int i = 0; i < 20; i++) {
            for (int k = 0; k < 3; k++) {
                wide[i][k] = single[i][k];
            }
        }
        double[] values = new SplittableRandom(5).doubles(20).toArray();
        assertArrayEquals(
                PairwiseSlopes.of(single, values).values(),
                PairwiseSlopes.of(wide, values).values(),
                1e-15 * PairwiseSlopes.of(wide, values).max().value());
        // apart in double precision only
        PairwiseSlopes near = PairwiseSlopes.of(new double[][] {{1}, {1 + 1e-12}}, new double[] {0, 3e-12});
        assertEquals(3, near.max().value(), 1e-3);
        refused(() -> PairwiseSlopes.of(new double[][] {{1}, {1, 2}}, new double[2]), "Point 1 has 2");
        refused(() -> PairwiseSlopes.of(new double[][] {{1}, {Double.NaN}}, new double[2]), "Coordinate 0 of point 1");
        refused(() -> PairwiseSlopes.of(new double[1][1], new double[1]), "at least 2 points");
        assertEquals(
                3,
                PairwiseSlopes.of(new double[][] {{0}, {1}, {3}}, new double[] {0, 1, 9})
                        .quantile(0.5)
                        .value());
    }

    @Property(tries = 200)
    void noSlopeExceedsTheLipschitzConstant(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 30) int m,
            @ForAll @IntRange(min = 1, max = 20) int d,
            @ForAll @DoubleRange(min = 1e-3, max = 1e3) @Scale(15) double c) {
        float[][] points = points(m, d, seed);
        double[] values = Arrays.stream(points).mapToDouble(x -> c * norm(x)).toArray();
        double[] slopes = PairwiseSlopes.of(points, values).values();
        assertTrue(slopes[slopes.length - 1] <= c * (1 + 1e-9), () -> slopes[slopes.length - 1] + " > " + c);
    }

    @Property(tries = 100)
    void slopesEqualBruteForce(@ForAll long seed, @ForAll @IntRange(min = 2, max = 20) int m) {
        float[][] points = points(m, 3, seed);
        double[] values = new SplittableRandom(seed).doubles(m).toArray();
        double[] expected = new double[m * m - m];
        int count = 0;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < m; j++) {
                if (i != j) {
                    double distance = Math.hypot(
                            Math.hypot((double) points[i][0] - points[j][0], (double) points[i][1] - points[j][1]),
                            (double) points[i][2] - points[j][2]);
                    expected[count++] = Math.abs(values[i] - values[j]) / distance;
                }
            }
        }
        Arrays.sort(expected);
        PairwiseSlopes slopes = PairwiseSlopes.of(points, values);
        double[] found = slopes.values();
        assertEquals(expected.length, 2 * found.length);
        double sum = 0;
        for (int k = 0; k < found.length; k++) {
            assertEquals(expected[2 * k], found[k], 1e-13 * expected[2 * k]);
            sum += expected[2 * k];
        }
        assertEquals(sum / found.length, slopes.mean().value(), 1e-12 * sum);
    }

    @Property(tries = 100)
    void histogramHoldsEverySlopeOnce(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 30) int m,
            @ForAll @IntRange(min = 1, max = 50) int bins) {
        PairwiseSlopes slopes = PairwiseSlopes.of(
                points(m, 2, seed), new SplittableRandom(seed).doubles(m).toArray());
        Histogram histogram = slopes.histogram(bins);
        assertEquals(bins, histogram.bins());
        assertEquals(slopes.count(), Arrays.stream(histogram.counts()).sum());
        assertEquals(0, histogram.edge(0));
        assertEquals(slopes.max().value(), histogram.edge(bins));
        assertTrue(histogram.count(bins - 1) >= 1);
        for (int bin = 0; bin < bins; bin++) {
            double left = histogram.edge(bin);
            double right = histogram.edge(bin + 1);
            boolean last = bin == bins - 1;
            long inside = Arrays.stream(slopes.values())
                    .filter(slope -> slope >= left && (last ? slope <= right : slope < right))
                    .count();
            assertEquals(inside, histogram.count(bin));
            assertEquals((left + right) / 2, histogram.centres()[bin], 1e-12 * right);
        }
    }

    /** Values on the edges themselves, where the quotient's rounding shows. */
    @Property
    void aBinHoldsItsLeftEdge(
            @ForAll @IntRange(min = 1, max = 200) int bins,
            @ForAll @DoubleRange(min = -100, max = 100) @Scale(15) double low,
            @ForAll @DoubleRange(min = 1e-3, max = 1e3) @Scale(15) double width) {
        double high = low + width;
        Histogram empty = Histogram.of(new double[0], low, high, bins);
        for (int bin = 0; bin < bins; bin++) {
            assertEquals(
                    1,
                    Histogram.of(new double[] {empty.edge(bin)}, low, high, bins)
                            .count(bin),
                    "bin " + bin);
        }
        assertEquals(1, Histogram.of(new double[] {high}, low, high, bins).count(bins - 1));
    }

    @Test
    void histogramsNameTheirFaults() {
        refused(() -> Histogram.of(new double[1], 0, 1, 0), "at least one bin", "0");
        refused(() -> Histogram.of(new double[] {2}, 0, 1, 3), "2.0", "[0.0, 1.0]");
        refused(() -> Histogram.of(new double[] {Double.NaN}, 0, 1, 3), "NaN");
        refused(() -> Histogram.of(new double[0], 1, 0, 3), "[1.0, 0.0]");
        refused(() -> Histogram.of(new double[0], 0, Double.POSITIVE_INFINITY, 3), "Infinity");
        refused(() -> Histogram.of(new double[0], Double.NaN, 1, 3), "NaN");
        assertArrayEquals(
                new long[] {2, 0}, Histogram.of(new double[] {5, 5}, 5, 5, 2).counts());
    }

    @Test
    void equalPointsAreLeftOut() {
        PairwiseSlopes slopes = PairwiseSlopes.of(new float[][] {{1, 2}, {1, 2}, {1, 3}}, new double[] {4, 4, 6});
        assertArrayEquals(new double[] {2, 2}, slopes.values());
        refused(
                () -> PairwiseSlopes.of(new float[][] {{1}, {2}, {1}}, new double[] {4, 5, 4.5}),
                "Points 0 and 2",
                "4.0 and 4.5",
                "minibatches");
        refused(() -> PairwiseSlopes.of(new float[][] {{1}, {1}}, new double[] {4, 4}), "All 2 points are equal");
    }

    @Test
    void aConstantFunctionHasSlopesButGivesNoConstant() {
        PairwiseSlopes slopes = PairwiseSlopes.of(new float[][] {{0}, {1}, {2}}, new double[] {3, 3, 3});
        assertTrue(slopes.toString().startsWith("3 slopes: max 0"), slopes::toString);
        assertEquals(3, slopes.histogram(4).count(0));
        String message = assertThrows(IllegalStateException.class, slopes::max).getMessage();
        assertTrue(message.contains("maximum of the slopes is 0"), message);
        assertThrows(IllegalStateException.class, slopes::mean);
        assertThrows(IllegalStateException.class, slopes::median);
    }

    @Test
    void everyFaultIsNamed() {
        refused(() -> PairwiseSlopes.of(new float[1][1], new double[1]), "at least 2 points", "1 points");
        refused(() -> PairwiseSlopes.of(new float[3][1], new double[2]), "3 points and 2 values");
        refused(() -> PairwiseSlopes.of(new float[][] {{1}, {1, 2}}, new double[2]), "Point 1 has 2", "point 0 has 1");
        refused(() -> PairwiseSlopes.of(new float[][] {{1}, {2}}, new double[] {0, Double.NaN}), "point 1", "NaN");
        refused(
                () -> PairwiseSlopes.of(new float[][] {{1}, {Float.POSITIVE_INFINITY}}, new double[2]),
                "Coordinate 0 of point 1",
                "Infinity");
        PairwiseSlopes slopes = PairwiseSlopes.of(new float[][] {{0}, {1}}, new double[] {0, 1});
        refused(() -> slopes.statistic("mode"), "max, mean or median", "'mode'");
        refused(() -> slopes.histogram(0), "at least one bin");
        // m (m - 1) / 2 beyond an int
        refused(() -> PairwiseSlopes.of(new float[65_536][], new double[65_536]), "65536 points", "65535");
    }

    @Test
    void boundsAndEstimatesAreCheckedAndNeverMixed() {
        for (double bad : new double[] {0, -0.0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            refused(() -> LipschitzBound.claimed(bad), Double.toString(bad), "positive and finite");
            refused(() -> new LipschitzBound(bad, Evidence.PROVED, "x"), Double.toString(bad));
            refused(() -> new LipschitzEstimate(bad, "x"), Double.toString(bad));
        }
        refused(() -> new LipschitzBound(1, Evidence.ESTIMATED, "x"), "ESTIMATED", "LipschitzEstimate");
        refused(() -> new LipschitzBound(1, null, "x"), "null");
        assertThrows(NullPointerException.class, () -> new LipschitzBound(1, Evidence.PROVED, null));
        assertThrows(NullPointerException.class, () -> new LipschitzEstimate(1, null));
        assertEquals(Evidence.CONDITIONAL, LipschitzBound.claimed(2).evidence());
        assertEquals(
                "L = 2.0 (CONDITIONAL: L = 2.0, as claimed)",
                LipschitzBound.claimed(2).toString());
        assertEquals("L = 2.0 (ESTIMATED: a guess)", new LipschitzEstimate(2, "a guess").toString());
    }
}
