package org.infimum.bpgrad;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.infimum.Box;

/**
 * A partition of the box X into boxes, each with a proved lower bound of the minorant F(x) = max_i f_i - L ||x - x_i||, and the
 * covering search on it: find a point of X where F &le; T (a point that no removed ball of radius (f_i - T) / L holds), or prove
 * that F &ge; T on all of X.
 *
 * <p>The partition is a binary tree. A node's bound is that of one sample over the whole node, f_i minus L times the distance to the
 * node's farthest corner, rounded down, or the least of its children's. New samples only raise F, so a bound once proved stays true;
 * it is renewed when a search comes by. A node that one sample covers as a whole loses its children again, so the number of nodes
 * stays in proportion to the number of samples. {@link #lowest} is valid at any moment.
 *
 * <p>A search visits only nodes whose bound is below T. Memory: 24 bytes a node; corners are not stored, they follow from halving
 * the widest side on the way down.
 */
final class Covering {
    /** How a search ended. */
    enum Outcome {
        /** A point with F &le; T is in {@link #found}. */
        FREE,
        /** F &ge; T on X is proved. */
        COVERED,
        /** The effort allowed is used up; what was proved so far is kept. */
        UNDECIDED
    }

    /** What a search prefers among free points: the smaller the better. */
    interface Preference {
        /** The preference of a point. */
        double at(double[] x);

        /** How much {@link #at} can change over a distance of 1. */
        double rate();
    }

    /** A free point is taken whose preference is within this part of the best possible one. */
    private static final double NEARLY = 0.1;

    private final int d;
    private final Box domain;
    private final SampleIndex samples;
    private double lipschitz;

    private int nodes;
    private int spare = -1; // head of the list of freed pairs of children, linked by child[]
    private double[] low = new double[64];
    private int[] child = new int[64];
    private int[] parent = new int[64];
    private int[] strongest = new int[64];
    private int[] stamp = new int[64];

    private final BoxQueue queue;
    private final double[] lower;
    private final double[] upper;
    private final double[] centre;
    private final double[] half;
    private final double[] point;
    private final double[] zero;
    private final double[] found;
    private long visited;

    Covering(Box domain, SampleIndex samples, double lipschitz) {
        this.d = domain.dimension();
        this.domain = domain;
        this.samples = samples;
        this.queue = new BoxQueue(d);
        this.lower = new double[d];
        this.upper = new double[d];
        this.centre = new double[d];
        this.half = new double[d];
        this.point = new double[d];
        this.zero = new double[d];
        this.found = new double[d];
        restart(lipschitz);
    }

    /** Forgets what was proved and begins again with another L. */
    void restart(double lipschitz) {
        this.lipschitz = lipschitz;
        nodes = 1;
        spare = -1;
        low[0] = Double.NEGATIVE_INFINITY;
        child[0] = -1;
        parent[0] = -1;
        strongest[0] = -1;
        stamp[0] = 0;
    }

    /** A proved lower bound of F on X, thus of f; not renewed by this call. */
    double lowest() {
        return low[0];
    }

    /** The free point of the last search that ended with FREE. */
    double[] found() {
        return found;
    }

    /** Leaves looked at in all searches so far. */
    long visited() {
        return visited;
    }

    /** Nodes in memory. */
    int nodes() {
        return nodes;
    }

    /** Renews the whole box's own bound: what Eq. 3 gives with one sample for all of X. Cheap. */
    void touch() {
        load(domain);
        renew(0);
    }

