package org.infimum.relu.check;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.infimum.Evidence;
import org.infimum.relu.CertificateFile;
import org.infimum.relu.DualPoint;
import org.infimum.relu.ReluProblem;
import org.infimum.relu.TwoLayerNetwork;

/** Problems whose optimum is known in closed form, with certificates made by hand: nu = y - yhat. */
final class KnownCertificates {
    /** A problem's data, its certificate and its optimal value, to the tolerance given. */
    record Known(double[][] x, double[] y, CertificateFile file, double optimum, double tolerance) {
        /** A change of a weight or a dual number that the checker must notice: its effect may be of second order. */
        static final double PERTURBATION = 1e-5;
    }

    private KnownCertificates() {}

    /** The dual point with a polar bound some units in the last place above the known one, valued without rounding and then rounded down. */
    static DualPoint dual(double[] nu, double[] y, double polar, double beta) {
        double upper = polar * (1 + 8e-16);
        double scale = Math.nextDown(Math.nextDown(beta / upper));
        BigDecimal s = new BigDecimal(scale);
        BigDecimal value = BigDecimal.ZERO;
        for (int i = 0; i < nu.length; i++) {
            BigDecimal scaled = s.multiply(new BigDecimal(nu[i]));
            value = value.add(scaled.multiply(new BigDecimal(y[i])))
                    .subtract(scaled.multiply(scaled).multiply(new BigDecimal("0.5")));
        }
        double down = value.round(new MathContext(17, RoundingMode.DOWN)).doubleValue();
        return new DualPoint(nu, scale, Math.nextDown(down), upper, Evidence.PROVED, "by hand");
    }

    /** A network of vectors v, u = v / sqrt(||v||), a = sign sqrt(||v||). */
    private static double[] hidden(double... v) {
        double root = Math.sqrt(length(v));
        double[] u = v.clone();
        for (int k = 0; k < u.length; k++) {
            u[k] /= root;
        }
        return u;
    }

    private static double length(double... v) {
        double sum = 0;
        for (double t : v) {
            sum += t * t;
        }
        return Math.sqrt(sum);
    }

    private static Known squared(
            double[][] x,
            double[] y,
            double beta,
            double polar,
            boolean bias,
            double[] nu,
            double[][] vectors,
            int[] signs,
            double optimum) {
        double[][] hidden = new double[vectors.length][];
        double[] output = new double[vectors.length];
        for (int j = 0; j < hidden.length; j++) {
            hidden[j] = hidden(vectors[j]);
            output[j] = signs[j] * Math.sqrt(length(vectors[j]));
        }
        ReluProblem problem = ReluProblem.twoLayer(x, y).weightDecay(beta);
        TwoLayerNetwork network = bias
                ? TwoLayerNetwork.withBias(hidden, output, x[0].length)
                : TwoLayerNetwork.of(hidden, output, x[0].length);
        CertificateFile file =
                CertificateFile.of(bias ? problem.withBias() : problem, network, dual(nu, y, polar, beta));
        return new Known(x, y, file, optimum, 5e-14);
    }

    static Known identity() {
        return squared(
                new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
                new double[] {3, 4, -12},
                1,
                1,
                false,
                new double[] {0.6, 0.8, -1},
                new double[][] {{2.4, 3.2, 0}, {0, 0, 11}},
                new int[] {1, -1},
                16);
    }

    static Known line() {
        return squared(
                new double[][] {{1}, {2}, {-1}, {-3}},
                new double[] {2, 3, 1, -1},
                0.5,
                0.5,
                false,
                new double[] {0.5, 0, 1.15, -0.55},
                new double[][] {{1.5}, {-0.15}},
                new int[] {1, -1},
                1.7625);
    }

    /** yhat = k y with k = 1 - beta / sqrt(2); a neuron for each sample, along (1, -1, 0) and so on with 0 for the bias. */
    static Known exclusiveOr(double beta) {
        double t = beta / Math.sqrt(2);
        double half = (1 - t) / 2;
        return squared(
                new double[][] {{-1, -1}, {-1, 1}, {1, -1}, {1, 1}},
                new double[] {-1, 1, 1, -1},
                beta,
                beta,
                true,
                new double[] {-t, t, t, -t},
                new double[][] {{-half, -half, 0}, {-half, half, 0}, {half, -half, 0}, {half, half, 0}},
                new int[] {-1, 1, 1, -1},
                2 * Math.sqrt(2) * beta - beta * beta);
    }

    /** The optimum of a Newton iteration, to rounding, on the four active neurons; the first two lie on the kink of the third sample. */
    static Known fiveSamples() {
        double beta = 0.1;
        return squared(
                new double[][] {{1, 0}, {0, 1}, {-1, 1}, {-1, -1}, {2, -1}},
                new double[] {1, 2, -1, 1, 0},
                beta,
                beta * (1 + 1e-14),
                false,
                new double[] {
                    -0.0581489966495039,
                    0.21949347956419074,
                    -0.16870592812291352,
                    0.07071067811865483,
                    -0.01992312667737761
                },
                new double[][] {
                    {1.9209594130742076, 1.9209594130742076},
                    {-0.7398388042408175, -0.7398388042408175},
                    {0.8628104164247036, -0.17541545354742286},
                    {-0.6908411792386882, 0.14045289263839833}
                },
                new int[] {1, 1, -1, -1},
                0.5775459114489678);
    }
}
