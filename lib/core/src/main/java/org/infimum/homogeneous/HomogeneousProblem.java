package org.infimum.homogeneous;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.infimum.Certificate;
import org.infimum.linalg.Euclidean;
import org.infimum.linalg.Rounded;
import org.infimum.relu.VectorDual;
import org.infimum.relu.VectorLoss;

/**
 * The training problem of Haeffele and Vidal (CVPR 2017):
 *
 * <pre>min over r and W of  f(W) = l(Y, Phi(W)) + lambda sum_{i=1}^r theta(W_i),   Phi(W) = sum_i phi(W_i)</pre>
 *
 * with l convex in its second argument. Where phi and theta have one degree, Omega(X) = inf { sum_i theta(W_i) : Phi(W) = X } is convex, f has the convex
 * lower bound F(X) = l(Y, X) + lambda Omega(X), which some W reaches, and its dual is
 *
 * <pre>max over V of  -l*(-V)  subject to  Omega°(V) = max { &lt;V, phi(w)&gt; : theta(w) &le; 1 } &le; lambda.</pre>
 *
 * A stationary W is a global minimum if and only if the polar at V = -grad l(Y, Phi(W)) is at most lambda. Immutable.
 */
public final class HomogeneousProblem {
    /** Random starts of the polar's local ascent for a certificate. */
    private static final int STARTS = 20;

    private final ParallelArchitecture architecture;
    private final VectorLoss loss;
    private final double[][] targets;
    private final double[] flatTargets;
    private final double lambda;

    private HomogeneousProblem(
            ParallelArchitecture architecture, VectorLoss loss, double[][] targets, double[] flat, double lambda) {
        this.architecture = architecture;
        this.loss = loss;
        this.targets = targets;
        this.flatTargets = flat;
        this.lambda = lambda;
    }

    /**
     * A problem.
     *
     * @param architecture phi and theta
     * @param loss l; all of them are convex in the predictions, as the theory needs
     * @param targets Y, as many rows and columns as phi has, finite; labels as the loss wants them; copied
     * @param lambda the weight of the regulariser, positive and finite
     * @return the problem
     * @throws IllegalArgumentException if a shape does not fit, a target is none, or lambda is not positive and finite
     */
    public static HomogeneousProblem of(
            ParallelArchitecture architecture, VectorLoss loss, double[][] targets, double lambda) {
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(loss, "loss");
        loss.requireTargets(targets);
        int n = architecture.rows();
        int c = architecture.columns();
        if (targets.length != n || targets[0].length != c) {
            throw new IllegalArgumentException("The subnetworks' output is " + n + " x " + c + ", but the targets are "
                    + targets.length + " x " + targets[0].length + "; give one row of " + c + " for each sample.");
        }
        if (!(lambda > 0) || lambda == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("lambda must be positive and finite, not " + lambda
                    + "; without it no regulariser bounds the weights and there is no certificate.");
        }
        double[][] rows = new double[n][];
        double[] flat = new double[n * c];
        for (int i = 0; i < n; i++) {
            rows[i] = targets[i].clone();
            System.arraycopy(rows[i], 0, flat, i * c, c);
        }
        return new HomogeneousProblem(architecture, loss, rows, flat, lambda);
    }

    /**
     * The same problem with another weight of the regulariser.
     *
     * @param lambda positive and finite
     * @return a new problem
     * @throws IllegalArgumentException if it is not
     */
    public HomogeneousProblem lambda(double lambda) {
        return of(architecture, loss, targets, lambda);
    }

    /**
     * phi and theta.
     *
     * @return the architecture
     */
    public ParallelArchitecture architecture() {
        return architecture;
    }

    /**
     * The loss.
     *
     * @return l
     */
    public VectorLoss loss() {
        return loss;
    }

    /**
     * The weight of the regulariser.
     *
     * @return lambda
     */
    public double lambda() {
        return lambda;
    }

    /** Y; not to be changed. */
    double[][] targets() {
        return targets;
    }

    /** Y row after row; not to be changed. */
    double[] flatTargets() {
        return flatTargets;
    }

    /** The outputs of phi, n times c; as many subnetworks are enough for an optimum (Caratheodory). */
    int outputs() {
        return flatTargets.length;
    }

    /**
     * The objective that descent works on, l + lambda penalty, with its gradient: {@link ParallelArchitecture#addPenalty}.
     *
     * @param w r times m numbers, r at least 1
     * @param gradient overwritten, as long
     * @return the value in plain floating point, at balanced parameters f(W)
     */
    public double descend(double[] w, double[] gradient) {
        int r = w.length / architecture.parameters();
        double[] z = new double[flatTargets.length];
        architecture.output(w, r, z);
        double value = loss.valueAndGradient(z, flatTargets, architecture.columns());
        java.util.Arrays.fill(gradient, 0);
        architecture.addGradient(w, r, z, gradient);
        return value + lambda * architecture.addPenalty(w, r, lambda, gradient);
    }

    /** l(Y, X) in plain floating point; x becomes the gradient. */
    double lossAndGradient(double[] x) {
        return loss.valueAndGradient(x, flatTargets, architecture.columns());
    }

