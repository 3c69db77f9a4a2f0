package org.infimum.relu;

import org.infimum.linalg.SmallCholesky;

/**
 * One block's part of an interior-point iteration: v with slacks s = A v and multipliers lambda of its cone, and x, the smoothed
 * subgradient of the norms, which tends to beta v_g / ||v_g|| or, where v_g tends to 0, to some point of the ball of radius beta.
 *
 * <p>With r_g = sqrt(||v_g||^2 + epsilon^2) Newton's method is applied to x_g r_g = beta v_g (Andersen, Christiansen, Conn, Overton 2000) and
 * to s_i lambda_i = mu. Eliminating dx, ds and dlambda leaves the k x k matrix H = sum over g of (beta I - (x_g v_g^T + v_g x_g^T) / (2 r_g)) / r_g
 * + A^T diag(lambda / s) A, positive definite as ||x_g|| &le; beta. The iterate's x enters H alone, not the right side: clipping it to the
 * ball costs no accuracy.
 */
final class BlockState {
    /** Of A v relative to ||v||, with room for k terms and for drift over the steps. */
    private static final double ROUNDING = 1e-14;

    /**
     * Weights lambda / s are softened to 1 / (s / lambda + SOFT / scale): above 1e8 times the block's curvature they would leave no digits
     * of it in H. The constraints are then met in the limit of the steps instead of in each.
     */
    private static final double SOFT = 1e-8;

    private final ConeBlock block;
    private final double beta;
    private final double[] v;
    private final double[] x;
    private final double[] s;
    private final double[] lambda;
    private final double[] infeasibility;
    private final double[] dv;
    private final double[] dx;
    private final double[] ds;
    private final double[] dLambda;
    private final double[] xTarget;
    private final double[] lambdaTarget;
    private final double[] hessian;
    private final double[] rows;
    private final SmallCholesky cholesky;
    private double scale;
    private double softening;

    BlockState(ConeBlock block, double beta) {
        int k = block.size();
        int m = block.rows();
        this.block = block;
        this.beta = beta;
        this.v = new double[k];
        this.x = new double[k];
        this.s = new double[m];
        this.lambda = new double[m];
        this.infeasibility = new double[m];
        this.dv = new double[k];
        this.dx = new double[k];
        this.ds = new double[m];
        this.dLambda = new double[m];
        this.xTarget = new double[k];
        this.lambdaTarget = new double[m];
        this.hessian = new double[k * k];
        this.rows = new double[m];
        this.cholesky = new SmallCholesky(k);
    }

    /**
     * Begins at a point, {@link #v} and {@link #slacks} being set to it.
     *
     * @param least the least slack, positive: smaller ones are raised to it, so that the start is infeasible there
     * @param mu the products s_i lambda_i
     * @param epsilon the smoothing
     */
    void begin(double least, double mu, double epsilon) {
        for (int i = 0; i < s.length; i++) {
            // a row that constrains nothing keeps a slack of 1 and the multiplier 0, so that loops need no exception
            s[i] = block.isConstraint(i) ? Math.max(infeasibility[i], least) : 1;
            lambda[i] = block.isConstraint(i) ? mu / s[i] : 0;
        }
        for (int g = 0; g < block.groups(); g++) {
            double r = smoothed(g, epsilon);
            for (int c = from(g); c < from(g + 1); c++) {
                x[c] = beta * v[c] / r;
            }
        }
        settle();
    }

    private int from(int group) {
        return group * block.groupSize();
    }

    private double smoothed(int group, double epsilon) {
        double square = epsilon * epsilon;
        for (int c = from(group); c < from(group + 1); c++) {
            square += v[c] * v[c];
        }
        return Math.sqrt(square);
    }

    ConeBlock block() {
        return block;
    }

    double[] v() {
        return v;
    }

    double[] dv() {
        return dv;
    }

    /** Where A v is to be set after each change of v. */
    double[] slacks() {
        return infeasibility;
    }

    /** Where A dv is to be set before {@link #direct}. */
    double[] slackDirection() {
        return ds;
    }

    double[] lambda() {
        return lambda;
    }

