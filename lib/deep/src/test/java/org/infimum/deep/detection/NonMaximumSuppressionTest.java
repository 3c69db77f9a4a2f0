package org.infimum.deep.detection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NonMaximumSuppressionTest {
    @Test
    void byHand() {
        // A 10 x 10; B overlaps A by 1/3 and C by 1/3; C does not meet A: B goes by A, so C stays
        float[] boxes = {0, 0, 10, 10, 5, 0, 15, 10, 10, 0, 20, 10};
        float[] scores = {0.9f, 0.8f, 0.7f};
        assertArrayEquals(new int[] {0, 2}, new NonMaximumSuppression(0.3).kept(boxes, scores));
        // an overlap of exactly the threshold stays
        assertArrayEquals(new int[] {0, 1, 2}, new NonMaximumSuppression(0.34).kept(boxes, scores));
        assertArrayEquals(
                new int[] {0, 1},
                new NonMaximumSuppression(0.5).kept(new float[] {0, 0, 2, 1, 0, 0, 1, 1}, new float[] {2, 1}));
        // of different classes they do not meet
        assertArrayEquals(new int[] {0, 1, 2}, new NonMaximumSuppression(0.3).kept(boxes, scores, new int[] {0, 1, 0}));
        assertArrayEquals(new int[0], new NonMaximumSuppression(0.3).kept(new float[0], new float[0]));
    }

    @Test
    void ofEqualScoresTheFirstStays() {
        float[] boxes = {0, 0, 4, 4, 0, 0, 4, 4, 0, 0, 4, 4};
        assertArrayEquals(new int[] {0}, new NonMaximumSuppression(0.5).kept(boxes, new float[] {1, 1, 1}));
        assertArrayEquals(new int[] {0}, new NonMaximumSuppression(0.5).kept(boxes, new float[] {-0f, 0f, -0f}));
        // an overlap of 1 is not more than 1
        assertArrayEquals(new int[] {0, 1, 2}, new NonMaximumSuppression(1).kept(boxes, new float[] {1, 1, 1}));
    }

    @Test
    void boxesWithoutAreaStay() {
        float[] boxes = {1, 1, 1, 5, 0, 0, 9, 9, 3, 3, 2, 2};
        assertArrayEquals(new int[] {0, 2, 1}, new NonMaximumSuppression(0.1).kept(boxes, new float[] {3, 1, 2}));
    }

    /** The definition: best of those left, then without all that overlap it too much. */
    private static int[] bruteForce(double threshold, float[] boxes, float[] scores, int[] labels) {
        List<Integer> left =
                new ArrayList<>(IntStream.range(0, scores.length).boxed().toList());
        List<Integer> kept = new ArrayList<>();
        while (!left.isEmpty()) {
            int best = left.stream()
                    .max(Comparator.<Integer>comparingDouble(i -> scores[i]).thenComparing(Comparator.reverseOrder()))
                    .orElseThrow();
            kept.add(best);
            BoundingBox box = box(boxes, best);
            left.removeIf(i ->
                    i == best || labels[i] == labels[best] && box(boxes, i).intersectionOverUnion(box) > threshold);
        }
        return kept.stream().mapToInt(Integer::intValue).toArray();
    }

    private static BoundingBox box(float[] boxes, int i) {
        return new BoundingBox(boxes[4 * i], boxes[4 * i + 1], boxes[4 * i + 2], boxes[4 * i + 3]);
    }

    @Property(tries = 150)
    void agreesWithTheDefinition(@ForAll long seed, @ForAll @IntRange(min = 1, max = 90) int n) {
        Random random = new Random(seed);
        float[] boxes = new float[4 * n];
        float[] scores = new float[n];
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
            boxes[4 * i] = random.nextInt(30);
            boxes[4 * i + 1] = random.nextInt(30);
            boxes[4 * i + 2] = boxes[4 * i] + 1 + random.nextInt(25);
            boxes[4 * i + 3] = boxes[4 * i + 1] + 1 + random.nextInt(25);
            // few values, so that ties are common; both signs
            scores[i] = (random.nextInt(21) - 10) / 4f;
            labels[i] = random.nextInt(3);
        }
        // not a fraction of small areas, where the last bit of a division would decide
        double threshold = 0.05 + random.nextInt(90) / 100.0 + 1e-4;
        assertArrayEquals(
                bruteForce(threshold, boxes, scores, labels),
                new NonMaximumSuppression(threshold).kept(boxes, scores, labels));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 1.01, Double.NaN})
    void badThresholdsAreQuoted(double threshold) {
        String message = assertThrows(IllegalArgumentException.class, () -> new NonMaximumSuppression(threshold))
                .getMessage();
        assertTrue(message.contains("not " + threshold), message);
    }

    @Test
    void badInput() {
        NonMaximumSuppression rule = new NonMaximumSuppression(0.3);
        float[] one = {0, 0, 1, 1};
        assertThrows(IllegalArgumentException.class, () -> rule.kept(one, new float[] {1, 2}));
        assertThrows(IllegalArgumentException.class, () -> rule.kept(one, new float[] {1}, new int[2]));
        assertThrows(IllegalArgumentException.class, () -> rule.kept(one, new float[] {Float.NaN}));
        assertThrows(
                IllegalArgumentException.class,
                () -> rule.kept(new float[] {0, 0, Float.POSITIVE_INFINITY, 1}, new float[] {1}));
    }
}