    /**
     * Phi(W) in plain floating point.
     *
     * @param network a network of this problem's architecture
     * @return a new n x c array
     * @throws IllegalArgumentException if its subnetworks have another number of parameters
     */
    public double[][] predict(ParallelNetwork network) {
        requireFits(network);
        double[] flat = new double[flatTargets.length];
        architecture.output(network.flat(), network.subnetworks(), flat);
        return rows(flat);
    }

    double[][] rows(double[] flat) {
        int c = architecture.columns();
        double[][] rows = new double[architecture.rows()][c];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(flat, i * c, rows[i], 0, c);
        }
        return rows;
    }

    /**
     * f(W), bounded from above with rounding accounted for: so an upper bound of the optimum too.
     *
     * @param network a network of this problem's architecture
     * @return a number not below f(W); infinite on overflow
     * @throws IllegalArgumentException if it does not fit
     */
    public double objective(ParallelNetwork network) {
        requireFits(network);
        int r = network.subnetworks();
        int c = architecture.columns();
        double[] output = new double[flatTargets.length];
        double[] error = new double[flatTargets.length];
        architecture.outputWithError(network.flat(), r, output, error);
        double sum = 0;
        double[] z = new double[c];
        double[] e = new double[c];
        for (int i = 0; i < targets.length; i++) {
            System.arraycopy(output, i * c, z, 0, c);
            System.arraycopy(error, i * c, e, 0, c);
            double term = loss.valueUp(z, e, targets[i]);
            sum = term == 0 ? sum : Rounded.addUp(sum, term);
        }
        double theta = architecture.thetaUp(network.flat(), r);
        double value = theta == 0 ? sum : Rounded.addUp(sum, Rounded.multiplyUp(lambda, theta));
        return Double.isNaN(value) ? Double.POSITIVE_INFINITY : value;
    }

    /**
     * How far a network, whoever trained it, is from the global optimum: weak duality at V = -grad l(Y, Phi(W)), scaled. It holds at every W; far from a
     * stationary one it is weak, and {@link HomogeneousCertificate#stationarity} says how far that is.
     *
     * @param network a network of this problem's architecture
     * @return its objective, a lower bound of the optimum and the polar they rest on
     * @throws IllegalArgumentException if it does not fit or its objective overflows
     * @throws IllegalStateException if the degrees of phi and theta differ
     */
    public HomogeneousCertificate certify(ParallelNetwork network) {
        requireMatched();
        double upper = objective(network);
        if (!Double.isFinite(upper)) {
            throw new IllegalArgumentException("The network's objective overflows; did the training blow up?");
        }
        double[][] v = loss.dualPoint(predict(network), targets);
        List<double[]> starts = new ArrayList<>();
        for (int i = 0; i < network.subnetworks(); i++) {
            starts.add(network.subnetwork(i));
        }
        List<PolarMaximum> found = architecture.maxima(v, starts, STARTS, 1);
        return certify(network, upper, dual(v, found));
    }

    VectorDual dual(double[][] v, List<PolarMaximum> found) {
        return VectorDual.of(loss, targets, lambda, v, architecture.polar(v, found));
    }

    HomogeneousCertificate certify(ParallelNetwork network, double upper, VectorDual dual) {
        Certificate certificate = new Certificate(
                Math.min(dual.value(), upper),
                upper,
                dual.polar().evidence(),
                "weak duality, the polar bounded by " + dual.polar().because());
        return new HomogeneousCertificate(network, certificate, dual, lambda, stationarity(network));
    }

    /** ||grad|| ||W|| / f of the balanced network, where f is l + lambda penalty. */
    private double stationarity(ParallelNetwork network) {
        if (network.subnetworks() == 0) {
            return 0;
        }
        double[] w = network.flat().clone();
        architecture.balance(w, network.subnetworks());
        double[] gradient = new double[w.length];
        double value = descend(w, gradient);
        double product = Euclidean.norm(gradient) * Euclidean.norm(w);
        return product == 0 ? 0 : product / Math.abs(value);
    }

    /**
     * Checks that the theory applies.
     *
     * @throws IllegalStateException if the degrees of phi and theta differ, with what follows from it
     */
    public void requireMatched() {
        if (architecture.degree() != architecture.regularizerDegree()) {
            throw new IllegalStateException("The network is positively homogeneous of degree " + architecture.degree()
                    + ", its regulariser, " + architecture.regularizer() + ", of degree "
                    + architecture.regularizerDegree()
                    + ": with different degrees local minima need not be global and there is no certificate. Take "
                    + "the product of the layers' norms.");
        }
    }

    private void requireFits(ParallelNetwork network) {
        if (network.parameters() != architecture.parameters()) {
            throw new IllegalArgumentException("A subnetwork of this problem has " + architecture.parameters()
                    + " parameters, but the network is one of " + network + ".");
        }
    }

    /**
     * Solves the problem from the zero network, by the standard {@link HomogeneousSolver}.
     *
     * @return the solution
     * @throws IllegalStateException if the degrees of phi and theta differ
     */
    public HomogeneousSolution solve() {
        return HomogeneousSolver.standard().solve(this);
    }

    @Override
    public String toString() {
        return "parallel network with outputs " + architecture.rows() + " x " + architecture.columns() + ", degree "
                + architecture.degree() + ", " + loss + " loss, lambda = " + lambda;
    }
}
