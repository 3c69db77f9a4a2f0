package org.infimum.relu;

import java.util.Arrays;
import java.util.Objects;
import org.infimum.linalg.CompensatedSum;
import org.infimum.linalg.Rounded;

/**
 * The training problem of a two-layer ReLU network with C outputs and weight decay:
 *
 * <pre>min over m, u_j, a_j in R^C of  L(sum_j (X u_j)_+ a_j^T) + beta/2 sum_j (||u_j||^2 + ||a_j||^2)</pre>
 *
 * over networks of every width m, with L a {@link VectorLoss}. Rescaling a neuron makes the penalty beta sum ||u_j|| ||a_j||, so the dual is
 *
 * <pre>max over V (n x C) of  -L*(-V)  s.t.  max over ||u|| &le; 1 of ||V^T (X u)_+||_2 &le; beta.</pre>
 *
 * Weak duality holds for every network: L(Z) &ge; -L*(-V) - &lt;V, Z&gt; and &lt;V, Z&gt; = sum_j a_j^T V^T (X u_j)_+ &le; sum_j ||a_j|| beta ||u_j||. With
 * biases X has a column of ones and they are decayed like weights. Immutable; the with-like methods return new problems.
 */
public final class VectorReluProblem {
    /** Squares of features and weights must neither over- nor underflow. */
    private static final double LARGEST = 1e100;

    private final double[][] x; // with the column of ones, if there is one
    private final double[][] y;
    private final int[] labels; // null where the targets are no classes
    private final VectorLoss loss;
    private final double beta; // NaN until given
    private final boolean bias;

    private VectorReluProblem(double[][] x, double[][] y, int[] labels, VectorLoss loss, double beta, boolean bias) {
        this.x = x;
        this.y = y;
        this.labels = labels;
        this.loss = loss;
        this.beta = beta;
        this.bias = bias;
    }

    /**
     * The problem with squared loss and any targets, without biases; give it a {@link #weightDecay}.
     *
     * @param x the n samples of d features each, finite; copied
     * @param y the n rows of C targets each, finite; copied
     * @return the problem
     * @throws IllegalArgumentException if there are no samples, features or targets, lengths differ, or a number is not finite
     */
    public static VectorReluProblem targets(double[][] x, double[][] y) {
        double[][] samples = checked(x, "Sample", "feature");
        if (y.length != x.length) {
            throw new IllegalArgumentException("There are " + x.length + " samples but " + y.length
                    + " rows of targets; give one row for each sample.");
        }
        return new VectorReluProblem(
                samples, checked(y, "Target row", "target"), null, VectorLoss.SQUARED, Double.NaN, false);
    }

