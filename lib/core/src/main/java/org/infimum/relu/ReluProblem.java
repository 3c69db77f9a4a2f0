package org.infimum.relu;

import java.util.Arrays;
import java.util.Objects;
import org.infimum.linalg.CompensatedSum;
import org.infimum.linalg.Rounded;

/**
 * The training problem of a two-layer ReLU network with weight decay (Pilanci and Ergen 2020, Eq. 2):
 *
 * <pre>min over m, u_j, a_j of  L(sum_j a_j (X u_j)_+, y) + beta/2 sum_j (||u_j||^2 + a_j^2)</pre>
 *
 * with L the sum over samples of a {@link ConvexLoss}, over networks of every width m. For widths of at least n + 1 its value
 * does not depend on m; for a smaller width every lower bound given here still holds. With biases X has a column of ones and they are
 * decayed like weights. Immutable; the with-like methods return new problems.
 *
 * <p>Do not use it for other regularisers: without decay of a layer, or with undecayed biases, the optimum is another one and no bound
 * here holds.
 */
public final class ReluProblem {
    private final double[][] x; // with the column of ones, if there is one
    private final double[] y;
    private final ConvexLoss loss;
    private final double beta; // NaN until given
    private final boolean bias;

    private ReluProblem(double[][] x, double[] y, ConvexLoss loss, double beta, boolean bias) {
        this.x = x;
        this.y = y;
        this.loss = loss;
        this.beta = beta;
        this.bias = bias;
    }

