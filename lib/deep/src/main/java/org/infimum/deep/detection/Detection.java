package org.infimum.deep.detection;

import java.util.Objects;

/**
 * What a detector says of one place of an image.
 *
 * @param image number of the image in its set, from 0
 * @param label class, from 0, background not counted
 * @param score how sure, larger is surer; only its order matters
 * @param box where
 */
public record Detection(int image, int label, double score, BoundingBox box) {
    /**
     * A detection, checked.
     *
     * @param image as above
     * @param label as above
     * @param score as above
     * @param box as above
     * @throws IllegalArgumentException if a number is negative or the score is NaN
     */
    public Detection {
        Objects.requireNonNull(box, "box");
        if (image < 0) throw new IllegalArgumentException("Images are numbered from 0, not " + image + ".");
        if (label < 0) throw new IllegalArgumentException("Classes are numbered from 0, not " + label + ".");
        if (Double.isNaN(score)) {
            throw new IllegalArgumentException(
                    "The score of a detection must be a number, not NaN; the network may" + " have gone non-finite.");
        }
    }
}
