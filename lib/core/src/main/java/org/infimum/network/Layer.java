package org.infimum.network;

/**
 * A layer of a feed-forward network with its weights, applied to one sample. Layers are immutable.
 *
 * <p>The parameters of a layer are what training changes: the weights and biases of {@link Dense} and {@link
 * Convolution} and those of the layers within a {@link Residual}. The numbers of an {@link Affine} layer are constants.
 */
public sealed interface Layer permits Dense, Convolution, Pooling, Activation, Affine, Residual {
    /**
     * The shape of the output for an input of the given shape.
     *
     * @param input the input's shape
     * @return the output's shape
     * @throws IllegalArgumentException if the layer cannot take such an input
     */
    Shape output(Shape input);

    /**
     * The number of parameters.
     *
     * @return the length of {@link #parameters}; 0 unless said otherwise
     */
    default int parameterCount() {
        return 0;
    }

    /**
     * The parameters, flat: the weights in their order, then the biases; in a residual block the body's layers one
     * after the other, then the shortcut's.
     *
     * @return a new array; empty unless said otherwise
     */
    default double[] parameters() {
        return new double[0];
    }

    /**
     * The same layer with other parameters.
     *
     * @param parameters all parameters of the layer, in the order of {@link #parameters}
     * @return the new layer
     * @throws IllegalArgumentException if their number is not {@link #parameterCount} or one is not finite
     */
    Layer withParameters(double[] parameters);
}
