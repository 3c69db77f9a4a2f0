package org.infimum.relu;

import org.infimum.linalg.Rounded;

/**
 * Proves a Shor bound from multipliers, whatever numbers they are, with rounding accounted for.
 *
 * <p>With A, c of {@link ShorBound} for the exact generators and the given multipliers, lambda &ge; 0 and ||u|| &le; 1:
 *
 * <pre>f(u) &le; 1/4 sum 1/w_i + lambda ||u||^2 + c^T u - u^T (A) u, hence for any z, u_0 = z / 2 and rho = c - A z
 * f(u) &le; B - (u - u_0)^T A (u - u_0),   B = 1/4 sum 1/w_i + lambda + c^T z / 4 + ||rho|| (1 + ||z|| / 4)</pre>
 *
 * because c = 2 A u_0 + rho gives c^T u - u^T A u = -(u - u_0)^T A (u - u_0) + u_0^T A u_0 + rho^T u, and u_0^T A u_0 = (c - rho)^T z / 4. So B bounds f as soon
 * as A is positive semidefinite: no inverse has to be trusted, z is a proposal.
 *
 * <p>Positive semidefinite: the computed matrix A~ differs from A by at most e in the spectral norm, e = gamma sum |weight_i| ||g_i||^2 plus the
 * rounding of the diagonal (|g| |g|^T has norm ||g||^2). If Cholesky's method in floating point runs to its end on A~ - sigma I, the least
 * eigenvalue of that is at least -gamma/(1 - gamma) trace with gamma = gamma_{r+1} (Demmel; Higham 2002, Theorem 10.5; Rump 2006), so sigma above the sum of both
 * is a proof. Where it fails lambda is raised a little, a few times; then the bound is infinite, and the node keeps its parent's.
 *
 * <p>Every gamma below has more operations in it than the sums need. The generators' largest number is in [1/2, 1), so an underflow, at most 2^-1074 for each of
 * far fewer than 2^100 operations, is covered by 1e-290; multipliers that make A larger than 1e100 are refused.
 */
final class ShorProof {
    private static final double UNDERFLOWS = 1e-290;
    private static final double TOO_LARGE = 1e100;
    private static final int TRIES = 6;

    private final SignGenerators g;
    private final int r;
    private final int[] undecided;
    private final double[][] columns;
    private final double[] weights;
    private final double[] coefficients;
    private final double[] row;
    private final double[][] a;
    private final double[][] l;
    private final double[] c;
    private final double gamma;
    private final double lengths;

    // of the bound at hand
    private double matrixError;
    private double matrixSize;
    private int m;

    ShorProof(SignGenerators g) {
        this.g = g;
        r = g.r;
        int most = g.positives + g.negatives;
        undecided = new int[g.positives];
        columns = new double[r][most];
        weights = new double[most];
        coefficients = new double[most];
        row = new double[most];
        a = new double[r][r];
        l = new double[r][r];
        c = new double[r];
        gamma = Rounded.addUp(Rounded.sumFactor(2L * most + 4L * r + 40), -1);
        double sum = 0;
        for (double length : g.plusLength) {
            sum = Rounded.addUp(sum, length);
        }
        for (double length : g.minusLength) {
            sum = Rounded.addUp(sum, length);
        }
        lengths = sum;
    }

    /**
     * A proved upper bound of f over the unit ball with the given signs, in scaled units.
     *
     * @param signs of the samples with nu_i &gt; 0; 0 is undecided
     * @param logW logarithms of w, one for each undecided sample in rising order
     * @param theta one for each sample with nu_j &lt; 0
     * @param k the same
     * @param lambda at least 0
     * @param z about A^{-1} c
     * @return the bound, infinite where it cannot be proved; never NaN
     */
    double bound(byte[] signs, double[] logW, double[] theta, double[] k, double lambda, double[] z) {
        if (!(lambda >= 0)) {
            return Double.POSITIVE_INFINITY;
        }
        m = 0;
        double constant = 0;
        double size = 0;
        for (int i = 0; i < g.positives; i++) {
            coefficients[i] = signs[i] == 0 ? 0.5 : signs[i] > 0 ? 1 : 0;
            if (signs[i] == 0) {
                double w = Math.exp(logW[m]);
                constant = Rounded.addUp(constant, Rounded.divideUp(0.25, w));
                weights[m] = -w / 4;
                size += w / 4 * g.plusLength[i] * g.plusLength[i];
                undecided[m++] = i;
            }
        }
        for (int j = 0; j < g.negatives; j++) {
            double length = g.minusLength[j];
            double phi = Math.max(0, theta[j]) / length;
            double room = Rounded.addDown(1, -Rounded.multiplyUp(phi, length));
            if (!(room >= 0)) {
                phi = 0;
                room = 1;
            }
            double slope = Math.max(-room, Math.min(room, k[j]));
            coefficients[g.positives + j] = -(1 + slope) / 2;
            weights[m + j] = phi / 2;
            size += phi / 2 * length * length;
        }
        assemble(lambda);
        matrixSize = size + lambda;
        if (!(matrixSize < TOO_LARGE) || !(constant < TOO_LARGE)) {
            return Double.POSITIVE_INFINITY;
        }
        // the diagonal is rounded twice, adding lambda and taking sigma off; both are below gamma times the size
        matrixError = Rounded.multiplyUp(4 * gamma, matrixSize) + UNDERFLOWS;
        double raised = certifiedLambda(lambda);
        if (!(raised < Double.POSITIVE_INFINITY)) {
            return Double.POSITIVE_INFINITY;
        }
        double zNorm = Rounded.normUp(z);
        double cNorm = Rounded.normUp(c);
        double rho = residual(c, z, cNorm, zNorm) + Rounded.multiplyUp(2 * gamma, lengths);
        double product = 0;
        for (int d = 0; d < r; d++) {
            product += c[d] * z[d];
        }
        double cz = product + 2 * gamma * (cNorm + lengths) * zNorm;
        double all = Rounded.addUp(constant, raised);
        all = Rounded.addUp(all, Math.nextUp(cz) / 4);
        all = Rounded.addUp(all, Rounded.multiplyUp(Math.nextUp(rho), Rounded.addUp(1, zNorm / 4)));
        all = Rounded.addUp(all, UNDERFLOWS);
        return Double.isNaN(all) ? Double.POSITIVE_INFINITY : all;
    }

