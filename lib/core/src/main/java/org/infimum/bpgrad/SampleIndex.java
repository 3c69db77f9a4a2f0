package org.infimum.bpgrad;

import java.util.Arrays;
import org.infimum.linalg.Rounded;

/**
 * Samples (x_i, f_i) with a spatial index that answers, without looking at all of them, the three questions of branch and
 * prune:
 *
 * <ul>
 *   <li>the minorant F(x) = max_i f_i - L ||x - x_i|| (Eq. 3) at a point, and which sample gives it;
 *   <li>a lower bound of F over a box, rounded down;
 *   <li>the majorant min_i f_i + L ||x - x_i|| at a point.
 * </ul>
 *
 * <p>The index is a k-d tree with buckets that grows with the samples; a node knows the bounding box of its samples and their
 * extreme values, so that subtrees which cannot matter are left out. L is given with each question and may change.
 * Memory: about 3 d + 12 numbers a sample. Not for several threads.
 */
final class SampleIndex {
    /** Samples of a leaf at most. Between 8 and 32 the time hardly changes; fewer cost memory. */
    private static final int BUCKET = 12;

    /** More than what d squares lose to underflow: the root of d 2^-1022 for any d that fits into memory. */
    private static final double UNDERFLOW = 1e-150;

    private final int d;
    private final double factor;
    private int size;
    private double[] points;
    private double[] values;

    // the tree: node i has its extreme values, its bounding box at 2 d i, and either two children or a bucket
    private int nodes;
    private double[] highest = new double[16];
    private double[] lowest = new double[16];
    private double[] bounds;
    private int[] child = new int[16];
    private int[][] bucket = new int[16][];
    private int[] filled = new int[16];
    private int[] splitDimension = new int[16];
    private double[] splitValue = new double[16];

    // one question at a time
    private double[] centre;
    private double[] half;
    private double slope;
    private double best;
    private int bestId;

    SampleIndex(int dimension) {
        this.d = dimension;
        // |x - c| + h is two roundings, its square and the sum of d of them at most d + 1 more of which half survive
        // the
        // root, then the root, + UNDERFLOW, times L, times this factor
        this.factor = Rounded.sumFactor(dimension + 10L);
        this.points = new double[16 * dimension];
        this.values = new double[16];
        this.bounds = new double[32 * dimension];
        newNode();
    }

    int size() {
        return size;
    }

    /** The highest value of all samples. */
    double highest() {
        return highest[0];
    }

    double value(int i) {
        return values[i];
    }

    double coordinate(int i, int k) {
        return points[i * d + k];
    }

    double[] point(int i) {
        return Arrays.copyOfRange(points, i * d, i * d + d);
    }

    double distance(int i, double[] x) {
        double square = 0;
        for (int k = 0; k < d; k++) {
            double difference = points[i * d + k] - x[k];
            square += difference * difference;
        }
        return Math.sqrt(square);
    }

    /** Adds a sample; its number is the size before. */
    void add(double[] x, double f) {
        if (size == values.length) {
            int capacity = size + (size >> 1) + 16;
            values = Arrays.copyOf(values, capacity);
            points = Arrays.copyOf(points, Math.multiplyExact(capacity, d));
        }
        System.arraycopy(x, 0, points, size * d, d);
        values[size] = f;
        insert(size++);
    }

    private void insert(int id) {
        int node = 0;
        while (true) {
            include(node, id);
            if (child[node] < 0) {
                break;
            }
            node = points[id * d + splitDimension[node]] < splitValue[node] ? child[node] : child[node] + 1;
        }
        fill(node, id);
        if (filled[node] > BUCKET) {
            split(node);
        }
    }

    private void fill(int node, int id) {
        if (filled[node] == bucket[node].length) {
            bucket[node] = Arrays.copyOf(bucket[node], 2 * filled[node]);
        }
        bucket[node][filled[node]++] = id;
    }

    private void include(int node, int id) {
        highest[node] = Math.max(highest[node], values[id]);
        lowest[node] = Math.min(lowest[node], values[id]);
        for (int k = 0, at = 2 * d * node; k < d; k++, at += 2) {
            double x = points[id * d + k];
            bounds[at] = Math.min(bounds[at], x);
            bounds[at + 1] = Math.max(bounds[at + 1], x);
        }
    }

    private void split(int node) {
        int widest = 0;
        double width = 0;
        for (int k = 0; k < d; k++) {
            double side = bounds[2 * (d * node + k) + 1] - bounds[2 * (d * node + k)];
            if (side > width) {
                width = side;
                widest = k;
            }
        }
        int[] ids = bucket[node];
        int count = filled[node];
        double[] places = new double[count];
        for (int i = 0; i < count; i++) {
            places[i] = points[ids[i] * d + widest];
        }
        Arrays.sort(places);
        int middle = count / 2;
        while (middle < count && places[middle] == places[0]) {
            middle++;
        }
        if (middle == count) {
            return; // equal places: nothing to divide; the bucket grows
        }
        double median = places[middle];
        int first = newNode();
        newNode();
        splitDimension[node] = widest;
        splitValue[node] = median;
        for (int i = 0; i < count; i++) {
            int target = points[ids[i] * d + widest] < median ? first : first + 1;
            include(target, ids[i]);
            fill(target, ids[i]);
        }
        child[node] = first;
        bucket[node] = null;
    }

