package org.infimum.relu;

import java.util.Arrays;
import org.infimum.descent.QuasiNewton;
import org.infimum.linalg.Euclidean;

/**
 * The objective of a fixed number of neurons as a function of all their weights, L(sum_j (X u_j)_+ a_j^T) + beta/2 sum_j (||u_j||^2 + ||a_j||^2), with its
 * gradient, in plain floating point. Gates are exact, with derivative 0 at the kink, or smooth: (t + w)^2 / 4w for |t| &lt; w, because optimal neurons
 * sit on kinks, where a descent method on exact gates stalls and its predictions are worth little as a dual point. The weights are a (d + C) x m matrix in one array, row by row: weight k of all neurons side by
 * side, so that the inner loops run over the neurons in memory order. An evaluation costs 4 n m (d + C) operations, less where X has zeros. Mutable
 * scratch space; used by one thread.
 */
final class FactorizedTraining implements QuasiNewton.Function {
    private final VectorLoss loss;
    private final double beta;
    private final int n;
    private final int d;
    private final int outputs;
    private final int m;
    private final double[] x;
    private final double[] y;
    private final double[] widths; // w of each sample, 0 for exact gates
    private final double[] hidden; // n x m
    private final double[] slopes; // n x m
    private final double[] z; // n x C
    private final double[] row;

    FactorizedTraining(VectorReluProblem problem, double[] x, double[] y, int m, double[] widths) {
        this.loss = problem.loss();
        this.beta = problem.weightDecay();
        this.n = problem.samples();
        this.d = problem.columns();
        this.outputs = problem.outputs();
        this.m = m;
        this.widths = widths;
        this.x = x;
        this.y = y;
        this.hidden = new double[n * m];
        this.slopes = new double[n * m];
        this.z = new double[n * outputs];
        this.row = new double[m];
    }

    @Override
    public double evaluate(double[] p, double[] gradient) {
        predict(p);
        double value = VectorLossBounds.valueAndGradient(loss, z, y, outputs);
        double squares = 0;
        for (int k = 0; k < p.length; k++) {
            squares += p[k] * p[k];
            gradient[k] = beta * p[k];
        }
        for (int i = 0; i < n; i++) {
            int at = i * m;
            Arrays.fill(row, 0);
            for (int c = 0; c < outputs; c++) {
                double r = z[i * outputs + c];
                int weights = (d + c) * m;
                for (int j = 0; j < m; j++) {
                    gradient[weights + j] += r * hidden[at + j];
                    row[j] += r * p[weights + j];
                }
            }
            for (int j = 0; j < m; j++) {
                row[j] *= slopes[at + j];
            }
            for (int k = 0; k < d; k++) {
                double factor = x[i * d + k];
                if (factor != 0) {
                    int weights = k * m;
                    for (int j = 0; j < m; j++) {
                        gradient[weights + j] += factor * row[j];
                    }
                }
            }
        }
        return value + beta / 2 * squares;
    }

    /** The n x C predictions, valid until the next call; not to be changed. */
    double[] predict(double[] p) {
        for (int i = 0; i < n; i++) {
            int at = i * m;
            Arrays.fill(hidden, at, at + m, 0);
            for (int k = 0; k < d; k++) {
                double factor = x[i * d + k];
                if (factor != 0) {
                    int weights = k * m;
                    for (int j = 0; j < m; j++) {
                        hidden[at + j] += factor * p[weights + j];
                    }
                }
            }
            gate(at, widths[i]);
            for (int c = 0; c < outputs; c++) {
                z[i * outputs + c] = Euclidean.dot(hidden, at, p, (d + c) * m, m);
            }
        }
        return z;
    }

    private void gate(int at, double width) {
        for (int j = at; j < at + m; j++) {
            double t = hidden[j];
            if (t >= width) {
                slopes[j] = t > 0 ? 1 : 0;
            } else if (t <= -width) {
                slopes[j] = 0;
                hidden[j] = 0;
            } else {
                slopes[j] = (t + width) / (2 * width);
                hidden[j] = (t + width) * slopes[j] / 2;
            }
        }
    }
}
