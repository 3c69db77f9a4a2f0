package org.infimum.network;

import java.util.ArrayDeque;

/** An activation function, entry by entry. */
final class ActivationStage implements Stage {
    final Activation activation;

    ActivationStage(Activation activation) {
        this.activation = activation;
    }

    @Override
    public double[] forward(double[] parameters, double[] u, ArrayDeque<double[]> tape) {
        tape.push(u);
        double[] z = new double[u.length];
        for (int j = 0; j < z.length; j++) {
            z[j] = activation.value(u[j]);
        }
        return z;
    }

    @Override
    public double[] backward(double[] parameters, double[] delta, ArrayDeque<double[]> tape, double[] gradient) {
        double[] u = tape.pop();
        double[] back = new double[u.length];
        for (int j = 0; j < back.length; j++) {
            back[j] = activation.slope(u[j]) * delta[j];
        }
        return back;
    }
}
