package org.infimum.testfunctions;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.infimum.Box;
import org.infimum.Evidence;
import org.infimum.Objective;
import org.infimum.linalg.Euclidean;
import org.infimum.linalg.Rounded;
import org.infimum.linalg.Zonotope;
import org.infimum.lipschitz.LipschitzBound;

/**
 * The mean logistic loss of a linear classifier over a box of weights w in R^d, with labels y_i = +-1 and weight decay beta &ge; 0:
 *
 * <pre>f(w) = 1/n sum_i log(1 + e^(-y_i x_i.w)) + beta/2 ||w||^2</pre>
 *
 * with two Lipschitz constants that are PROVED. With z_i = y_i x_i and p_i = 1 / (1 + e^(z_i.w)) in (0, 1) the gradient is
 *
 * <pre>g(w) = -1/n sum_i p_i z_i + beta w</pre>
 *
 * so for beta = 0 it lies in a {@link Zonotope}, whose largest norm over n is the constant over all of R^d ({@link #everywhere()}).
 * That is no more than the supremum: at a vertex v of largest norm no z_i is orthogonal to v, and w = -t v brings every p_i to its
 * value there as t grows. Over the box ({@link #overDomain}) p_i and w are bounded by intervals on each of many smaller boxes.
 *
 * <p>Convex, so its minimum is easily found: a problem on which a global method's certificate can be checked. Immutable.
 */
public final class MeanLogisticLoss implements Objective {
    /** Nodes for one zonotope in all: a second or so. */
    private static final long NODES = 1L << 22;

    /** Nodes for one zonotope among the thousands of {@link #overDomain}. */
    private static final long NODES_A_CELL = 1L << 12;

    private static final int MAX_CELLS = 20_000;

    private final double[][] signed;
    private final double weightDecay;
    private final Box domain;
    private final double valueError;

    private MeanLogisticLoss(double[][] signed, double weightDecay, Box domain) {
        this.signed = signed;
        this.weightDecay = weightDecay;
        this.domain = domain;
        this.valueError = boundOfValueError();
    }

    /**
     * The loss on some data, without weight decay.
     *
     * @param inputs the n inputs x_i of length d, n &ge; 1, as rows; copied
     * @param labels the n labels, each 1 or -1
     * @param domain the box of weights, of d coordinates
     * @return the objective
     * @throws IllegalArgumentException if the sizes do not fit, an input is not finite, or a label is neither 1 nor -1
     */
    public static MeanLogisticLoss of(double[][] inputs, double[] labels, Box domain) {
        if (inputs.length == 0 || inputs.length != labels.length) {
            throw new IllegalArgumentException("The logistic loss needs at least one input with a label each, not "
                    + inputs.length + " inputs and " + labels.length + " labels.");
        }
        double[][] signed = new double[inputs.length][];
        for (int i = 0; i < inputs.length; i++) {
            if (labels[i] != 1 && labels[i] != -1) {
                throw new IllegalArgumentException("Label " + i + " must be 1 or -1, not " + labels[i] + ".");
            }
            if (inputs[i].length != domain.dimension()) {
                throw new IllegalArgumentException("Input " + i + " has " + inputs[i].length
                        + " coordinates, but the box of weights has " + domain.dimension() + ".");
            }
            signed[i] = inputs[i].clone();
            for (int k = 0; k < signed[i].length; k++) {
                if (!Double.isFinite(signed[i][k])) {
                    throw new IllegalArgumentException(
                            "Coordinate " + k + " of input " + i + " is " + signed[i][k] + "; it must be finite.");
                }
                signed[i][k] *= labels[i];
            }
        }
        return new MeanLogisticLoss(signed, 0, domain);
    }

    /**
     * The loss on the five points of the plane that are a test case all over this library, X = [1 0; 0 1; -1 1; -1 -1; 2 -1] with the
     * targets (1, 2, -1, 1, 0), of which the labels are the signs, 0 counted as +1: (1, 1, -1, 1, 1). Over [-5, 5]^2, without weight
     * decay. Its constant over the plane is sqrt(20) / 5 = 0.894427: the signed inputs 1, 3 and 5 add up to (4, -2).
     *
     * @return the objective
     */
    public static MeanLogisticLoss fivePoints() {
        double[][] inputs = {{1, 0}, {0, 1}, {-1, 1}, {-1, -1}, {2, -1}};
        return of(inputs, new double[] {1, 1, -1, 1, 1}, Box.cube(2, -5, 5));
    }

