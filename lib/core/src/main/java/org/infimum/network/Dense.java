package org.infimum.network;

import java.util.Arrays;

/** A fully connected layer, u = W z + b. Takes an input of any shape with the right number of entries. */
public final class Dense implements Layer {
    private final int outputs;
    private final int inputs;
    private final double[] weights;
    private final double[] bias;

    /**
     * The layer with the given weights.
     *
     * @param outputs the number of outputs, at least 1
     * @param inputs the number of inputs, at least 1
     * @param weights W row by row: the weight from input k to output j is number j inputs + k
     * @param bias b, one number an output
     * @throws IllegalArgumentException if a length is wrong or a number is not finite
     */
    public Dense(int outputs, int inputs, double[] weights, double[] bias) {
        if (outputs < 1 || inputs < 1) {
            throw new IllegalArgumentException(
                    "A dense layer needs at least one output and one input, not " + outputs + " x " + inputs + ".");
        }
        this.outputs = outputs;
        this.inputs = inputs;
        this.weights = Finite.copy("weights of a dense layer", weights, Math.multiplyExact(outputs, inputs));
        this.bias = Finite.copy("biases of a dense layer", bias, outputs);
    }

    /**
     * The number of outputs.
     *
     * @return rows of W
     */
    public int outputs() {
        return outputs;
    }

    /**
     * The number of inputs.
     *
     * @return columns of W
     */
    public int inputs() {
        return inputs;
    }

    /**
     * W, row by row.
     *
     * @return a new array of outputs x inputs numbers
     */
    public double[] weights() {
        return weights.clone();
    }

    /**
     * b.
     *
     * @return a new array, one number an output
     */
    public double[] bias() {
        return bias.clone();
    }

    @Override
    public Shape output(Shape input) {
        if (input.size() != inputs) {
            throw new IllegalArgumentException(
                    "A dense layer of " + inputs + " inputs cannot take " + input.size() + " (" + input + ").");
        }
        return Shape.vector(outputs);
    }

    @Override
    public int parameterCount() {
        return weights.length + bias.length;
    }

    @Override
    public double[] parameters() {
        double[] all = Arrays.copyOf(weights, parameterCount());
        System.arraycopy(bias, 0, all, weights.length, outputs);
        return all;
    }

    @Override
    public Dense withParameters(double[] parameters) {
        double[] all = Finite.copy("parameters of a dense layer", parameters, parameterCount());
        return new Dense(
                outputs,
                inputs,
                Arrays.copyOf(all, weights.length),
                Arrays.copyOfRange(all, weights.length, all.length));
    }

    @Override
    public String toString() {
        return "Dense " + outputs + " x " + inputs;
    }
}
