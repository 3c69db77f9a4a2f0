package org.infimum.deep.detection;

import java.util.Objects;
import org.infimum.deep.data.RgbImage;

/**
 * Proposals from smaller images: one whose longer side exceeds a limit is scaled down to it, and the boxes are scaled back. Selective search takes time in
 * proportion to the pixels, or worse, and its authors' program scales images to a width of 500 as well; boxes get as much coarser as the image gets
 * smaller.
 *
 * @param method proposes in the smaller image; its limits on sizes are in pixels of that
 * @param longestSide the limit in pixels, at least 16
 */
public record ScaledProposals(RegionProposals method, int longestSide) implements RegionProposals {
    private static final int SMALLEST = 16;

    /**
     * A method, checked.
     *
     * @param method as above
     * @param longestSide as above
     * @throws IllegalArgumentException if the limit is less than 16
     */
    public ScaledProposals {
        Objects.requireNonNull(method, "method");
        if (longestSide < SMALLEST) {
            throw new IllegalArgumentException("Images are scaled down to a longer side of at least " + SMALLEST
                    + " pixels, not " + longestSide + "; 500 is usual.");
        }
    }

    @Override
    public BoundingBoxes of(RgbImage image) {
        int longer = Math.max(image.width(), image.height());
        if (longer <= longestSide) return method.of(image);
        RgbImage small = image.scaled(side(image.width(), longer), side(image.height(), longer));
        double across = (double) image.width() / small.width();
        double down = (double) image.height() / small.height();
        return BoundingBoxes.copyOf(method.of(small).stream()
                .flatMap(box -> box.scaled(across, down).clipped(image.width(), image.height()).stream())
                .toList());
    }

    private int side(int side, int longer) {
        return (int) Math.max(1, Math.round((double) side * longestSide / longer));
    }

    @Override
    public String description() {
        return method.description() + ", in images of at most " + longestSide + " pixels";
    }
}
