package org.infimum.relu;

import java.util.ArrayList;
import java.util.List;
import org.infimum.linalg.Euclidean;

/**
 * A two-layer ReLU network with one output, z(x) = sum_j a_j (u_j^T x + b_j)_+, with hidden biases b_j or without. Immutable.
 *
 * <p>Its penalty 1/2 sum_j (||u_j||^2 + b_j^2 + a_j^2) counts the biases like weights, as a column of ones in X does.
 */
public final class TwoLayerNetwork {
    private final double[][] hidden; // m rows of length d, or d + 1 with the bias last
    private final double[] output;
    private final int inputs;
    private final boolean bias;

    private TwoLayerNetwork(double[][] hidden, double[] output, int inputs, boolean bias) {
        this.hidden = hidden;
        this.output = output;
        this.inputs = inputs;
        this.bias = bias;
    }

    /**
     * A network without biases.
     *
     * @param hidden the m rows u_j of length d, finite; copied; may be empty
     * @param output the m numbers a_j, finite; copied
     * @param inputs d, at least 1
     * @return the network
     * @throws IllegalArgumentException if lengths do not fit or a weight is not finite
     */
    public static TwoLayerNetwork of(double[][] hidden, double[] output, int inputs) {
        return checked(hidden, output, inputs, false);
    }

    /**
     * A network with biases in the hidden layer.
     *
     * @param hidden the m rows (u_j, b_j) of length d + 1, the bias last, finite; copied; may be empty
     * @param output the m numbers a_j, finite; copied
     * @param inputs d, at least 1
     * @return the network
     * @throws IllegalArgumentException if lengths do not fit or a weight is not finite
     */
    public static TwoLayerNetwork withBias(double[][] hidden, double[] output, int inputs) {
        return checked(hidden, output, inputs, true);
    }

    private static TwoLayerNetwork checked(double[][] hidden, double[] output, int inputs, boolean bias) {
        int columns = bias ? inputs + 1 : inputs;
        if (inputs < 1 || hidden.length != output.length) {
            throw new IllegalArgumentException(
                    "A two-layer network needs at least one input and an output weight for each"
                            + " hidden neuron, not " + inputs + " inputs and " + output.length + " weights for "
                            + hidden.length + " neurons.");
        }
        double[][] rows = new double[hidden.length][];
        for (int j = 0; j < rows.length; j++) {
            if (hidden[j].length != columns) {
                throw new IllegalArgumentException("Hidden neuron " + j + " has " + hidden[j].length + " weights, but "
                        + inputs + " inputs" + (bias ? " and a bias" : "") + " need " + columns + ".");
            }
            for (double weight : hidden[j]) {
                requireFinite(weight, j);
            }
            requireFinite(output[j], j);
            rows[j] = hidden[j].clone();
        }
        return new TwoLayerNetwork(rows, output.clone(), inputs, bias);
    }

    private static void requireFinite(double weight, int neuron) {
        if (!Double.isFinite(weight)) {
            throw new IllegalArgumentException("Neuron " + neuron + " has the weight " + weight
                    + "; all must be finite (did the training blow up?).");
        }
    }

    /**
     * The network of the convex program's vectors: u_j = v_j / sqrt(||v_j||), a_j = s_j sqrt(||v_j||), balanced by construction; zero ones are
     * dropped.
     *
     * @param vectors the vectors v_j, of length d, or d + 1 with bias
     * @param signs the signs s_j of their outputs
     * @param inputs d
     * @param bias whether the last coordinate is a bias
     */
    static TwoLayerNetwork ofVectors(List<double[]> vectors, List<Integer> signs, int inputs, boolean bias) {
        List<double[]> hidden = new ArrayList<>();
        List<Double> output = new ArrayList<>();
        for (int j = 0; j < vectors.size(); j++) {
            double[] v = vectors.get(j);
            double length = length(v);
            double root = Math.sqrt(length);
            if (root > 0) {
                double[] u = new double[v.length];
                for (int k = 0; k < u.length; k++) {
                    u[k] = v[k] / root;
                }
                hidden.add(u);
                output.add(signs.get(j) * root);
            }
        }
        return checked(
                hidden.toArray(new double[0][]),
                output.stream().mapToDouble(a -> a).toArray(),
                inputs,
                bias);
    }

