package org.infimum.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReluNetworksTest {
    @Test
    void shapesAndCounts() {
        Network perceptron = ReluNetworks.perceptron(1, 5, 7, 3);
        assertEquals(5 * 7 + 7 + 7 * 3 + 3, perceptron.parameterCount());
        assertEquals(3, perceptron.layers().size());
        Network image = ReluNetworks.convolutional(1, new Shape(2, 6, 4), 3, 10);
        assertEquals(3 * 2 * 9 + 3 + 10 * 3 * 3 * 2 + 10, image.parameterCount());
        assertEquals(10, image.output().size());
    }

    @Test
    void theSeedDecides() {
        double[] one = ReluNetworks.perceptron(1, 5, 7, 3).parameters();
        assertArrayEquals(one, ReluNetworks.perceptron(1, 5, 7, 3).parameters());
        assertNotEquals(one[0], ReluNetworks.perceptron(2, 5, 7, 3).parameters()[0]);
    }

    @Test
    void weightsHaveTheVarianceOfHe() {
        Dense layer = (Dense) ReluNetworks.perceptron(3, 50, 400).layers().get(0);
        double square = Arrays.stream(layer.weights()).map(w -> w * w).average().orElseThrow();
        // 20,000 weights: the variance's standard error is 1 % of it
        assertEquals(2.0 / 50, square, 0.05 * 2 / 50);
        assertArrayEquals(new double[400], layer.bias());
    }

    @Test
    void badInput() {
        assertThrows(IllegalArgumentException.class, () -> ReluNetworks.perceptron(1, 5));
        assertThrows(IllegalArgumentException.class, () -> ReluNetworks.perceptron(1, 5, 0, 2));
        assertThrows(IllegalArgumentException.class, () -> ReluNetworks.convolutional(1, new Shape(1, 4, 4), 0, 2));
    }
}
