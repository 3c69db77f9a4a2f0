package org.infimum.deep;

/** {@link AliG}'s step from f and the gradient's norm. */
final class AliGStep implements StepRule {
    private final AliG solver;

    AliGStep(AliG solver) {
        this.solver = solver;
    }

    @Override
    public StepFactors at(double objective, double norm, boolean zero, Iteration iteration) {
        if (objective < 0) {
            throw new IllegalArgumentException("ALI-G needs an objective that is never negative, but f = " + objective
                    + " at iteration " + iteration.number() + "; add a constant to the loss, or use another solver.");
        }
        double gamma = Math.min(solver.maximalRate(), objective / (norm * norm + solver.delta()));
        double mu = solver.momentum();
        return new StepFactors(gamma, mu, gamma, mu, gamma);
    }

    @Override
    public double[] state() {
        return new double[0];
    }

    @Override
    public void restore(double[] state) {
        // there is none
    }
}
