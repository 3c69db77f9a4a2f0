package org.infimum.homogeneous;

import java.util.Arrays;
import org.infimum.linalg.Euclidean;

/**
 * A fully connected layer without biases; its weights go input by input, a row of outputs for each.
 *
 * @param inputs the length of its input
 * @param outputs the length of its output
 */
record DenseWeights(int inputs, int outputs) implements WeightLayer {
    @Override
    public int weights() {
        return Math.multiplyExact(inputs, outputs);
    }

    @Override
    public int terms() {
        return inputs;
    }

    @Override
    public double gain() {
        return 1;
    }

    @Override
    public void forward(double[] w, int at, double[] in, double[] out) {
        Arrays.fill(out, 0);
        for (int k = 0; k < inputs; k++) {
            double value = in[k];
            if (value != 0) {
                int row = at + k * outputs;
                for (int o = 0; o < outputs; o++) {
                    out[o] += value * w[row + o];
                }
            }
        }
    }

    @Override
    public void backward(double[] w, int at, double[] in, double[] g, double[] gradient, double[] gIn) {
        for (int k = 0; k < inputs; k++) {
            double value = in[k];
            int row = at + k * outputs;
            if (value != 0) {
                for (int o = 0; o < outputs; o++) {
                    gradient[row + o] += value * g[o];
                }
            }
            if (gIn != null) {
                gIn[k] = Euclidean.dot(w, row, g, 0, outputs);
            }
        }
    }

    @Override
    public double[][] patches(double[] in) {
        return new double[][] {in.clone()};
    }

    @Override
    public long patchSize() {
        return inputs;
    }
}
