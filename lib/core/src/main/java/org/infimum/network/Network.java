package org.infimum.network;

import java.util.ArrayDeque;
import java.util.List;

/**
 * A feed-forward network in double arithmetic: layers one after the other, with residual blocks, evaluated one sample
 * at a time. Immutable. Made for bounds and for small training problems; the products are plain loops.
 *
 * <p>The parameters of the network form one flat vector theta: layer by layer, in each layer the weights and then the
 * biases ({@link Layer#parameters}).
 */
public final class Network {
    private final Shape input;
    private final List<Layer> layers;
    private final Shape output;
    private final int parameterCount;
    private final Chain chain;

    /**
     * The network with the given layers.
     *
     * @param input the shape of one sample
     * @param layers the layers in order
     * @throws IllegalArgumentException if a layer cannot take what the one before it gives; the message names it
     */
    public Network(Shape input, List<Layer> layers) {
        this.input = input;
        this.layers = List.copyOf(layers);
        Shape shape = input;
        for (int k = 0; k < this.layers.size(); k++) {
            try {
                shape = this.layers.get(k).output(shape);
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException("Layer " + k + " does not fit: " + wrong.getMessage(), wrong);
            }
        }
        this.output = shape;
        this.parameterCount = Layers.parameterCount(this.layers);
        this.chain = Chain.of(this.layers, input, 0);
    }

    /**
     * The network with the given layers.
     *
     * @param input the shape of one sample
     * @param layers the layers in order
     * @return the network
     * @throws IllegalArgumentException as the constructor
     */
    public static Network of(Shape input, Layer... layers) {
        return new Network(input, List.of(layers));
    }

    /**
     * The shape of one sample.
     *
     * @return its channels, rows and columns
     */
    public Shape input() {
        return input;
    }

    /**
     * The shape of the output.
     *
     * @return its channels, rows and columns
     */
    public Shape output() {
        return output;
    }

    /**
     * The layers in order.
     *
     * @return an unmodifiable list
     */
    public List<Layer> layers() {
        return layers;
    }

    /**
     * The number of parameters.
     *
     * @return the length of theta
     */
    public int parameterCount() {
        return parameterCount;
    }

    /**
     * The parameters theta.
     *
     * @return a new array
     */
    public double[] parameters() {
        double[] all = new double[parameterCount];
        Layers.write(layers, all, 0);
        return all;
    }

    /**
     * The same network with other parameters.
     *
     * @param parameters theta
     * @return the new network
     * @throws IllegalArgumentException if their number is wrong or one is not finite
     */
    public Network withParameters(double[] parameters) {
        double[] all = Finite.copy("parameters of the network", parameters, parameterCount);
        return new Network(input, Layers.read(layers, all, 0));
    }

    /**
     * The output for one sample, with the network's own parameters.
     *
     * @param x the sample, flat
     * @return a new array of {@code output().size()} numbers
     * @throws IllegalArgumentException if the sample has the wrong length
     */
    public double[] output(double[] x) {
        return pass(parameters(), x).output();
    }

    /**
     * The output for one sample and other parameters, kept with what the way back needs.
     *
     * @param parameters theta; not copied, and not to be changed before {@link Pass#backward} is done
     * @param x the sample, flat; likewise
     * @return the pass
     * @throws IllegalArgumentException if a length is wrong
     */
    public Pass pass(double[] parameters, double[] x) {
        if (parameters.length != parameterCount) {
            throw new IllegalArgumentException(
                    "The network has " + parameterCount + " parameters, not " + parameters.length + ".");
        }
        requireSample(x);
        return new Pass(parameters, x);
    }

    void requireSample(double[] x) {
        if (x.length != input.size()) {
            throw new IllegalArgumentException(
                    "A sample of shape " + input + " has " + input.size() + " numbers, not " + x.length + ".");
        }
    }

    Chain chain() {
        return chain;
    }

    /** One sample's way through the network. */
    public final class Pass {
        private final double[] parameters;
        private final ArrayDeque<double[]> tape = new ArrayDeque<>();
        private final double[] result;
        private boolean taken;

        private Pass(double[] parameters, double[] x) {
            this.parameters = parameters;
            this.result = chain.forward(parameters, x, tape);
        }

        /**
         * The network's output.
         *
         * @return a new array
         */
        public double[] output() {
            return result.clone();
        }

        /**
         * The way back, once: from the gradient of a loss in the output to those in the parameters and in the sample.
         * At a kink of an activation the slope from the left is taken, at equal maxima the first one.
         *
         * @param outputGradient the gradient in the output
         * @param parameterGradient the gradient in theta is added to it
         * @return the gradient in the sample, a new array
         * @throws IllegalArgumentException if a length is wrong
         * @throws IllegalStateException if this pass was taken back before
         */
        public double[] backward(double[] outputGradient, double[] parameterGradient) {
            if (outputGradient.length != output.size() || parameterGradient.length != parameterCount) {
                throw new IllegalArgumentException("The way back needs gradients of " + output.size() + " outputs and "
                        + parameterCount + " parameters, not " + outputGradient.length + " and "
                        + parameterGradient.length
                        + ".");
            }
            if (taken) {
                throw new IllegalStateException("A pass can be taken back once only; make a new one.");
            }
            taken = true;
            return chain.backward(parameters, outputGradient, tape, parameterGradient)
                    .clone();
        }
    }
}
