package org.infimum.relu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActivationPatternsTest {
    private static void assertInside(double[][] x, ActivationPatterns patterns) {
        Set<String> seen = new HashSet<>();
        for (int p = 0; p < patterns.size(); p++) {
            boolean[] active = patterns.get(p);
            double[] u = patterns.direction(p);
            for (int i = 0; i < x.length; i++) {
                double t = 0;
                boolean zero = true;
                for (int k = 0; k < u.length; k++) {
                    t += x[i][k] * u[k];
                    zero &= x[i][k] == 0;
                }
                assertTrue(zero ? active[i] : active[i] ? t > 0 : t < 0, "sample " + i + " of pattern " + p);
            }
            assertTrue(seen.add(Arrays.toString(active)), "twice");
        }
    }

    @Test
    void xorWithABiasHas14() {
        double[][] x = {{-1, -1, 1}, {-1, 1, 1}, {1, -1, 1}, {1, 1, 1}};
        ActivationPatterns all = ActivationPatterns.all(x);
        assertEquals(14, all.size());
        assertTrue(all.isComplete());
        assertInside(x, all);
    }

    @Test
    void thePlaneExampleHas10() {
        double[][] x = {{1, 0}, {0, 1}, {-1, 1}, {-1, -1}, {2, -1}};
        ActivationPatterns all = ActivationPatterns.all(x);
        assertEquals(10, all.size());
        assertInside(x, all);
    }

    @Test
    void duplicatesOppositesAndZeroRowsAddNothing() {
        double[][] x = {{1, 2}, {2, 4}, {-3, -6}, {0, 0}, {1, -1}};
        ActivationPatterns all = ActivationPatterns.all(x);
        assertEquals(4, all.size());
        assertTrue(all.isComplete());
        assertInside(x, all);
        ActivationPatterns none = ActivationPatterns.all(new double[][] {{0, 0}});
        assertEquals(1, none.size());
        assertTrue(none.get(0)[0]);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "7,1", "9,2", "30,2", "5,3", "20,3", "70,3", "12,4", "9,5", "8,6", "3,5"})
    void inGeneralPositionTheirNumberIsTheBound(int n, int r) {
        Random random = new Random(n + 100L * r);
        double[][] x = new double[n][r];
        for (double[] row : x) {
            Arrays.setAll(row, k -> random.nextGaussian());
        }
        ActivationPatterns all = ActivationPatterns.all(x);
        assertEquals(ActivationPatterns.bound(n, r), BigInteger.valueOf(all.size()));
        assertTrue(all.isComplete());
        assertInside(x, all);
    }

    @Test
    void theBoundCountsSubsets() {
        assertEquals(BigInteger.valueOf(14), ActivationPatterns.bound(4, 3));
        assertEquals(BigInteger.valueOf(10), ActivationPatterns.bound(5, 2));
        assertEquals(BigInteger.valueOf(2452), ActivationPatterns.bound(50, 3));
        assertEquals(BigInteger.valueOf(8), ActivationPatterns.bound(3, 7));
    }

    /** Integer data is full of hyperplanes that meet by chance; samples by the thousand find every cell of such small arrangements. */
    @Test
    void integerDataMatchesDenseSampling() {
        for (long seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            double[][] x = new double[2 + random.nextInt(7)][2 + random.nextInt(2)];
            for (double[] row : x) {
                Arrays.setAll(row, k -> random.nextInt(5) - 2);
            }
            ActivationPatterns all = ActivationPatterns.all(x);
            ActivationPatterns sampled = ActivationPatterns.gaussian(x, 20_000, seed);
            assertTrue(all.isComplete());
            assertEquals(sampled.size(), all.size(), "seed " + seed);
            assertInside(x, all);
            assertInside(x, sampled);
        }
    }

    @Test
    void aSampleSaysThatItIsOne() {
        Random random = new Random(1);
        double[][] x = new double[20][4];
        for (double[] row : x) {
            Arrays.setAll(row, k -> random.nextGaussian());
        }
        ActivationPatterns some = ActivationPatterns.gaussian(x, 50, 3);
        assertTrue(some.size() <= 50);
        assertFalse(some.isComplete());
        assertTrue(some.toString().contains("sample"));
        assertInside(x, some);
        assertEquals(
                some.size(),
                ActivationPatterns.of(x, List.of(some.direction(0), some.direction(1)))
                                .size()
                        + some.size()
                        - 2);
    }

    @ParameterizedTest
    @CsvSource({"1e-300", "1e300"})
    void scaleDoesNotMatter(double scale) {
        assertEquals(
                14,
                ActivationPatterns.all(
                                new double[][] {{-scale, -scale, scale}, {-1, 1, 1}, {scale, -scale, scale}, {1, 1, 1}})
                        .size());
    }

    @Test
    void unusableDataIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> ActivationPatterns.all(new double[0][]));
        assertThrows(IllegalArgumentException.class, () -> ActivationPatterns.all(new double[][] {{1, Double.NaN}}));
        assertThrows(IllegalArgumentException.class, () -> ActivationPatterns.all(new double[][] {{1}, {1, 2}}));
        assertThrows(IllegalArgumentException.class, () -> ActivationPatterns.gaussian(new double[][] {{1}}, 0, 1));
    }
}
