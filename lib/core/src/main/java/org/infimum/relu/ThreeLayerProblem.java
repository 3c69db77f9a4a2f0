package org.infimum.relu;

import org.infimum.linalg.CompensatedSum;
import org.infimum.linalg.Rounded;

/**
 * The training problem of a three-layer ReLU network of parallel subnetworks with the path-type regulariser of Ergen and Pilanci (2021):
 *
 * <pre>min over K, W1_k, w2_k, w3_k of  L(sum_k ((X W1_k^T)_+ w2_k)_+ w3_k, y) + beta/2 sum_k (||w2_k||^2 + w3_k^2),  ||W1_k||_F &le; 1</pre>
 *
 * with L the sum over samples of a {@link ConvexLoss}, over all numbers of subnetworks and all widths.
 *
 * <p><b>As a problem of vectors.</b> With the rows u_j of W1 and p_j = |w3| |w2_j| u_j a subnetwork is sign(w3) (z)_+ with z = sum_j s_j (X p_j)_+,
 * s_j = sign(w2_j), and
 *
 * <pre>1/2 (||w2||^2 + w3^2) &ge; ||w2|| |w3| &ge; ||w2|| ||W1||_F |w3| &ge; |w3| sum_j |w2_j| ||u_j|| = sum_j ||p_j||</pre>
 *
 * by the inequality of the two means, the constraint, and Cauchy-Schwarz; for given p_j all three are equalities at w2_j = s_j sqrt(||p_j||),
 * |w3| = sqrt(c), u_j = p_j / sqrt(c ||p_j||), c = sum_j ||p_j||. So the problem is min L(sum_k sign_k (z_k)_+) + beta sum_k gauge_G(z_k) with
 * G = conv{+-(X u)_+ : ||u|| &le; 1}, and its dual is max -L*(-nu) over the nu with |nu^T (z)_+| &le; beta for all z in G, the nested polar.
 *
 * <p>A subnetwork with one neuron is a neuron of a two-layer network at the same cost: the optimum is at most that of {@link #twoLayer()}.
 *
 * <p>Immutable. Do not use it for weight decay of all three layers, which is another regulariser.
 */
public final class ThreeLayerProblem {
    private final ReluProblem twoLayer;

    private ThreeLayerProblem(ReluProblem twoLayer) {
        this.twoLayer = twoLayer;
    }

    /**
     * The problem on some data with squared loss, without biases; give it a {@link #weightDecay}.
     *
     * @param x the n samples of d features each, finite; copied
     * @param y the n targets, finite; copied
     * @return the problem
     * @throws IllegalArgumentException if there are no samples or features, lengths differ, or a number is not finite
     */
    public static ThreeLayerProblem of(double[][] x, double[] y) {
        return new ThreeLayerProblem(ReluProblem.twoLayer(x, y));
    }

    /**
     * The three-layer problem on a two-layer problem's data, with its loss, weight decay and first-layer biases.
     *
     * @param problem the two-layer problem
     * @return the problem
     */
    public static ThreeLayerProblem of(ReluProblem problem) {
        return new ThreeLayerProblem(java.util.Objects.requireNonNull(problem, "problem"));
    }

    /**
     * The same problem with another loss.
     *
     * @param loss the loss
     * @return a new problem
     * @throws IllegalArgumentException if the loss takes labels and a target is neither 1 nor -1
     */
    public ThreeLayerProblem loss(ConvexLoss loss) {
        return new ThreeLayerProblem(twoLayer.loss(loss));
    }

    /**
     * The same problem with another weight decay.
     *
     * @param beta beta, positive and finite
     * @return a new problem
     * @throws IllegalArgumentException if beta is not positive and finite
     */
    public ThreeLayerProblem weightDecay(double beta) {
        return new ThreeLayerProblem(twoLayer.weightDecay(beta));
    }

    /**
     * The same problem with biases in the first layer, which count in ||W1||_F: X gets a column of ones.
     *
     * @return a new problem
     * @throws IllegalStateException if it has biases already
     */
    public ThreeLayerProblem withBias() {
        return new ThreeLayerProblem(twoLayer.withBias());
    }

    /**
     * The two-layer problem on the same data with the same weight decay, whose optimum is an upper bound of this one's.
     *
     * @return the problem
     */
    public ReluProblem twoLayer() {
        return twoLayer;
    }

    /**
     * The number of samples.
     *
     * @return n
     */
    public int samples() {
        return twoLayer.samples();
    }

    /**
     * The number of features of a sample, without the column of ones.
     *
     * @return d
     */
    public int features() {
        return twoLayer.features();
    }

    /**
     * Whether the first layer has biases.
     *
     * @return true if it has
     */
    public boolean hasBias() {
        return twoLayer.hasBias();
    }