    /** sum over g of ||v_g||. */
    double norms() {
        double sum = 0;
        for (int g = 0; g < block.groups(); g++) {
            sum += smoothed(g, 0);
        }
        return sum;
    }

    /** The largest violation of A v &ge; 0, or 0. */
    double violation() {
        double worst = 0;
        for (int i = 0; i < s.length; i++) {
            if (block.isConstraint(i)) {
                worst = Math.max(worst, -(infeasibility[i] + s[i]));
            }
        }
        return worst;
    }

    double complementarity() {
        return complementarityAt(0);
    }

    double complementarityAt(double step) {
        double sum = 0;
        for (int i = 0; i < s.length; i++) {
            sum += (s[i] + step * ds[i]) * (lambda[i] + step * dLambda[i]);
        }
        return sum;
    }

    /** max over g of ||q_g|| for q = B^T nu + A^T lambda: at most beta where nu is dual feasible. */
    double dualNorm(double[] q) {
        double worst = 0;
        for (int g = 0; g < block.groups(); g++) {
            double square = 0;
            for (int c = from(g); c < from(g + 1); c++) {
                square += q[c] * q[c];
            }
            worst = Math.max(worst, square);
        }
        return Math.sqrt(worst);
    }

    /**
     * The softened weights lambda / s of the iterate, a number a row of A; not to be changed.
     *
     * @param epsilon the smoothing
     * @param rootWeights the square roots of the loss's curvatures
     */
    double[] weights(double epsilon, double[] rootWeights) {
        double curvature = 0;
        for (int i = 0; i < rootWeights.length; i++) {
            curvature += Math.min(1, rootWeights[i] * rootWeights[i]) * block.outputSquare(i);
        }
        double longest = 0;
        for (int g = 0; g < block.groups(); g++) {
            longest = Math.max(longest, smoothed(g, epsilon));
        }
        scale = curvature / v.length + beta / longest;
        softening = SOFT / scale;
        for (int i = 0; i < s.length; i++) {
            double weight = lambda[i] / s[i];
            rows[i] = weight / (1 + softening * weight);
        }
        return rows;
    }

    /** Where A^T diag(weights) A is to be set, the lower triangle row by row, before {@link #factor}. */
    double[] hessian() {
        return hessian;
    }

    /**
     * Completes H and factorises it.
     *
     * @param epsilon the smoothing
     * @param regularisation the multiple of the identity that is added, relative to the block's curvature
     */
    void factor(double epsilon, double regularisation) {
        int k = v.length;
        for (int g = 0; g < block.groups(); g++) {
            double r = smoothed(g, epsilon);
            for (int c = from(g); c < from(g + 1); c++) {
                for (int l = from(g); l <= c; l++) {
                    hessian[c * k + l] -= (x[c] * v[l] + v[c] * x[l]) / (2 * r * r);
                }
                hessian[c * k + c] += beta / r;
            }
        }
        double shift = regularisation * scale;
        double largest = 0;
        for (int c = 0; c < k; c++) {
            largest = Math.max(largest, hessian[c * k + c]);
        }
        while (!cholesky.factor(hessian, shift)) {
            // rounding in entries as large as the largest made it indefinite
            // and where all entries underflow there is no largest: the shift must grow all the same
            shift = Math.max(Math.max(10 * shift, 1e-15 * largest), Double.MIN_NORMAL);
            if (!(shift < Double.POSITIVE_INFINITY)) {
                throw new ArithmeticException("A block of the cone program holds numbers that are not finite.");
            }
        }
    }

    /** R, the factor of H. */
    SmallCholesky cholesky() {
        return cholesky;
    }

    /**
     * The multipliers that the linear model aims at, with which {@link #rightSide} goes on; not to be changed.
     *
     * @param mu the products aimed at
     * @param corrected whether the products of the last direction are taken off
     */
    double[] aim(double mu, boolean corrected) {
        for (int i = 0; i < s.length; i++) {
            if (block.isConstraint(i)) {
                double target = (mu - lambda[i] * infeasibility[i] - (corrected ? ds[i] * dLambda[i] : 0)) / s[i];
                lambdaTarget[i] = lambda[i] + (target - lambda[i]) / (1 + softening * lambda[i] / s[i]);
            }
        }
        return lambdaTarget;
    }

