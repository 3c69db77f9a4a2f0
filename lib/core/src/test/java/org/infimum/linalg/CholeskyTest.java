package org.infimum.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CholeskyTest {
    @Test
    void smallSolvesKnownSystem() {
        SmallCholesky cholesky = new SmallCholesky(2);
        // [4 2; 2 3] (1, 2) = (8, 8); the upper triangle is not read
        assertTrue(cholesky.factor(new double[] {4, Double.NaN, 2, 3}, 0));
        double[] b = {8, 8};
        cholesky.forward(b);
        cholesky.backward(b);
        assertArrayEquals(new double[] {1, 2}, b, 1e-15);
        double[] matrix = {8, 4, 8, 2};
        cholesky.forward(matrix, 2);
        double[] column = {8, 8};
        cholesky.forward(column);
        assertArrayEquals(new double[] {column[0], 2, column[1], 0}, matrix, 1e-15);
    }

    @Test
    void smallRefusesWhatIsNotPositiveDefinite() {
        SmallCholesky cholesky = new SmallCholesky(2);
        assertFalse(cholesky.factor(new double[] {1, 0, 2, 1}, 0));
        assertFalse(cholesky.factor(new double[] {1, 0, Double.NaN, 1}, 0));
        assertTrue(cholesky.factor(new double[] {1, 0, 2, 1}, 2));
    }

    @Test
    void nativeSolvesGramSystem() {
        int n = 70;
        int k = 30;
        SplittableRandom random = new SplittableRandom(1);
        double[] g = random.doubles((long) n * k, -1, 1).toArray();
        double[] x = random.doubles(n, -1, 1).toArray();
        try (NativeMatrix matrix = new NativeMatrix(n, k);
                NativeSymmetric gram = new NativeSymmetric(n)) {
            matrix.setColumns(0, g, n * k);
            // (I + G G^T) x from loops
            double[] b = x.clone();
            for (int c = 0; c < k; c++) {
                double product = 0;
                for (int i = 0; i < n; i++) {
                    product += g[c * n + i] * x[i];
                }
                for (int i = 0; i < n; i++) {
                    b[i] += g[c * n + i] * product;
                }
            }
            double[] image = matrix.multiply(matrix.multiplyTransposed(x));
            for (int i = 0; i < n; i++) {
                image[i] += x[i];
            }
            assertArrayEquals(b, image, 1e-12);
            gram.setGram(matrix, 1);
            assertThrows(IllegalStateException.class, () -> gram.solve(new double[n]));
            assertTrue(gram.factor());
            gram.solve(b);
            assertArrayEquals(x, b, 1e-12);
            // rank 30 of 70, and less on the diagonal than nothing
            gram.setGram(matrix, -1e-3);
            assertFalse(gram.factor());
            assertThrows(IndexOutOfBoundsException.class, () -> matrix.setColumns(k, g, n));
        }
    }
}