    /**
     * The problem of classes with cross-entropy loss, without biases; give it a {@link #weightDecay}.
     *
     * @param x the n samples of d features each, finite; copied
     * @param labels the n classes, from 0 to C - 1; copied
     * @param classes C, at least 2
     * @return the problem
     * @throws IllegalArgumentException if there are no samples or features, lengths differ, a number is not finite or a label out of its range
     */
    public static VectorReluProblem classes(double[][] x, int[] labels, int classes) {
        double[][] samples = checked(x, "Sample", "feature");
        if (classes < 2) {
            throw new IllegalArgumentException("There must be at least two classes, not " + classes + ".");
        }
        if (labels.length != x.length) {
            throw new IllegalArgumentException("There are " + x.length + " samples but " + labels.length
                    + " labels; give one label for each sample.");
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new IllegalArgumentException("Label " + i + " is " + labels[i] + "; with " + classes
                        + " classes it must be from 0 to " + (classes - 1) + ".");
            }
        }
        double[][] y = rows(labels, classes, 0);
        return new VectorReluProblem(samples, y, labels.clone(), VectorLoss.CROSS_ENTROPY, Double.NaN, false);
    }

    /** A one in the column of the class, the other number in the others. */
    private static double[][] rows(int[] labels, int classes, double other) {
        double[][] y = new double[labels.length][classes];
        for (int i = 0; i < labels.length; i++) {
            Arrays.fill(y[i], other);
            y[i][labels[i]] = 1;
        }
        return y;
    }

    private static double[][] checked(double[][] rows, String row, String entry) {
        if (rows.length == 0 || rows[0].length == 0) {
            throw new IllegalArgumentException("The problem needs at least one sample with at least one " + entry
                    + ", not " + rows.length + (rows.length == 0 ? " samples." : " samples without any."));
        }
        double[][] copy = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != rows[0].length) {
                throw new IllegalArgumentException(row + " " + i + " has " + rows[i].length
                        + " numbers, but the first has " + rows[0].length + ".");
            }
            for (int k = 0; k < rows[i].length; k++) {
                if (!(Math.abs(rows[i][k]) <= LARGEST)) {
                    throw new IllegalArgumentException(row + " " + i + " holds the " + entry + " " + rows[i][k]
                            + "; all must be finite and at most 1e100 in size.");
                }
            }
            copy[i] = rows[i].clone();
        }
        return copy;
    }

    /**
     * The same problem with another loss. For the logistic one class labels become a row of -1 with a 1, each output against the rest.
     *
     * @param loss the loss
     * @return a new problem
     * @throws IllegalArgumentException if the targets are no classes for cross-entropy, no labels -1 and 1 for the logistic loss
     */
    public VectorReluProblem loss(VectorLoss loss) {
        Objects.requireNonNull(loss, "loss");
        if (loss == VectorLoss.CROSS_ENTROPY && labels == null) {
            throw new IllegalArgumentException(
                    "Cross-entropy needs class labels; make the problem with VectorReluProblem.classes.");
        }
        double[][] targets = labels == null ? y : rows(labels, outputs(), loss == VectorLoss.LOGISTIC ? -1 : 0);
        loss.requireTargets(targets);
        return new VectorReluProblem(x, targets, labels, loss, beta, bias);
    }

    /**
     * The same problem with another weight decay.
     *
     * @param beta beta, from 1e-100 to 1e100
     * @return a new problem
     * @throws IllegalArgumentException if beta is not in that range
     */
    public VectorReluProblem weightDecay(double beta) {
        if (!(beta >= 1 / LARGEST) || beta > LARGEST) {
            throw new IllegalArgumentException(
                    "The weight decay beta must be positive, from 1e-100 to 1e100, not " + beta
                            + "; without it the optimum is not attained by bounded weights and there is no certificate.");
        }
        return new VectorReluProblem(x, y, labels, loss, beta, bias);
    }

    /**
     * The same problem with biases in the hidden layer, decayed like weights: X gets a column of ones.
     *
     * @return a new problem
     * @throws IllegalStateException if it has biases already
     */
    public VectorReluProblem withBias() {
        if (bias) {
            throw new IllegalStateException("The problem has biases already.");
        }
        double[][] wider = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            wider[i] = Arrays.copyOf(x[i], x[i].length + 1);
            wider[i][x[i].length] = 1;
        }
        return new VectorReluProblem(wider, y, labels, loss, beta, true);
    }

    /**
     * The number of samples.
     *
     * @return n
     */
    public int samples() {
        return x.length;
    }

    /**
     * The number of features of a sample, without the column of ones.
     *
     * @return d
     */
    public int features() {
        return bias ? x[0].length - 1 : x[0].length;
    }

    /**
     * The number of outputs.
     *
     * @return C
     */
    public int outputs() {
        return y[0].length;
    }

    /**
     * Whether the hidden neurons have biases.
     *
     * @return true if they have
     */
    public boolean hasBias() {
        return bias;
    }

    /**
     * The loss.
     *
     * @return the loss
     */
    public VectorLoss loss() {
        return loss;
    }

    /**
     * The weight decay.
     *
     * @return beta
     * @throws IllegalStateException if none was given
     */
    public double weightDecay() {
        if (Double.isNaN(beta)) {
            throw new IllegalStateException(
                    "The problem has no weight decay yet: call weightDecay(beta) with a positive beta.");
        }
        return beta;
    }

    /** X itself, n rows of length d or, with biases, d + 1; not to be changed. */
    double[][] rows() {
        return x;
    }

    /** Y itself, one-hot for classes; not to be changed. */
    double[][] targetRows() {
        return y;
    }

    /** The length of a hidden neuron, d or d + 1. */
    int columns() {
        return x[0].length;
    }

    /**
     * Checks that a network is one of this problem.
     *
     * @param network the network
     * @throws IllegalArgumentException if its inputs, outputs or biases are others
     */
    public void requireFits(VectorNetwork network) {
        if (network.inputs() != features() || network.outputs() != outputs() || (network.hasBias() && !bias)) {
            throw new IllegalArgumentException("The problem has " + features() + " features"
                    + (bias ? " and biases" : " and no biases") + " and " + outputs()
                    + " outputs, but the network is a "
                    + network + "; give both the same" + (bias ? "." : ", or make the problem one withBias()."));
        }
    }

    /**
     * The objective of a network, L + beta/2 sum_j (||u_j||^2 + ||a_j||^2), an upper bound with rounding accounted for: so one of the optimal
     * value too.
     *
     * @param network a network of this problem; one without biases is taken as one with zero biases where the problem has them
     * @return a number not below the objective; infinite on overflow
     * @throws IllegalArgumentException if the network does not fit
     * @throws IllegalStateException if there is no weight decay yet
     */
    public double objective(VectorNetwork network) {
        requireFits(network);
        double decay = weightDecay();
        CompensatedSum squares = new CompensatedSum();
        double[][] hidden = new double[network.width()][];
        double[][] output = new double[network.width()][];
        for (int j = 0; j < hidden.length; j++) {
            hidden[j] = network.hidden(j);
            output[j] = network.output(j);
            for (double weight : hidden[j]) {
                squares.addProduct(weight, weight);
            }
            for (double weight : output[j]) {
                squares.addProduct(weight, weight);
            }
        }
        double fit = lossUp(hidden, output);
        if (hidden.length == 0) {
            return fit;
        }
        double value = Rounded.addUp(fit, Rounded.multiplyUp(decay, squares.upper() / 2));
        return Double.isNaN(value) ? Double.POSITIVE_INFINITY : value;
    }

    private double lossUp(double[][] hidden, double[][] output) {
        int c = outputs();
        // a prediction is a sum of (d + 2)-fold products over the neurons: twice gamma covers the rounded sizes too
        double gamma = Rounded.multiplyUp(2, Rounded.addUp(Rounded.sumFactor(x[0].length + hidden.length + 3L), -1));
        double sum = 0;
        double[] z = new double[c];
        double[] error = new double[c];
        for (int i = 0; i < x.length; i++) {
            Arrays.fill(z, 0);
            Arrays.fill(error, 0);
            for (int j = 0; j < hidden.length; j++) {
                double t = 0;
                double size = 0;
                for (int k = 0; k < hidden[j].length; k++) {
                    double product = hidden[j][k] * x[i][k];
                    t += product;
                    size += Math.abs(product) + Double.MIN_NORMAL;
                }
                t = Math.max(0, t);
                for (int o = 0; o < c; o++) {
                    z[o] += output[j][o] * t;
                    error[o] += Math.abs(output[j][o]) * size + Double.MIN_NORMAL;
                }
            }
            for (int o = 0; o < c; o++) {
                error[o] = error[o] == 0 ? 0 : Rounded.multiplyUp(gamma, error[o]);
            }
            double term = VectorLossBounds.valueUp(loss, z, error, y[i]);
            sum = term == 0 ? sum : Rounded.addUp(sum, term);
        }
        return sum;
    }

    /**
     * The least weight decay at which the zero network is optimal lies within these bounds: beta_max = max over ||u|| &le; 1 of ||V^T (X u)_+||
     * at V = -grad L(0).
     *
     * @return the bounds: the lower one from a direction found by local ascent, the upper one proved
     */
    public VectorPolarBounds maxWeightDecay() {
        VectorPolar polar = VectorPolar.of(x, VectorLossBounds.dualPoint(loss, new double[x.length][outputs()], y));
        return VectorPolarBound.standard()
                .bounds(polar, VectorAscent.of(polar, 20, 1).run(java.util.List.of()));
    }

    /**
     * How far a network, whoever trained it, is from the global optimum: see {@link VectorCertificate}. Its dual point is the one of the balanced
     * network's predictions; nothing is trained, so far from an optimum the bound is weak. Solving the problem finds better ones.
     *
     * @param network a network of this problem
     * @return its objective and a proved lower bound for every network
     * @throws IllegalArgumentException if the network does not fit or its objective overflows
     * @throws IllegalStateException if there is no weight decay yet
     */
    public VectorCertificate certify(VectorNetwork network) {
        return VectorCertificate.of(this, network, VectorPolarBound.standard());
    }

    @Override
    public String toString() {
        return "two-layer ReLU problem, n = " + samples() + ", d = " + features()
                + (bias ? " with bias, C = " : ", C = ") + outputs() + ", " + loss + " loss"
                + (Double.isNaN(beta) ? "" : ", beta = " + beta);
    }
}