    /**
     * The loss.
     *
     * @return the loss
     */
    public ConvexLoss loss() {
        return twoLayer.loss();
    }

    /**
     * The weight decay.
     *
     * @return beta
     * @throws IllegalStateException if none was given
     */
    public double weightDecay() {
        return twoLayer.weightDecay();
    }

    /**
     * Checks that a network is one of this problem.
     *
     * @param network the network
     * @throws IllegalArgumentException if its inputs or biases are others
     */
    public void requireFits(ThreeLayerNetwork network) {
        if (network.inputs() != features() || network.hasBias() && !hasBias()) {
            throw new IllegalArgumentException("The problem has " + features() + " features"
                    + (hasBias() ? " and biases" : " and no biases") + ", but the network is a " + network
                    + "; give both the same inputs" + (hasBias() ? "." : ", or make the problem one withBias()."));
        }
    }

    /**
     * The objective of a network, an upper bound with rounding accounted for: a few units in the last place above the exact value. A W1 with
     * ||W1||_F &gt; 1 is priced as its rescaling W1 / ||W1||_F, ||W1||_F w2 into the constraint, which is the same function.
     *
     * @param network a network of this problem; one without biases is taken as one with zero biases where the problem has them
     * @return a number not below the objective; infinite on overflow
     * @throws IllegalArgumentException if the network does not fit
     * @throws IllegalStateException if there is no weight decay yet
     */
    public double objective(ThreeLayerNetwork network) {
        requireFits(network);
        double decay = weightDecay();
        double squares = 0;
        for (ThreeLayerNetwork.Subnetwork subnetwork : network.subnetworks()) {
            CompensatedSum first = new CompensatedSum();
            CompensatedSum second = new CompensatedSum();
            for (int j = 0; j < subnetwork.width(); j++) {
                for (double weight : subnetwork.row(j)) {
                    first.addProduct(weight, weight);
                }
                second.addProduct(subnetwork.weight(j), subnetwork.weight(j));
            }
            // where rounding alone lifts the norm above 1 this costs a unit in the last place
            double layer = Rounded.multiplyUp(Math.max(1, first.upper()), second.upper());
            double third = Rounded.multiplyUp(subnetwork.third(), subnetwork.third());
            squares = Rounded.addUp(squares, Rounded.addUp(layer, third));
        }
        double fit = lossUp(network);
        if (network.subnetworks().isEmpty()) {
            return fit;
        }
        double value = Rounded.addUp(fit, Rounded.multiplyUp(decay, Rounded.multiplyUp(0.5, squares)));
        return Double.isNaN(value) ? Double.POSITIVE_INFINITY : value;
    }

    private double lossUp(ThreeLayerNetwork network) {
        double[][] x = twoLayer.rows();
        double[] y = twoLayer.labels();
        int widest = 0;
        for (ThreeLayerNetwork.Subnetwork subnetwork : network.subnetworks()) {
            widest = Math.max(widest, subnetwork.width());
        }
        // products and sums of three layers; positive parts enlarge no error
        long operations = x[0].length + widest + network.subnetworks().size() + 6L;
        double gamma = Rounded.multiplyUp(2, Rounded.addUp(Rounded.sumFactor(operations), -1));
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double f = 0;
            double size = 0;
            for (ThreeLayerNetwork.Subnetwork subnetwork : network.subnetworks()) {
                double z = 0;
                double inner = 0;
                for (int j = 0; j < subnetwork.width(); j++) {
                    double[] u = subnetwork.row(j);
                    double t = 0;
                    double s = 0;
                    for (int k = 0; k < u.length; k++) {
                        double product = u[k] * x[i][k];
                        t += product;
                        s += Math.abs(product) + Double.MIN_NORMAL;
                    }
                    z += subnetwork.weight(j) * Math.max(0, t);
                    inner += Math.abs(subnetwork.weight(j)) * s + Double.MIN_NORMAL;
                }
                f += subnetwork.third() * Math.max(0, z);
                size += Math.abs(subnetwork.third()) * inner + Double.MIN_NORMAL;
            }
            double error = size == 0 ? 0 : Rounded.multiplyUp(gamma, size);
            double term = LossBounds.valueUp(loss(), f, error, y[i]);
            sum = term == 0 ? sum : Rounded.addUp(sum, term);
        }
        return sum;
    }

    /**
     * Solves the problem to a certified relative gap of 1e-6, by the standard {@link ThreeLayerSolver}.
     *
     * @return the solution
     * @throws IllegalStateException if there is no weight decay yet
     */
    public ThreeLayerSolution solve() {
        return ThreeLayerSolver.standard().solve(this);
    }

    @Override
    public String toString() {
        return twoLayer.toString().replaceFirst("two-layer", "three-layer");
    }
}
