package org.infimum.relu.check;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Whether max over ||u|| &le; 1 of f(u) = sum_i nu_i (x_i^T u)_+ is at most a bound T: a tree over the subsets S of the samples with nu_i &gt; 0, largest
 * terms first.
 *
 * <p>A branch ends where its subsets' distances are all below T by far more than the rounding of the floating-point sums, where no u has the
 * signs that it asks for (f is continuous, so u on kinks need no subset of their own), or at a single subset, whose distance exact arithmetic
 * compares with T.
 */
final class OneSidedPolar {
    /** What a multiplication in exact arithmetic counts as. */
    private static final int EXACT_WORK = 500;

    /** Deeper trees would not fit a thread's stack, and never end in time. */
    private static final int DEPTH = 1000;

    private static final int IMPROVEMENTS = 20;

    private final double[][] x;
    private final double[] nu;
    private final double bound;
    private final String name;
    private final BigDecimal square;
    private final int[] positive;
    private final int[] negative;
    private final double[][] terms; // nu_i x_i of the positive, times a power of two
    private final double limit; // the bound times that power
    private final double margin; // more than the rounding of any sum of terms
    private final double[] tail; // at k: the sum of the lengths of the terms from k on
    private final double[][] units;
    private final BoxLeastSquares box;
    private final HalfSpaces halfSpaces = new HalfSpaces();
    private final List<double[]> signedUnits = new ArrayList<>();
    private final List<double[]> signedRows = new ArrayList<>();
    private final boolean[] chosen;

    private long work;
    private long most;
    private long nodes;
    private boolean undecided;
    private String refutation;

    OneSidedPolar(double[][] x, double[] nu, double bound, String name) {
        this.x = x;
        this.nu = nu;
        this.bound = bound;
        this.name = name;
        this.square = new BigDecimal(bound).multiply(new BigDecimal(bound));
        double largestX = 0;
        double largestNu = 0;
        for (int i = 0; i < nu.length; i++) {
            largestNu = Math.max(largestNu, Math.abs(nu[i]));
            for (double value : x[i]) {
                largestX = Math.max(largestX, Math.abs(value));
            }
        }
        int shiftX = largestX == 0 ? 0 : -Math.getExponent(largestX);
        int shiftNu = largestNu == 0 ? 0 : -Math.getExponent(largestNu);
        List<double[]> plus = new ArrayList<>();
        List<double[]> minus = new ArrayList<>();
        List<Integer> plusIndex = new ArrayList<>();
        List<Integer> minusIndex = new ArrayList<>();
        double sum = 0;
        for (int i = 0; i < nu.length; i++) {
            double[] term = new double[x[i].length];
            boolean zero = true;
            for (int k = 0; k < term.length; k++) {
                term[k] = Math.abs(Math.scalb(nu[i], shiftNu)) * Math.scalb(x[i][k], shiftX);
                zero &= x[i][k] == 0;
                sum += Math.abs(term[k]);
            }
            if (nu[i] != 0 && !zero) {
                (nu[i] > 0 ? plus : minus).add(term);
                (nu[i] > 0 ? plusIndex : minusIndex).add(i);
            }
        }
        Integer[] order = new Integer[plus.size()];
        Arrays.setAll(order, k -> k);
        Arrays.sort(order, Comparator.comparingDouble(k -> -BoxLeastSquares.dot(plus.get(k), plus.get(k))));
        this.positive = Arrays.stream(order).mapToInt(plusIndex::get).toArray();
        this.negative = minusIndex.stream().mapToInt(i -> i).toArray();
        this.terms = Arrays.stream(order).map(plus::get).toArray(double[][]::new);
        double scaled = Math.scalb(Math.scalb(bound, shiftX), shiftNu);
        this.limit = Math.min(scaled, 1e300);
        double largest = 0;
        for (double[] term : plus) {
            largest = Math.max(largest, Arrays.stream(term).map(Math::abs).max().orElse(0));
        }
        // each sum has at most n + r terms of products with two roundings, and a sum of n terms errs by n 2^-53 of the
        // sum of sizes; terms so
        // small that their squares underflow leave all to exact arithmetic
        this.margin = largest < 1e-100 ? Double.POSITIVE_INFINITY : (nu.length + x[0].length + 20) * 0x1p-50 * sum;
        this.tail = new double[terms.length + 1];
        for (int k = terms.length - 1; k >= 0; k--) {
            tail[k] = tail[k + 1] + Math.sqrt(BoxLeastSquares.dot(terms[k], terms[k]));
        }
        this.units = new double[terms.length][];
        for (int k = 0; k < units.length; k++) {
            units[k] = unit(x[positive[k]]);
        }
        this.box = new BoxLeastSquares(minus.toArray(new double[0][]));
        this.chosen = new boolean[terms.length];
    }

