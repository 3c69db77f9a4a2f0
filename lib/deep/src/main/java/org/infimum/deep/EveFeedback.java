package org.infimum.deep;

/** {@link Eve}'s d_t, the running relative change of the objective. */
final class EveFeedback {
    private final Eve solver;
    private double d = 1;
    // NaN before the first iteration
    private double clipped = Double.NaN;

    EveFeedback(Eve solver) {
        this.solver = solver;
    }

    /** Takes f(x_t) in and gives d_t. */
    double next(double f, long iteration) {
        if (f < 0) {
            throw new IllegalArgumentException("Eve needs an objective that is never negative, but f = " + f
                    + " at iteration " + iteration + "; add a constant to the loss, or use Adam.");
        }
        if (!(clipped > 0)) {
            // the first one, or the first after zeros, to which no change is relative
            clipped = f;
            return d;
        }
        boolean rose = f >= clipped;
        double least = rose ? 1 + solver.lower() : 1 / (1 + solver.upper());
        double most = rose ? 1 + solver.upper() : 1 / (1 + solver.lower());
        double now = Math.min(Math.max(least, f / clipped), most) * clipped;
        double change = Math.abs(now - clipped) / Math.min(now, clipped);
        d = solver.beta3() * d + (1 - solver.beta3()) * change;
        clipped = now;
        return d;
    }

    double[] state() {
        return new double[] {d, clipped};
    }

    void restore(double[] state) {
        d = state[0];
        clipped = state[1];
    }
}
