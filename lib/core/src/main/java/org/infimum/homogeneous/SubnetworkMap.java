package org.infimum.homogeneous;

/** phi of several subnetworks with its gradient, in plain floating point, as {@link ParallelArchitecture} has them. */
interface SubnetworkMap {
    void output(double[] w, int r, double[] output);

    void addGradient(double[] w, int r, double[] g, double[] gradient);
}
