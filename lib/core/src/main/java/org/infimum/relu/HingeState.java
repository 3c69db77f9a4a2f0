package org.infimum.relu;

/**
 * The hinge as min xi over xi &ge; 1 - y z, xi &ge; 0 with the multipliers p and q of the two: p + q = 1 and nu = y p. With the slack
 * a = xi - 1 + y z the pairs are (p, a) and (q, xi). The multipliers are those of the program: where y z = 1, the loss's slope does not say
 * which nu in [0, y] it is, they do.
 */
final class HingeState implements LossState {
    /** Weights are softened to 1 / (1 / W + SOFTENING), as in {@link BlockState}; margins have the scale 1. */
    private static final double SOFTENING = 1e-6;

    private final double[] y;
    private final double[] z;
    private final double[] nu;
    private final double[] root;
    private final double[] weights;
    private final double[] soft;
    private final double[] constant;
    private final double[] offset;
    private final double[] xi;
    private final double[] a;
    private final double[] p;
    private final double[] q;
    private final double[] dXi;
    private final double[] dA;
    private final double[] dP;
    private final double[] dQ;
    private final double[] pTarget;
    private final double[] qTarget;
    private boolean begun;

    HingeState(double[] y) {
        int n = y.length;
        this.y = y;
        this.z = new double[n];
        this.nu = new double[n];
        this.root = new double[n];
        this.weights = new double[n];
        this.soft = new double[n];
        this.constant = new double[n];
        this.offset = new double[n];
        this.xi = new double[n];
        this.a = new double[n];
        this.p = new double[n];
        this.q = new double[n];
        this.dXi = new double[n];
        this.dA = new double[n];
        this.dP = new double[n];
        this.dQ = new double[n];
        this.pTarget = new double[n];
        this.qTarget = new double[n];
    }

    @Override
    public void moveTo(double[] z) {
        System.arraycopy(z, 0, this.z, 0, y.length);
        for (int i = 0; i < y.length; i++) {
            if (!begun) {
                // both slacks at least a half, their product with the multipliers equal
                double margin = 1 - y[i] * z[i];
                xi[i] = Math.max(margin, 0) + 0.5;
                a[i] = xi[i] - margin;
                p[i] = xi[i] / (a[i] + xi[i]);
                q[i] = 1 - p[i];
            }
            nu[i] = y[i] * p[i];
            double pa = p[i] / a[i];
            double qx = q[i] / xi[i];
            double weight = pa * qx / (pa + qx);
            soft[i] = 1 + SOFTENING * weight;
            weights[i] = weight / soft[i];
            root[i] = Math.sqrt(weights[i]);
        }
        begun = true;
    }

    @Override
    public double[] dual() {
        return nu;
    }

    @Override
    public int pairs() {
        return 2 * y.length;
    }

    @Override
    public double complementarity() {
        return complementarityAt(0);
    }

    @Override
    public double[] rootWeights() {
        return root;
    }

    @Override
    public double[] constant(double mu, boolean corrected) {
        for (int i = 0; i < y.length; i++) {
            double pa = p[i] / a[i];
            double qx = q[i] / xi[i];
            // what rounding has left between a and xi - 1 + y z
            double drift = xi[i] - 1 + y[i] * z[i] - a[i];
            double pTo = (mu - (corrected ? dA[i] * dP[i] : 0)) / a[i] - pa * drift;
            double qTo = (mu - (corrected ? dXi[i] * dQ[i] : 0)) / xi[i];
            pTarget[i] = pTo;
            qTarget[i] = qTo;
            offset[i] = drift;
            constant[i] = nu[i] + (y[i] * (pTo - pa * (pTo + qTo - 1) / (pa + qx)) - nu[i]) / soft[i];
        }
        return constant;
    }

    @Override
    public void direct(double[] dz) {
        for (int i = 0; i < y.length; i++) {
            double pa = p[i] / a[i];
            double qx = q[i] / xi[i];
            double dNu = constant[i] - weights[i] * dz[i] - nu[i];
            double dMargin = y[i] * (dz[i] + SOFTENING * dNu);
            dXi[i] = (pTarget[i] + qTarget[i] - 1 - pa * dMargin) / (pa + qx);
            dA[i] = dXi[i] + dMargin + offset[i];
            dP[i] = pTarget[i] - pa * (dXi[i] + dMargin) - p[i];
            dQ[i] = qTarget[i] - qx * dXi[i] - q[i];
        }
    }

    @Override
    public double longestStep() {
        double step = Double.POSITIVE_INFINITY;
        for (int i = 0; i < y.length; i++) {
            step = Math.min(step, Steps.toZero(a[i], dA[i]));
            step = Math.min(step, Steps.toZero(xi[i], dXi[i]));
            step = Math.min(step, Steps.toZero(p[i], dP[i]));
            step = Math.min(step, Steps.toZero(q[i], dQ[i]));
        }
        return step;
    }

    @Override
    public double complementarityAt(double step) {
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += (p[i] + step * dP[i]) * (a[i] + step * dA[i]) + (q[i] + step * dQ[i]) * (xi[i] + step * dXi[i]);
        }
        return sum;
    }

    @Override
    public double meritAt(double step, double mu) {
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            double slack = xi[i] + step * dXi[i];
            sum += slack - mu * (Math.log(slack) + Math.log(a[i] + step * dA[i]));
        }
        return sum;
    }

    @Override
    public void advance(double step) {
        for (int i = 0; i < y.length; i++) {
            a[i] += step * dA[i];
            xi[i] += step * dXi[i];
            p[i] += step * dP[i];
            q[i] += step * dQ[i];
        }
    }
}
