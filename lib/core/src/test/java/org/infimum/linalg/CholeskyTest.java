package org.infimum.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
    void smallInverseIsThatOfSolves() {
        SplittableRandom random = new SplittableRandom(2);
        for (int k = 1; k <= 11; k++) {
            double[] g = random.doubles((long) k * k, -1, 1).toArray();
            double[] a = new double[k * k];
            for (int i = 0; i < k; i++) {
                for (int j = 0; j < k; j++) {
                    for (int c = 0; c < k; c++) {
                        a[i * k + j] += g[i * k + c] * g[j * k + c];
                    }
                    a[i * k + j] += i == j ? 1 : 0;
                }
            }
            SmallCholesky cholesky = new SmallCholesky(k);
            assertTrue(cholesky.factor(a, 0));
            double[] inverse = new double[k * k];
            cholesky.addInverse(inverse);
            for (int j = 0; j < k; j++) {
                double[] unit = new double[k];
                unit[j] = 1;
                cholesky.forward(unit);
                cholesky.backward(unit);
                for (int i = j; i < k; i++) {
                    // the matrix's eigenvalues lie between 1 and k^2
                    assertEquals(unit[i], inverse[i * k + j], 1e-14);
                }
            }
        }
    }

    @Test
    void lowRankFactorLeavesNoMoreThanItMay() {
        SplittableRandom random = new SplittableRandom(3);
        for (int t = 0; t < 200; t++) {
            int k = 1 + random.nextInt(12);
            int inner = 1 + random.nextInt(k);
            double[] g = random.doubles((long) k * inner, -1, 1).toArray();
            double[] a = new double[k * k];
            for (int i = 0; i < k; i++) {
                for (int j = 0; j < k; j++) {
                    for (int c = 0; c < inner; c++) {
                        // the columns' lengths fall tenfold from one to the next
                        a[i * k + j] += g[i * inner + c] * g[j * inner + c] * Math.pow(10, -2 * c);
                    }
                }
            }
            LowRankCholesky cholesky = new LowRankCholesky(k);
            double allowed = t % 3 == 0 ? 0 : Math.pow(10, -random.nextInt(8));
            int rank = cholesky.factor(a, allowed);
            // pivots below 1e-15 of the largest entry are rounding
            assertTrue(rank <= inner, rank + " columns of " + inner);
            double[] unit = new double[k * k];
            for (int i = 0; i < k; i++) {
                unit[i * k + i] = 1;
            }
            double[] product = new double[k * k];
            double[] row = new double[k];
            for (int c = 0; c < rank; c++) {
                cholesky.multiplyTransposed(c, unit, k, row);
                for (int i = 0; i < k; i++) {
                    for (int j = 0; j < k; j++) {
                        product[i * k + j] += row[i] * row[j];
                    }
                }
            }
            double trace = 0;
            for (int i = 0; i < k; i++) {
                trace += a[i * k + i] - product[i * k + i];
                for (int j = 0; j < k; j++) {
                    // the rest is positive semi-definite up to rounding, so its entries are no larger than its trace
                    assertEquals(a[i * k + j], product[i * k + j], allowed + 1e-13);
                }
            }
            assertTrue(trace <= allowed + 1e-13, trace + " for " + allowed);
        }
    }

    @Test
    void nativeProductsAreThoseOfLoops() {
        double[] a = {1, 2, 3, 4, 5, 6};
        double[] b = {1, 0, 0, 1, 1, -1, 2, 3};
        try (NativeMatrix left = new NativeMatrix(3, 2);
                NativeMatrix right = new NativeMatrix(2, 4);
                NativeMatrix product = new NativeMatrix(3, 4);
                NativeMatrix back = new NativeMatrix(3, 4)) {
            left.setColumns(0, a, 6);
            right.setColumns(0, b, 8);
            left.multiply(right, product);
            double[] columns = new double[12];
            product.getColumns(0, columns, 12);
            assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6, -3, -3, -3, 14, 19, 24}, columns);
            back.setColumns(0, new double[12], 12);
            // one row of A^T (A B) alone, the second column of A left out
            left.multiplyTransposed(1, product, back, 2);
            back.getColumns(0, columns, 12);
            assertArrayEquals(new double[] {0, 0, 14, 0, 0, 32, 0, 0, -18, 0, 0, 124}, columns);
            assertThrows(IllegalArgumentException.class, () -> right.multiply(left, product));
            assertThrows(IllegalArgumentException.class, () -> left.multiplyTransposed(2, product, back, 2));
            assertThrows(IndexOutOfBoundsException.class, () -> back.getColumns(4, columns, 3));
        }
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
            gram.setIdentity(1);
            gram.addGram(matrix, k);
            assertThrows(IllegalStateException.class, () -> gram.solve(new double[n]));
            assertTrue(gram.factor());
            gram.solve(b);
            assertArrayEquals(x, b, 1e-12);
            // rank 30 of 70, and less on the diagonal than nothing
            gram.setIdentity(-1e-3);
            gram.addGram(matrix, k);
            assertFalse(gram.factor());
            assertThrows(IndexOutOfBoundsException.class, () -> matrix.setColumns(k, g, n));
        }
    }
}
