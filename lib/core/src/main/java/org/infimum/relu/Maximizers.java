package org.infimum.relu;

import java.util.ArrayList;
import java.util.List;

/** The distinct local maximisers that a search has found, best first; the worst are forgotten beyond a number. */
final class Maximizers {
    /** More are of no use to column generation, which takes up to 20 a round. */
    private static final int MOST = 256;
    /** Unit directions nearer than this are one maximiser. */
    private static final double SAME = 1e-7;

    private record Found(double value, double[] direction) {}

    private final List<Found> found = new ArrayList<>();

    /**
     * Takes in a maximiser unless it is known.
     *
     * @param value f there
     * @param direction of unit length; copied
     * @return true if it is the best so far
     */
    boolean add(double value, double[] direction) {
        if (!(value > 0)
                || (found.size() == MOST && value <= found.get(MOST - 1).value())) {
            return false;
        }
        int at = 0;
        for (int i = 0; i < found.size(); i++) {
            Found other = found.get(i);
            if (isSame(other.direction(), direction)) {
                if (value <= other.value()) {
                    return false;
                }
                found.remove(i--);
            } else if (other.value() >= value) {
                at = i + 1;
            }
        }
        found.add(at, new Found(value, direction.clone()));
        if (found.size() > MOST) {
            found.remove(MOST);
        }
        return at == 0;
    }

    private static boolean isSame(double[] a, double[] b) {
        double square = 0;
        for (int k = 0; k < a.length; k++) {
            square += (a[k] - b[k]) * (a[k] - b[k]);
        }
        return square <= SAME * SAME;
    }

    /** Adds those with a value above a given one to others. */
    void addTo(Maximizers others, double value) {
        found.stream().filter(f -> f.value() > value).forEach(f -> others.add(f.value(), f.direction()));
    }

    /** The directions with a value above a given one, best first; copies. */
    List<double[]> above(double value, int most) {
        return found.stream()
                .filter(f -> f.value() > value)
                .limit(most)
                .map(f -> f.direction().clone())
                .toList();
    }
}
