package org.infimum.homogeneous;

import java.util.Arrays;
import java.util.SplittableRandom;

/** r alike subnetworks in parallel, W = (W_1..W_r), with m parameters each. Immutable. */
public final class ParallelNetwork {
    private final int parameters;
    private final double[] w;

    private ParallelNetwork(int parameters, double[] w) {
        this.parameters = parameters;
        this.w = w;
    }

    /**
     * The network of some subnetworks.
     *
     * @param architecture what each of them is
     * @param subnetworks their parameters, m finite numbers each; may be empty; copied
     * @return the network
     * @throws IllegalArgumentException if one has another number of parameters or one that is not finite
     */
    public static ParallelNetwork of(ParallelArchitecture architecture, double[]... subnetworks) {
        int m = architecture.parameters();
        double[] w = new double[subnetworks.length * m];
        for (int i = 0; i < subnetworks.length; i++) {
            if (subnetworks[i].length != m) {
                throw new IllegalArgumentException("Subnetwork " + i + " has " + subnetworks[i].length
                        + " parameters; one of this architecture has " + m + ".");
            }
            System.arraycopy(subnetworks[i], 0, w, i * m, m);
        }
        return flat(architecture, w);
    }

    /**
     * No subnetworks: Phi = 0.
     *
     * @param architecture what a subnetwork would be
     * @return the network with r = 0
     */
    public static ParallelNetwork zero(ParallelArchitecture architecture) {
        return new ParallelNetwork(architecture.parameters(), new double[0]);
    }

    /**
     * Normally distributed parameters.
     *
     * @param architecture what each subnetwork is
     * @param subnetworks r, at least 1
     * @param deviation the standard deviation, positive and finite
     * @param seed the seed
     * @return the network
     * @throws IllegalArgumentException if there is no subnetwork, or the deviation is not positive and finite
     */
    public static ParallelNetwork random(
            ParallelArchitecture architecture, int subnetworks, double deviation, long seed) {
        if (subnetworks < 1) {
            throw new IllegalArgumentException(
                    "A random network needs at least one subnetwork, not " + subnetworks + ".");
        }
        if (!(deviation > 0) || deviation == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "The standard deviation must be positive and finite, not " + deviation + ".");
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[] w = new double[subnetworks * architecture.parameters()];
        for (int k = 0; k < w.length; k++) {
            w[k] = deviation * random.nextGaussian();
        }
        return new ParallelNetwork(architecture.parameters(), w);
    }

    /** r times m numbers, taken over. */
    static ParallelNetwork flat(ParallelArchitecture architecture, double[] w) {
        for (int k = 0; k < w.length; k++) {
            if (!Double.isFinite(w[k])) {
                throw new IllegalArgumentException("Parameter " + k % architecture.parameters() + " of subnetwork "
                        + k / architecture.parameters() + " is " + w[k] + "; all must be finite.");
            }
        }
        return new ParallelNetwork(architecture.parameters(), w);
    }

    /**
     * The number of subnetworks.
     *
     * @return r
     */
    public int subnetworks() {
        return w.length / parameters;
    }

    /**
     * The numbers that a subnetwork has.
     *
     * @return m
     */
    public int parameters() {
        return parameters;
    }

    /**
     * One subnetwork.
     *
     * @param i which, from 0
     * @return a new array of its m parameters
     * @throws IndexOutOfBoundsException if there is no such subnetwork
     */
    public double[] subnetwork(int i) {
        if (i < 0 || i >= subnetworks()) {
            throw new IndexOutOfBoundsException("There is no subnetwork " + i + " among " + subnetworks() + ".");
        }
        return Arrays.copyOfRange(w, i * parameters, (i + 1) * parameters);
    }

    /** Checks that there is something to descend on. */
    void requireSubnetworks() {
        if (subnetworks() == 0) {
            throw new IllegalArgumentException(
                    "A descent needs a network of at least one subnetwork; take ParallelNetwork.random.");
        }
    }

    /** All parameters; not to be changed. */
    double[] flat() {
        return w;
    }

    @Override
    public String toString() {
        return subnetworks() + " subnetworks of " + parameters + " parameters";
    }
}