    /** ||v|| without over- or underflow of the squares. */
    private static double length(double[] v) {
        double largest = 0;
        for (double component : v) {
            largest = Math.max(largest, Math.abs(component));
        }
        if (largest == 0) {
            return 0;
        }
        int exponent = Math.getExponent(largest);
        double[] scaled = new double[v.length];
        for (int k = 0; k < v.length; k++) {
            scaled[k] = Math.scalb(v[k], -exponent);
        }
        return Math.scalb(Euclidean.norm(scaled), exponent);
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
     * The output weight of a hidden neuron.
     *
     * @param neuron j, from 0
     * @return a_j
     */
    public double output(int neuron) {
        return output[neuron];
    }

    /**
     * The predictions z(x_i).
     *
     * @param x the samples, n rows of length d
     * @return n numbers
     * @throws IllegalArgumentException if a row has another length
     */
    public double[] predict(double[][] x) {
        double[] z = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            if (x[i].length != inputs) {
                throw new IllegalArgumentException("Sample " + i + " has " + x[i].length
                        + " features, but the network has " + inputs + " inputs.");
            }
            for (int j = 0; j < hidden.length; j++) {
                z[i] += output[j] * Math.max(0, activation(j, x[i]));
            }
        }
        return z;
    }

    private double activation(int neuron, double[] x) {
        double t = bias ? hidden[neuron][inputs] : 0;
        for (int k = 0; k < inputs; k++) {
            t += hidden[neuron][k] * x[k];
        }
        return t;
    }

    /**
     * 1/2 sum_j (||u_j||^2 + b_j^2 + a_j^2), in plain floating point.
     *
     * @return the penalty that weight decay multiplies
     */
    public double penalty() {
        double sum = 0;
        for (int j = 0; j < output.length; j++) {
            double length = length(hidden[j]);
            sum += length * length + output[j] * output[j];
        }
        return sum / 2;
    }

    /**
     * The same function with ||(u_j, b_j)|| = |a_j| in every neuron, which has the least penalty among all rescalings: sum_j |a_j| ||(u_j, b_j)||.
     * Neurons that are zero in one layer are dropped.
     *
     * @return a new network
     */
    public TwoLayerNetwork balanced() {
        return ofVectors(vectors(), signs(), inputs, bias);
    }

    /**
     * The same function with neurons of one direction and one sign made one, and zero ones dropped; balanced. The fewest neurons that
     * the same directions allow.
     *
     * @param angle directions closer than this are one, in radians; 1e-7 is far above rounding and far below what training tells apart
     * @return a new network
     * @throws IllegalArgumentException if the angle is negative or above 1
     */
    public TwoLayerNetwork merged(double angle) {
        if (!(angle >= 0) || angle > 1) {
            throw new IllegalArgumentException("The angle must be in [0, 1], not " + angle + ".");
        }
        List<double[]> vectors = vectors();
        List<Integer> signs = signs();
        List<double[]> merged = new ArrayList<>();
        List<Integer> mergedSigns = new ArrayList<>();
        List<double[]> directions = new ArrayList<>();
        for (int j = 0; j < vectors.size(); j++) {
            double[] v = vectors.get(j);
            double length = length(v);
            if (length == 0) {
                continue;
            }
            double[] direction = new double[v.length];
            for (int k = 0; k < v.length; k++) {
                direction[k] = v[k] / length;
            }
            int same = -1;
            for (int i = 0; i < merged.size() && same < 0; i++) {
                if (mergedSigns.get(i).equals(signs.get(j))
                        && Euclidean.distance(direction, directions.get(i)) <= angle) {
                    same = i;
                }
            }
            if (same < 0) {
                merged.add(v.clone());
                mergedSigns.add(signs.get(j));
                directions.add(direction);
            } else {
                double[] sum = merged.get(same);
                for (int k = 0; k < sum.length; k++) {
                    sum[k] += v[k];
                }
            }
        }
        return ofVectors(merged, mergedSigns, inputs, bias);
    }

    /** The vectors v_j = |a_j| (u_j, b_j) of the convex program. */
    List<double[]> vectors() {
        List<double[]> vectors = new ArrayList<>();
        for (int j = 0; j < output.length; j++) {
            double[] v = hidden[j].clone();
            for (int k = 0; k < v.length; k++) {
                v[k] *= Math.abs(output[j]);
            }
            vectors.add(v);
        }
        return vectors;
    }

    /** The signs of the output weights, 1 where a weight is 0. */
    List<Integer> signs() {
        List<Integer> signs = new ArrayList<>();
        for (double a : output) {
            signs.add(a < 0 ? -1 : 1);
        }
        return signs;
    }

    @Override
    public String toString() {
        return "two-layer ReLU network, " + inputs + " inputs" + (bias ? " with bias, " : ", ") + output.length
                + " hidden " + (output.length == 1 ? "neuron" : "neurons");
    }
}
