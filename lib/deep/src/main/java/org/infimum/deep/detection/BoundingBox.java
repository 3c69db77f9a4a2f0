package org.infimum.deep.detection;

import java.util.Optional;

/**
 * A rectangle in an image, [x1, x2) times [y1, y2), in pixels as continuous coordinates: pixel number i (from 0) reaches from i to i + 1, so width and
 * height are plain differences and no formula needs PASCAL VOC's + 1.
 *
 * @param x1 left edge, finite
 * @param y1 upper edge, finite
 * @param x2 right edge, finite and larger than x1
 * @param y2 lower edge, finite and larger than y1
 */
public record BoundingBox(double x1, double y1, double x2, double y2) {
    /**
     * A box, checked.
     *
     * @param x1 as above
     * @param y1 as above
     * @param x2 as above
     * @param y2 as above
     * @throws IllegalArgumentException if an edge is not finite or the box has no area, quoting it
     */
    public BoundingBox {
        requireFinite(x1, "left");
        requireFinite(y1, "upper");
        requireFinite(x2, "right");
        requireFinite(y2, "lower");
        if (!(x2 > x1 && y2 > y1)) {
            throw new IllegalArgumentException("A box needs x1 < x2 and y1 < y2, but x reaches from " + x1 + " to " + x2
                    + " and y from " + y1 + " to " + y2 + "; leave boxes without area out.");
        }
    }

    private static void requireFinite(double value, String edge) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("The " + edge + " edge of a box must be a finite number, not " + value
                    + "; look at what computed it.");
        }
    }

    /**
     * A box from PASCAL VOC's corners, which name pixels, count them from 1 and belong to the box. The overlap of two such boxes is then that of VOC's
     * development kit, with its + 1.
     *
     * @param xmin first column, from 1
     * @param ymin first row, from 1
     * @param xmax last column
     * @param ymax last row
     * @return [xmin - 1, xmax) times [ymin - 1, ymax)
     * @throws IllegalArgumentException if a corner is not finite or the box has no area
     */
    public static BoundingBox ofVoc(double xmin, double ymin, double xmax, double ymax) {
        return new BoundingBox(xmin - 1, ymin - 1, xmax, ymax);
    }

    /**
     * The width.
     *
     * @return x2 - x1, in pixels
     */
    public double width() {
        return x2 - x1;
    }

    /**
     * The height.
     *
     * @return y2 - y1, in pixels
     */
    public double height() {
        return y2 - y1;
    }

    /**
     * The area.
     *
     * @return width times height, in square pixels
     */
    public double area() {
        return (x2 - x1) * (y2 - y1);
    }

    /**
     * The area that two boxes share.
     *
     * @param other another box of the same image
     * @return square pixels, 0 if they do not meet
     */
    public double intersection(BoundingBox other) {
        double width = Math.min(x2, other.x2) - Math.max(x1, other.x1);
        double height = Math.min(y2, other.y2) - Math.max(y1, other.y1);
        return width > 0 && height > 0 ? width * height : 0;
    }

    /**
     * Jaccard's index of two boxes, the overlap of PASCAL VOC: shared area by area of the union.
     *
     * @param other another box of the same image
     * @return from 0 (apart) to 1 (equal)
     */
    public double intersectionOverUnion(BoundingBox other) {
        double shared = intersection(other);
        return shared / (area() + other.area() - shared);
    }

    /**
     * The part inside an image.
     *
     * @param imageWidth the image's width in pixels
     * @param imageHeight the image's height in pixels
     * @return the part, or nothing if the box lies outside
     */
    public Optional<BoundingBox> clipped(double imageWidth, double imageHeight) {
        double left = Math.max(0, x1);
        double top = Math.max(0, y1);
        double right = Math.min(imageWidth, x2);
        double bottom = Math.min(imageHeight, y2);
        return left < right && top < bottom ? Optional.of(new BoundingBox(left, top, right, bottom)) : Optional.empty();
    }

    /**
     * The box in the image mirrored left to right.
     *
     * @param imageWidth the image's width in pixels
     * @return [width - x2, width - x1) times [y1, y2)
     */
    public BoundingBox mirrored(double imageWidth) {
        return new BoundingBox(imageWidth - x2, y1, imageWidth - x1, y2);
    }

    /**
     * The box in the image scaled.
     *
     * @param across new width by old width, positive
     * @param down new height by old height, positive
     * @return the box with all edges multiplied
     * @throws IllegalArgumentException if a factor is not a positive number
     */
    public BoundingBox scaled(double across, double down) {
        if (!(across > 0 && down > 0)) {
            throw new IllegalArgumentException(
                    "A box is scaled by positive factors, not by " + across + " and " + down + ".");
        }
        return new BoundingBox(x1 * across, y1 * down, x2 * across, y2 * down);
    }
}