    /**
     * Looks for a point with F &le; T.
     *
     * @param threshold T
     * @param tolerance a point with F &le; T + tolerance is taken where the boxes around it are too small to decide; positive
     * @param preference which free point to find; null for any, looked for where F's bound is lowest
     * @param effort leaves to visit at most
     */
    Outcome search(double threshold, double tolerance, Preference preference, long effort) {
        double best = Double.POSITIVE_INFINITY;
        queue.clear();
        load(domain);
        queue.push(0, Double.NEGATIVE_INFINITY, lower, upper);
        long left = effort;
        while (!queue.isEmpty()) {
            double key = queue.topKey();
            if (best < Double.POSITIVE_INFINITY && (preference == null || key >= (1 - NEARLY) * best)) {
                return Outcome.FREE;
            }
            int node = queue.pop(lower, upper);
            if (low[node] >= threshold) {
                continue;
            }
            // only leaves count: the way down to them is walked anew in each search, and must not use the effort up
            if (child[node] < 0) {
                if (left-- <= 0) {
                    return best < Double.POSITIVE_INFINITY ? Outcome.FREE : Outcome.UNDECIDED;
                }
                visited++;
            }
            double radius = middle();
            // a node with children is renewed only if it could be inside one ball: else its bound is its children's
            boolean coverable = child[node] < 0 || lipschitz * radius < samples.highest() - threshold;
            if (coverable && stamp[node] < samples.size() && renew(node) >= threshold) {
                continue;
            }
            if (child[node] < 0) {
                boolean small = lipschitz * radius <= tolerance;
                if (small || isFree(node, threshold)) {
                    double liking = preference == null ? 0 : preference.at(centre);
                    if (liking < best) {
                        best = liking;
                        System.arraycopy(centre, 0, found, 0, d);
                    }
                    if (small) {
                        continue;
                    }
                }
                int widest = widest();
                double middle = centre[widest];
                if (!(middle > lower[widest] && middle < upper[widest])) {
                    // no number lies between the sides: the box is decided by its centre
                    double liking = preference == null ? 0 : preference.at(centre);
                    if (liking < best) {
                        best = liking;
                        System.arraycopy(centre, 0, found, 0, d);
                    }
                    continue;
                }
                split(node, widest);
            }
            pushChildren(node, threshold, preference, key);
        }
        return best < Double.POSITIVE_INFINITY ? Outcome.FREE : Outcome.COVERED;
    }

    private void pushChildren(int node, double threshold, Preference preference, double parentKey) {
        int widest = widest();
        double middle = middle(widest);
        double low0 = lower[widest];
        double high0 = upper[widest];
        for (int side = 0; side < 2; side++) {
            int next = child[node] + side;
            if (low[next] >= threshold) {
                continue;
            }
            lower[widest] = side == 0 ? low0 : middle;
            upper[widest] = side == 0 ? middle : high0;
            double key = low[next];
            if (preference != null) {
                double radius = middle();
                key = Math.max(parentKey, preference.at(centre) - preference.rate() * radius);
            }
            queue.push(next, key, lower, upper);
        }
    }

    /** Whether F &le; T at the centre. The box's strongest sample mostly shows that it is not. */
    private boolean isFree(int node, double threshold) {
        int id = strongest[node];
        if (id >= 0 && samples.value(id) - lipschitz * samples.distance(id, centre) > threshold) {
            return false;
        }
        samples.strongest(centre, zero, lipschitz, id);
        return samples.strength() <= threshold;
    }

    /** Brings a node's own bound up to the samples of now and gives it; raises the bounds above. Geometry must be loaded. */
    private double renew(int node) {
        middle();
        int id = strongest[node];
        int size = samples.size();
        if (size - stamp[node] <= 4) {
            for (int i = stamp[node]; i < size; i++) {
                id = samples.stronger(centre, half, lipschitz, id, i);
            }
        } else {
            id = samples.strongest(centre, half, lipschitz, id);
        }
        stamp[node] = size;
        strongest[node] = id;
        double own = id < 0 ? Double.NEGATIVE_INFINITY : samples.below(id, centre, half, lipschitz);
        if (child[node] >= 0 && own >= low[node]) {
            // one sample does as much for the whole as all parts did
            free(child[node]);
            child[node] = -1;
        }
        if (child[node] < 0 && own > low[node]) {
            low[node] = own;
            raise(parent[node]);
        }
        return low[node];
    }

