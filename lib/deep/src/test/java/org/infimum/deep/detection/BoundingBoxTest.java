package org.infimum.deep.detection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BoundingBoxTest {
    /** VOC's development kit counts pixels: + 1 in every difference of corners. */
    private static double vocOverlap(int[] a, int[] b) {
        double width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]) + 1;
        double height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]) + 1;
        if (width <= 0 || height <= 0) return 0;
        double areas = (a[2] - a[0] + 1.0) * (a[3] - a[1] + 1.0) + (b[2] - b[0] + 1.0) * (b[3] - b[1] + 1.0);
        return width * height / (areas - width * height);
    }

    private static BoundingBox box(int[] corners) {
        return BoundingBox.ofVoc(corners[0], corners[1], corners[2], corners[3]);
    }

    @Test
    void vocCornersNamePixelsFromOne() {
        BoundingBox box = BoundingBox.ofVoc(1, 1, 640, 480);
        assertEquals(new BoundingBox(0, 0, 640, 480), box);
        assertEquals(640 * 480, box.area());
        // one pixel
        assertEquals(1, BoundingBox.ofVoc(7, 9, 7, 9).area());
    }

    @Test
    void overlapByHand() {
        // 10 x 10 and 10 x 10, shifted by 5: 50 shared of 150
        BoundingBox a = new BoundingBox(0, 0, 10, 10);
        BoundingBox b = new BoundingBox(5, 0, 15, 10);
        assertEquals(50, a.intersection(b));
        assertEquals(1 / 3.0, a.intersectionOverUnion(b), 1e-15);
        // edges that touch share nothing
        assertEquals(0, a.intersectionOverUnion(new BoundingBox(10, 0, 20, 10)));
    }

    @Property(tries = 300)
    void overlapIsThatOfTheDevelopmentKit(
            @ForAll @IntRange(min = 1, max = 40) int x,
            @ForAll @IntRange(min = 1, max = 40) int y,
            @ForAll @IntRange(max = 30) int w,
            @ForAll @IntRange(max = 30) int h,
            @ForAll @IntRange(min = 1, max = 40) int otherX,
            @ForAll @IntRange(min = 1, max = 40) int otherY) {
        int[] a = {x, y, x + w, y + h};
        int[] b = {otherX, otherY, otherX + h, otherY + w};
        double overlap = box(a).intersectionOverUnion(box(b));
        assertEquals(vocOverlap(a, b), overlap, 1e-15);
        assertEquals(overlap, box(b).intersectionOverUnion(box(a)));
        assertEquals(1, box(a).intersectionOverUnion(box(a)));
        // mirrored and scaled alike, boxes overlap as before
        assertEquals(overlap, box(a).mirrored(100).intersectionOverUnion(box(b).mirrored(100)), 1e-12);
        assertEquals(overlap, box(a).scaled(1.5, 0.75).intersectionOverUnion(box(b).scaled(1.5, 0.75)), 1e-12);
        assertEquals(box(a), box(a).mirrored(100).mirrored(100));
    }

    @Test
    void clipping() {
        BoundingBox box = new BoundingBox(-5, 2, 30, 12);
        assertEquals(Optional.of(new BoundingBox(0, 2, 20, 10)), box.clipped(20, 10));
        assertEquals(Optional.empty(), new BoundingBox(20, 0, 30, 10).clipped(20, 10));
        assertEquals(Optional.empty(), new BoundingBox(-3, -3, 0, 4).clipped(20, 10));
    }

    @Test
    void badEdgesAreQuoted() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new BoundingBox(0, Double.NaN, 1, 1))
                .getMessage()
                .contains("upper edge of a box must be a finite number, not NaN"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new BoundingBox(4, 0, 4, 1))
                .getMessage()
                .contains("from 4.0 to 4.0"));
        assertThrows(IllegalArgumentException.class, () -> new BoundingBox(0, 3, 1, 2));
        assertThrows(IllegalArgumentException.class, () -> new BoundingBox(0, 0, Double.POSITIVE_INFINITY, 2));
        assertThrows(IllegalArgumentException.class, () -> new BoundingBox(0, 0, 1, 2).scaled(0, 1));
    }

    @Test
    void packedBoxesAreTheSameList() {
        List<BoundingBox> boxes = List.of(new BoundingBox(0, 0, 3, 4), new BoundingBox(1, 2, 300, 400));
        BoundingBoxes packed = BoundingBoxes.copyOf(boxes);
        assertEquals(boxes, packed);
        assertArrayEquals(new float[] {0, 0, 3, 4, 1, 2, 300, 400}, packed.coordinates());
        packed.coordinates()[0] = 9;
        assertEquals(boxes, packed);
        assertThrows(IllegalArgumentException.class, () -> BoundingBoxes.of(1, 2, 3));
        assertThrows(IllegalArgumentException.class, () -> BoundingBoxes.of(1, 2, 3, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> packed.get(2));
    }
}
