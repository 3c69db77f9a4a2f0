package org.infimum.deep;

/** {@link Sps}'s step from f and the gradient's norm. */
final class SpsStep implements StepRule {
    private final Sps solver;
    private double previous;

    SpsStep(Sps solver) {
        this.solver = solver;
        previous = solver.smoothing().map(Sps.Smoothing::first).orElse(Double.NaN);
    }

    @Override
    public StepFactors at(double objective, double norm, boolean zero, Iteration iteration) {
        if (zero) {
            // a minimum of this minibatch: whatever gamma is, nothing moves, and the bound of the next one stays
            return StepFactors.plain(0);
        }
        double polyak = Math.max(0, objective - solver.lowerBound()) / (solver.c() * norm * norm);
        double smooth = solver.smoothing()
                .map(smoothing -> smoothing.growth() * previous)
                .orElse(Double.POSITIVE_INFINITY);
        double gamma = Math.min(polyak, Math.min(solver.bound(), smooth));
        if (solver.smoothing().isPresent() && Double.isFinite(gamma)) {
            previous = gamma;
        }
        return StepFactors.plain(gamma);
    }

    @Override
    public double[] state() {
        return new double[] {previous};
    }

    @Override
    public void restore(double[] state) {
        previous = state[0];
    }
}
