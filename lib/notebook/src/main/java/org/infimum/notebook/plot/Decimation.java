package org.infimum.notebook.plot;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Thins long curves without losing what the eye sees: points that fall into the same piece (a pixel column, say) are replaced
 * by the first, the lowest, the highest and the last of them. So every peak stays, the curve stays connected, and a gap (NaN)
 * stays a gap.
 */
public final class Decimation {
    private static final int PER_PIECE = 4;

    private Decimation() {}

    /**
     * The points to keep of a curve of many points, for a number of points at most.
     *
     * @param values the curve's values; NaN marks a gap
     * @param atMost the number of points to keep at most, unless gaps ask for more; at least 4
     * @return the indices of the kept points in ascending order; all of them if there are no more than {@code atMost}
     * @throws IllegalArgumentException if {@code atMost} is below 4
     */
    public static int[] keep(double[] values, int atMost) {
        if (atMost < PER_PIECE) {
            throw new IllegalArgumentException(
                    "A thinned curve keeps at least " + PER_PIECE + " points, not " + atMost + ".");
        }
        int n = values.length;
        if (n <= atMost) {
            return all(n);
        }
        long pieces = atMost / PER_PIECE;
        return keep(values, i -> (int) (i * pieces / n));
    }

    /**
     * The points to keep, with pieces of the caller's choice.
     *
     * @param values the curve's values; NaN marks a gap
     * @param piece the piece that a point belongs to, by its index; points are thinned where neighbours share a piece
     * @return the indices of the kept points in ascending order
     */
    public static int[] keep(double[] values, IntUnaryOperator piece) {
        int n = values.length;
        int[] kept = new int[n];
        int count = 0;
        int start = 0;
        while (start < n) {
            boolean gap = Double.isNaN(values[start]);
            int here = piece.applyAsInt(start);
            int low = start;
            int high = start;
            int end = start + 1;
            while (end < n && Double.isNaN(values[end]) == gap && piece.applyAsInt(end) == here) {
                low = values[end] < values[low] ? end : low;
                high = values[end] > values[high] ? end : high;
                end++;
            }
            count = append(kept, count, start, Math.min(low, high), Math.max(low, high), end - 1);
            start = end;
        }
        return Arrays.copyOf(kept, count);
    }

    private static int append(int[] kept, int count, int... ascending) {
        int size = count;
        for (int index : ascending) {
            if (size == count || kept[size - 1] < index) {
                kept[size++] = index;
            }
        }
        return size;
    }

    private static int[] all(int n) {
        int[] all = new int[n];
        Arrays.setAll(all, i -> i);
        return all;
    }
}
