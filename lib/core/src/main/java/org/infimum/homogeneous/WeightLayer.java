package org.infimum.homogeneous;

/** A layer with weights. */
interface WeightLayer extends ChainLayer {
    /** What its weights W are multiplied by: the output has the norm of W P^T, with P one row for each place at which the weights are used. */
    double[][] patches(double[] in);

    /** The numbers of P: rows times columns. */
    long patchSize();
}
