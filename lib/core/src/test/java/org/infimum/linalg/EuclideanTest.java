package org.infimum.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class EuclideanTest {
    @Test
    void knownDistances() {
        assertEquals(5, Euclidean.distance(new float[] {1, 2}, new float[] {4, 6}));
        assertEquals(0, Euclidean.distance(new float[] {1e30f}, new float[] {1e30f}));
        // the squares would overflow in single precision
        assertEquals(2 * (double) 1e30f, Euclidean.distance(new float[] {1e30f}, new float[] {-1e30f}));
        assertEquals(Double.NaN, Euclidean.distance(new float[] {Float.NaN}, new float[] {0}));
    }

    @Test
    void lengthsMustAgree() {
        assertThrows(IllegalArgumentException.class, () -> Euclidean.distance(new float[2], new float[3]));
    }
}
