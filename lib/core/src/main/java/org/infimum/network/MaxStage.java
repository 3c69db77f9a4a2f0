package org.infimum.network;

import java.util.ArrayDeque;

/** Maximum pooling. The gradient goes to the first of several equal maxima. */
final class MaxStage implements Stage {
    final Links windows;

    MaxStage(Links windows) {
        this.windows = windows;
    }

    @Override
    public double[] forward(double[] parameters, double[] z, ArrayDeque<double[]> tape) {
        tape.push(z);
        double[] u = new double[windows.outputs()];
        int[] input = new int[windows.longestRow()];
        int[] size = input.clone();
        for (int j = 0; j < u.length; j++) {
            u[j] = z[largest(z, input, windows.row(j, input, size))];
        }
        return u;
    }

    @Override
    public double[] backward(double[] parameters, double[] delta, ArrayDeque<double[]> tape, double[] gradient) {
        double[] z = tape.pop();
        double[] back = new double[windows.inputs()];
        int[] input = new int[windows.longestRow()];
        int[] size = input.clone();
        for (int j = 0; j < delta.length; j++) {
            back[largest(z, input, windows.row(j, input, size))] += delta[j];
        }
        return back;
    }

    static int largest(double[] z, int[] input, int count) {
        int best = input[0];
        for (int k = 1; k < count; k++) {
            if (z[input[k]] > z[best]) {
                best = input[k];
            }
        }
        return best;
    }
}
