package org.infimum.linalg;

import static org.infimum.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ZonotopeTest {
    private static double[] filled(int n, double value) {
        double[] all = new double[n];
        Arrays.fill(all, value);
        return all;
    }

    @Test
    void knownLargestNorms() {
        double[][] axes = {{3, 0}, {0, 4}};
        // a rectangle's corner
        assertEquals(5, Zonotope.of(axes, filled(2, -1), filled(2, 1)).largestNorm(100), 1e-14);
        // the signed inputs of the five points: 1, 3 and 5 add up to (4, -2)
        double[][] five = {{1, 0}, {0, 1}, {1, -1}, {-1, -1}, {2, -1}};
        double found = Zonotope.of(five, new double[5], filled(5, 1)).largestNorm(64);
        assertTrue(found >= Math.sqrt(20));
        assertEquals(Math.sqrt(20), found, 4e-14);
        // a point
        assertEquals(
                10, Zonotope.of(axes, new double[] {2, 2}, new double[] {2, 2}).largestNorm(10), 1e-13);
        assertEquals(
                0, Zonotope.of(new double[1][3], filled(1, -1), filled(1, 1)).largestNorm(10), 1e-150);
    }

    @Test
    void relaxationsOfOrthogonalAndEqualVectors() {
        // the spectral relaxation is exact for the cube, the triangle inequality for one direction
        double[][] cube = new double[16][16];
        double[][] line = new double[16][2];
        for (int i = 0; i < 16; i++) {
            cube[i][i] = 1;
            line[i][1] = 1;
        }
        assertEquals(4, Zonotope.of(cube, filled(16, -1), filled(16, 1)).largestNorm(0), 1e-13);
        assertEquals(16, Zonotope.of(line, filled(16, -1), filled(16, 1)).largestNorm(0), 1e-13);
        // too few nodes fall back on them
        assertEquals(4, Zonotope.of(cube, filled(16, -1), filled(16, 1)).largestNorm(10), 1e-13);
        // as do too many vectors for a search, without a stack overflow
        double[][] many = new double[100_000][1];
        for (double[] z : many) {
            z[0] = 1;
        }
        assertEquals(
                1e5, Zonotope.of(many, filled(100_000, 0), filled(100_000, 1)).largestNorm(1000), 1e-4);
    }

    @Property(tries = 300)
    void largestNormIsThatOfBruteForce(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 10) int n, @ForAll @IntRange(min = 1, max = 4) int d) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] z = new double[n][];
        double[] lower = new double[n];
        double[] upper = new double[n];
        for (int i = 0; i < n; i++) {
            z[i] = random.doubles(d, -2, 2).toArray();
            lower[i] = random.nextDouble(-1, 1);
            upper[i] = lower[i] + random.nextDouble();
        }
        double largest = 0;
        for (int mask = 0; mask < 1 << n; mask++) {
            double[] sum = new double[d];
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < d; k++) {
                    sum[k] += ((mask >> i & 1) == 1 ? upper[i] : lower[i]) * z[i][k];
                }
            }
            largest = Math.max(largest, Euclidean.norm(sum));
        }
        double found = Zonotope.of(z, lower, upper).largestNorm(1 << n + 1);
        double expected = largest;
        assertTrue(found >= largest * (1 - 1e-15), () -> found + " < " + expected);
        assertEquals(largest, found, 1e-13 * (1 + largest));
        double relaxed = Zonotope.of(z, lower, upper).largestNorm(0);
        assertTrue(relaxed >= found, () -> relaxed + " < " + found);
    }

    @Test
    void everyFaultIsNamed() {
        double[] one = {1};
        refused(() -> Zonotope.of(new double[0][], new double[0], new double[0]), "0 vectors");
        refused(() -> Zonotope.of(new double[2][1], one, one), "2 vectors with 1 and 1 ends");
        refused(() -> Zonotope.of(new double[][] {{1}, {1, 2}}, new double[2], new double[2]), "Vector 1 has 2");
        refused(() -> Zonotope.of(new double[][] {{Double.NaN}}, one, one), "NaN");
        refused(() -> Zonotope.of(new double[][] {{1}}, new double[] {2}, one), "[2.0, 1.0]");
        refused(() -> Zonotope.of(new double[][] {{1}}, one, new double[] {Double.POSITIVE_INFINITY}), "Infinity");
    }

    @Test
    void sumsThatOverflowBothWaysAreInfiniteNotANumber() {
        double[][] opposite = {{1e308}, {1e308}, {-1e308}};
        for (long nodes : new long[] {0, 100}) {
            double found = Zonotope.of(opposite, filled(3, 10), filled(3, 10)).largestNorm(nodes);
            assertEquals(Double.POSITIVE_INFINITY, found, "nodes " + nodes);
        }
    }
}
