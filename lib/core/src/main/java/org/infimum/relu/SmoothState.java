package org.infimum.relu;

/** A smooth loss: nu = -L'(z), W = L''(z), nothing else. */
final class SmoothState implements LossState {
    private final ConvexLoss loss;
    private final double[] y;
    private final double[] z;
    private final double[] dz;
    private final double[] nu;
    private final double[] root;

    SmoothState(ConvexLoss loss, double[] y) {
        this.loss = loss;
        this.y = y;
        this.z = new double[y.length];
        this.dz = new double[y.length];
        this.nu = new double[y.length];
        this.root = new double[y.length];
    }

    @Override
    public void moveTo(double[] z) {
        System.arraycopy(z, 0, this.z, 0, y.length);
        for (int i = 0; i < y.length; i++) {
            nu[i] = -loss.derivative(z[i], y[i]);
            root[i] = Math.sqrt(loss.secondDerivative(z[i], y[i]));
        }
    }

    @Override
    public double[] dual() {
        return nu;
    }

    @Override
    public int pairs() {
        return 0;
    }

    @Override
    public double complementarity() {
        return 0;
    }

    @Override
    public double[] rootWeights() {
        return root;
    }

    @Override
    public double[] constant(double mu, boolean corrected) {
        return nu;
    }

    @Override
    public void direct(double[] dz) {
        System.arraycopy(dz, 0, this.dz, 0, y.length);
    }

    @Override
    public double longestStep() {
        return Double.POSITIVE_INFINITY;
    }

    @Override
    public double complementarityAt(double step) {
        return 0;
    }

    @Override
    public double meritAt(double step, double mu) {
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += loss.value(z[i] + step * dz[i], y[i]);
        }
        return sum;
    }

    @Override
    public void advance(double step) {}
}