    /**
     * A proved upper bound of a node without undecided signs: ||c_d - sum e_j g_j||, as h-(u) &ge; (sum e_j g_j)^T u for any e in [0, 1].
     *
     * @param signs all +1 or -1
     * @param e the weights; those outside of [0, 1] are moved to its ends
     * @return the bound, infinite where it is not a number
     */
    double distance(byte[] signs, double[] e) {
        double[] rest = new double[r];
        for (int d = 0; d < r; d++) {
            double sum = 0;
            for (int i = 0; i < g.positives; i++) {
                sum += signs[i] > 0 ? g.plus[d][i] : 0;
            }
            for (int j = 0; j < g.negatives; j++) {
                sum -= Math.max(0, Math.min(1, e[j])) * g.minus[d][j];
            }
            rest[d] = sum;
        }
        double bound = Rounded.addUp(Rounded.normUp(rest), Rounded.multiplyUp(gamma, lengths) + UNDERFLOWS);
        return Double.isNaN(bound) ? Double.POSITIVE_INFINITY : bound;
    }

    /** Bounds below this are rounding: about what the proof adds at a maximum of 0. */
    double resolution() {
        return 64 * gamma * lengths;
    }

    private void assemble(double lambda) {
        for (int d = 0; d < r; d++) {
            for (int i = 0; i < m; i++) {
                columns[d][i] = g.plus[d][undecided[i]];
            }
            System.arraycopy(g.minus[d], 0, columns[d], m, g.negatives);
        }
        int n = m + g.negatives;
        for (int d = 0; d < r; d++) {
            double[] cd = columns[d];
            for (int i = 0; i < n; i++) {
                row[i] = weights[i] * cd[i];
            }
            for (int e = 0; e <= d; e++) {
                double sum = 0;
                double[] ce = columns[e];
                for (int i = 0; i < n; i++) {
                    sum += row[i] * ce[i];
                }
                a[d][e] = sum;
                a[e][d] = sum;
            }
            a[d][d] += lambda;
            double sum = 0;
            for (int i = 0; i < g.positives; i++) {
                sum += coefficients[i] * g.plus[d][i];
            }
            for (int j = 0; j < g.negatives; j++) {
                sum += coefficients[g.positives + j] * g.minus[d][j];
            }
            c[d] = sum;
        }
    }

    /** A lambda, at least the given one, at which A is proved positive semidefinite; infinite if none is found. A is raised with it. */
    private double certifiedLambda(double lambda) {
        double current = lambda;
        double more = 0;
        for (int tries = 0; tries < TRIES; tries++) {
            double trace = 0;
            for (int d = 0; d < r; d++) {
                trace += Math.abs(a[d][d]);
            }
            double sigma = Rounded.addUp(matrixError, Rounded.multiplyUp(2 * gamma, trace)) + UNDERFLOWS;
            if (factor(sigma)) {
                return current;
            }
            more = Math.max(4 * sigma, 32 * more);
            double raised = Rounded.addUp(current, more);
            for (int d = 0; d < r; d++) {
                // at most the raise in the bound: rounded down, and within the matrix' error
                a[d][d] += more;
            }
            current = raised;
            matrixError = Rounded.addUp(matrixError, Rounded.multiplyUp(4 * gamma, Math.max(current, trace)));
            matrixSize = Rounded.addUp(matrixSize, more);
        }
        return Double.POSITIVE_INFINITY;
    }

    private boolean factor(double sigma) {
        for (int d = 0; d < r; d++) {
            double[] ld = l[d];
            for (int e = 0; e <= d; e++) {
                double[] le = l[e];
                double sum = d == e ? a[d][d] - sigma : a[d][e];
                for (int k = 0; k < e; k++) {
                    sum -= ld[k] * le[k];
                }
                if (e < d) {
                    ld[e] = sum / le[e];
                } else if (sum > 0 && sum < Double.POSITIVE_INFINITY) {
                    ld[d] = Math.sqrt(sum);
                } else {
                    return false;
                }
            }
        }
        return true;
    }

    /** An upper bound, but for the last rounding, of ||b - A z|| for the exact A. */
    private double residual(double[] b, double[] z, double bNorm, double zNorm) {
        double square = 0;
        for (int d = 0; d < r; d++) {
            double sum = b[d];
            double[] ad = a[d];
            for (int e = 0; e < r; e++) {
                sum -= ad[e] * z[e];
            }
            square = Rounded.addUp(square, Rounded.multiplyUp(sum, sum));
        }
        // |A~| has a norm of at most r times the largest entry, which the size bounds
        double products = Rounded.multiplyUp(gamma, Rounded.multiplyUp(2.0 * r, Rounded.multiplyUp(matrixSize, zNorm)));
        double error = Rounded.addUp(products, Rounded.multiplyUp(matrixError, zNorm));
        error = Rounded.addUp(error, Rounded.multiplyUp(gamma, bNorm)) + UNDERFLOWS;
        return Rounded.addUp(Rounded.sqrtUp(square), error);
    }
}
