package org.infimum.deep.segmentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
    private static final int[] TRUTH = {0, 0, 0, 0, 1, 1, 2, 255};
    private static final int[] PREDICTED = {0, 0, 1, 2, 1, 0, 2, 1};

    /**
     * Class 0: 2 of 4 right, given 3 times: IU 2 / (4 + 3 - 2) = 2/5. Class 1: 1 of 2, given twice: 1/3. Class 2: 1 of 1, given twice: 1/2. Class 3 is
     * nowhere. The void pixel counts nowhere.
     */
    @Test
    void byHand() {
        ConfusionMatrix matrix = new ConfusionMatrix(4);
        matrix.add(TRUTH, PREDICTED);
        assertEquals(7, matrix.pixels());
        assertEquals(2, matrix.count(0, 0));
        assertEquals(1, matrix.count(0, 2));
        assertEquals(4 / 7.0, matrix.pixelAccuracy(), 1e-15);
        assertEquals((0.5 + 0.5 + 1) / 3, matrix.meanAccuracy(), 1e-15);
        assertEquals(2 / 5.0, matrix.iu(0), 1e-15);
        assertEquals(1 / 3.0, matrix.iu(1), 1e-15);
        assertEquals(1 / 2.0, matrix.iu(2), 1e-15);
        assertTrue(Double.isNaN(matrix.iu(3)) && Double.isNaN(matrix.accuracy(3)));
        assertEquals((2 / 5.0 + 1 / 3.0 + 1 / 2.0) / 3, matrix.meanIu(), 1e-15);
        assertEquals((matrix.meanIu() + 4 / 7.0 + 2 / 3.0) / 3, matrix.average(), 1e-15);
    }

    /** One image of 6 pixels all right, one of 2 all wrong: 6 of 8, not the mean of 1 and 0. */
    @Test
    void countsAreAddedUpBeforeAnythingIsDivided() {
        ConfusionMatrix matrix = new ConfusionMatrix(2);
        matrix.add(new int[] {0, 0, 0, 1, 1, 1}, new int[] {0, 0, 0, 1, 1, 1});
        matrix.add(new int[] {0, 1}, new int[] {1, 0});
        assertEquals(0.75, matrix.pixelAccuracy(), 0.0);
        assertEquals(3 / 5.0, matrix.meanIu(), 1e-15);
    }

    @Test
    void aClassThatWasOnlyPredictedHasAnIuOfZero() {
        ConfusionMatrix matrix = new ConfusionMatrix(2);
        matrix.add(new int[] {0, 0}, new int[] {0, 1});
        assertEquals(0, matrix.iu(1), 0.0);
        assertEquals(0.25, matrix.meanIu(), 1e-15);
        assertEquals(0.5, matrix.meanAccuracy(), 0.0);
    }

    @Test
    void withoutPixelsNothingIsClaimed() {
        ConfusionMatrix matrix = new ConfusionMatrix(3);
        matrix.add(new int[] {255, 255}, new int[] {0, 7});
        assertEquals(0, matrix.pixels());
        assertTrue(Double.isNaN(matrix.meanIu()) && Double.isNaN(matrix.pixelAccuracy()));
        assertTrue(Double.isNaN(matrix.meanAccuracy()) && Double.isNaN(matrix.average()));
    }

    @Property(tries = 100)
    void metricsAreSharesAndOrderDoesNotMatter(
            @ForAll @IntRange(min = 2, max = 6) int classes,
            @ForAll @IntRange(min = 1, max = 60) int pixels,
            @ForAll long seed) {
        Random random = new Random(seed);
        int[] truth = random.ints(pixels, 0, classes).toArray();
        int[] predicted = random.ints(pixels, 0, classes).toArray();
        ConfusionMatrix whole = new ConfusionMatrix(classes);
        whole.add(truth, predicted);
        ConfusionMatrix parts = new ConfusionMatrix(classes);
        for (int i = pixels - 1; i >= 0; i--) {
            parts.add(new int[] {truth[i]}, new int[] {predicted[i]});
        }
        assertEquals(whole.meanIu(), parts.meanIu(), 0.0);
        assertEquals(whole.toString(), parts.toString());
        assertTrue(whole.meanIu() >= 0 && whole.meanIu() <= whole.meanAccuracy() + 1e-15);
        long right =
                IntStream.range(0, pixels).filter(i -> truth[i] == predicted[i]).count();
        assertEquals((double) right / pixels, whole.pixelAccuracy(), 1e-15);
        ConfusionMatrix perfect = new ConfusionMatrix(classes);
        perfect.add(truth, truth);
        assertEquals(1, perfect.meanIu(), 1e-15);
    }

    @Test
    void badLabelsAreNamedAndNothingIsAdded() {
        ConfusionMatrix matrix = new ConfusionMatrix(3);
        String truth = assertThrows(
                        IllegalArgumentException.class, () -> matrix.add(new int[] {0, 3}, new int[] {0, 0}))
                .getMessage();
        assertTrue(truth.contains("Pixel 1 of the mask has the label 3"), truth);
        assertThrows(IllegalArgumentException.class, () -> matrix.add(new int[] {0, 1}, new int[] {0, -1}));
        assertThrows(IllegalArgumentException.class, () -> matrix.add(new int[] {0}, new int[] {0, 1}));
        assertEquals(0, matrix.pixels());
        assertThrows(IllegalArgumentException.class, () -> new ConfusionMatrix(1));
        assertThrows(IllegalArgumentException.class, () -> new ConfusionMatrix(256));
        assertThrows(IndexOutOfBoundsException.class, () -> matrix.count(0, 3));
    }
}
