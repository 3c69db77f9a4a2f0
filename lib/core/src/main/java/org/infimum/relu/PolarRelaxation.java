package org.infimum.relu;

import java.util.Arrays;
import java.util.Optional;
import org.infimum.descent.QuasiNewton;

/**
 * Chooses the {@link PolarMultipliers} that make the relaxation's bound small. For given ones the largest value over h is taken in closed form
 * (the part in h is diagonal plus rank q, at most 2 C), which leaves lambda as the largest eigenvalue of a d x d matrix Phi:
 *
 * <pre>S = E - W Kbar W^T,  R = E X / 2 - W Khat Y,  Phi = R^T S^-1 R + Y^T K22 Y.</pre>
 *
 * It is minimised in the multipliers' logarithms by quasi-Newton steps on a smoothed logarithm of the largest eigenvalue, min over lambda of
 * log lambda - rho log det(I - Phi / lambda), rho falling. An evaluation costs n d^2 + n q^2 + n d q. Nothing here is proved: {@link PolarProof} checks what is
 * returned. Mutable; used by one thread.
 */
final class PolarRelaxation {
    /** Twenty iterations that lower log lambda by less end a stage. */
    private static final double GAIN = 1e-3;

    private final PolarMultipliers parts;
    private final int n;
    private final int d;
    private final int q;
    private final double[] x; // n x d
    private final double[] w; // n x q
    private final double[][] y; // q x d
    private final double[] half; // rows of X times a matrix
    private double rho = 1;
    private double lambda;

    /** The relaxation for samples and dual numbers of about unit size. */
    PolarRelaxation(double[][] samples, double[][] v) {
        this.parts = PolarMultipliers.parts(v);
        this.n = samples.length;
        this.d = samples[0].length;
        this.q = parts.size();
        this.x = VectorLossBounds.flat(samples);
        this.w = new double[n * q];
        this.y = new double[q][d];
        this.half = new double[d];
        for (int k = 0; k < q; k++) {
            for (int i = 0; i < n; i++) {
                double weight = parts.w()[k][i];
                w[i * q + k] = weight;
                for (int m = 0; m < d && weight > 0; m++) {
                    y[k][m] += weight * x[i * d + m];
                }
            }
        }
    }

    /** A point of the relaxation: the multipliers and a lambda that they allow, up to rounding. */
    record Point(PolarMultipliers multipliers, double lambda) {}

    /**
     * The best multipliers found.
     *
     * @param iterations quasi-Newton steps at most
     * @return empty where the numbers do not allow an evaluation
     */
    Optional<Point> solve(int iterations) {
        double[] z = start();
        lambda = 1;
        double[] gradient = new double[z.length];
        if (!Double.isFinite(evaluate(z, gradient))) {
            return Optional.empty();
        }
        double[] shares = {0.1, 0.03, 0.01, 0.003};
        int left = iterations;
        for (int stage = 0; stage < shares.length; stage++) {
            rho = shares[stage] / Math.sqrt(d);
            QuasiNewton method = new QuasiNewton(this::evaluate, z);
            double before = method.value();
            // the first stage has the longest way to go: it may take half of what is left, as each one after it
            int most = stage + 1 < shares.length ? (left + 1) / 2 : left;
            int taken = 0;
            while (taken < most && method.step()) {
                taken++;
                if (taken % 20 == 0) {
                    if (before - method.value() < GAIN) {
                        break;
                    }
                    before = method.value();
                }
            }
            left -= taken;
            z = method.point().clone();
        }
        rho = 1e-3 / d;
        evaluate(z, gradient);
        return Optional.of(new Point(multipliers(z), lambda));
    }

    /** The multipliers for a given lambda checked anew: the least lambda for the multipliers, up to rounding. */
    double lambda(PolarMultipliers multipliers) {
        double[][] phi = new double[d][d];
        if (!new State(multipliers).fill(phi)) {
            return Double.POSITIVE_INFINITY;
        }
        return Double.isNaN(smooth(phi, null)) ? Double.POSITIVE_INFINITY : lambda;
    }

    private double[] start() {
        double[] z = new double[n + q * (q - 1) + q * q];
        Arrays.fill(z, n, z.length, Math.log(0.02));
        double[] rows = new double[n];
        for (int i = 0; i < n; i++) {
            double square = 0;
            for (int k = 0; k < q; k++) {
                square += w[i * q + k] * w[i * q + k];
            }
            rows[i] = Math.max(1e-12, Math.sqrt(square));
        }
        // E is twice the least multiple of the lengths ||v_i|| for which S is positive
        double factor = 0;
        double step = 16;
        for (int trial = 0; trial < 12; trial++, step /= 2) {
            factor += isPositive(z, rows, factor) ? -step : step;
        }
        while (!isPositive(z, rows, factor) && factor < 60) {
            factor += 0.1;
        }
        isPositive(z, rows, factor + Math.log(2));
        return z;
    }