    /**
     * The same loss with another weight decay.
     *
     * @param weightDecay beta, at least 0 and finite
     * @return a new objective
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public MeanLogisticLoss weightDecay(double weightDecay) {
        if (!(weightDecay >= 0) || weightDecay == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "The weight decay must be at least 0 and finite, not " + weightDecay + ".");
        }
        return new MeanLogisticLoss(signed, weightDecay, domain);
    }

    /**
     * The same loss over another box.
     *
     * @param domain the box of weights
     * @return a new objective
     * @throws IllegalArgumentException if its dimension differs
     */
    public MeanLogisticLoss over(Box domain) {
        if (domain.dimension() != this.domain.dimension()) {
            throw new IllegalArgumentException("The box of weights has " + domain.dimension()
                    + " coordinates, but the inputs have " + this.domain.dimension() + ".");
        }
        return new MeanLogisticLoss(signed, weightDecay, domain);
    }

    /**
     * The Lipschitz constant over all of R^d: the largest norm of 1/n sum_i p_i z_i over p in [0, 1]^n. The least there is up to
     * rounding, as a rule up to n = 20 points; where the search over the vertices would take too long a relaxation, see {@link
     * Zonotope#largestNorm}.
     *
     * @return the bound, PROVED
     * @throws IllegalStateException if there is weight decay, with which no constant holds everywhere, or all inputs are 0
     */
    public LipschitzBound everywhere() {
        if (weightDecay > 0) {
            throw new IllegalStateException("With the weight decay " + weightDecay
                    + " the gradient is unbounded over R^d; take the constant over the box, overDomain.");
        }
        double[] ones = new double[signed.length];
        Arrays.fill(ones, 1);
        double largest = Zonotope.of(signed, new double[signed.length], ones).largestNorm(NODES);
        return bound(Rounded.divideUp(largest, signed.length), "over all weights", box -> true);
    }

    /**
     * A Lipschitz constant over the box: the largest of the bounds of ||g|| on smaller boxes, the one with the largest bound being halved
     * until that bound exceeds the largest gradient norm seen by no more than the tolerance.
     *
     * @param tolerance the excess relative to the largest gradient norm seen, above 0; it is not reached if 20,000 boxes are too few
     *     (many coordinates)
     * @return the bound, PROVED
     * @throws IllegalArgumentException if the tolerance is not above 0
     * @throws IllegalStateException if the gradient is 0 all over the box
     */
    public LipschitzBound overDomain(double tolerance) {
        if (!(tolerance > 0)) {
            throw new IllegalArgumentException("The tolerance must be above 0, not " + tolerance + ".");
        }
        PriorityQueue<Cell> cells = new PriorityQueue<>(Comparator.comparingDouble(cell -> -cell.bound));
        cells.add(cell(domain));
        double seen = 0;
        for (int count = 1; count < MAX_CELLS; count++) {
            Cell worst = cells.peek();
            seen = Math.max(seen, steepest(worst.box));
            int axis = longestSide(worst.box);
            double middle = worst.box.lower(axis) / 2 + worst.box.upper(axis) / 2;
            boolean divisible = worst.box.lower(axis) < middle && middle < worst.box.upper(axis);
            if (worst.bound <= seen * (1 + tolerance) || !divisible) {
                break;
            }
            cells.poll();
            for (int side = 0; side < 2; side++) {
                Cell half = cell(half(worst.box, axis, middle, side == 0));
                // what is proved of the whole holds for its half
                cells.add(half.bound <= worst.bound ? half : new Cell(half.box, worst.bound));
            }
        }
        return bound(
                cells.peek().bound,
                "over " + domain,
                box -> box.dimension() == domain.dimension()
                        && domain.contains(lower(box))
                        && domain.contains(upper(box)));
    }

    private static double[] lower(Box box) {
        return IntStream.range(0, box.dimension()).mapToDouble(box::lower).toArray();
    }

    private static double[] upper(Box box) {
        return IntStream.range(0, box.dimension()).mapToDouble(box::upper).toArray();
    }

    private LipschitzBound bound(double value, String where, Predicate<Box> covers) {
        // a zonotope of zeros has a largest norm of 1e-162, the room for underflow
        if (value < 1e-100) {
            throw new IllegalStateException(
                    "The loss is constant " + where + " (L = 0), and every positive number is a bound; claim one.");
        }
        return new LipschitzBound(
                value,
                Evidence.PROVED,
                "the gradient of the logistic loss of " + signed.length + " points " + where,
                covers);
    }

    private record Cell(Box box, double bound) {}

