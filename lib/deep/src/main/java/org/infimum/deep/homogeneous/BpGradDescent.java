package org.infimum.deep.homogeneous;

import java.util.Objects;
import org.infimum.bpgrad.StepSize;
import org.infimum.deep.BpGrad;
import org.infimum.homogeneous.HomogeneousProblem;
import org.infimum.homogeneous.LocalDescent;
import org.infimum.linalg.Euclidean;

/**
 * Descent by {@link BpGrad} (Zhang, Wu, Wang 2018, Algorithm 2 as printed) on all parameters of a parallel network as one vector and on all samples in every
 * iteration; the objective's lower bound is 0, which all losses and regularisers here have. The best point of all is the descent's. Deterministic.
 *
 * @param solver BPGrad with its Lipschitz constant, momentum and schedule; the paper's variant
 * @param iterations at most, at least 1
 * @param patience iterations in a row without a gain of a billionth of the best objective, after which the descent ends; at least 1
 */
public record BpGradDescent(BpGrad solver, int iterations, int patience) implements LocalDescent {
    /**
     * Checks the options.
     *
     * @param solver as above
     * @param iterations as above
     * @param patience as above
     * @throws IllegalArgumentException if there is no iteration or no patience, or the solver is of another variant than the paper's
     */
    public BpGradDescent {
        Objects.requireNonNull(solver, "solver");
        UpdaterDescent.requirePositive(iterations, patience);
        if (!solver.variant().equals(BpGrad.Variant.PAPER)) {
            throw new IllegalArgumentException("The descent takes BPGrad's variant PAPER, not "
                    + solver.variant()
                    + ": on all samples at once, with the regulariser in the objective; use BpGrad.lipschitz(L).");
        }
    }

    /**
     * BPGrad for up to 5,000 iterations, with a patience of 500.
     *
     * @param solver BPGrad, the paper's variant
     * @return the descent
     * @throws IllegalArgumentException if it is of another variant
     */
    public static BpGradDescent of(BpGrad solver) {
        return new BpGradDescent(solver, 5000, 500);
    }

    /**
     * The same with other limits.
     *
     * @param iterations at most, at least 1
     * @param patience as the record says, at least 1
     * @return a new descent
     * @throws IllegalArgumentException if one is less than 1
     */
    public BpGradDescent limits(int iterations, int patience) {
        return new BpGradDescent(solver, iterations, patience);
    }

    @Override
    public Steps begin(HomogeneousProblem problem, double[] start) {
        StepSize size = new StepSize(solver.lipschitz(), solver.rho(), 0);
        double[] back = new double[start.length];
        DescentRule rule = (value, gradient, iteration) -> {
            double factor = size.at(value, iteration) / Euclidean.norm(gradient);
            for (int k = 0; k < back.length; k++) {
                back[k] = solver.momentum() * back[k] + factor * gradient[k];
                gradient[k] = back[k];
            }
        };
        return new FullBatchSteps(problem, start, rule, iterations, patience);
    }

    @Override
    public String name() {
        return solver.name();
    }
}
