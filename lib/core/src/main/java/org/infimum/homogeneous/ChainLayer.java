package org.infimum.homogeneous;

/** A layer of one subnetwork, on one sample at a time: linear in its weights and positively homogeneous in its input. Immutable. */
interface ChainLayer {
    int inputs();

    int outputs();

    /** The number of its weights, 0 for pooling. */
    int weights();

    /** The most terms that an output is a sum of, rounded ones. */
    int terms();

    /**
     * Its Lipschitz constant in the input, Euclidean, for weights of Frobenius norm 1.
     *
     * @return a number not below it
     */
    double gain();

    /**
     * The outputs.
     *
     * @param w an array in which the weights begin at {@code at}
     * @param out overwritten
     */
    void forward(double[] w, int at, double[] in, double[] out);

    /**
     * Adds the gradient in the weights, and sets that in the input.
     *
     * @param g the gradient in the outputs
     * @param gradient added to from {@code at} on
     * @param gIn overwritten; null where it is not wanted
     */
    void backward(double[] w, int at, double[] in, double[] g, double[] gradient, double[] gIn);
}
