package org.infimum.deep.detection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoiSamplingTest {
    private static final List<AnnotatedObject> TRUTH = List.of(object(2, 0, 0, 9, 9), object(0, 20, 0, 29, 9));

    private static AnnotatedObject object(int label, double x1, double y1, double x2, double y2) {
        return new AnnotatedObject(label, inclusive(x1, y1, x2, y2), false, false);
    }

    /** A box from its first and last pixels, in which the overlaps below are counted most easily. */
    private static BoundingBox inclusive(double x1, double y1, double x2, double y2) {
        return new BoundingBox(x1, y1, x2 + 1, y2 + 1);
    }

    private static List<Integer> indices(RoiSample sample) {
        return sample.rois().stream().map(RoiSample.Roi::index).toList();
    }

    /** Overlaps of 1/2, a little below, 1/10, a little below, and none. */
    @Test
    void thresholds() {
        List<BoundingBox> proposals = List.of(
                inclusive(0, 0, 9, 19),
                inclusive(0, 0, 9, 20),
                inclusive(20, 0, 29, 99),
                inclusive(20, 0, 29, 100),
                inclusive(50, 50, 60, 60),
                inclusive(20, 0, 28, 9));
        RoiSample sample = RoiSampling.paper().batch(1, 100).sample(1, 2, 3, proposals, TRUTH, BoxEncoding.plain());
        assertEquals(4, sample.foreground());
        assertEquals(Set.of(0, 5, 6, 7), new HashSet<>(indices(sample).subList(0, 4)));
        assertEquals(
                Set.of(1, 2),
                new HashSet<>(indices(sample).subList(4, sample.rois().size())));
        for (RoiSample.Roi roi : sample.rois()) {
            int expected = List.of(3, 0, 0, -1, -1, 1, 3, 1).get(roi.index());
            assertEquals(expected, roi.label());
            BoundingBox box = roi.index() < 6
                    ? proposals.get(roi.index())
                    : TRUTH.get(roi.index() - 6).box();
            assertEquals(box, roi.box());
            double[] offsets = expected == 0
                    ? new double[4]
                    : BoxEncoding.plain()
                            .encode(box, TRUTH.get(expected == 3 ? 0 : 1).box());
            assertEquals(Arrays.stream(offsets).boxed().toList(), roi.offsets());
        }
    }

    private static List<BoundingBox> crowd(int count, long seed) {
        Random random = new Random(seed);
        List<BoundingBox> boxes = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            double x = random.nextInt(2) * 20 + random.nextInt(5);
            double y = random.nextInt(5);
            boxes.add(inclusive(x, y, x + 5 + random.nextInt(8), y + 5 + random.nextInt(8)));
        }
        return boxes;
    }

    @Test
    void quotas() {
        RoiSampling sampling = RoiSampling.paper();
        RoiSample sample = sampling.sample(1, 0, 0, crowd(2000, 1), TRUTH, BoxEncoding.standard());
        assertEquals(64, sample.rois().size());
        assertEquals(16, sample.foreground());
        assertEquals(64, new HashSet<>(indices(sample)).size(), "no candidate twice");
        // few candidates: all of them, and the rest stays empty
        RoiSample few = sampling.sample(1, 0, 0, List.of(inclusive(0, 0, 9, 29)), TRUTH, BoxEncoding.standard());
        assertEquals(2, few.foreground());
        assertEquals(3, few.rois().size());
        // no objects: nothing overlaps them
        assertEquals(
                0,
                sampling.sample(1, 0, 0, crowd(9, 1), List.of(), BoxEncoding.standard())
                        .rois()
                        .size());
        RoiSampling all = new RoiSampling(2, 128, 0.25, 0.5, 0, 0.5);
        assertEquals(
                9,
                all.sample(1, 0, 0, crowd(9, 1), List.of(), BoxEncoding.standard())
                        .rois()
                        .size());
    }

    @Test
    void everyCandidateHasItsChance() {
        List<BoundingBox> proposals = crowd(60, 3);
        RoiSampling sampling = RoiSampling.paper().batch(1, 16);
        int[] chosen = new int[62];
        boolean[] possible = new boolean[62];
        indices(RoiSampling.paper().batch(1, 1000).sample(0, 0, 0, proposals, TRUTH, BoxEncoding.plain()))
                .forEach(k -> possible[k] = true);
        for (int epoch = 0; epoch < 2000; epoch++) {
            indices(sampling.sample(7, epoch, 5, proposals, TRUTH, BoxEncoding.plain()))
                    .forEach(k -> chosen[k]++);
        }
        int[] expected = new int[62];
        for (int k = 0; k < 62; k++) {
            expected[k] = possible[k] ? 1 : 0;
            chosen[k] = Math.min(chosen[k], 1);
        }
        assertArrayEquals(expected, chosen);
    }

    @Test
    void theSameNumbersGiveTheSameSample() {
        List<BoundingBox> proposals = crowd(300, 2);
        RoiSampling sampling = RoiSampling.paper();
        RoiSample sample = sampling.sample(1, 2, 3, proposals, TRUTH, BoxEncoding.standard());
        assertEquals(sample, sampling.sample(1, 2, 3, proposals, TRUTH, BoxEncoding.standard()));
        assertNotEquals(sample, sampling.sample(2, 2, 3, proposals, TRUTH, BoxEncoding.standard()));
        assertNotEquals(sample, sampling.sample(1, 3, 3, proposals, TRUTH, BoxEncoding.standard()));
        assertNotEquals(sample, sampling.sample(1, 2, 4, proposals, TRUTH, BoxEncoding.standard()));
    }

    @Test
    void namesBadInput() {
        RoiSampling sampling = RoiSampling.paper();
        refuses("127 regions", () -> sampling.batch(2, 127));
        refuses("1.5", () -> new RoiSampling(2, 128, 1.5, 0.5, 0.1, 0.5));
        refuses("0.6", () -> new RoiSampling(2, 128, 0.25, 0.5, 0.1, 0.6));
    }

    private static void refuses(String quoted, Runnable call) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(message.contains(quoted), message);
    }
}
