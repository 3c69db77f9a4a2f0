package org.infimum.deep.detection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A box as offsets from a region of interest (Girshick et al., CVPR 2014, App. C), normalised: with centre (x, y), width w and
 * height h of the box and X, Y, W, H of the region,
 *
 * <pre>((x - X) / W, (y - Y) / H, log(w / W), log(h / H))   less the means, by the standard deviations.</pre>
 *
 * <p>Boxes are {x1, y1, x2, y2}, both corners inside: a box is x2 - x1 + 1 wide.
 *
 * @param means of the four offsets before normalisation
 * @param deviations the standard deviations, above 0
 */
public record BoxEncoding(List<Double> means, List<Double> deviations) {
    private static final int OFFSETS = 4;
    /** Decoded boxes are at most this many times as wide or high as the region, as in the authors' later code. */
    private static final double LARGEST_LOG = Math.log(1000.0 / 16);

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
     * @param region the region of interest, four corners
     * @param box the box
     * @return the four offsets
     * @throws IllegalArgumentException if one of them has no area
     */
    public double[] encode(double[] region, double[] box) {
        check(region);
        check(box);
        double[] offsets = new double[OFFSETS];
        for (int axis = 0; axis < 2; axis++) {
            double size = size(region, axis);
            offsets[axis] = (centre(box, axis) - centre(region, axis)) / size;
            offsets[2 + axis] = Math.log(size(box, axis) / size);
        }
        for (int i = 0; i < OFFSETS; i++) {
            offsets[i] = (offsets[i] - means.get(i)) / deviations.get(i);
        }
        return offsets;
    }

    /**
     * Decodes offsets: the inverse of {@link #encode}, to rounding, for boxes up to 62.5 times as wide and high as the region; larger
     * ones are cut to that, so that the exponential of an untrained network's output is finite. Not cut to the image.
     *
     * @param region the region of interest
     * @param offsets four, as a network gives them
     * @return the box
     * @throws IllegalArgumentException if the region has no area, or there are not four offsets
     */
    public double[] decode(double[] region, double[] offsets) {
        check(region);
        if (offsets.length != OFFSETS) {
            throw new IllegalArgumentException("A box has four offsets, not " + offsets.length + ".");
        }
        double[] box = new double[OFFSETS];
        for (int axis = 0; axis < 2; axis++) {
            double size = size(region, axis);
            double centre = centre(region, axis) + raw(offsets, axis) * size;
            double half = Math.exp(Math.min(raw(offsets, 2 + axis), LARGEST_LOG)) * size / 2;
            box[axis] = centre - half;
            box[2 + axis] = centre + half - 1;
        }
        return box;
    }

    private double raw(double[] offsets, int i) {
        return offsets[i] * deviations.get(i) + means.get(i);
    }

    private static double size(double[] box, int axis) {
        return box[2 + axis] - box[axis] + 1;
    }

    private static double centre(double[] box, int axis) {
        return box[axis] + size(box, axis) / 2;
    }

    private static void check(double[] box) {
        if (box.length != OFFSETS || !(size(box, 0) > 0 && size(box, 1) > 0)) {
            throw new IllegalArgumentException(
                    "A box is (x1, y1, x2, y2) with x1 <= x2 and y1 <= y2, not " + Arrays.toString(box) + ".");
        }
    }
}
