package org.infimum.homogeneous;

import java.util.Arrays;
import org.infimum.linalg.Euclidean;

/**
 * phi(u, a) = (X u)_+ a^T of one hidden neuron a subnetwork, all subnetworks at once: products of matrices instead of one neuron after the other. Zeros of X are
 * skipped. Immutable.
 */
final class HiddenLayer implements SubnetworkMap {
    private final double[][] x;
    private final int d;
    private final int outputs;

    HiddenLayer(double[][] x, int outputs) {
        this.x = x;
        this.d = x[0].length;
        this.outputs = outputs;
    }

    /** U^T: a row of r numbers for each coordinate. */
    private double[] hidden(double[] w, int r) {
        double[] hidden = new double[d * r];
        int m = d + outputs;
        for (int j = 0; j < r; j++) {
            for (int k = 0; k < d; k++) {
                hidden[k * r + j] = w[j * m + k];
            }
        }
        return hidden;
    }

    /** X U for one sample. */
    private void activate(double[] row, double[] hidden, double[] t) {
        int r = t.length;
        Arrays.fill(t, 0);
        for (int k = 0; k < d; k++) {
            double value = row[k];
            if (value != 0) {
                add(t, 0, value, hidden, k * r, r);
            }
        }
    }

    private static void add(double[] to, int at, double factor, double[] from, int offset, int length) {
        for (int j = 0; j < length; j++) {
            to[at + j] += factor * from[offset + j];
        }
    }

    @Override
    public void output(double[] w, int r, double[] output) {
        Arrays.fill(output, 0);
        double[] hidden = hidden(w, r);
        double[] t = new double[r];
        int m = d + outputs;
        for (int i = 0; i < x.length; i++) {
            activate(x[i], hidden, t);
            for (int j = 0; j < r; j++) {
                if (t[j] > 0) {
                    add(output, i * outputs, t[j], w, j * m + d, outputs);
                }
            }
        }
    }

    @Override
    public void addGradient(double[] w, int r, double[] g, double[] gradient) {
        double[] hidden = hidden(w, r);
        double[] slopes = new double[d * r];
        double[] t = new double[r];
        int m = d + outputs;
        for (int i = 0; i < x.length; i++) {
            activate(x[i], hidden, t);
            for (int j = 0; j < r; j++) {
                if (t[j] > 0) {
                    add(gradient, j * m + d, t[j], g, i * outputs, outputs);
                    t[j] = Euclidean.dot(g, i * outputs, w, j * m + d, outputs);
                } else {
                    t[j] = 0;
                }
            }
            double[] row = x[i];
            for (int k = 0; k < d; k++) {
                double value = row[k];
                if (value != 0) {
                    add(slopes, k * r, value, t, 0, r);
                }
            }
        }
        for (int j = 0; j < r; j++) {
            for (int k = 0; k < d; k++) {
                gradient[j * m + k] += slopes[k * r + j];
            }
        }
    }
}