    private int newNode() {
        if (nodes == child.length) {
            int capacity = 2 * nodes;
            highest = Arrays.copyOf(highest, capacity);
            lowest = Arrays.copyOf(lowest, capacity);
            bounds = Arrays.copyOf(bounds, Math.multiplyExact(capacity, 2 * d));
            child = Arrays.copyOf(child, capacity);
            bucket = Arrays.copyOf(bucket, capacity);
            filled = Arrays.copyOf(filled, capacity);
            splitDimension = Arrays.copyOf(splitDimension, capacity);
            splitValue = Arrays.copyOf(splitValue, capacity);
        }
        highest[nodes] = Double.NEGATIVE_INFINITY;
        lowest[nodes] = Double.POSITIVE_INFINITY;
        for (int k = 0; k < d; k++) {
            bounds[2 * (d * nodes + k)] = Double.POSITIVE_INFINITY;
            bounds[2 * (d * nodes + k) + 1] = Double.NEGATIVE_INFINITY;
        }
        child[nodes] = -1;
        bucket[nodes] = new int[BUCKET + 1];
        return nodes++;
    }

    /**
     * The sample that gives the greatest lower bound f_i - L max over the box of ||x - x_i||, of all samples.
     *
     * @param c the box's centre; half sides {@code h}; both zero sides for a point
     * @param lipschitz L
     * @param start a sample to begin with, -1 for none: the nearer to the answer, the less is looked at
     * @return its number, -1 without samples
     */
    int strongest(double[] c, double[] h, double lipschitz, int start) {
        centre = c;
        half = h;
        slope = lipschitz;
        bestId = start;
        best = start < 0 ? Double.NEGATIVE_INFINITY : values[start] - lipschitz * reach(start);
        visitHighest(0);
        return bestId;
    }

    /** What {@link #strongest} found, not rounded. */
    double strength() {
        return best;
    }

    /** The better of two samples for a box, without the index: for boxes that have seen all but a few samples. */
    int stronger(double[] c, double[] h, double lipschitz, int one, int other) {
        centre = c;
        half = h;
        double second = values[other] - lipschitz * reach(other);
        if (one < 0) {
            best = second;
            return other;
        }
        double first = values[one] - lipschitz * reach(one);
        best = Math.max(first, second);
        return first >= second ? one : other;
    }

    /** f_i - L max over the box of ||x - x_i||, rounded down: a proved lower bound of F over the box. */
    double below(int i, double[] c, double[] h, double lipschitz) {
        centre = c;
        half = h;
        return Math.nextDown(values[i] - Math.nextUp((reach(i) + UNDERFLOW) * lipschitz * factor));
    }

    /**
     * The sample with the least f_i + L ||x - x_i||.
     *
     * @return its number, -1 without samples; the value is {@link #strength}
     */
    int lowestMajorant(double[] x, double lipschitz) {
        centre = x;
        slope = lipschitz;
        bestId = -1;
        best = Double.POSITIVE_INFINITY;
        visitLowest(0);
        return bestId;
    }

    private double reach(int i) {
        double square = 0;
        for (int k = 0, at = i * d; k < d; k++, at++) {
            double side = Math.abs(points[at] - centre[k]) + half[k];
            square += side * side;
        }
        return Math.sqrt(square);
    }

    /** The least squared distance that a sample of a node can have to the far corner of the box. */
    private double nearest(int node, double[] h) {
        double square = 0;
        for (int k = 0, at = 2 * d * node; k < d; k++, at += 2) {
            double outside = Math.max(Math.max(bounds[at] - centre[k], centre[k] - bounds[at + 1]), 0);
            double side = h == null ? outside : outside + h[k];
            square += side * side;
        }
        return square;
    }

    private void visitHighest(int node) {
        int first = child[node];
        if (first < 0) {
            int[] ids = bucket[node];
            for (int j = 0; j < filled[node]; j++) {
                int i = ids[j];
                double room = values[i] - best;
                if (room > 0) {
                    double candidate = values[i] - slope * reach(i);
                    if (candidate > best) {
                        best = candidate;
                        bestId = i;
                    }
                }
            }
            return;
        }
        double left = nearest(first, half);
        double right = nearest(first + 1, half);
        // the more promising child first: its answer may spare the other
        double leftBound = highest[first] - slope * Math.sqrt(left);
        double rightBound = highest[first + 1] - slope * Math.sqrt(right);
        if (leftBound >= rightBound) {
            if (leftBound > best) {
                visitHighest(first);
            }
            if (rightBound > best) {
                visitHighest(first + 1);
            }
        } else {
            if (rightBound > best) {
                visitHighest(first + 1);
            }
            if (leftBound > best) {
                visitHighest(first);
            }
        }
    }

    private void visitLowest(int node) {
        int first = child[node];
        if (first < 0) {
            int[] ids = bucket[node];
            for (int j = 0; j < filled[node]; j++) {
                int i = ids[j];
                if (values[i] < best) {
                    double candidate = values[i] + slope * distance(i, centre);
                    if (candidate < best) {
                        best = candidate;
                        bestId = i;
                    }
                }
            }
            return;
        }
        double leftBound = lowest[first] + slope * Math.sqrt(nearest(first, null));
        double rightBound = lowest[first + 1] + slope * Math.sqrt(nearest(first + 1, null));
        boolean leftFirst = leftBound <= rightBound;
        if ((leftFirst ? leftBound : rightBound) < best) {
            visitLowest(leftFirst ? first : first + 1);
        }
        if ((leftFirst ? rightBound : leftBound) < best) {
            visitLowest(leftFirst ? first + 1 : first);
        }
    }
}
