package org.infimum.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SingularPairsTest {
    private static void assertPairs(double[] a, int rows, int columns, SingularPairs pairs, double tolerance) {
        for (int i = 0; i < pairs.count(); i++) {
            double[] left = pairs.left(i);
            double[] right = pairs.right(i);
            assertEquals(1, Euclidean.norm(left), 1e-12);
            assertEquals(1, Euclidean.norm(right), 1e-12);
            for (int j = 0; j < rows; j++) {
                double sum = 0;
                for (int k = 0; k < columns; k++) {
                    sum += a[j * columns + k] * right[k];
                }
                assertEquals(pairs.value(i) * left[j], sum, tolerance * pairs.value(0));
            }
            for (int k = 0; k < columns; k++) {
                double sum = 0;
                for (int j = 0; j < rows; j++) {
                    sum += a[j * columns + k] * left[j];
                }
                assertEquals(pairs.value(i) * right[k], sum, tolerance * pairs.value(0));
            }
            assertTrue(i == 0 || pairs.value(i) <= pairs.value(i - 1));
        }
    }

    @Test
    void pairsSatisfyTheirEquationsInEveryShapeAndScale() {
        Random random = new Random(1);
        int[][] shapes = {{1, 1}, {1, 4}, {4, 1}, {3, 5}, {5, 3}, {130, 110}, {110, 130}};
        for (int[] shape : shapes) {
            for (double unit : new double[] {1, 1e-150, 1e150}) {
                double[] a = random.doubles((long) shape[0] * shape[1], -1, 1)
                        .map(entry -> unit * entry)
                        .toArray();
                SingularPairs all = SingularPairs.of(a, shape[0], shape[1]);
                assertEquals(Math.min(shape[0], shape[1]), all.count());
                assertPairs(a, shape[0], shape[1], all, 1e-13);
                SingularPairs few = SingularPairs.largest(a, shape[0], shape[1], 3);
                assertEquals(Math.min(3, all.count()), few.count());
                // the Gram matrix's vectors are known to 1e-16 (s_1 / s_i)^2
                assertPairs(a, shape[0], shape[1], few, 1e-12);
                for (int i = 0; i < few.count(); i++) {
                    assertEquals(all.value(i), few.value(i), 1e-13 * all.value(0));
                }
            }
        }
    }

    @Test
    void aNearlyRankOneMatrixKeepsItsLargestPairAndNoNoise() {
        int n = 150;
        double[] a = new double[n * n];
        Random random = new Random(2);
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < n; k++) {
                a[i * n + k] = Math.sin(i) * Math.cos(k) + 1e-12 * random.nextGaussian();
            }
        }
        SingularPairs few = SingularPairs.largest(a, n, n, 5);
        assertEquals(1, few.count());
        assertPairs(a, n, n, few, 1e-13);
        SingularPairs all = SingularPairs.of(a, n, n);
        assertPairs(a, n, n, all, 1e-13);
        assertTrue(all.value(1) < 1e-10 && all.value(1) > 1e-12);
    }

    @Test
    void zerosHaveZeroSingularValues() {
        assertEquals(0, SingularPairs.of(new double[6], 2, 3).value(0));
        SingularPairs large = SingularPairs.largest(new double[120 * 130], 120, 130, 2);
        for (int i = 0; i < large.count(); i++) {
            assertEquals(0, large.value(i));
        }
    }

    @Test
    void badInputIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> SingularPairs.of(new double[5], 2, 3));
        assertThrows(IllegalArgumentException.class, () -> SingularPairs.of(new double[] {Double.NaN}, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> SingularPairs.largest(new double[1], 1, 1, 0));
    }
}
