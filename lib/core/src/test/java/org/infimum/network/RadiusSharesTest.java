package org.infimum.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

class RadiusSharesTest {
    private static double largestProduct(int layers, double radius, int budget) {
        return new RadiusShares<Double>(
                        layers,
                        radius,
                        radii -> Arrays.stream(radii).reduce(1, (a, b) -> a * b),
                        Comparator.naturalOrder())
                .largest(budget);
    }

    @Test
    void theLargestProductHasEqualShares() {
        double before = Double.POSITIVE_INFINITY;
        for (int budget : new int[] {1, 10, 100, 1000, 10000}) {
            double product = largestProduct(3, 2, budget);
            assertTrue(product >= Math.pow(2 / Math.sqrt(3), 3), "never below the maximum");
            assertTrue(product <= before);
            before = product;
        }
        assertEquals(8, largestProduct(3, 2, 1));
        assertEquals(Math.pow(2 / Math.sqrt(3), 3), before, 0.05);
    }

    @Test
    void oneLayerGetsAll() {
        assertEquals(0.3, largestProduct(1, 0.3, 100));
    }

    @Test
    void aSumIsLargestWhereCauchyAndSchwarzSay() {
        double sum = new RadiusShares<Double>(2, 1, radii -> 3 * radii[0] + 4 * radii[1], Comparator.naturalOrder())
                .largest(2000);
        assertTrue(sum >= 5);
        assertEquals(5, sum, 0.02);
    }
}