    /**
     * The problem on some data with squared loss, without biases; give it a {@link #weightDecay}.
     *
     * @param x the n samples of d features each, finite; copied
     * @param y the n targets, finite; copied
     * @return the problem
     * @throws IllegalArgumentException if there are no samples or features, lengths differ, or a number is not finite
     */
    public static ReluProblem twoLayer(double[][] x, double[] y) {
        if (x.length == 0 || x[0].length == 0) {
            throw new IllegalArgumentException(
                    "A ReLU problem needs at least one sample with at least one feature, not " + x.length + " samples"
                            + (x.length == 0 ? "." : " with " + x[0].length + " features."));
        }
        if (y.length != x.length) {
            throw new IllegalArgumentException("There are " + x.length + " samples but " + y.length
                    + " targets; give one target for each sample.");
        }
        double[][] rows = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            if (x[i].length != x[0].length) {
                throw new IllegalArgumentException(
                        "Sample " + i + " has " + x[i].length + " features, but sample 0 has " + x[0].length + ".");
            }
            for (int k = 0; k < x[i].length; k++) {
                if (!Double.isFinite(x[i][k])) {
                    throw new IllegalArgumentException("Feature " + k + " of sample " + i + " is " + x[i][k]
                            + "; all must be finite. Drop or fill the sample.");
                }
            }
            if (!Double.isFinite(y[i])) {
                throw new IllegalArgumentException("Target " + i + " is " + y[i] + "; all must be finite.");
            }
            rows[i] = x[i].clone();
        }
        return new ReluProblem(rows, y.clone(), ConvexLoss.SQUARED, Double.NaN, false);
    }

    /**
     * The same problem with another loss.
     *
     * @param loss the loss
     * @return a new problem
     * @throws IllegalArgumentException if the loss takes labels and a target is neither 1 nor -1
     */
    public ReluProblem loss(ConvexLoss loss) {
        Objects.requireNonNull(loss, "loss");
        loss.requireTargets(y);
        return new ReluProblem(x, y, loss, beta, bias);
    }

    /**
     * The same problem with another weight decay.
     *
     * @param beta beta, positive and finite
     * @return a new problem
     * @throws IllegalArgumentException if beta is not positive and finite
     */
    public ReluProblem weightDecay(double beta) {
        if (!(beta > 0) || beta == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("The weight decay beta must be positive and finite, not " + beta
                    + "; without it the optimum is not attained by bounded weights and there is no certificate.");
        }
        return new ReluProblem(x, y, loss, beta, bias);
    }

    /**
     * The same problem with biases in the hidden layer, decayed like weights: X gets a column of ones.
     *
     * @return a new problem
     * @throws IllegalStateException if it has biases already
     */
    public ReluProblem withBias() {
        if (bias) {
            throw new IllegalStateException("The problem has biases already.");
        }
        double[][] wider = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            wider[i] = Arrays.copyOf(x[i], x[i].length + 1);
            wider[i][x[i].length] = 1;
        }
        return new ReluProblem(wider, y, loss, beta, true);
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
    public ConvexLoss loss() {
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

    /**
     * The targets.
     *
     * @return a new array of n numbers
     */
    public double[] targets() {
        return y.clone();
    }

    /**
     * X, with the column of ones last if there are biases.
     *
     * @return a new n x d or n x (d + 1) array
     */
    public double[][] matrix() {
        double[][] copy = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            copy[i] = x[i].clone();
        }
        return copy;
    }

    /** X itself; not to be changed. */
    double[][] rows() {
        return x;
    }

    /** y itself; not to be changed. */
    double[] labels() {
        return y;
    }

    /**
     * Checks that a network is one of this problem.
     *
     * @param network the network
     * @throws IllegalArgumentException if its inputs or biases are others
     */
    public void requireFits(TwoLayerNetwork network) {
        if (network.inputs() != features() || (network.hasBias() && !bias)) {
            throw new IllegalArgumentException("The problem has " + features() + " features"
                    + (bias ? " and biases" : " and no biases") + ", but the network is a " + network
                    + "; give both the same inputs" + (bias ? "." : ", or make the problem one withBias()."));
        }
    }

    /**
     * The objective of a network, L + beta/2 sum_j (||u_j||^2 + a_j^2), an upper bound with rounding accounted for: a few units in the
     * last place above the exact value.
     *
     * @param network a network of this problem; one without biases is taken as one with zero biases where the problem has them
     * @return a number not below the objective; infinite on overflow
     * @throws IllegalArgumentException if the network does not fit
     * @throws IllegalStateException if there is no weight decay yet
     */
    public double objective(TwoLayerNetwork network) {
        requireFits(network);
        CompensatedSum squares = new CompensatedSum();
        double decay = weightDecay();
        for (int j = 0; j < network.width(); j++) {
            for (double weight : network.hidden(j)) {
                squares.addProduct(weight, weight);
            }
            squares.addProduct(network.output(j), network.output(j));
        }
        double fit = lossUp(network);
        if (network.width() == 0) {
            return fit;
        }
        double value = Rounded.addUp(fit, Rounded.multiplyUp(decay, squares.upper() / 2));
        return Double.isNaN(value) ? Double.POSITIVE_INFINITY : value;
    }

    private double lossUp(TwoLayerNetwork network) {
        double[][] hidden = new double[network.width()][];
        for (int j = 0; j < hidden.length; j++) {
            hidden[j] = network.hidden(j);
        }
        double gamma = Rounded.multiplyUp(2, Rounded.addUp(Rounded.sumFactor(x[0].length + hidden.length + 3L), -1));
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double z = 0;
            double size = 0;
            for (int j = 0; j < hidden.length; j++) {
                double t = 0;
                double s = 0;
                for (int k = 0; k < hidden[j].length; k++) {
                    double product = hidden[j][k] * x[i][k];
                    t += product;
                    s += Math.abs(product) + Double.MIN_NORMAL;
                }
                z += network.output(j) * Math.max(0, t);
                size += Math.abs(network.output(j)) * s + Double.MIN_NORMAL;
            }
            double error = size == 0 ? 0 : Rounded.multiplyUp(gamma, size);
            double term = LossBounds.valueUp(loss, z, error, y[i]);
            sum = term == 0 ? sum : Rounded.addUp(sum, term);
        }
        return sum;
    }

    /**
     * Solves the problem to a certified relative gap of 1e-6, by the standard {@link ReluSolver}.
     *
     * @return the solution
     * @throws IllegalStateException if there is no weight decay yet
     */
    public ReluSolution solve() {
        return ReluSolver.standard().solve(this);
    }

    /**
     * Newton's method on the neurons of a network near a local minimum, which gradient methods reach to a few digits only: optimal neurons like to lie on
     * kinks, x_i^T u = 0, where the objective has no gradient. Neurons of nearly one direction become one, those near a kink are put on it, and the
     * smooth problem that is left is solved to the last digits.
     *
     * @param network a network of this problem
     * @return a balanced network with no more neurons and an objective no larger, but for its rounding; the network itself where there is nothing to gain, for the
     *     hinge loss say
     * @throws IllegalArgumentException if the network does not fit, or the data's scales are too far apart for double precision
     * @throws IllegalStateException if there is no weight decay yet
     */
    public TwoLayerNetwork polish(TwoLayerNetwork network) {
        requireFits(network);
        return new NetworkPolish(ScaledProblem.of(this)).polish(network);
    }

    /**
     * How far a network, whoever trained it, is from the global optimum of this problem, by the standard {@link ReluSolver}.
     *
     * @param network a network of this problem
     * @return its certificate
     * @throws IllegalArgumentException if the network does not fit
     * @throws IllegalStateException if there is no weight decay yet
     */
    public NetworkCertificate certify(TwoLayerNetwork network) {
        return ReluSolver.standard().certify(this, network);
    }

    /**
     * The least weight decay at which the network without neurons is optimal: max over ||u|| &le; 1 of |nu^T (X u)_+| at nu = -grad L(0), by the
     * standard {@link ReluSolver}.
     *
     * @return its bounds
     */
    public PolarBounds betaMax() {
        return ReluSolver.standard().betaMax(this);
    }

    @Override
    public String toString() {
        return "two-layer ReLU problem, n = " + samples() + ", d = " + features() + (bias ? " with bias, " : ", ")
                + loss + " loss" + (Double.isNaN(beta) ? "" : ", beta = " + beta);
    }
}
