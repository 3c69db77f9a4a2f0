package org.infimum.deep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;

class PrincipalComponentsTest {
    /** Four points on a cross around (1, 2), three times as long along (1, 1) as along (1, -1). */
    private static LabelledPoints cross() {
        return new LabelledPoints(
                "cross", new double[][] {{4, 5}, {-2, -1}, {2, 1}, {0, 3}}, new double[] {1, -1, 1, -1});
    }

    @Test
    void longestDirectionComesFirstAndOneFactorScalesAll() {
        LabelledPoints projected = PrincipalComponents.of(cross(), 2).project(cross());
        // variances 9 and 1 (half of 18 and of 2), mean square 5
        double unit = 1 / Math.sqrt(5);
        double[][] x = projected.x();
        assertEquals(3 * Math.sqrt(2) * unit, x[0][0], 1e-12);
        assertEquals(-3 * Math.sqrt(2) * unit, x[1][0], 1e-12);
        assertEquals(0, x[0][1], 1e-12);
        assertEquals(Math.sqrt(2) * unit, Math.abs(x[2][1]), 1e-12);
        assertEquals(0, x[2][0], 1e-12);
        assertArrayEquals(cross().y(), projected.y());
    }

    @Test
    void explainedShareIsThatOfTheVariance() {
        assertEquals(0.9, PrincipalComponents.of(cross(), 1).explained(), 1e-12);
        assertEquals(1, PrincipalComponents.of(cross(), 2).explained(), 1e-12);
    }

    @Test
    void coordinatesAreUncorrelatedWithMeanSquareOne() {
        LabelledPoints digits = LabelledPoints.of(Datasets.digits().train().classes(3, 8));
        double[][] x = PrincipalComponents.of(digits, 5).project(digits).x();
        double total = 0;
        double before = Double.POSITIVE_INFINITY;
        for (int a = 0; a < 5; a++) {
            double[] moments = new double[5];
            for (double[] row : x) {
                for (int b = 0; b < 5; b++) {
                    moments[b] += row[a] * row[b] / x.length;
                }
            }
            for (int b = 0; b < 5; b++) {
                if (b != a) {
                    assertEquals(0, moments[b], 1e-12);
                }
            }
            assertTrue(moments[a] < before, "components fall");
            before = moments[a];
            total += moments[a];
        }
        assertEquals(5, total, 1e-10);
    }

    @Test
    void whatDoesNotVaryIsRefused() {
        LabelledPoints line = new LabelledPoints("line", new double[][] {{1, 1}, {2, 2}, {3, 3}}, new double[3]);
        assertThrows(IllegalArgumentException.class, () -> PrincipalComponents.of(line, 2));
        assertThrows(IllegalArgumentException.class, () -> PrincipalComponents.of(line, 3));
        assertThrows(IllegalArgumentException.class, () -> PrincipalComponents.of(line, 0));
        PrincipalComponents one = PrincipalComponents.of(line, 1);
        LabelledPoints other = new LabelledPoints("other", new double[][] {{1, 2, 3}}, new double[1]);
        assertThrows(IllegalArgumentException.class, () -> one.project(other));
    }

    @Test
    void labelsAreMinusOneAndOne() {
        ImageSet images = Datasets.digits().train().classes(3, 8);
        LabelledPoints points = LabelledPoints.of(images);
        int index = new SplittableRandom(1).nextInt(images.size());
        assertEquals(images.label(index) == 0 ? -1 : 1, points.y()[index]);
        assertEquals(images.image(index)[20], points.x()[index][20]);
        ImageSet three = Datasets.digits().train().classes(1, 2, 3);
        assertThrows(IllegalArgumentException.class, () -> LabelledPoints.of(three));
    }

    @Test
    void examplesHoldTheNumbersInDoublePrecision() {
        LabelledPoints points = new LabelledPoints("p", new double[][] {{0.1, 0.2}, {0.3, 0.4}}, new double[] {1, -1});
        DataSet batch = points.examples().batch(new int[] {1});
        assertEquals(0.4, batch.getFeatures().getDouble(0, 1));
        assertEquals(-1, batch.getLabels().getDouble(0, 0));
        assertEquals(1, points.take(1).size());
        assertThrows(IllegalArgumentException.class, () -> points.take(3));
    }

    @Test
    void badPointsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new LabelledPoints("p", new double[0][], new double[0]));
        assertThrows(
                IllegalArgumentException.class,
                () -> new LabelledPoints("p", new double[][] {{1}, {1, 2}}, new double[2]));
        assertThrows(
                IllegalArgumentException.class, () -> new LabelledPoints("p", new double[][] {{1}}, new double[2]));
    }
}
