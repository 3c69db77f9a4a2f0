package org.infimum.relu;

import java.util.ArrayList;
import java.util.List;

/** The best distinct local maximisers seen, best first. */
final class SignMaximizers {
    private static final int MOST = 256;

    /** Unit directions nearer than this (1 - cosine) with values this near count as the same. */
    private static final double SAME = 1e-9;

    private record Entry(double[] u, double value) {}

    private final List<Entry> entries = new ArrayList<>();

    /** Takes note of a direction of unit length, or of none if it is zero. */
    void add(double[] u, double value) {
        if (!(value > 0)) {
            return;
        }
        int place = entries.size();
        while (place > 0 && entries.get(place - 1).value < value) {
            place--;
        }
        for (Entry entry : entries) {
            if (Math.abs(entry.value - value) <= SAME * value && cosine(entry.u, u) >= 1 - SAME) {
                return;
            }
        }
        if (place < MOST) {
            entries.add(place, new Entry(u.clone(), value));
            if (entries.size() > MOST) {
                entries.remove(MOST);
            }
        }
    }

    /** Copies of those above a value, at most so many. */
    List<double[]> above(double value, int most) {
        List<double[]> result = new ArrayList<>();
        for (Entry entry : entries) {
            if (result.size() >= most || !(entry.value > value)) {
                break;
            }
            result.add(entry.u.clone());
        }
        return result;
    }

    private static double cosine(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }
}
