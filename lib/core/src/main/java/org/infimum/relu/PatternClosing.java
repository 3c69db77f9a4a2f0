package org.infimum.relu;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.infimum.linalg.Rounded;

/**
 * Closes a cone on which few positive samples change sign by looking at each of their patterns d: there f(u) = max_d c_d^T u - h-(u), so
 *
 * <pre>f &le; max_d dist(c_d, Z-),    Z- the zonotope of ALL negative generators.</pre>
 *
 * No distance exceeds the polar itself, whatever the cone, so a closed cone never needs to be looked at again. A pattern over all positive
 * samples that was closed once is known by its full bit set. For one thread.
 */
final class PatternClosing {
    /** Beyond this many patterns none are remembered; they are then closed anew where they come up. */
    private static final int MOST_REMEMBERED = 1 << 20;

    private static final int ROUNDS = 200;

    /** A pattern over the positive samples, equal by all its bits. */
    private record Pattern(long[] bits) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Pattern p && Arrays.equals(bits, p.bits);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bits);
        }
    }

    private final ReducedPolar polar;
    private final int r;
    private final NearestPoint nearest;
    private final Set<Pattern> closed = new HashSet<>();
    private final double[] e;
    private final double[] start;
    private final double[] first;
    private final double[] latest;
    private final double[] vertex;
    private final double[] activeSum;
    private final double[] direction;
    private final double error;
    private final double lengthFactor;
    private double largest;
    private double farthest;
    private long work;
    private double[] subsets = new double[0];

    PatternClosing(ReducedPolar polar) {
        this.polar = polar;
        this.r = polar.dimension;
        this.nearest = NearestPoint.of(polar.negative, r);
        this.e = new double[polar.negatives];
        this.start = new double[polar.negatives];
        this.first = new double[r];
        this.latest = new double[r];
        this.vertex = new double[r];
        this.activeSum = new double[r];
        this.direction = new double[r];
        // c_d - sum e_j n_j is a sum of at most N + 1 products, in any order; samples taken as having one sign may have
        // the other one by
        // gamma_r of their size; both relative to the sum of the sizes
        int samples = polar.positives + polar.negatives;
        this.error = Rounded.multiplyUp(Rounded.addUp(Rounded.sumFactor(2L * samples + 2 * r + 40), -1), polar.size());
        this.lengthFactor = Rounded.sumFactor(r + 4L);
    }

    /** A distance, in plain floating point, that is proved to be at most a threshold. */
    double room(double threshold) {
        return (threshold - error) / lengthFactor * (1 - 0x1p-50);
    }

    /** The largest bound of all patterns closed so far, rigorous. */
    double largest() {
        return largest;
    }

    /** Multiplications so far, roughly. */
    long work() {
        return work + nearest.work();
    }

    /** The direction of the largest distance met in the last {@link #close}; all zero if all were within the room. */
    double[] direction() {
        return direction;
    }

    /**
     * Bounds f on the node's cone. The node can be dropped afterwards: {@link #largest} covers it.
     *
     * @param node the node
     * @param threshold a bound that is good enough
     */
    void close(ConeNode node, double threshold) {
        int k = node.positive.length;
        double room = room(threshold);
        double good = room > 0 ? room * room : -1;
        enumerate(node);
        // the node's own coefficients, first: they close most patterns
        System.arraycopy(node.base, 0, first, 0, r);
        for (int j = 0; j < node.negative.length; j++) {
            for (int c = 0; c < r; c++) {
                first[c] -= node.e[j] * polar.negative[node.negative[j] * r + c];
            }
        }
        boolean solved = false;
        boolean remembered = false;
        farthest = room;
        Arrays.fill(direction, 0);
        double worst = -1;
        for (int d = 0; d < 1 << k; d++) {
            double square = square(first, d);
            if (square <= good) {
                worst = Math.max(worst, square);
                continue;
            }
            if (solved) {
                square = square(latest, d);
                if (square <= good) {
                    worst = Math.max(worst, square);
                    continue;
                }
            }
            if (!solved) {
                prepare(node);
                solved = true;
            }
            Pattern pattern = pattern(node, d);
            if (closed.contains(pattern)) {
                continue;
            }
            for (int c = 0; c < r; c++) {
                vertex[c] = activeSum[c] + subsets[d * r + c];
            }
            nearest.solve(vertex, e, room, false, ROUNDS);
            // from scratch: the solver's own residual has drifted by its updates
            double distance = nearest.residual(vertex, e);
            requireFeasible();
            square = distance * distance;
            largest = Math.max(largest, proved(distance));
            if (distance > farthest) {
                farthest = distance;
                System.arraycopy(nearest.residual(), 0, direction, 0, r);
            }
            for (int c = 0; c < r; c++) {
                latest[c] = nearest.residual()[c] - subsets[d * r + c];
            }
            if (closed.size() < MOST_REMEMBERED) {
                closed.add(pattern);
            }
        }
        work += (long) r << (k + 1);
        if (worst >= 0) {
            largest = Math.max(largest, proved(Math.sqrt(worst)));
        }
    }

    private double proved(double distance) {
        double bound = Rounded.addUp(Rounded.multiplyUp(distance, lengthFactor), error);
        // not a number bounds nothing
        return Double.isNaN(bound) ? Double.POSITIVE_INFINITY : bound;
    }

    private void requireFeasible() {
        for (int j = 0; j < e.length; j++) {
            if (!(e[j] >= 0 && e[j] <= 1)) {
                throw new IllegalStateException("A coefficient left its interval: " + e[j] + ".");
            }
        }
    }

    private double square(double[] rest, int d) {
        double sum = 0;
        for (int c = 0, at = d * r; c < r; c++, at++) {
            double x = rest[c] + subsets[at];
            sum += x * x;
        }
        return sum;
    }

    /** The sums of all subsets of the ambiguous samples, each a sum of at most k terms. */
    private void enumerate(ConeNode node) {
        int k = node.positive.length;
        if (subsets.length < r << k) {
            subsets = new double[r << k];
        }
        Arrays.fill(subsets, 0, r, 0);
        for (int i = 0; i < k; i++) {
            int at = node.positive[i] * r;
            int half = r << i;
            for (int l = 0; l < half; l += r) {
                for (int c = 0; c < r; c++) {
                    subsets[half + l + c] = subsets[l + c] + polar.positive[at + c];
                }
            }
        }
    }

    private void prepare(ConeNode node) {
        System.arraycopy(polar.linear, 0, activeSum, 0, r);
        for (int i = 0; i < polar.positives; i++) {
            if ((node.active[i >> 6] >> i & 1) != 0) {
                for (int c = 0; c < r; c++) {
                    activeSum[c] += polar.positive[i * r + c];
                }
            }
        }
        for (int j = 0; j < e.length; j++) {
            e[j] = node.activeNegative[j >> 6] >> j & 1;
        }
        for (int j = 0; j < node.negative.length; j++) {
            e[node.negative[j]] = node.e[j];
        }
        work += (long) r * polar.positives;
    }

    private Pattern pattern(ConeNode node, int d) {
        long[] bits = node.active.clone();
        for (int i = 0; i < node.positive.length; i++) {
            if ((d >> i & 1) != 0) {
                bits[node.positive[i] >> 6] |= 1L << node.positive[i];
            }
        }
        return new Pattern(bits);
    }
}
