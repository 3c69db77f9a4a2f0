package org.infimum.network;

import org.infimum.linalg.Rounded;

/** Encloses the generalised gradients of a loss in the outputs, over an enclosure of the outputs. */
final class LossEnclosure {
    private static final double ROOT_TWO = Rounded.sqrtUp(2);

    private LossEnclosure() {}

    static Enclosure gradients(Loss loss, Enclosure z, double[] y) {
        return switch (loss) {
            case SQUARED -> z.plus(Enclosure.point(negative(y)));
            case HINGE -> y.length == 1 ? binaryHinge(z, y[0]) : hinge(z, Loss.label(y));
            case SOFTMAX_CROSS_ENTROPY -> crossEntropy(z, Loss.label(y));
        };
    }

    private static double[] negative(double[] y) {
        double[] minus = new double[y.length];
        for (int j = 0; j < y.length; j++) {
            minus[j] = -y[j];
        }
        return minus;
    }

    private static Enclosure binaryHinge(Enclosure z, double y) {
        // y z is exact, y being 1 or -1
        double least = Rounded.addDown(1, -Math.max(y * z.lower[0], y * z.upper[0]));
        double most = Rounded.addUp(1, -Math.min(y * z.lower[0], y * z.upper[0]));
        double[] lower = {most < 0 ? 0 : Math.min(0, -y)};
        double[] upper = {most < 0 ? 0 : Math.max(0, -y)};
        double[] centre = {most < 0 || (least <= 0 && 1 - y * z.centre[0] <= 0) ? 0 : -y};
        if (least > 0) {
            lower[0] = -y;
            upper[0] = -y;
        }
        return new Enclosure(centre, lower, upper, 1, 1);
    }

    /**
     * The generalised gradient is a convex combination of 0, where the margin may be met, and of e_j - e_k for the
     * rivals j that may be the largest.
     */
    private static Enclosure hinge(Enclosure z, int label) {
        int n = z.size();
        double surely = Double.NEGATIVE_INFINITY;
        double possibly = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < n; j++) {
            if (j != label) {
                surely = Math.max(surely, z.lower[j]);
                possibly = Math.max(possibly, z.upper[j]);
            }
        }
        boolean on = Rounded.addDown(1, Rounded.addDown(surely, -z.upper[label])) > 0;
        boolean off = Rounded.addUp(1, Rounded.addUp(possibly, -z.lower[label])) < 0;
        double[] centre = new double[n];
        double[] lower = new double[n];
        double[] upper = new double[n];
        if (off) {
            return new Enclosure(centre, lower, upper, 0, 0);
        }
        int rivals = 0;
        int chosen = -1;
        for (int j = 0; j < n; j++) {
            if (j != label && z.upper[j] >= surely) {
                rivals++;
                upper[j] = 1;
                chosen = chosen < 0 || z.centre[j] > z.centre[chosen] ? j : chosen;
            }
        }
        lower[label] = -1;
        if (on) {
            upper[label] = -1;
            lower[chosen] = rivals == 1 ? 1 : 0;
        }
        if (on || 1 + (z.centre[chosen] - z.centre[label]) > 0) {
            centre[label] = -1;
            centre[chosen] = 1;
        }
        // any two of 0 and e_j - e_k are at most sqrt(2) apart
        return new Enclosure(centre, lower, upper, on && rivals == 1 ? 0 : ROOT_TWO, ROOT_TWO);
    }

    /**
     * p - e_k with p the softmax. The Hessian diag(p) - p p^T has absolute row sums 2 p_j (1 - p_j), so by Gershgorin
     * the gradient moves by at most the largest of them times the outputs' deviation, at most 1/2 of it.
     */
    private static Enclosure crossEntropy(Enclosure z, int label) {
        int n = z.size();
        double[] low = new double[n];
        double[] high = new double[n];
        softmax(z, label, low, high);
        double[] centreLow = new double[n];
        double[] centreHigh = new double[n];
        softmax(Enclosure.point(z.centre), label, centreLow, centreHigh);
        // rounding may put the centre outside the set: the way from it to the set's points lies in the hull of both
        double[] least = new double[n];
        double[] most = new double[n];
        softmax(hull(z), label, least, most);
        double[] centre = new double[n];
        double[] lost = new double[n];
        double bend = 0;
        for (int j = 0; j < n; j++) {
            centre[j] = (centreLow[j] + centreHigh[j]) / 2;
            lost[j] = Math.nextUp(Math.max(centreHigh[j] - centre[j], centre[j] - centreLow[j]));
            // p_j, or for the label 1 - p_j: p (1 - p) is the same of both
            double from = Math.min(Math.abs(least[j]), Math.abs(most[j]));
            double to = Math.max(Math.abs(least[j]), Math.abs(most[j]));
            double p = Math.max(from, Math.min(to, 0.5));
            bend = Math.max(bend, Rounded.multiplyUp(2, Rounded.multiplyUp(p, Rounded.addUp(1, -p))));
        }
        double apart = Rounded.addUp(Rounded.multiplyUp(bend, z.deviation), Rounded.normUp(lost));
        return new Enclosure(centre, low, high, apart, ROOT_TWO);
    }

    private static Enclosure hull(Enclosure z) {
        double[] lower = z.lower.clone();
        double[] upper = z.upper.clone();
        for (int j = 0; j < lower.length; j++) {
            lower[j] = Math.min(lower[j], z.centre[j]);
            upper[j] = Math.max(upper[j], z.centre[j]);
        }
        double norm = Math.max(z.norm, Rounded.normUp(z.centre));
        return new Enclosure(z.centre.clone(), lower, upper, z.deviation, norm);
    }

    /** Bounds of p_j, and of p_j - 1 for the label without cancellation. */
    private static void softmax(Enclosure z, int label, double[] low, double[] high) {
        double side = Rounded.multiplyUp(ROOT_TWO, z.deviation);
        for (int j = 0; j < z.size(); j++) {
            double least = 0;
            double most = 0;
            for (int k = 0; k < z.size(); k++) {
                if (k != j) {
                    // z_k - z_j moves by at most sqrt(2) times the deviation
                    double centreDown = Rounded.addDown(Rounded.addDown(z.centre[k], -z.centre[j]), -side);
                    double centreUp = Rounded.addUp(Rounded.addUp(z.centre[k], -z.centre[j]), side);
                    double from = Math.max(Rounded.addDown(z.lower[k], -z.upper[j]), centreDown);
                    double to = Math.min(Rounded.addUp(z.upper[k], -z.lower[j]), centreUp);
                    // StrictMath.exp is within one unit in the last place
                    least = Math.max(
                            0, Rounded.addDown(least, Math.max(0, Math.nextDown(Math.nextDown(StrictMath.exp(from))))));
                    most = Rounded.addUp(most, Math.nextUp(Math.nextUp(StrictMath.exp(to))));
                }
            }
            if (j == label) {
                low[j] = most == Double.POSITIVE_INFINITY
                        ? -1
                        : Math.max(-1, -Rounded.divideUp(most, Math.nextDown(1 + most)));
                high[j] = least == Double.POSITIVE_INFINITY
                        ? -0.5
                        : Math.min(0, -Math.max(0, Rounded.divideDown(least, Rounded.addUp(1, least))));
            } else {
                low[j] = Math.max(0, Rounded.divideDown(1, Rounded.addUp(1, most)));
                high[j] = Math.min(1, Rounded.divideUp(1, Rounded.addDown(1, least)));
            }
        }
    }
}
