package org.infimum.network;

import java.util.ArrayDeque;

/** A linear layer, whose coefficients are parameters of the network or constants. */
final class LinearStage implements Stage {
    final Links links;
    final double[] constants;
    final int offset;

    private LinearStage(Links links, double[] constants, int offset) {
        this.links = links;
        this.constants = constants;
        this.offset = offset;
    }

    static LinearStage trained(Links links, int offset) {
        return new LinearStage(links, null, offset);
    }

    static LinearStage constant(Links links, double[] constants) {
        return new LinearStage(links, constants, 0);
    }

    @Override
    public double[] forward(double[] parameters, double[] z, ArrayDeque<double[]> tape) {
        tape.push(z);
        double[] from = constants == null ? parameters : constants;
        double[] u = new double[links.outputs()];
        int[] input = new int[links.longestRow()];
        int[] coefficient = input.clone();
        for (int j = 0; j < u.length; j++) {
            int count = links.row(j, input, coefficient);
            int bias = links.bias(j);
            double sum = bias < 0 ? 0 : from[offset + bias];
            for (int k = 0; k < count; k++) {
                sum += from[offset + coefficient[k]] * z[input[k]];
            }
            u[j] = sum;
        }
        return u;
    }

    @Override
    public double[] backward(double[] parameters, double[] delta, ArrayDeque<double[]> tape, double[] gradient) {
        double[] z = tape.pop();
        double[] from = constants == null ? parameters : constants;
        double[] back = new double[links.inputs()];
        int[] input = new int[links.longestRow()];
        int[] coefficient = input.clone();
        for (int j = 0; j < delta.length; j++) {
            int count = links.row(j, input, coefficient);
            int bias = links.bias(j);
            for (int k = 0; k < count; k++) {
                back[input[k]] += from[offset + coefficient[k]] * delta[j];
                if (constants == null) {
                    gradient[offset + coefficient[k]] += delta[j] * z[input[k]];
                }
            }
            if (constants == null && bias >= 0) {
                gradient[offset + bias] += delta[j];
            }
        }
        return back;
    }
}
