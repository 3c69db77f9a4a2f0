package org.infimum.relu;

import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The best points of G that a search has found, one for each sign pattern of z, and the rigorous lower bound of the best. */
final class NestedIncumbents {
    /** More are of no use to column generation. */
    private static final int MOST = 512;

    /** A point of G: nu^T (z)_+ over its cost, and its vectors. */
    record Found(double value, List<double[]> vectors, List<Integer> signs) {}

    private final NestedPolar polar;
    private final Map<BitSet, Found> byPattern = new HashMap<>();
    private double largest;
    private double lower;
    private Found best = new Found(0, List.of(), List.of());

    NestedIncumbents(NestedPolar polar) {
        this.polar = polar;
    }

    /** Takes in a point; its value. */
    double offer(NestedAtoms.Point point) {
        double cost = point.cost();
        double[] z = point.z();
        double value = cost > 0 ? polar.value(z) / cost : 0;
        if (!(value > 0)) {
            return 0;
        }
        BitSet pattern = new BitSet(z.length);
        for (int i = 0; i < z.length; i++) {
            pattern.set(i, z[i] > 0);
        }
        Found known = byPattern.get(pattern);
        if (known == null ? byPattern.size() < MOST || value > largest : value > known.value()) {
            byPattern.put(pattern, new Found(value, point.vectors(), point.signs()));
        }
        if (value > largest) {
            largest = value;
            double proved = polar.lower(point.vectors(), point.signs());
            if (proved > lower) {
                lower = proved;
                best = new Found(value, point.vectors(), point.signs());
            }
        }
        return value;
    }

    double lower() {
        return lower;
    }

    Found best() {
        return best;
    }

    /** Those with a value above a given one, best first. */
    List<Found> above(double value, int most) {
        return byPattern.values().stream()
                .filter(f -> f.value() > value)
                .sorted(Comparator.comparingDouble(Found::value).reversed())
                .limit(most)
                .toList();
    }
}
