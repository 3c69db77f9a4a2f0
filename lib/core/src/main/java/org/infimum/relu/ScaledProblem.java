package org.infimum.relu;

import java.util.List;
import org.infimum.linalg.Rounded;

/**
 * A ReLU problem in the units and coordinates that solvers work in: features and, for squared loss, targets multiplied by powers of two so that
 * the largest lies in [1, 2), features in their row space.
 *
 * <p>With X = 2^a X', y = 2^b y' and v = 2^(b-a) v' the objective is 2^(2b) (L(X' v') + beta' ||v'||), beta' = 2^(-a-b) beta, and the dual point and
 * polar are nu = 2^b nu', polar = 2^(a+b) polar'. Powers of two change no digit; data for which one would is refused. b = 0 for losses with labels.
 */
final class ScaledProblem {
    /** The square of this is well above the least normal number. */
    private static final double SHORTEST = 1e-140;

    private final ReluProblem problem;
    private final RowSpace space;
    private final double[] y;
    private final double beta;
    private final int featureExponent;
    private final int targetExponent;

    private ScaledProblem(
            ReluProblem problem, RowSpace space, double[] y, double beta, int featureExponent, int targetExponent) {
        this.problem = problem;
        this.space = space;
        this.y = y;
        this.beta = beta;
        this.featureExponent = featureExponent;
        this.targetExponent = targetExponent;
    }

    /**
     * Scales a problem.
     *
     * @throws IllegalArgumentException if numbers are so far apart that scaling would lose digits, or beta or the objective would
     *     over- or underflow
     */
    static ScaledProblem of(ReluProblem problem) {
        return of(problem, problem.weightDecay(), null);
    }

    /** The same data, its row space kept, with another weight decay. */
    ScaledProblem withWeightDecay(ReluProblem other) {
        return of(other, other.weightDecay(), space);
    }

    private static ScaledProblem of(ReluProblem problem, double weightDecay, RowSpace known) {
        double[][] x = problem.rows();
        double[] y = problem.labels();
        int a = exponent(x);
        int b = problem.loss() == ConvexLoss.SQUARED ? exponent(y) : 0;
        double beta = Math.scalb(weightDecay, -a - b);
        if (!(beta >= Double.MIN_NORMAL) || beta == Double.POSITIVE_INFINITY || Math.abs(2 * b) > 1000) {
            throw new IllegalArgumentException("Features up to 2^" + a + ", targets up to 2^" + b + " and beta = "
                    + weightDecay + " are too far apart for double precision; scale the data.");
        }
        RowSpace space = known;
        if (space == null) {
            double[][] scaled = new double[x.length][];
            for (int i = 0; i < x.length; i++) {
                scaled[i] = scaled(x[i], -a, "feature");
            }
            space = RowSpace.of(scaled);
            requireSquares(space.coordinates());
        }
        return new ScaledProblem(problem, space, scaled(y, -b, "target"), beta, a, b);
    }

    /** The solver's matrices hold squares of the samples: beside a longest of about 1 none may underflow. */
    private static void requireSquares(double[][] rows) {
        for (int i = 0; i < rows.length; i++) {
            double largest = 0;
            for (double value : rows[i]) {
                largest = Math.max(largest, Math.abs(value));
            }
            if (largest > 0 && largest < SHORTEST) {
                throw new IllegalArgumentException("Sample " + i + " is " + largest
                        + " times as long as the longest one, too short for double precision; scale the features alike"
                        + " (with biases, to about 1) or set it to 0.");
            }
        }
    }