    /** Sets E to a multiple of the rows. */
    private boolean isPositive(double[] z, double[] rows, double logarithm) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.log(rows[i]) + logarithm;
        }
        return new State(multipliers(z)).isPositive();
    }

    private PolarMultipliers multipliers(double[] z) {
        double[] e = new double[n];
        for (int i = 0; i < n; i++) {
            e[i] = Math.exp(z[i]);
        }
        double[][] first = new double[q][q];
        double[][] mixed = new double[q][q];
        double[][] second = new double[q][q];
        int at = n;
        for (int k = 0; k < q; k++) {
            for (int l = 0; l < q; l++) {
                mixed[k][l] = Math.exp(z[at++]);
                if (l < k) {
                    first[k][l] = Math.exp(z[at++]);
                    first[l][k] = first[k][l];
                    second[k][l] = Math.exp(z[at++]);
                    second[l][k] = second[k][l];
                }
            }
        }
        return parts.with(e, first, mixed, second);
    }

    private double evaluate(double[] z, double[] gradient) {

        for (double value : z) {
            if (!(Math.abs(value) < 60)) {
                return Double.POSITIVE_INFINITY;
            }
        }
        State state = new State(multipliers(z));
        double[][] phi = new double[d][d];
        if (!state.fill(phi)) {
            return Double.POSITIVE_INFINITY;
        }
        double[][] omega = new double[d][d];
        double value = smooth(phi, omega);
        if (Double.isFinite(value)) {
            state.gradient(omega, gradient);
        }
        return value;
    }

    /** min over l of log l - rho log det(I - phi / l); l is left in lambda, and the gradient rho (l I - phi)^-1 in omega. */
    private double smooth(double[][] phi, double[][] omega) {
        double[][] shifted = new double[d][d];
        double[][] inverse = new double[d][d];
        double share = rho / (1 + rho * d);
        double good = 0; // positive definite there
        double low = 0; // not positive definite there, or unknown
        double l = Math.max(lambda, 1e-300);
        double logDet = 0;
        for (int iteration = 0; iteration < 80; iteration++) {
            for (int k = 0; k < d; k++) {
                for (int m = 0; m < d; m++) {
                    shifted[k][m] = -phi[k][m];
                }
                shifted[k][k] += l;
            }
            logDet = SmallMatrices.invert(shifted, inverse);
            if (Double.isNaN(logDet)) {
                low = l;
                l = good > 0 ? (low + good) / 2 : 2 * l;
                if (!(l < 1e200)) {
                    return Double.NaN;
                }
                continue;
            }
            good = l;
            double trace = 0;
            double square = 0;
            for (int k = 0; k < d; k++) {
                trace += inverse[k][k];
                for (int m = 0; m < d; m++) {
                    square += inverse[k][m] * inverse[k][m];
                }
            }
            // Newton's method on 1 / trace = share l, both sides nearly linear in l
            double next = l + (share * l - 1 / trace) / (square / (trace * trace) - share);
            // what is left changes the value by its square
            if (Math.abs(trace * share * l - 1) <= 1e-5) {
                break;
            }
            l = next > low ? next : (low + l) / 2;
        }
        if (Double.isNaN(logDet)) {
            return Double.NaN;
        }
        lambda = l;
        for (int k = 0; k < d && omega != null; k++) {
            for (int m = 0; m < d; m++) {
                omega[k][m] = rho * inverse[k][m];
            }
        }
        return Math.log(l) * (1 + rho * d) - rho * logDet;
    }

    /** What an evaluation needs for one choice of multipliers. */
    private final class State {
        private final PolarMultipliers multipliers;
        private final double[] e;
        private final double[][] g = new double[q][q]; // W^T E^-1 W
        private final double[][] bar;
        private final double[][] hat;
        private double[][] b; // q x d: H = X / 2 + E^-1 W B
        private double[][] gb;

        State(PolarMultipliers multipliers) {
            this.multipliers = multipliers;
            this.e = multipliers.e();
            this.bar = multipliers.bar();
            this.hat = multipliers.hat();
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < q; k++) {
                    double weight = w[i * q + k];
                    if (weight > 0) {
                        double scaled = weight / e[i];
                        double[] row = g[k];
                        for (int l = 0; l < q; l++) {
                            row[l] += scaled * w[i * q + l];
                        }
                    }
                }
            }
        }

        boolean isPositive() {
            return inverse() != null;
        }

        /** P with S^-1 = E^-1 + E^-1 W P W^T E^-1, or null where S is not positive definite. */
        private double[][] inverse() {
            double[][] root = SmallMatrices.semidefinite(g);
            double[][] kl = SmallMatrices.product(bar, root);
            double[][] middle = SmallMatrices.product(SmallMatrices.transpose(root), kl);
            for (int k = 0; k < q; k++) {
                for (int l = 0; l < q; l++) {
                    middle[k][l] = (k == l ? 1 : 0) - middle[k][l];
                }
            }
            double[][] inverse = new double[q][q];
            if (Double.isNaN(SmallMatrices.invert(middle, inverse))) {
                return null;
            }
            double[][] p = SmallMatrices.product(SmallMatrices.product(kl, inverse), SmallMatrices.transpose(kl));
            for (int k = 0; k < q; k++) {
                for (int l = 0; l < q; l++) {
                    p[k][l] += bar[k][l];
                }
            }
            return p;
        }

        boolean fill(double[][] phi) {
            double[][] p = inverse();
            if (p == null) {
                return false;
            }
            double[][] hy = SmallMatrices.product(hat, y);
            double[][] ghy = SmallMatrices.product(g, hy);
            double[][] right = new double[q][d];
            for (int k = 0; k < q; k++) {
                for (int m = 0; m < d; m++) {
                    right[k][m] = y[k][m] / 2 - ghy[k][m];
                }
            }
            b = SmallMatrices.product(p, right);
            for (int k = 0; k < q; k++) {
                for (int m = 0; m < d; m++) {
                    b[k][m] -= hy[k][m];
                }
            }
            gb = SmallMatrices.product(g, b);
            double[][] ly = SmallMatrices.product(multipliers.last(), y);
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < d; k++) {
                    double factor = e[i] * x[i * d + k] / 4;
                    if (factor != 0) {
                        double[] row = phi[k];
                        for (int m = 0; m <= k; m++) {
                            row[m] += factor * x[i * d + m];
                        }
                    }
                }
            }
            double[][] rest = new double[d][d];
            for (int k = 0; k < q; k++) {
                for (int m = 0; m < d; m++) {
                    double[] row = rest[m];
                    double fromY = y[k][m];
                    double fromHat = hy[k][m];
                    for (int o = 0; o < d; o++) {
                        row[o] += fromY * (b[k][o] / 2 + ly[k][o]) - fromHat * (y[k][o] / 2 + gb[k][o]);
                    }
                }
            }
            for (int m = 0; m < d; m++) {
                for (int o = 0; o <= m; o++) {
                    double value = phi[m][o] + (rest[m][o] + rest[o][m]) / 2;
                    phi[m][o] = value;
                    phi[o][m] = value;
                }
            }
            return true;
        }

        void gradient(double[][] omega, double[] gradient) {
            double[][] inL = new double[q][d]; // l = (Y / 2 + G B) u
            double[][] inG = new double[q][d]; // l - tau
            for (int k = 0; k < q; k++) {
                for (int m = 0; m < d; m++) {
                    inL[k][m] = y[k][m] / 2 + gb[k][m];
                    inG[k][m] = inL[k][m] - y[k][m];
                }
            }
            double[][] lOmega = SmallMatrices.product(inL, omega);
            double[][] gOmega = SmallMatrices.product(inG, omega);
            double[][] ll = SmallMatrices.product(lOmega, SmallMatrices.transpose(inL));
            double[][] lg = SmallMatrices.product(lOmega, SmallMatrices.transpose(inG));
            double[][] gg = SmallMatrices.product(gOmega, SmallMatrices.transpose(inG));
            double[][] bb = SmallMatrices.product(SmallMatrices.product(b, omega), SmallMatrices.transpose(b));
            int at = n;
            for (int k = 0; k < q; k++) {
                for (int l = 0; l < q; l++) {
                    gradient[at++] = 2 * lg[k][l] * multipliers.mixed()[k][l];
                    if (l < k) {
                        gradient[at++] = 2 * ll[k][l] * multipliers.first()[k][l];
                        gradient[at++] = 2 * gg[k][l] * multipliers.last()[k][l];
                    }
                }
            }
            for (int i = 0; i < n; i++) {
                Arrays.fill(half, 0);
                for (int k = 0; k < d; k++) {
                    double factor = x[i * d + k];
                    if (factor != 0) {
                        double[] row = omega[k];
                        for (int m = 0; m < d; m++) {
                            half[m] += factor * row[m];
                        }
                    }
                }
                double xx = 0;
                for (int m = 0; m < d; m++) {
                    xx += half[m] * x[i * d + m];
                }
                double ww = 0;
                for (int k = 0; k < q; k++) {
                    double weight = w[i * q + k];
                    for (int l = 0; l < q && weight > 0; l++) {
                        ww += weight * bb[k][l] * w[i * q + l];
                    }
                }
                gradient[i] = e[i] * xx / 4 - ww / e[i];
            }
        }
    }
}
