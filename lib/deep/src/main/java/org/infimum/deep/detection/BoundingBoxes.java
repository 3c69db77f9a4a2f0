package org.infimum.deep.detection;

import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * An unchangeable list of boxes in one array of floats, 16 bytes a box: thousands of proposals an image stay small, and native code and loops get them
 * without objects. Coordinates are rounded to float, which is exact for whole pixels.
 */
public final class BoundingBoxes extends AbstractList<BoundingBox> implements RandomAccess {
    private final float[] coordinates;

    private BoundingBoxes(float[] coordinates) {
        this.coordinates = coordinates;
    }

    /**
     * Boxes from their coordinates.
     *
     * @param coordinates x1, y1, x2, y2 of the first box, then of the next; copied
     * @return the boxes
     * @throws IllegalArgumentException if the length is no multiple of four, an edge is not finite or a box has no area
     */
    public static BoundingBoxes of(float... coordinates) {
        if (coordinates.length % 4 != 0) {
            throw new IllegalArgumentException(
                    "Boxes have four coordinates each, but " + coordinates.length + " are given.");
        }
        BoundingBoxes boxes = new BoundingBoxes(coordinates.clone());
        // making each one checks it
        for (int i = 0; i < boxes.size(); i++) boxes.get(i);
        return boxes;
    }

    /**
     * A copy of a list.
     *
     * @param boxes the boxes
     * @return the same boxes, rounded to float
     * @throws IllegalArgumentException if a box loses its area by that
     */
    public static BoundingBoxes copyOf(List<BoundingBox> boxes) {
        if (boxes instanceof BoundingBoxes packed) return packed;
        float[] coordinates = new float[4 * boxes.size()];
        int to = 0;
        for (BoundingBox box : boxes) {
            coordinates[to++] = (float) box.x1();
            coordinates[to++] = (float) box.y1();
            coordinates[to++] = (float) box.x2();
            coordinates[to++] = (float) box.y2();
        }
        return of(coordinates);
    }

    /**
     * A box.
     *
     * @param index from 0
     * @return the box
     * @throws IndexOutOfBoundsException if there is none
     */
    @Override
    public BoundingBox get(int index) {
        int at = 4 * Objects.checkIndex(index, size());
        return new BoundingBox(coordinates[at], coordinates[at + 1], coordinates[at + 2], coordinates[at + 3]);
    }

    /**
     * The number of boxes.
     *
     * @return n
     */
    @Override
    public int size() {
        return coordinates.length / 4;
    }

    /**
     * All coordinates.
     *
     * @return a copy: x1, y1, x2, y2 of the first box, then of the next
     */
    public float[] coordinates() {
        return coordinates.clone();
    }
}