    /** The largest norm of the gradient over a box, w and every p_i taken to be independent. */
    private Cell cell(Box box) {
        int n = signed.length;
        int d = domain.dimension();
        int decay = weightDecay > 0 ? d : 0;
        double[][] generators = new double[n + decay][d];
        double[] lower = new double[n + decay];
        double[] upper = new double[n + decay];
        for (int i = 0; i < n; i++) {
            generators[i] = signed[i];
            double low = 0;
            double high = 0;
            for (int k = 0; k < d; k++) {
                double a = signed[i][k] * box.lower(k);
                double b = signed[i][k] * box.upper(k);
                low = Rounded.addDown(low, Math.nextDown(Math.min(a, b)));
                high = Rounded.addUp(high, Math.nextUp(Math.max(a, b)));
            }
            // exp is within an ulp, so 1e-14 is far above the rounding, and 1e-300 above what underflows
            lower[i] = Math.max(0, sigmoid(-high) * (1 - 1e-14) - 1e-300);
            upper[i] = Math.min(1, sigmoid(-low) * (1 + 1e-14) + 1e-300);
        }
        for (int k = 0; k < decay; k++) {
            generators[n + k][k] = -Rounded.multiplyUp(weightDecay, n);
            lower[n + k] = box.lower(k);
            upper[n + k] = box.upper(k);
        }
        double largest = Zonotope.of(generators, lower, upper).largestNorm(NODES_A_CELL);
        double bound = Rounded.divideUp(largest, n);
        if (decay > 0) {
            // n beta was rounded up where the exact number belongs: by no more than an ulp of it
            double[] far = farthest(box);
            bound = Rounded.addUp(
                    bound, Rounded.multiplyUp(Rounded.multiplyUp(0x1p-50, weightDecay), Rounded.normUp(far)));
        }
        return new Cell(box, bound);
    }

    private static double[] farthest(Box box) {
        double[] far = new double[box.dimension()];
        for (int k = 0; k < far.length; k++) {
            far[k] = Math.max(Math.abs(box.lower(k)), Math.abs(box.upper(k)));
        }
        return far;
    }

    /** The largest gradient norm at the centre and two opposite corners, a value that is reached. */
    private double steepest(Box box) {
        double steepest = 0;
        double[] w = new double[box.dimension()];
        double[] gradient = new double[w.length];
        for (double part : new double[] {0, 0.5, 1}) {
            for (int k = 0; k < w.length; k++) {
                w[k] = (1 - part) * box.lower(k) + part * box.upper(k);
            }
            gradient(w, gradient);
            steepest = Math.max(steepest, Euclidean.norm(gradient));
        }
        return steepest;
    }

    private static int longestSide(Box box) {
        int longest = 0;
        for (int k = 1; k < box.dimension(); k++) {
            if (box.upper(k) - box.lower(k) > box.upper(longest) - box.lower(longest)) {
                longest = k;
            }
        }
        return longest;
    }

    private static Box half(Box box, int axis, double middle, boolean first) {
        double[] lower = new double[box.dimension()];
        double[] upper = lower.clone();
        for (int k = 0; k < lower.length; k++) {
            lower[k] = k == axis && !first ? middle : box.lower(k);
            upper[k] = k == axis && first ? middle : box.upper(k);
        }
        return Box.of(lower, upper);
    }

    private double boundOfValueError() {
        int n = signed.length;
        double[] far = farthest(domain);
        double size = 0;
        for (double[] z : signed) {
            for (int k = 0; k < far.length; k++) {
                size = Rounded.addUp(size, Rounded.multiplyUp(Math.abs(z[k]), far[k]));
            }
        }
        // log(1 + e^t) <= 1 + |t| is 1-Lipschitz, so an inner product's error passes on undiminished at most; its own
        // error is
        // a few ulp, as Math.exp and log1p are within one; the mean adds n roundings and the weight decay d
        double square = Rounded.multiplyUp(Rounded.normUp(far), Rounded.normUp(far));
        double decayed = weightDecay == 0 ? 0 : Rounded.multiplyUp(weightDecay, square);
        double scale = Rounded.addUp(Rounded.addUp(1, Rounded.divideUp(size, n)), decayed);
        long operations = n + 2L * far.length + 24;
        return Rounded.multiplyUp(Rounded.addUp(Rounded.sumFactor(operations), -1), scale);
    }

    @Override
    public String name() {
        return "mean logistic loss, " + signed.length + " x " + domain.dimension()
                + (weightDecay > 0 ? ", weight decay " + weightDecay : "");
    }

    @Override
    public Box domain() {
        return domain;
    }

    @Override
    public double value(double[] x) {
        return gradient(x, new double[x.length]);
    }

    @Override
    public double gradient(double[] x, double[] gradient) {
        int n = signed.length;
        Arrays.fill(gradient, 0);
        double loss = 0;
        for (double[] z : signed) {
            double margin = 0;
            for (int k = 0; k < x.length; k++) {
                margin += z[k] * x[k];
            }
            loss += Math.max(-margin, 0) + Math.log1p(Math.exp(-Math.abs(margin)));
            double p = sigmoid(-margin);
            for (int k = 0; k < x.length; k++) {
                gradient[k] -= p * z[k];
            }
        }
        double square = 0;
        for (int k = 0; k < x.length; k++) {
            gradient[k] = gradient[k] / n + weightDecay * x[k];
            square += x[k] * x[k];
        }
        return loss / n + weightDecay / 2 * square;
    }

    private static double sigmoid(double t) {
        return 1 / (1 + Math.exp(-t));
    }

    @Override
    public double valueError() {
        return valueError;
    }
}
