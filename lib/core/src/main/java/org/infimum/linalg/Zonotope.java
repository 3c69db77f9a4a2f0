package org.infimum.linalg;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The set of all sums of q_i z_i with l_i &le; q_i &le; u_i, i = 1..n, for vectors z_i of R^d. Where a gradient is a sum of fixed vectors
 * with weights that are known up to an interval, such a set holds it, and the largest norm in the set is a Lipschitz constant.
 */
public final class Zonotope {
    /** More vectors than this are not searched: 2^64 vertices leave no hope, and a path would hold as many sums. */
    private static final int MAX_SEARCHED = 64;

    private final double[][] generators;
    private final double[] lower;
    private final double[] upper;
    private final int dimension;

    private Zonotope(double[][] generators, double[] lower, double[] upper, int dimension) {
        this.generators = generators;
        this.lower = lower;
        this.upper = upper;
        this.dimension = dimension;
    }

    /**
     * The zonotope of some vectors.
     *
     * @param generators the n vectors z_i of length d, n &ge; 1, finite; copied
     * @param lower the n numbers l_i
     * @param upper the n numbers u_i, none below l_i
     * @return the zonotope
     * @throws IllegalArgumentException if the lengths differ, a number is not finite, or an interval is upside down
     */
    public static Zonotope of(double[][] generators, double[] lower, double[] upper) {
        int n = generators.length;
        if (n == 0 || lower.length != n || upper.length != n) {
            throw new IllegalArgumentException("A zonotope needs at least one vector and an interval for each, not " + n
                    + " vectors with " + lower.length + " and " + upper.length + " ends.");
        }
        // the longest first: they decide early which branches can be left out
        Integer[] order = new Integer[n];
        for (int i = 0; i < n; i++) {
            requireUsable(generators, lower[i], upper[i], i);
            order[i] = i;
        }
        Arrays.sort(order, Comparator.comparingDouble(i -> (lower[i] - upper[i]) * Euclidean.norm(generators[i])));
        double[][] sorted = new double[n][];
        double[] low = new double[n];
        double[] high = new double[n];
        for (int i = 0; i < n; i++) {
            sorted[i] = generators[order[i]].clone();
            low[i] = lower[order[i]];
            high[i] = upper[order[i]];
        }
        return new Zonotope(sorted, low, high, generators[0].length);
    }

    private static void requireUsable(double[][] generators, double lower, double upper, int i) {
        if (generators[i].length != generators[0].length) {
            throw new IllegalArgumentException("Vector " + i + " has " + generators[i].length
                    + " coordinates, but vector 0 has " + generators[0].length + ".");
        }
        for (double component : generators[i]) {
            if (!Double.isFinite(component)) {
                throw new IllegalArgumentException("Vector " + i + " holds " + component + "; all must be finite.");
            }
        }
        if (!Double.isFinite(lower) || !Double.isFinite(upper) || lower > upper) {
            throw new IllegalArgumentException("The weight of vector " + i
                    + " needs a finite interval with lower <= upper, not [" + lower + ", " + upper + "].");
        }
    }

    /**
     * An upper bound of the largest norm in the zonotope, rounding accounted for. A norm is convex, so a vertex, with every q_i at one of
     * its two ends, has the largest: they are searched depth first, leaving out branches that cannot exceed the best by the triangle
     * inequality, so the result is the largest norm up to rounding. The problem is NP-hard in general: if the search would visit more
     * nodes than it may, or has more than 64 vectors, the result is the lesser of two relaxations about the centre c with half widths r_i:
     *
     * <pre>||c|| + sum r_i ||z_i||      and      ||c|| + sqrt(n) ||(r_1 z_1, ..., r_n z_n)||_2</pre>
     *
     * with the spectral norm bounded by the root of the largest row sum times the largest column sum.
     *
     * @param nodes the nodes that the search may visit; 0 for the relaxations alone, 2^(n+1) is always enough
     * @return a number not below the largest norm; infinite on overflow
     */
    public double largestNorm(long nodes) {
        double relaxed = relaxation();
        if (nodes <= 0 || generators.length > MAX_SEARCHED || relaxed == Double.POSITIVE_INFINITY) {
            return relaxed;
        }
        Search search = new Search(nodes);
        search.visit(0);
        if (search.left < 0) {
            return relaxed;
        }
        double found = Rounded.addUp(search.best, Rounded.multiplyUp(2, summationError()));
        return Math.min(relaxed, found);
    }

