package org.infimum.relu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.infimum.linalg.Euclidean;

/**
 * A two-layer ReLU network with C outputs, z(x) = sum_j a_j (u_j^T x + b_j)_+ with a_j in R^C, with hidden biases b_j or without. Immutable.
 *
 * <p>Its penalty 1/2 sum_j (||u_j||^2 + b_j^2 + ||a_j||^2) counts the biases like weights, as a column of ones in X does.
 */
public final class VectorNetwork {
    private final double[][] hidden; // m rows of length d, or d + 1 with the bias last
    private final double[][] output; // m rows of length C
    private final int inputs;
    private final int outputs;
    private final boolean bias;

    private VectorNetwork(double[][] hidden, double[][] output, int inputs, int outputs, boolean bias) {
        this.hidden = hidden;
        this.output = output;
        this.inputs = inputs;
        this.outputs = outputs;
        this.bias = bias;
    }

    /**
     * A network without biases.
     *
     * @param hidden the m rows u_j of length d, finite; copied; may be empty
     * @param output the m rows a_j of length C, finite; copied
     * @param inputs d, at least 1
     * @param outputs C, at least 1
     * @return the network
     * @throws IllegalArgumentException if lengths do not fit or a weight is not finite
     */
    public static VectorNetwork of(double[][] hidden, double[][] output, int inputs, int outputs) {
        return checked(hidden, output, inputs, outputs, false);
    }

    /**
     * A network with biases in the hidden layer.
     *
     * @param hidden the m rows (u_j, b_j) of length d + 1, the bias last, finite; copied; may be empty
     * @param output the m rows a_j of length C, finite; copied
     * @param inputs d, at least 1
     * @param outputs C, at least 1
     * @return the network
     * @throws IllegalArgumentException if lengths do not fit or a weight is not finite
     */
    public static VectorNetwork withBias(double[][] hidden, double[][] output, int inputs, int outputs) {
        return checked(hidden, output, inputs, outputs, true);
    }

    static VectorNetwork checked(double[][] hidden, double[][] output, int inputs, int outputs, boolean bias) {
        if (inputs < 1 || outputs < 1 || hidden.length != output.length) {
            throw new IllegalArgumentException("A network needs at least one input, one output and a row of output"
                    + " weights for each hidden neuron, not " + inputs + " inputs, " + outputs + " outputs and "
                    + output.length + " rows for " + hidden.length + " neurons.");
        }
        int columns = bias ? inputs + 1 : inputs;
        double[][] first = new double[hidden.length][];
        double[][] second = new double[hidden.length][];
        for (int j = 0; j < first.length; j++) {
            if (hidden[j].length != columns || output[j].length != outputs) {
                throw new IllegalArgumentException("Neuron " + j + " has " + hidden[j].length + " hidden and "
                        + output[j].length + " output weights, but " + inputs + " inputs" + (bias ? " and a bias" : "")
                        + " and " + outputs + " outputs need " + columns + " and " + outputs + ".");
            }
            first[j] = finite(hidden[j], j);
            second[j] = finite(output[j], j);
        }
        return new VectorNetwork(first, second, inputs, outputs, bias);
    }

    private static double[] finite(double[] weights, int neuron) {
        for (double weight : weights) {
            if (!Double.isFinite(weight)) {
                throw new IllegalArgumentException("Neuron " + neuron + " has the weight " + weight
                        + "; all must be finite (did the training blow up?).");
            }
        }
        return weights.clone();
    }

    /**
     * The number of hidden neurons.
     *
     * @return m
     */
    public int width() {
        return output.length;
    }

    /**
     * The number of inputs, without the bias.
     *
     * @return d
     */
    public int inputs() {
        return inputs;
    }

    /**
     * The number of outputs.
     *
     * @return C
     */
    public int outputs() {
        return outputs;
    }

    /**
     * Whether the hidden neurons have biases.
     *
     * @return true if they have
     */
    public boolean hasBias() {
        return bias;
    }

    /**
     * The weights of a hidden neuron.
     *
     * @param neuron j, from 0
     * @return a new array u_j of length d, or (u_j, b_j) of length d + 1
     */
    public double[] hidden(int neuron) {
        return hidden[neuron].clone();
    }

    /**
     * The output weights of a hidden neuron.
     *
     * @param neuron j, from 0
     * @return a new array a_j of length C
     */
    public double[] output(int neuron) {
        return output[neuron].clone();
    }

    /**
     * The predictions z(x_i).
     *
     * @param x the samples, n rows of length d
     * @return a new n x C array
     * @throws IllegalArgumentException if a row has another length
     */
    public double[][] predict(double[][] x) {
        double[][] z = new double[x.length][outputs];
        for (int i = 0; i < x.length; i++) {
            if (x[i].length != inputs) {
                throw new IllegalArgumentException("Sample " + i + " has " + x[i].length
                        + " features, but the network has " + inputs + " inputs.");
            }
            for (int j = 0; j < hidden.length; j++) {
                double t = bias ? hidden[j][inputs] : 0;
                for (int k = 0; k < inputs; k++) {
                    t += hidden[j][k] * x[i][k];
                }
                for (int c = 0; c < outputs && t > 0; c++) {
                    z[i][c] += t * output[j][c];
                }
            }
        }
        return z;
    }