    /**
     * The right side R^-1 g of the Newton system.
     *
     * @param q B^T constant + A^T lambda for the loss's constant and the multipliers of {@link #aim}; replaced by the result
     * @param epsilon the smoothing
     * @param epsilonTarget the smoothing aimed at
     */
    void rightSide(double[] q, double epsilon, double epsilonTarget) {
        for (int g = 0; g < block.groups(); g++) {
            double r = smoothed(g, epsilon);
            double fall = epsilon * (epsilonTarget - epsilon) / (r * r);
            for (int c = from(g); c < from(g + 1); c++) {
                xTarget[c] = beta * v[c] / r - x[c] * fall;
            }
        }
        for (int c = 0; c < v.length; c++) {
            q[c] -= xTarget[c];
        }
        cholesky.forward(q);
    }

    /** Takes R^T dv; {@link #direct} goes on when {@link #slackDirection} is set for it. */
    void turn(double[] scaled, int offset) {
        System.arraycopy(scaled, offset, dv, 0, dv.length);
        cholesky.backward(dv);
    }

    /** Derives all other directions from dv and A dv. */
    void direct(double epsilon) {
        for (int i = 0; i < s.length; i++) {
            if (block.isConstraint(i)) {
                dLambda[i] = lambdaTarget[i] - rows[i] * ds[i] - lambda[i];
                ds[i] += infeasibility[i] - softening * dLambda[i];
            }
        }
        for (int g = 0; g < block.groups(); g++) {
            double r = smoothed(g, epsilon);
            double along = 0;
            for (int c = from(g); c < from(g + 1); c++) {
                along += v[c] * dv[c];
            }
            for (int c = from(g); c < from(g + 1); c++) {
                dx[c] = xTarget[c] + (beta * dv[c] - x[c] * along / r) / r - x[c];
            }
        }
    }

    double longestStep() {
        double step = Double.POSITIVE_INFINITY;
        for (int i = 0; i < s.length; i++) {
            step = Math.min(step, Steps.toZero(s[i], ds[i]));
            step = Math.min(step, Steps.toZero(lambda[i], dLambda[i]));
        }
        return step;
    }

    /** The smoothed norms' price with the cone's barrier after a step. */
    double meritAt(double step, double mu, double epsilon) {
        double sum = 0;
        for (int g = 0; g < block.groups(); g++) {
            double square = epsilon * epsilon;
            for (int c = from(g); c < from(g + 1); c++) {
                double moved = v[c] + step * dv[c];
                square += moved * moved;
            }
            sum += beta * Math.sqrt(square);
        }
        for (int i = 0; i < s.length; i++) {
            if (block.isConstraint(i)) {
                sum -= mu * Math.log(s[i] + step * ds[i]);
            }
        }
        return sum;
    }

    /** Takes the step; {@link #settle} is to follow when {@link #slacks} is set for it. */
    void advance(double step) {
        for (int c = 0; c < v.length; c++) {
            v[c] += step * dv[c];
            x[c] += step * dx[c];
        }
        for (int i = 0; i < s.length; i++) {
            s[i] += step * ds[i];
            lambda[i] += step * dLambda[i];
        }
        for (int g = 0; g < block.groups(); g++) {
            double square = 0;
            for (int c = from(g); c < from(g + 1); c++) {
                square += x[c] * x[c];
            }
            if (square > beta * beta) {
                double scale = beta / Math.sqrt(square);
                for (int c = from(g); c < from(g + 1); c++) {
                    x[c] *= scale;
                }
            }
        }
    }

    /**
     * {@code infeasibility} holds A v; makes it A v - s, or 0 where the two differ by no more than rounding in A v. There s is the better
     * number: a step has changed it by little, while A v is a difference of large terms.
     */
    void settle() {
        double square = 0;
        for (double component : v) {
            square += component * component;
        }
        double rounding = ROUNDING * Math.sqrt(square);
        for (int i = 0; i < s.length; i++) {
            double difference = block.isConstraint(i) ? infeasibility[i] - s[i] : 0;
            infeasibility[i] = Math.abs(difference) <= rounding ? 0 : difference;
        }
    }
}