    private void split(int node, int widest) {
        int first = newPair();
        child[node] = first;
        double low0 = lower[widest];
        double high0 = upper[widest];
        double middle = centre[widest];
        for (int side = 0; side < 2; side++) {
            int next = first + side;
            low[next] = low[node];
            child[next] = -1;
            parent[next] = node;
            strongest[next] = strongest[node];
            stamp[next] = 0;
            lower[widest] = side == 0 ? low0 : middle;
            upper[widest] = side == 0 ? middle : high0;
            middle();
            if (samples.size() > 0) {
                int id = samples.strongest(centre, half, lipschitz, strongest[node]);
                strongest[next] = id;
                stamp[next] = samples.size();
                low[next] = Math.max(low[next], samples.below(id, centre, half, lipschitz));
            }
        }
        lower[widest] = low0;
        upper[widest] = high0;
        raise(node);
    }

    private void raise(int from) {
        for (int node = from; node >= 0; node = parent[node]) {
            double least = Math.min(low[child[node]], low[child[node] + 1]);
            if (!(least > low[node])) {
                return;
            }
            low[node] = least;
        }
    }

    private int newPair() {
        if (spare >= 0) {
            int first = spare;
            spare = child[first];
            return first;
        }
        if (nodes + 2 > low.length) {
            int capacity = nodes + (nodes >> 1) + 2;
            low = Arrays.copyOf(low, capacity);
            child = Arrays.copyOf(child, capacity);
            parent = Arrays.copyOf(parent, capacity);
            strongest = Arrays.copyOf(strongest, capacity);
            stamp = Arrays.copyOf(stamp, capacity);
        }
        nodes += 2;
        return nodes - 2;
    }

    private void free(int first) {
        // iterative: the spare list serves as the stack of what is still to be freed below
        for (int side = 0; side < 2; side++) {
            if (child[first + side] >= 0) {
                free(child[first + side]);
            }
        }
        child[first] = spare;
        spare = first;
    }

    /**
     * Draws a point uniformly from X and takes it if F &le; T there. Boxes that are proved to be covered are left on the way down,
     * so a failure is cheap.
     *
     * @return whether {@code x} holds a free point; its law is uniform on the free points
     */
    boolean draw(double threshold, RandomGenerator random, double[] x) {
        load(domain);
        int node = 0;
        while (child[node] >= 0) {
            int widest = widest();
            double middle = middle(widest);
            // the parts are halves up to rounding
            int side = random.nextInt() < 0 ? 0 : 1;
            node = child[node] + side;
            if (low[node] > threshold) {
                return false;
            }
            lower[widest] = side == 0 ? lower[widest] : middle;
            upper[widest] = side == 0 ? middle : upper[widest];
        }
        if (low[node] > threshold) {
            return false;
        }
        for (int k = 0; k < d; k++) {
            double u = random.nextDouble();
            x[k] = Math.min(Math.max((1 - u) * lower[k] + u * upper[k], lower[k]), upper[k]);
        }
        samples.strongest(x, zero, lipschitz, strongest[node]);
        return samples.strength() <= threshold;
    }

    private void load(Box box) {
        for (int k = 0; k < d; k++) {
            lower[k] = box.lower(k);
            upper[k] = box.upper(k);
        }
    }

    /** Computes centre and half sides, the latter rounded up, and gives the half diagonal. */
    private double middle() {
        double square = 0;
        for (int k = 0; k < d; k++) {
            double middle = middle(k);
            double side = Math.nextUp(Math.max(upper[k] - middle, middle - lower[k]));
            centre[k] = middle;
            half[k] = side;
            square += side * side;
        }
        return Math.sqrt(square);
    }

    private double middle(int k) {
        // halves first: the sum of two large bounds overflows; half of a subnormal number may round to beyond the box
        return Math.min(Math.max(0.5 * lower[k] + 0.5 * upper[k], lower[k]), upper[k]);
    }

    private int widest() {
        int widest = 0;
        for (int k = 1; k < d; k++) {
            if (upper[k] - lower[k] > upper[widest] - lower[widest]) {
                widest = k;
            }
        }
        return widest;
    }
}
