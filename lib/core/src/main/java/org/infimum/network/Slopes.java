package org.infimum.network;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.infimum.linalg.Euclidean;

/**
 * Large slopes ||f(x + r v) - f(x)|| / (r ||v||) of a network by power iteration on its Jacobian: v &lt;- J^T (f(x + r v) - f(x)). Every number is a
 * slope that the network has, up to rounding, so it is at most the Lipschitz constant.
 */
final class Slopes {
    private static final int LINEAR_STEPS = 40;
    private static final double SETTLED = 1e-5;

    private Slopes() {}

    /** The norm that power iteration attains on a linear layer; its bias does not matter. */
    static double ofLinear(Layer layer, Shape input) {
        Network net = Network.of(input, layer);
        return at(net, new double[input.size()], 1, LINEAR_STEPS, 1);
    }

    /** The largest slope on the way of a power iteration from x. */
    static double at(Network net, double[] x, double radius, int steps, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] theta = net.parameters();
        double[] ignored = new double[theta.length];
        double[] base = net.pass(theta, x).output();
        double[] v = new double[x.length];
        Arrays.setAll(v, k -> random.nextDouble(-1, 1));
        double best = 0;
        for (int step = 0; step < steps; step++) {
            double norm = Euclidean.norm(v);
            if (!(norm > 0)) {
                break;
            }
            double[] moved = new double[x.length];
            for (int k = 0; k < x.length; k++) {
                moved[k] = x[k] + v[k] * (radius / norm);
            }
            double[] change = net.pass(theta, moved).output();
            for (int k = 0; k < change.length; k++) {
                change[k] -= base[k];
            }
            double slope = Euclidean.norm(change) / Euclidean.distance(moved, x);
            if (!Double.isFinite(slope)) {
                // squares of numbers beyond 1e154: nothing is known to be attained
                break;
            }
            boolean settled = slope <= best * (1 + SETTLED);
            best = Math.max(best, slope);
            if (settled) {
                break;
            }
            v = net.pass(theta, x).backward(change, ignored);
        }
        return best;
    }
}
