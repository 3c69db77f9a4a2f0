package org.infimum;

import static org.infimum.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ObjectiveTest {
    private final Objective square =
            Objective.of("square", Box.cube(1, -1, 2), x -> x[0] * x[0], x -> new double[] {2 * x[0]});

    @Test
    void valueAndGradient() {
        double[] gradient = new double[1];
        assertEquals(2.25, square.gradient(new double[] {1.5}, gradient));
        assertArrayEquals(new double[] {3}, gradient);
        assertEquals("square", square.name());
        assertEquals(Double.POSITIVE_INFINITY, square.valueError());
    }

    @Test
    void wrongLengthsAndPointsOutsideAreRefused() {
        refused(() -> square.value(new double[] {3}), "3.0", "square", "outside");
        refused(() -> square.value(new double[2]), "2", "1");
        refused(() -> square.gradient(new double[1], new double[2]), "2", "1");
        Objective wrong = Objective.of("wrong", Box.cube(1, -1, 2), x -> 0, x -> new double[3]);
        refused(() -> wrong.gradient(new double[1], new double[1]), "wrong", "3 coordinates", "1");
    }
}
