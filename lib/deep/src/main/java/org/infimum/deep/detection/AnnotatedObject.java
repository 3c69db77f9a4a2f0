package org.infimum.deep.detection;

import java.util.Objects;

/**
 * An object that a person marked in an image.
 *
 * @param label class, from 0, background not counted
 * @param box where
 * @param difficult whether it is so hard to see that finding it, or not, is not counted (PASCAL VOC's flag)
 * @param truncated whether part of it lies outside the image
 */
public record AnnotatedObject(int label, BoundingBox box, boolean difficult, boolean truncated) {
    /**
     * An object, checked.
     *
     * @param label as above
     * @param box as above
     * @param difficult as above
     * @param truncated as above
     * @throws IllegalArgumentException if the label is negative
     */
    public AnnotatedObject {
        Objects.requireNonNull(box, "box");
        if (label < 0) throw new IllegalArgumentException("Classes are numbered from 0, not " + label + ".");
    }
}