    private static int exponent(double[]... rows) {
        double largest = 0;
        for (double[] row : rows) {
            for (double value : row) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        return largest == 0 ? 0 : Math.getExponent(largest);
    }

    private static double[] scaled(double[] row, int exponent, String what) {
        double[] result = new double[row.length];
        for (int k = 0; k < row.length; k++) {
            result[k] = Math.scalb(row[k], exponent);
            if (Math.scalb(result[k], -exponent) != row[k]) {
                throw new IllegalArgumentException("The " + what + " " + row[k]
                        + " is too small beside the largest one for double precision; scale the data or set it to 0.");
            }
        }
        return result;
    }

    ReluProblem problem() {
        return problem;
    }

    ConvexLoss loss() {
        return problem.loss();
    }

    int samples() {
        return y.length;
    }

    /** The rank r of X, the number of coordinates of a neuron. */
    int rank() {
        return space.rank();
    }

    /** X' in coordinates of its row space, n x r; not to be changed. */
    double[][] x() {
        return space.coordinates();
    }

    /** y'; not to be changed. */
    double[] y() {
        return y;
    }

    /** beta'. */
    double beta() {
        return beta;
    }

    /** The objective in the problem's units of one in these. */
    double objective(double scaled) {
        return Math.scalb(scaled, 2 * targetExponent);
    }

    /** The predictions of neurons v_j with signs s_j: sum_j s_j (X v_j)_+. */
    double[] predict(List<double[]> vectors, List<Integer> signs) {
        double[][] x = x();
        double[] z = new double[x.length];
        for (int j = 0; j < vectors.size(); j++) {
            double[] v = vectors.get(j);
            double sign = signs.get(j);
            for (int i = 0; i < x.length; i++) {
                double t = 0;
                for (int k = 0; k < v.length; k++) {
                    t += x[i][k] * v[k];
                }
                if (t > 0) {
                    z[i] += sign * t;
                }
            }
        }
        return z;
    }

    /** -grad L(z), the dual point of predictions. */
    double[] dualPoint(double[] z) {
        double[] nu = new double[z.length];
        for (int i = 0; i < z.length; i++) {
            nu[i] = -loss().derivative(z[i], y[i]);
        }
        return LossBounds.inDomain(loss(), nu, y);
    }

    /** The network of neurons in these units. */
    TwoLayerNetwork network(List<double[]> vectors, List<Integer> signs) {
        List<double[]> full = vectors.stream()
                .map(v -> rescaled(space.expand(v), targetExponent - featureExponent))
                .toList();
        return TwoLayerNetwork.ofVectors(full, signs, problem.features(), problem.hasBias());
    }

    /** The vectors v_j = |a_j| u_j of a network in these units. */
    List<double[]> vectors(TwoLayerNetwork network) {
        return network.vectors().stream()
                .map(v -> java.util.Arrays.copyOf(v, problem.rows()[0].length))
                .map(v -> space.reduce(rescaled(v, featureExponent - targetExponent)))
                .toList();
    }

    /** A vector v_j in the problem's units and coordinates of one in these. */
    double[] full(double[] v) {
        return rescaled(space.expand(v), targetExponent - featureExponent);
    }

    /** A vector v_j in these units of one in the problem's. */
    double[] reduced(double[] v) {
        return space.reduce(rescaled(v, featureExponent - targetExponent));
    }

    /** nu in the problem's units. */
    double[] fullDual(double[] nu) {
        return rescaled(nu, targetExponent);
    }

    /** A polar in the problem's units, rounded up. */
    double fullPolarUp(double[] nu, double onCoordinates) {
        return unscaledUp(polarUp(nu, onCoordinates));
    }

    /** A polar in the problem's units: exact, or rounded up where it is subnormal there. */
    private double unscaledUp(double scaled) {
        int exponent = featureExponent + targetExponent;
        double full = Math.scalb(scaled, exponent);
        return Math.scalb(full, -exponent) == scaled ? full : Math.nextUp(full);
    }

    private static double[] rescaled(double[] v, int exponent) {
        double[] result = new double[v.length];
        for (int k = 0; k < v.length; k++) {
            result[k] = Math.scalb(v[k], exponent);
        }
        return result;
    }

    /** The polar problem at nu, or at -nu, in these units. */
    PolarProblem polar(double[] nu, int sign) {
        double[] signed = new double[nu.length];
        for (int i = 0; i < nu.length; i++) {
            signed[i] = sign * nu[i];
        }
        return PolarProblem.of(x(), signed);
    }

    /** An upper bound of the one-sided polar on X' itself from one in coordinates. */
    double polarUp(double[] nu, double onCoordinates) {
        return space.polarUp(nu, onCoordinates);
    }

    /** A polar's bounds in the problem's units. */
    PolarBounds inProblemUnits(double[] nu, PolarBounds bounds) {
        double upper = Math.max(bounds.upper(), polarUp(nu, bounds.upper()));
        // the direction is evaluated anew on X, so that the row space's error does not matter
        double[] u = space.expand(bounds.maximizer());
        double[][] rows = problem.rows();
        double[] full = rescaled(nu, targetExponent);
        double[] negated = rescaled(nu, targetExponent);
        for (int i = 0; i < negated.length; i++) {
            negated[i] = -negated[i];
        }
        double lower = Math.max(
                PolarProblem.of(rows, full).lower(u),
                PolarProblem.of(rows, negated).lower(u));
        double up = unscaledUp(upper);
        return new PolarBounds(Math.min(lower, up), u, up, bounds.evidence(), bounds.because());
    }

    /**
     * The dual point s nu with the best s that an upper bound of the polar allows.
     *
     * @param nu a point of the conjugate's domain, in these units
     * @param polarUpper an upper bound of max |nu^T (X u)_+| in coordinates
     */
    DualPoint dual(double[] nu, PolarBounds polar) {
        double upper = polarUp(nu, polar.upper());
        double fullUpper = unscaledUp(upper);
        double limit = upper > 0 ? Math.max(0, Rounded.divideDown(beta, upper)) : Double.MAX_VALUE;
        if (fullUpper > 0 && fullUpper < Double.POSITIVE_INFINITY) {
            // the numbers that the dual point shows are feasible without rounding, too: a checker multiplies them
            limit = Math.min(limit, Math.max(0, Rounded.divideDown(problem.weightDecay(), fullUpper)));
        }
        double s = LossBounds.bestScale(loss(), nu, y, limit);
        double value = LossBounds.dualDown(loss(), nu, y, s);
        double unit = Math.scalb(1.0, 2 * targetExponent);
        return new DualPoint(
                rescaled(nu, targetExponent),
                s,
                Math.max(0, Rounded.multiplyDown(value, unit)),
                fullUpper,
                polar.evidence(),
                polar.because());
    }
}
