package org.infimum.deep;

import org.infimum.bpgrad.StepSize;

/** {@link BpGrad}'s step from f and the gradient's norm. */
final class BpGradStep implements StepRule {
    private final BpGrad solver;
    private final StepSize stepSize;
    private double epochSum;
    private double epochCount;
    private double epoch = -1;

    BpGradStep(BpGrad solver) {
        this.solver = solver;
        this.stepSize = new StepSize(solver.lipschitz(), solver.rho(), 0);
    }

    @Override
    public StepFactors at(double objective, double norm, boolean zero, Iteration iteration) {
        boolean mean = solver.variant().objective() == BpGrad.Objective.EPOCH_MEAN;
        double eta = stepSize.at(mean ? epochMean(objective, iteration.epoch()) : objective, iteration.number());
        return solver.variant().momentum() == BpGrad.Momentum.ON_STEP
                ? new StepFactors(eta, solver.momentum(), eta / norm, 1, 0)
                : new StepFactors(eta, solver.momentum(), 1 / norm, eta, 0);
    }

    private double epochMean(double objective, int currentEpoch) {
        if (currentEpoch != epoch) {
            epoch = currentEpoch;
            epochSum = 0;
            epochCount = 0;
        }
        epochSum += objective;
        epochCount++;
        return epochSum / epochCount;
    }

    @Override
    public boolean randomAtZero() {
        return true;
    }

    @Override
    public double[] state() {
        return new double[] {stepSize.minimum(), epochSum, epochCount, epoch};
    }

    @Override
    public void restore(double[] state) {
        stepSize.restoreMinimum(state[0]);
        epochSum = state[1];
        epochCount = state[2];
        epoch = state[3];
    }
}
