package org.infimum.deep.detection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A box as offsets from a region of interest (Girshick et al., CVPR 2014, App. C), normalised: with centre (x, y), width w and
 * height h of the box and X, Y, W, H of the region,
 *
 * <pre>((x - X) / W, (y - Y) / H, log(w / W), log(h / H))   less the means, by the standard deviations.</pre>
 *
 * @param means of the four offsets before normalisation
 * @param deviations the standard deviations, above 0
 */
public record BoxEncoding(List<Double> means, List<Double> deviations) {
    private static final int OFFSETS = 4;
    /** Decoded boxes are at most this many times as wide or high as the region, as in the authors' later code, and at least its inverse. */
    private static final double LARGEST_LOG = Math.log(1000.0 / 16);
    /** No centre is more sizes away than this: far outside any image, and near enough for the box to keep an area in double precision. */
    private static final double FARTHEST = 1e6;

    /**
     * Checks the numbers and copies them.
     *
     * @param means as above
     * @param deviations as above
     * @throws IllegalArgumentException if there are not four of each, or one is not finite, or a deviation not above 0
     */
    public BoxEncoding {
        means = List.copyOf(means);
        deviations = List.copyOf(deviations);
        if (means.size() != OFFSETS || deviations.size() != OFFSETS) {
            throw new IllegalArgumentException("A box has four offsets, so four means and four deviations, not " + means
                    + " and " + deviations + ".");
        }
        for (int i = 0; i < OFFSETS; i++) {
            if (!Double.isFinite(means.get(i))
                    || !(deviations.get(i) > 0 && deviations.get(i) < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "Offset " + i + " has the mean " + means.get(i) + " and the deviation " + deviations.get(i)
                                + "; both must be finite and the deviation above 0.");
            }
        }
    }

    /**
     * The fixed numbers of the authors' later code: means 0, deviations 0.1, 0.1, 0.2, 0.2.
     *
     * @return the encoding
     */
    public static BoxEncoding standard() {
        return new BoxEncoding(Collections.nCopies(OFFSETS, 0.0), List.of(0.1, 0.1, 0.2, 0.2));
    }

    /**
     * Offsets without normalisation.
     *
     * @return the encoding with means 0 and deviations 1
     */
    public static BoxEncoding plain() {
        return new BoxEncoding(Collections.nCopies(OFFSETS, 0.0), Collections.nCopies(OFFSETS, 1.0));
    }

    /**
     * The normalisation under which given offsets have mean 0 and variance 1, over all classes, as in the paper (Sec. 2.3).
     *
     * @param offsets encoded by {@link #plain()}, one array of four for each foreground region of the training images
     * @return the encoding
     * @throws IllegalArgumentException if there are fewer than two, or one of the four is the same for all
     */
    public static BoxEncoding normalising(List<double[]> offsets) {
        if (offsets.size() < 2) {
            throw new IllegalArgumentException(
                    "Means and deviations need at least two foreground regions, not " + offsets.size() + ".");
        }
        List<Double> means = new ArrayList<>();
        List<Double> deviations = new ArrayList<>();
        for (int i = 0; i < OFFSETS; i++) {
            int offset = i;
            double mean = offsets.stream().mapToDouble(t -> t[offset]).average().orElseThrow();
            double variance = offsets.stream()
                    .mapToDouble(t -> (t[offset] - mean) * (t[offset] - mean))
                    .average()
                    .orElseThrow();
            means.add(mean);
            deviations.add(Math.sqrt(variance));
        }
        return new BoxEncoding(means, deviations);
    }

    /**
     * Encodes a box.
     *
     * @param region the region of interest
     * @param box the box
     * @return the four offsets
     */
    public double[] encode(BoundingBox region, BoundingBox box) {
        double[] offsets = {
            (centreX(box) - centreX(region)) / region.width(),
            (centreY(box) - centreY(region)) / region.height(),
            Math.log(box.width() / region.width()),
            Math.log(box.height() / region.height())
        };
        for (int i = 0; i < OFFSETS; i++) {
            offsets[i] = (offsets[i] - means.get(i)) / deviations.get(i);
        }
        return offsets;
    }

    /**
     * Decodes offsets: the inverse of {@link #encode}, to rounding, for boxes up to 62.5 times as wide and high as the region and down to as small a part of
     * it; others are cut to that, so that whatever finite numbers an untrained network gives make a box. Not cut to the image.
     *
     * @param region the region of interest
     * @param offsets four, as a network gives them
     * @return the box
     * @throws IllegalArgumentException if there are not four offsets, or one is not finite
     */
    public BoundingBox decode(BoundingBox region, double... offsets) {
        if (offsets.length != OFFSETS) {
            throw new IllegalArgumentException("A box has four offsets, not " + offsets.length + ".");
        }
        double[] raw = new double[OFFSETS];
        for (int i = 0; i < OFFSETS; i++) {
            if (!Double.isFinite(offsets[i])) {
                throw new IllegalArgumentException(
                        "Offset " + i + " of a box is " + offsets[i] + "; the network may have gone non-finite.");
            }
            double largest = i < 2 ? FARTHEST : LARGEST_LOG;
            raw[i] = Math.max(-largest, Math.min(largest, offsets[i] * deviations.get(i) + means.get(i)));
        }
        double x = centreX(region) + raw[0] * region.width();
        double y = centreY(region) + raw[1] * region.height();
        double halfWidth = Math.exp(raw[2]) * region.width() / 2;
        double halfHeight = Math.exp(raw[3]) * region.height() / 2;
        return new BoundingBox(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight);
    }

    private static double centreX(BoundingBox box) {
        return box.x1() + box.width() / 2;
    }

    private static double centreY(BoundingBox box) {
        return box.y1() + box.height() / 2;
    }
}
