package org.infimum.network;

/**
 * The links of a linear layer, u_i = b_i + sum of c_k z_j over its links (j, k): which inputs an output sees and which
 * coefficient stands at each. One output sees no input and no coefficient twice. So every pass over a linear layer is
 * written once, whatever its kind.
 */
interface Links {
    int outputs();

    int inputs();

    /** The number of coefficients, biases included. */
    int coefficients();

    /** The most links of one output. */
    int longestRow();

    /** Writes the inputs and coefficients that an output sees and returns their number. */
    int row(int output, int[] input, int[] coefficient);

    /** The coefficient of an output's bias, or -1 for none. */
    int bias(int output);

    /**
     * The number M of outputs at most that see one input by way of the same kind of window: sum over outputs of one
     * channel.
     */
    int overlap();

    /** The number P of outputs that share one bias and one set of weights. */
    int positions();
}