    /** A bound of the norm of the rounding error in any sum of n rounded products q_i z_i. */
    private double summationError() {
        double[] sizes = new double[dimension];
        for (int i = 0; i < generators.length; i++) {
            double q = Math.max(Math.abs(lower[i]), Math.abs(upper[i]));
            for (int k = 0; k < dimension; k++) {
                // the last covers a product that underflows
                sizes[k] = Rounded.addUp(
                        sizes[k], Rounded.addUp(Rounded.multiplyUp(q, Math.abs(generators[i][k])), Double.MIN_NORMAL));
            }
        }
        double gamma = Rounded.addUp(Rounded.sumFactor(generators.length + 1L), -1);
        return Rounded.multiplyUp(gamma, Rounded.normUp(sizes));
    }

    private double relaxation() {
        int n = generators.length;
        double[] centre = new double[dimension];
        double[] columns = new double[dimension];
        double longest = 0;
        double lengths = 0;
        for (int i = 0; i < n; i++) {
            double middle = lower[i] / 2 + upper[i] / 2;
            // to both ends from the rounded middle
            double radius = Math.max(Rounded.addUp(middle, -lower[i]), Rounded.addUp(upper[i], -middle));
            double row = 0;
            for (int k = 0; k < dimension; k++) {
                centre[k] += middle * generators[i][k];
                double size = Rounded.multiplyUp(radius, Math.abs(generators[i][k]));
                row = Rounded.addUp(row, size);
                columns[k] = Rounded.addUp(columns[k], size);
            }
            longest = Math.max(longest, row);
            lengths = Rounded.addUp(lengths, Rounded.multiplyUp(radius, Rounded.normUp(generators[i])));
        }
        double widest = Arrays.stream(columns).max().orElse(0);
        double spectral = Rounded.sqrtUp(Rounded.multiplyUp(Rounded.multiplyUp(longest, widest), n));
        double offset = Rounded.addUp(Rounded.normUp(centre), summationError());
        double bound = Rounded.addUp(offset, Math.min(lengths, spectral));
        // sums that overflow in both directions are not a number
        return Double.isNaN(bound) ? Double.POSITIVE_INFINITY : bound;
    }

    /** Depth-first search over the vertices; the sums along the path lie on a stack, so that a leaf is one plain sum of n terms. */
    private final class Search {
        private final double[][] sums = new double[generators.length + 1][dimension];
        private final double[] ahead = new double[generators.length + 1];
        private double best;
        private long left;

        Search(long nodes) {
            left = nodes;
            for (int i = generators.length - 1; i >= 0; i--) {
                double q = Math.max(Math.abs(lower[i]), Math.abs(upper[i]));
                ahead[i] = Rounded.addUp(ahead[i + 1], Rounded.multiplyUp(q, Rounded.normUp(generators[i])));
            }
        }

        void visit(int depth) {
            if (--left < 0) {
                return;
            }
            double norm = Rounded.normUp(sums[depth]);
            if (depth == generators.length) {
                best = Math.max(best, norm);
            } else if (!(Rounded.addUp(norm, ahead[depth]) <= best)) {
                branch(depth, upper[depth]);
                if (lower[depth] < upper[depth]) {
                    branch(depth, lower[depth]);
                }
            }
        }

        private void branch(int depth, double q) {
            for (int k = 0; k < dimension; k++) {
                sums[depth + 1][k] = sums[depth][k] + q * generators[depth][k];
            }
            visit(depth + 1);
        }
    }
}
