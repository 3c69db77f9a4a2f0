package org.infimum.bpgrad;

import java.util.ArrayList;
import java.util.List;
import org.infimum.Box;

/**
 * Looks for points where f is steeper than elsewhere, so that an L which is too small is found out: a compass search that climbs the
 * gradient norm from the steepest sample, then from the steepest one away from there, and so on. The points it asks for are samples
 * like all others.
 */
final class SteepnessCheck {
    /** The first stride as a part of the box's sides, and how often it is halved. */
    private static final double STRIDE = 0.02;

    private static final int HALVINGS = 6;

    private final Box box;
    private final List<double[]> tried = new ArrayList<>();
    private double[] at;
    private double norm;
    private double[] asked;
    private double stride;
    private int turn;
    private int failures;

    // the steepest sample that is away from what was tried
    private double[] next;
    private double nextNorm;

    SteepnessCheck(Box box) {
        this.box = box;
    }

    /** Shows it a sample of the search. */
    void show(double[] x, double gradientNorm) {
        if (gradientNorm > nextNorm && isAway(x)) {
            next = x.clone();
            nextNorm = gradientNorm;
        }
    }

    /** The next point it wants evaluated; null if it has nothing to climb from. */
    double[] ask() {
        while (true) {
            if (at == null) {
                if (next == null) {
                    return null;
                }
                at = next;
                norm = nextNorm;
                tried.add(at);
                next = null;
                nextNorm = 0;
                stride = STRIDE;
                turn = 0;
                failures = 0;
            }
            int k = turn / 2 % box.dimension();
            double step = stride * (box.upper(k) - box.lower(k)) * (turn % 2 == 0 ? 1 : -1);
            asked = at.clone();
            asked[k] += step;
            box.project(asked);
            if (asked[k] != at[k]) {
                return asked;
            }
            fail();
        }
    }

    /** The gradient norm at the point asked for. */
    void answer(double gradientNorm) {
        if (gradientNorm > norm) {
            at = asked;
            norm = gradientNorm;
            failures = 0;
        } else {
            fail();
        }
    }

    private void fail() {
        turn++;
        failures++;
        if (failures >= 2 * box.dimension()) {
            failures = 0;
            stride /= 2;
            if (stride < STRIDE / (1 << HALVINGS)) {
                tried.add(at);
                at = null;
            }
        }
    }

    private boolean isAway(double[] x) {
        for (double[] other : tried) {
            boolean near = true;
            for (int k = 0; k < x.length; k++) {
                near &= Math.abs(x[k] - other[k]) <= 2 * STRIDE * (box.upper(k) - box.lower(k));
            }
            if (near) {
                return false;
            }
        }
        return true;
    }
}
