package org.infimum.deep.segmentation;

import java.util.Objects;

/**
 * How a network does on a set of images: counted over the set, void excluded, at the resolution at which the network sees them.
 *
 * @param matrix pixels by class and predicted class; not copied, not to be added to
 * @param loss the mean over all labelled pixels of -log p(class), NaN without any
 */
public record SegmentationScores(ConfusionMatrix matrix, double loss) {
    /**
     * Checks the parts.
     *
     * @param matrix as above
     * @param loss as above
     * @throws NullPointerException if there is no matrix
     */
    public SegmentationScores {
        Objects.requireNonNull(matrix, "matrix");
    }

    @Override
    public String toString() {
        return matrix + ", loss " + loss;
    }
}
