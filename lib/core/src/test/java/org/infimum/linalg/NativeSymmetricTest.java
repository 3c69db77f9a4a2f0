package org.infimum.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NativeSymmetricTest {
    /** [2 1; 1 2] has the eigenvalues 1 and 3. */
    @Test
    void eigenvectorsOfAKnownMatrix() {
        try (NativeSymmetric matrix = new NativeSymmetric(2);
                NativeMatrix vectors = new NativeMatrix(2, 2)) {
            matrix.setIdentity(2);
            matrix.add(0, 1, 1);
            assertArrayEquals(new double[] {1, 3}, matrix.eigenvectors(vectors), 1e-15);
            double[] v = new double[4];
            vectors.getColumns(0, v, 4);
            double half = Math.sqrt(0.5);
            assertEquals(half, Math.abs(v[0]), 1e-15);
            assertEquals(-1, Math.signum(v[0] * v[1]));
            assertEquals(half, Math.abs(v[2]), 1e-15);
            assertEquals(1, Math.signum(v[2] * v[3]));
        }
    }

    @Test
    void productWithTheEigenvectorsIsTheirMultiple() {
        int n = 40;
        SplittableRandom random = new SplittableRandom(4);
        try (NativeSymmetric matrix = new NativeSymmetric(n);
                NativeMatrix factor = new NativeMatrix(n, n);
                NativeMatrix vectors = new NativeMatrix(n, n);
                NativeMatrix product = new NativeMatrix(n, n)) {
            factor.setColumns(0, random.doubles((long) n * n, -1, 1).toArray(), n * n);
            matrix.setIdentity(0.5);
            matrix.addGram(factor, n);
            double[] values = matrix.eigenvectors(vectors);
            // the matrix is unchanged
            matrix.multiply(vectors, product);
            double[] v = new double[n * n];
            double[] av = new double[n * n];
            vectors.getColumns(0, v, n * n);
            product.getColumns(0, av, n * n);
            for (int j = 0; j < n; j++) {
                for (int i = 0; i < n; i++) {
                    // rounding of sums of 40 numbers up to the largest eigenvalue, about 50
                    assertEquals(values[j] * v[j * n + i], av[j * n + i], 1e-12);
                }
            }
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        try (NativeSymmetric matrix = new NativeSymmetric(3);
                NativeMatrix small = new NativeMatrix(2, 2);
                NativeMatrix right = new NativeMatrix(3, 3)) {
            matrix.setIdentity(1);
            assertThrows(IllegalArgumentException.class, () -> matrix.eigenvectors(small));
            assertThrows(IllegalArgumentException.class, () -> matrix.multiply(small, right));
            assertThrows(IllegalArgumentException.class, () -> matrix.multiply(right, small));
            matrix.factor();
            assertThrows(IllegalStateException.class, () -> matrix.eigenvectors(right));
            assertThrows(IllegalStateException.class, () -> matrix.multiply(right, right));
            matrix.setIdentity(Double.NaN);
            assertThrows(IllegalStateException.class, () -> matrix.eigenvectors(right));
        }
    }
}
