package org.infimum.deep.homogeneous;

import java.util.ArrayList;
import java.util.List;
import org.infimum.Evidence;
import org.infimum.homogeneous.ParallelArchitecture;
import org.infimum.homogeneous.PolarMaximum;
import org.infimum.relu.VectorPolarBounds;

/** phi(u, v) = u v, a number, theta = |u v|: with the squared loss of y the optimum is soft thresholding, z = sign(y) (|y| - lambda)_+. */
final class ScalarFactorisation implements ParallelArchitecture {
    @Override
    public int rows() {
        return 1;
    }

    @Override
    public int columns() {
        return 1;
    }

    @Override
    public int parameters() {
        return 2;
    }

    @Override
    public int degree() {
        return 2;
    }

    @Override
    public int regularizerDegree() {
        return 2;
    }

    @Override
    public String regularizer() {
        return "|u| |v|";
    }

    @Override
    public void output(double[] w, int r, double[] output) {
        output[0] = 0;
        for (int i = 0; i < r; i++) {
            output[0] += w[2 * i] * w[2 * i + 1];
        }
    }

    @Override
    public void addGradient(double[] w, int r, double[] g, double[] gradient) {
        for (int i = 0; i < r; i++) {
            gradient[2 * i] += g[0] * w[2 * i + 1];
            gradient[2 * i + 1] += g[0] * w[2 * i];
        }
    }

    @Override
    public double addPenalty(double[] w, int r, double factor, double[] gradient) {
        double sum = 0;
        for (int k = 0; k < 2 * r; k++) {
            gradient[k] += factor * w[k];
            sum += w[k] * w[k] / 2;
        }
        return sum;
    }

    @Override
    public double theta(double[] w, int i) {
        return Math.abs(w[2 * i] * w[2 * i + 1]);
    }

    @Override
    public void balance(double[] w, int r) {
        for (int i = 0; i < r; i++) {
            double size = Math.sqrt(theta(w, i));
            w[2 * i] = Math.signum(w[2 * i]) * size;
            w[2 * i + 1] = Math.signum(w[2 * i + 1]) * size;
        }
    }

    @Override
    public void outputWithError(double[] w, int r, double[] output, double[] error) {
        output(w, r, output);
        error[0] = 0;
        for (int i = 0; i < r; i++) {
            error[0] += 1e-15 * (r + 1) * theta(w, i);
        }
    }

    @Override
    public double thetaUp(double[] w, int r) {
        double sum = 0;
        for (int i = 0; i < r; i++) {
            sum += theta(w, i);
        }
        return sum * (1 + 1e-15 * (r + 1));
    }

    @Override
    public List<PolarMaximum> maxima(double[][] v, List<double[]> starts, int count, long seed) {
        List<PolarMaximum> maxima = new ArrayList<>();
        if (v[0][0] != 0) {
            maxima.add(new PolarMaximum(new double[] {1, Math.signum(v[0][0])}, Math.abs(v[0][0])));
        }
        return maxima;
    }

    @Override
    public VectorPolarBounds polar(double[][] v, List<PolarMaximum> found) {
        double polar = Math.abs(v[0][0]);
        return new VectorPolarBounds(
                polar, new double[] {1, Math.signum(v[0][0])}, polar, Evidence.PROVED, "the absolute value");
    }
}
