package org.infimum.deep.detection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class BoxEncodingTest {
    private static final BoundingBox REGION = new BoundingBox(10, 20, 30, 60);

    @Test
    void byHand() {
        // 20 x 40 at the centre (20, 40); the box is 40 x 40 at (40, 30)
        BoundingBox box = new BoundingBox(20, 10, 60, 50);
        double[] offsets = {1, -0.25, Math.log(2), 0};
        assertArrayEquals(offsets, BoxEncoding.plain().encode(REGION, box), 1e-15);
        assertArrayEquals(
                new double[] {10, -2.5, 5 * Math.log(2), 0},
                BoxEncoding.standard().encode(REGION, box),
                1e-14);
        near(box, BoxEncoding.plain().decode(REGION, offsets), 1e-13);
        BoxEncoding shifted = new BoxEncoding(List.of(1.0, 0.0, 0.0, 1.0), List.of(1.0, 0.5, 1.0, 2.0));
        assertArrayEquals(new double[] {0, -0.5, Math.log(2), -0.5}, shifted.encode(REGION, box), 1e-15);
        assertArrayEquals(new double[4], BoxEncoding.plain().encode(REGION, REGION));
    }

    @Property(tries = 300, edgeCases = net.jqwik.api.EdgeCasesMode.MIXIN)
    void decodingIsTheInverse(
            @ForAll @DoubleRange(min = -500, max = 500) double x,
            @ForAll @DoubleRange(min = -500, max = 500) double y,
            @ForAll @DoubleRange(min = 1, max = 1000) double width,
            @ForAll @DoubleRange(min = 1, max = 1000) double height) {
        BoundingBox box = new BoundingBox(x, y, x + width, y + height);
        BoxEncoding encoding = new BoxEncoding(List.of(0.1, -0.1, 0.2, -0.3), List.of(0.1, 0.2, 0.3, 0.4));
        near(box, encoding.decode(REGION, encoding.encode(REGION, box)), 1e-9);
    }

    private static void near(BoundingBox expected, BoundingBox actual, double tolerance) {
        assertEquals(expected.x1(), actual.x1(), tolerance);
        assertEquals(expected.y1(), actual.y1(), tolerance);
        assertEquals(expected.x2(), actual.x2(), tolerance);
        assertEquals(expected.y2(), actual.y2(), tolerance);
    }

    /** Whatever an untrained network gives is a box. */
    @Test
    void sizesAreCut() {
        BoundingBox large = BoxEncoding.plain().decode(REGION, 0, 0, 50, 1e300);
        assertEquals(20 * 62.5, large.width(), 1e-9);
        assertEquals(40 * 62.5, large.height(), 1e-9);
        BoundingBox far = BoxEncoding.plain().decode(REGION, 1e30, -1e30, -50, -1e300);
        assertEquals(20 / 62.5, far.width(), 1e-6);
        assertEquals(40 / 62.5, far.height(), 1e-6);
        assertEquals(20 + 20e6, far.x1(), 1);
    }

    @Test
    void normalisation() {
        BoxEncoding encoding =
                BoxEncoding.normalising(List.of(new double[] {1, 2, 3, 4}, new double[] {3, 2.5, -3, 8}));
        assertEquals(List.of(2.0, 2.25, 0.0, 6.0), encoding.means());
        assertEquals(List.of(1.0, 0.25, 3.0, 2.0), encoding.deviations());
    }

    @Test
    void namesBadInput() {
        BoxEncoding plain = BoxEncoding.plain();
        assertThrows(IllegalArgumentException.class, () -> plain.decode(REGION, 0, 0, 0, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> plain.decode(REGION, new double[3]));
        assertThrows(IllegalArgumentException.class, () -> BoxEncoding.normalising(List.of(new double[4])));
        assertThrows(
                IllegalArgumentException.class, () -> BoxEncoding.normalising(List.of(new double[4], new double[4])));
        assertThrows(IllegalArgumentException.class, () -> new BoxEncoding(List.of(0.0), List.of(1.0)));
    }
}
