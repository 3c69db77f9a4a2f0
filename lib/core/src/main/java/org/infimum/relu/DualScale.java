package org.infimum.relu;

/** How far to shrink or stretch a dual point along its ray: the dual constraints are homogeneous, so the whole ray up to beta / polar is feasible. */
final class DualScale {
    private DualScale() {}

    /**
     * The factor t in [0, beta / polar] of the largest dual value of t nu; the objective is concave in t.
     *
     * @param loss the loss
     * @param nu the dual point
     * @param y the targets
     * @param polar the largest of the constraints' left sides at nu
     * @param beta their right side
     * @return t
     */
    static double best(ConvexLoss loss, double[] nu, double[] y, double polar, double beta) {
        double most = polar > 0 ? beta / polar : Double.POSITIVE_INFINITY;
        // so that rounding in the product does not leave the constraint
        if (most < 1) {
            most = Math.nextDown(most);
        }
        return switch (loss) {
            case SQUARED -> squared(nu, y, most);
            case HINGE -> hinge(nu, y, most);
            case LOGISTIC -> Math.min(1, most);
        };
    }

    private static double squared(double[] nu, double[] y, double most) {
        double product = 0;
        double square = 0;
        for (int i = 0; i < y.length; i++) {
            product += nu[i] * y[i];
            square += nu[i] * nu[i];
        }
        return square > 0 ? Math.max(0, Math.min(product / square, most)) : 0;
    }

    /** The value is linear in t and rises: as far as the constraints and 0 &le; y nu &le; 1 allow. */
    private static double hinge(double[] nu, double[] y, double most) {
        double largest = 0;
        for (int i = 0; i < y.length; i++) {
            largest = Math.max(largest, y[i] * nu[i]);
        }
        double t = largest > 0 ? Math.min(most, 1 / largest) : 0;
        return t * largest > 1 ? Math.nextDown(t) : t;
    }
}
