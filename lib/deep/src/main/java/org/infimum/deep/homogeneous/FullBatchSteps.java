package org.infimum.deep.homogeneous;

import org.infimum.homogeneous.HomogeneousProblem;
import org.infimum.homogeneous.LocalDescent;
import org.infimum.linalg.Euclidean;

/** Steps of a method that may rise, each on all samples; the best point is kept. */
final class FullBatchSteps implements LocalDescent.Steps {
    /** A new best counts as progress where it gains this part of the objective. */
    private static final double GAIN = 1e-9;

    /** Iterations between two looks of the driver. */
    private static final int CHUNK = 20;

    private final HomogeneousProblem problem;
    private final DescentRule rule;
    private final int iterations;
    private final int patience;
    private final double[] w;
    private final double[] gradient;
    private double[] best;
    private double bestValue;
    private double current;
    private double progressValue;
    private int progressAt;
    private int done;

    FullBatchSteps(HomogeneousProblem problem, double[] start, DescentRule rule, int iterations, int patience) {
        this.problem = problem;
        this.rule = rule;
        this.iterations = iterations;
        this.patience = patience;
        this.w = start.clone();
        this.gradient = new double[w.length];
        this.best = start.clone();
        this.bestValue = problem.descend(w, gradient);
        this.current = bestValue;
        this.progressValue = bestValue;
    }

    @Override
    public boolean step() {
        for (int k = 0; k < CHUNK; k++) {
            if (!iterate()) {
                return false;
            }
        }
        return true;
    }

    /** One iteration from w, whose gradient is known; false at the end. */
    private boolean iterate() {
        double norm = Euclidean.norm(gradient);
        if (done >= iterations || done - progressAt >= patience || norm == 0 || !Double.isFinite(norm + current)) {
            return false;
        }
        rule.apply(current, gradient, done);
        for (int k = 0; k < w.length; k++) {
            w[k] -= gradient[k];
        }
        done++;
        current = problem.descend(w, gradient);
        if (!Double.isFinite(current)) {
            // blown up: no later iterate can be trusted, and the best point is kept
            return false;
        }
        if (current < bestValue) {
            bestValue = current;
            best = w.clone();
        }
        if (bestValue < progressValue - GAIN * Math.abs(progressValue)) {
            progressValue = bestValue;
            progressAt = done;
        }
        return true;
    }

    @Override
    public double[] point() {
        return best.clone();
    }

    @Override
    public double value() {
        return bestValue;
    }
}