    private static double[] unit(double[] row) {
        double largest = 0;
        for (double value : row) {
            largest = Math.max(largest, Math.abs(value));
        }
        double[] unit = new double[row.length];
        for (int k = 0; k < unit.length; k++) {
            unit[k] = row[k] / largest;
        }
        double length = Math.sqrt(BoxLeastSquares.dot(unit, unit));
        for (int k = 0; k < unit.length; k++) {
            unit[k] /= length;
        }
        return unit;
    }

    /**
     * Refutes the bound, or verifies it.
     *
     * @param allowed multiplications that the search may cost, about 1e8 to 1e9 in a second; one in exact arithmetic counts as 500; with 0
     *     there is no search, only directions drawn at random
     */
    CheckedPart check(long allowed) {
        if (terms.length == 0) {
            return CheckedPart.verified("The polar at " + name + " is 0.");
        }
        int directions = sample();
        boolean complete = false;
        if (refutation == null && allowed > 0 && terms.length <= DEPTH) {
            most = work + allowed;
            complete = visit(0, new double[x[0].length], new double[negative.length], units[0].clone());
        }
        if (refutation != null) {
            return CheckedPart.refuted(refutation);
        }
        if (complete && !undecided) {
            return CheckedPart.verified("The polar at " + name + " is at most the claimed " + bound + ", by " + nodes
                    + " subsets and parts of subsets.");
        }
        return CheckedPart.notVerified("Not re-verified: the polar at " + name
                + (complete
                        ? " agrees with the claimed " + bound + " to rounding, too close to call"
                        : ", with " + terms.length + " samples to choose subsets of, is too large for this check")
                + "; " + directions + " random directions did not refute it.");
    }

    /** Searches the subsets with the given choices of the first terms; false where the work was used up or the bound refuted. */
    private boolean visit(int depth, double[] c, double[] start, double[] inside) {
        nodes++;
        if (refutation != null || work + box.work() + halfSpaces.work() > most) {
            return false;
        }
        boolean leaf = depth == terms.length;
        double[] e = start.clone();
        double room = Math.max(0, limit - tail[depth] - 2 * margin);
        double[] residual = box.solve(c, e, room * room * (1 - 1e-9), leaf ? 500 : 2);
        if (below(depth, residual)) {
            return true;
        }
        if (leaf) {
            compare(e, residual);
            return true;
        }
        boolean first = BoxLeastSquares.dot(units[depth], inside) > 0;
        return branch(depth, first, c, e, inside) && branch(depth, !first, c, e, inside);
    }

    private boolean branch(int depth, boolean in, double[] c, double[] e, double[] inside) {
        signedUnits.add(signed(units[depth], in));
        signedRows.add(signed(x[positive[depth]], in));
        chosen[depth] = in;
        double[] child = halfSpaces.find(signedUnits, signedRows, inside);
        boolean complete = true;
        if (child != null) {
            double[] next = c.clone();
            if (in) {
                BoxLeastSquares.subtract(next, -1, terms[depth]);
            }
            complete = visit(depth + 1, next, e, child);
        }
        signedUnits.remove(depth);
        signedRows.remove(depth);
        chosen[depth] = false;
        return complete;
    }

    private static double[] signed(double[] vector, boolean plus) {
        double[] signed = vector.clone();
        for (int k = 0; !plus && k < signed.length; k++) {
            signed[k] = -signed[k];
        }
        return signed;
    }

    /** Whether ||residual + any subset of the terms left|| is below the bound, rounding allowed for. */
    private boolean below(int depth, double[] residual) {
        double size = BoxLeastSquares.dot(residual, residual);
        double simple = Math.sqrt(size) + tail[depth];
        double along = 0;
        for (int k = depth; k < terms.length; k++) {
            along += Math.max(0, BoxLeastSquares.dot(residual, terms[k]));
        }
        work += (long) (terms.length - depth) * residual.length;
        double expanded = Math.sqrt(size + 2 * along + tail[depth] * tail[depth]);
        return Math.min(simple, expanded) * (1 + 1e-9) + margin <= limit * (1 - 1e-9);
    }

