package org.infimum.deep.detection;

import java.util.Arrays;

/**
 * Greedy non-maximum suppression: the box with the highest score is kept, those that overlap it more than a threshold go, and so on with what is left. Fast
 * R-CNN (Girshick 2015) does this for each class on its own with threshold 0.3.
 *
 * <p>A box goes if intersection &gt; threshold * union; boxes without area overlap nothing and stay. Of equal scores the first counts as higher, so the
 * result is a function of the input alone. n boxes of a class cost a sort and at most n (n - 1) / 2 comparisons, fewer the more
 * overlap. Immutable; safe for threads.
 *
 * @param threshold intersection over union that two kept boxes may have, above 0 and at most 1
 */
public record NonMaximumSuppression(double threshold) {
    /**
     * A rule, checked.
     *
     * @param threshold as above
     * @throws IllegalArgumentException if the threshold is outside (0, 1]
     */
    public NonMaximumSuppression {
        if (!(threshold > 0 && threshold <= 1)) {
            throw new IllegalArgumentException("Suppression's threshold must be above 0 and at most 1, not " + threshold
                    + "; Fast R-CNN uses 0.3.");
        }
    }

    /**
     * Suppresses among boxes of one class.
     *
     * @param boxes x1, y1, x2, y2 of the first box, then of the next
     * @param scores one a box
     * @return the numbers of the kept boxes, highest score first
     * @throws IllegalArgumentException if the lengths do not fit, a score is NaN or a coordinate is not finite
     */
    public int[] kept(float[] boxes, float[] scores) {
        return kept(boxes, scores, new int[scores.length]);
    }

    /**
     * Suppresses class by class: boxes of different classes never touch each other.
     *
     * @param boxes x1, y1, x2, y2 of the first box, then of the next
     * @param scores one a box
     * @param labels class of each box
     * @return the numbers of the kept boxes of all classes, highest score first
     * @throws IllegalArgumentException if the lengths do not fit, a score is NaN or a coordinate is not finite
     */
    public int[] kept(float[] boxes, float[] scores, int[] labels) {
        check(boxes, scores, labels);
        int[] order = order(scores);
        int n = order.length;
        // class by class, each in the order of its scores, so that the inner loop runs over memory from left to right
        long[] places = new long[n];
        for (int i = 0; i < n; i++) places[i] = (long) labels[order[i]] << 32 | i;
        Arrays.sort(places);
        int[] grouped = new int[n];
        for (int i = 0; i < n; i++) grouped[i] = order[(int) places[i]];
        Sorted sorted = new Sorted(boxes, grouped);
        boolean[] stays = new boolean[n];
        for (int first = 0, end; first < n; first = end) {
            end = first + 1;
            while (end < n && places[end] >> 32 == places[first] >> 32) end++;
            int left = end;
            for (int i = first; i < left; i++) left = sorted.suppress(i, left, threshold);
            for (int i = first; i < left; i++) stays[(int) places[sorted.place[i]]] = true;
        }
        int[] kept = new int[n];
        int count = 0;
        for (int i = 0; i < n; i++) {
            if (stays[i]) kept[count++] = order[i];
        }
        return Arrays.copyOf(kept, count);
    }

    private static void check(float[] boxes, float[] scores, int[] labels) {
        if (boxes.length != 4 * scores.length || labels.length != scores.length) {
            throw new IllegalArgumentException("There have to be four coordinates and one class a score, but there are "
                    + scores.length + " scores, " + boxes.length + " coordinates and " + labels.length + " classes.");
        }
        for (int i = 0; i < scores.length; i++) {
            if (Float.isNaN(scores[i])) {
                throw new IllegalArgumentException(
                        "The score of box " + i + " is NaN; the network may have gone non-finite.");
            }
        }
        for (int i = 0; i < boxes.length; i++) {
            if (!Float.isFinite(boxes[i])) {
                throw new IllegalArgumentException(
                        "A coordinate of box " + i / 4 + " is " + boxes[i] + "; the network may have gone non-finite.");
            }
        }
    }

    /** Highest first, equal ones by number: both packed into one long, which sorts without objects. */
    private static int[] order(float[] scores) {
        long[] keys = new long[scores.length];
        for (int i = 0; i < keys.length; i++) {
            // + 0f makes -0 a 0; bits of negative floats sort backwards
            int bits = Float.floatToIntBits(scores[i] + 0f);
            int ascending = bits ^ bits >> 31 & Integer.MAX_VALUE;
            keys[i] = (long) ~ascending << 32 | i;
        }
        Arrays.sort(keys);
        int[] order = new int[keys.length];
        for (int i = 0; i < order.length; i++) order[i] = (int) keys[i];
        return order;
    }

    /** Boxes by class and falling score, a column an edge. */
    private static final class Sorted {
        private final double[] x1;
        private final double[] y1;
        private final double[] x2;
        private final double[] y2;
        private final double[] area;
        /** Where the box was before others were taken out. */
        private final int[] place;

        Sorted(float[] boxes, int[] order) {
            int n = order.length;
            x1 = new double[n];
            y1 = new double[n];
            x2 = new double[n];
            y2 = new double[n];
            area = new double[n];
            place = new int[n];
            for (int i = 0; i < n; i++) {
                place[i] = i;
                int from = 4 * order[i];
                x1[i] = boxes[from];
                y1[i] = boxes[from + 1];
                x2[i] = boxes[from + 2];
                y2[i] = boxes[from + 3];
                area[i] = Math.max(0, x2[i] - x1[i]) * Math.max(0, y2[i] - y1[i]);
            }
        }

        /** Takes what the box {@code i} suppresses out of those after it up to {@code end}, moves the others together, and gives their new end. */
        int suppress(int i, int end, double threshold) {
            double left = x1[i];
            double top = y1[i];
            double right = x2[i];
            double bottom = y2[i];
            int to = i + 1;
            for (int j = i + 1; j < end; j++) {
                double width = Math.min(right, x2[j]) - Math.max(left, x1[j]);
                double height = Math.min(bottom, y2[j]) - Math.max(top, y1[j]);
                double shared = width * height;
                if (width > 0 && height > 0 && shared > threshold * (area[i] + area[j] - shared)) continue;
                move(j, to++);
            }
            return to;
        }

        private void move(int from, int to) {
            x1[to] = x1[from];
            y1[to] = y1[from];
            x2[to] = x2[from];
            y2[to] = y2[from];
            area[to] = area[from];
            place[to] = place[from];
        }
    }
}
