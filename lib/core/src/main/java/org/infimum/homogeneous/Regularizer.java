package org.infimum.homogeneous;

/** The regulariser theta of one subnetwork of p layers of weights W_1..W_p. */
public enum Regularizer {
    /** ||W_1||_F ... ||W_p||_F, of degree p like the network: the theory applies. */
    PRODUCT_OF_NORMS,

    /**
     * (||W_1||_F^2 + ... + ||W_p||_F^2) / 2, weight decay, of degree 2. For p = 2 its least value over rescalings is the product of the norms; for more layers the
     * degrees do not match and there are local minima that are not global: the zero network is one.
     */
    SUM_OF_SQUARES
}