    /** Compares the distance of one subset with the bound, without rounding. */
    private void compare(double[] e, double[] residual) {
        int columns = x[0].length;
        work += (long) EXACT_WORK * (terms.length + negative.length) * columns;
        BigDecimal distance = BigDecimal.ZERO;
        for (int k = 0; k < columns; k++) {
            BigDecimal sum = BigDecimal.ZERO;
            for (int j = 0; j < positive.length; j++) {
                if (chosen[j]) {
                    sum = sum.add(product(positive[j], k));
                }
            }
            for (int j = 0; j < negative.length; j++) {
                if (e[j] != 0) {
                    // nu is negative here: this subtracts e |nu| x
                    sum = sum.add(new BigDecimal(e[j]).multiply(product(negative[j], k)));
                }
            }
            distance = distance.add(sum.multiply(sum));
        }
        if (distance.compareTo(square) > 0 && !exceeds(residual)) {
            undecided = true;
        }
    }

    private BigDecimal product(int sample, int column) {
        return new BigDecimal(nu[sample]).multiply(new BigDecimal(x[sample][column]));
    }

    /** Whether f(u) &gt; T ||u||, without rounding; then the bound is refuted. */
    private boolean exceeds(double[] u) {
        work += (long) EXACT_WORK * nu.length * u.length;
        BigDecimal[] direction = new BigDecimal[u.length];
        BigDecimal length = BigDecimal.ZERO;
        for (int k = 0; k < u.length; k++) {
            direction[k] = new BigDecimal(u[k]);
            length = length.add(direction[k].multiply(direction[k]));
        }
        BigDecimal value = BigDecimal.ZERO;
        for (int i = 0; i < nu.length; i++) {
            BigDecimal t = BigDecimal.ZERO;
            for (int k = 0; k < u.length; k++) {
                t = t.add(new BigDecimal(x[i][k]).multiply(direction[k]));
            }
            if (t.signum() > 0) {
                value = value.add(new BigDecimal(nu[i]).multiply(t));
            }
        }
        if (value.signum() > 0 && value.multiply(value).compareTo(square.multiply(length)) > 0) {
            double found = value.doubleValue() / Math.sqrt(length.doubleValue());
            refutation = "The polar at " + name + " is above the claimed " + bound + ": about " + found
                    + " in the direction " + shown(u) + ".";
            return true;
        }
        return false;
    }

    private static String shown(double[] u) {
        return u.length <= 8
                ? Arrays.toString(u)
                : Arrays.toString(Arrays.copyOf(u, 8)).replace("]", ", ... (" + u.length + " numbers)]");
    }

    /** Directions drawn at random and improved can refute the bound, never prove it; how many they were. */
    private int sample() {
        int columns = x[0].length;
        double[] scaled = new double[nu.length];
        double largest = Arrays.stream(nu).map(Math::abs).max().orElse(0);
        for (int i = 0; i < nu.length; i++) {
            scaled[i] = Math.scalb(nu[i], -Math.getExponent(largest));
        }
        long cost = (long) nu.length * columns * IMPROVEMENTS;
        int directions = (int) Math.max(5, Math.min(100, 200_000_000L / cost));
        Random random = new Random(1);
        double[] best = null;
        double bestValue = 0;
        for (int trial = 0; trial < directions; trial++) {
            double[] u = random.doubles(columns, -1, 1).toArray();
            for (int step = 0; step < IMPROVEMENTS; step++) {
                double[] direction = unit(u);
                // the gradient on the side where the direction lies: f is linear there
                u = new double[columns];
                double value = 0;
                for (int i = 0; i < scaled.length; i++) {
                    double t = BoxLeastSquares.dot(x[i], direction);
                    if (t > 0) {
                        value += scaled[i] * t;
                        BoxLeastSquares.subtract(u, -scaled[i], x[i]);
                    }
                }
                if (value > bestValue) {
                    bestValue = value;
                    best = direction;
                }
                if (!(BoxLeastSquares.dot(u, u) > 0)) {
                    break;
                }
            }
        }
        if (best != null) {
            exceeds(best);
        }
        return directions;
    }
}
