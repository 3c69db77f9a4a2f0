package org.infimum.homogeneous;

import java.util.List;
import org.infimum.relu.VectorPolarBounds;

/**
 * The map phi of one subnetwork on fixed data, with its regulariser theta: what r alike subnetworks in parallel are made of, Phi(W) = sum_i phi(W_i). phi is
 * positively homogeneous of degree p, phi(a w) = a^p phi(w) for a &ge; 0, theta of degree {@link #regularizerDegree}. Parameters of several
 * subnetworks follow one another in one array, {@link #parameters} numbers each. Implementations are immutable and may be used by several threads.
 */
public interface ParallelArchitecture {
    /**
     * The rows of phi(w): samples, or the rows of a factorised matrix.
     *
     * @return n
     */
    int rows();

    /**
     * The columns of phi(w): outputs, or the columns of a factorised matrix.
     *
     * @return c
     */
    int columns();

    /**
     * The numbers that one subnetwork has.
     *
     * @return m
     */
    int parameters();

    /**
     * The degree of phi: each layer of weights adds 1.
     *
     * @return p, at least 1
     */
    int degree();

    /**
     * The degree of theta.
     *
     * @return the degree, {@link #degree} where the theory applies
     */
    int regularizerDegree();

    /**
     * The regulariser in words.
     *
     * @return a few words, "the product of the layers' Frobenius norms" say
     */
    String regularizer();

    /**
     * Phi(W), in plain floating point.
     *
     * @param w r times m numbers
     * @param r the number of subnetworks, at least 0
     * @param output n times c numbers, row after row; overwritten
     */
    void output(double[] w, int r, double[] output);

    /**
     * Adds the gradient of &lt;G, Phi(W)&gt; in W, with derivative 0 at the kinks of phi.
     *
     * @param w r times m numbers
     * @param r the number of subnetworks
     * @param g G, n times c numbers, row after row; not changed
     * @param gradient r times m numbers; added to
     */
    void addGradient(double[] w, int r, double[] g, double[] gradient);

    /**
     * sum_i of a penalty of degree {@link #regularizerDegree} that is easy to descend on: not below theta, and equal to it at {@link #balance balanced} parameters. So
     * minimising l + lambda penalty minimises l + lambda sum theta. The mean of the layers' norms to the power of their number, for the product of the norms.
     *
     * @param w r times m numbers
     * @param r the number of subnetworks
     * @param factor what the gradient is multiplied by, lambda
     * @param gradient r times m numbers; factor times the gradient is added
     * @return the penalty without the factor
     */
    double addPenalty(double[] w, int r, double factor, double[] gradient);

    /**
     * theta of one subnetwork, in plain floating point.
     *
     * @param w r times m numbers
     * @param i which of them, from 0
     * @return theta(w_i), at least 0
     */
    double theta(double[] w, int i);

    /**
     * Rescales the layers of every subnetwork against each other so that the penalty is theta, with the same phi. Where theta is 0, phi is 0, and so is the
     * result.
     *
     * @param w r times m numbers, changed in place
     * @param r the number of subnetworks
     */
    void balance(double[] w, int r);

    /**
     * Phi(W) with rounding accounted for.
     *
     * @param w r times m numbers
     * @param r the number of subnetworks
     * @param output n times c numbers; overwritten
     * @param error n times c numbers; overwritten by bounds of the outputs' distances from the exact ones
     */
    void outputWithError(double[] w, int r, double[] output, double[] error);

    /**
     * sum_i theta(w_i), bounded from above with rounding accounted for.
     *
     * @param w r times m numbers
     * @param r the number of subnetworks
     * @return a number not below the exact sum
     */
    double thetaUp(double[] w, int r);

    /**
     * Local maxima of the polar max of &lt;V, phi(w)&gt; over theta(w) &le; 1, best first; they propose subnetworks and certify nothing. Where the polar has a
     * closed form the first one is a maximiser up to rounding.
     *
     * @param v V, n rows of c numbers
     * @param starts parameters worth starting from, m numbers each, of any length; may be empty
     * @param count how many random starts beside them, and how many maxima at most
     * @param seed the seed of the random starts
     * @return the maxima, of positive value and distinct; empty where none was found
     */
    List<PolarMaximum> maxima(double[][] v, List<double[]> starts, int count, long seed);

    /**
     * Both sides of the polar, the upper one with its evidence.
     *
     * @param v V, n rows of c numbers
     * @param found what {@link #maxima} found at V, best first; may be empty
     * @return lower &le; polar &le; upper: the lower one the value at the best direction rounded down, {@link VectorPolarBounds#maximizer} its m parameters
     */
    VectorPolarBounds polar(double[][] v, List<PolarMaximum> found);

    /**
     * The descent that suits the penalty.
     *
     * @return quasi-Newton descent unless said otherwise
     */
    default LocalDescent descent() {
        return QuasiNewtonDescent.standard();
    }
}