    /**
     * The class of each sample: the output with the largest prediction, the first of equals.
     *
     * @param x the samples, n rows of length d
     * @return n classes from 0 to C - 1
     * @throws IllegalArgumentException if a row has another length
     */
    public int[] classify(double[][] x) {
        double[][] z = predict(x);
        int[] classes = new int[z.length];
        for (int i = 0; i < z.length; i++) {
            for (int c = 1; c < outputs; c++) {
                if (z[i][c] > z[i][classes[i]]) {
                    classes[i] = c;
                }
            }
        }
        return classes;
    }

    /**
     * The share of samples whose class is predicted right.
     *
     * @param x the samples, n rows of length d, at least one
     * @param labels their classes
     * @return a number in [0, 1]
     * @throws IllegalArgumentException if there are no samples or lengths differ
     */
    public double accuracy(double[][] x, int[] labels) {
        if (x.length == 0 || labels.length != x.length) {
            throw new IllegalArgumentException("Accuracy needs a label for each of at least one sample, not "
                    + labels.length + " for " + x.length + ".");
        }
        int[] classes = classify(x);
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            right += classes[i] == labels[i] ? 1 : 0;
        }
        return right / (double) labels.length;
    }

    /**
     * 1/2 sum_j (||u_j||^2 + b_j^2 + ||a_j||^2), in plain floating point.
     *
     * @return the penalty that weight decay multiplies
     */
    public double penalty() {
        double sum = 0;
        for (int j = 0; j < output.length; j++) {
            double first = Euclidean.norm(hidden[j]);
            double second = Euclidean.norm(output[j]);
            sum += first * first + second * second;
        }
        return sum / 2;
    }

    /**
     * The same function with ||(u_j, b_j)|| = ||a_j|| in every neuron, which has the least penalty among all rescalings: sum_j ||a_j|| ||(u_j,
     * b_j)||. Neurons that are zero in one layer are dropped.
     *
     * @return a new network
     */
    public VectorNetwork balanced() {
        List<double[]> first = new ArrayList<>();
        List<double[]> second = new ArrayList<>();
        for (int j = 0; j < output.length; j++) {
            double a = Euclidean.norm(hidden[j]);
            double b = Euclidean.norm(output[j]);
            if (a > 0 && b > 0) {
                double up = Math.sqrt(b / a);
                first.add(times(hidden[j], up));
                second.add(times(output[j], 1 / up));
            }
        }
        return new VectorNetwork(
                first.toArray(new double[0][]), second.toArray(new double[0][]), inputs, outputs, bias);
    }

    private static double[] times(double[] vector, double factor) {
        return Arrays.stream(vector).map(v -> v * factor).toArray();
    }

    /**
     * The network with neurons of one hidden direction made one, their output weights added, and zero ones dropped; balanced. With the
     * angle 0 the same function up to rounding, and never a larger penalty.
     *
     * @param angle directions closer than this are one, in radians
     * @return a new network
     * @throws IllegalArgumentException if the angle is negative or above 1
     */
    public VectorNetwork merged(double angle) {
        if (!(angle >= 0) || angle > 1) {
            throw new IllegalArgumentException("The angle must be in [0, 1], not " + angle + ".");
        }
        VectorNetwork balanced = balanced();
        List<double[]> directions = new ArrayList<>();
        List<double[]> outputsOf = new ArrayList<>();
        for (int j = 0; j < balanced.width(); j++) {
            double length = Euclidean.norm(balanced.hidden[j]);
            double[] direction = times(balanced.hidden[j], 1 / length);
            double[] weights = times(balanced.output[j], length);
            int same = -1;
            for (int i = 0; i < directions.size() && same < 0; i++) {
                same = Euclidean.distance(direction, directions.get(i)) <= angle ? i : -1;
            }
            if (same < 0) {
                directions.add(direction);
                outputsOf.add(weights);
            } else {
                double[] sum = outputsOf.get(same);
                for (int c = 0; c < outputs; c++) {
                    sum[c] += weights[c];
                }
            }
        }
        return new VectorNetwork(
                        directions.toArray(new double[0][]), outputsOf.toArray(new double[0][]), inputs, outputs, bias)
                .balanced();
    }

    @Override
    public String toString() {
        return "two-layer ReLU network, " + inputs + " inputs" + (bias ? " with bias, " : ", ") + output.length
                + " hidden " + (output.length == 1 ? "neuron, " : "neurons, ") + outputs
                + (outputs == 1 ? " output" : " outputs");
    }
}
