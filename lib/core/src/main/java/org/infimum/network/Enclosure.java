package org.infimum.network;

import java.util.List;
import org.infimum.linalg.Rounded;

/**
 * A set of vectors v that holds all values of an activation or of a gradient: lower &le; v &le; upper in every
 * coordinate, ||v - centre||_2 &le; deviation, and ||v||_2 &le; norm. The centre is any vector of doubles, not the
 * exact image of anything: what was lost in computing it is part of the deviation. So a computed point needs no
 * intervals of its own.
 *
 * <p>Each of the three statements sharpens the others; the constructor sees to that, rounding outwards.
 */
final class Enclosure {
    final double[] centre;
    final double[] lower;
    final double[] upper;
    final double deviation;
    final double norm;
    private final List<Noise> noises;

    /** Takes the arrays over. The bounds of the deviation and the norm may be infinite. */
    Enclosure(double[] centre, double[] lower, double[] upper, double deviation, double norm) {
        this(centre, lower, upper, deviation, norm, null);
    }

    /** The same with the parts of which v - centre is the sum, null if nothing is known of them. */
    Enclosure(double[] centre, double[] lower, double[] upper, double deviation, double norm, List<Noise> noises) {
        this.noises = noises;
        this.centre = centre;
        this.lower = lower;
        this.upper = upper;
        double[] far = new double[centre.length];
        for (int k = 0; k < far.length; k++) {
            far[k] = reach(k);
        }
        this.deviation = Math.min(deviation, Rounded.normUp(far));
        for (int k = 0; k < far.length; k++) {
            lower[k] = Math.max(lower[k], Rounded.addDown(centre[k], -this.deviation));
            upper[k] = Math.min(upper[k], Rounded.addUp(centre[k], this.deviation));
            far[k] = magnitude(k);
        }
        double around = Rounded.addUp(Rounded.normUp(centre), this.deviation);
        this.norm = Math.min(norm, Math.min(around, Rounded.normUp(far)));
        for (int k = 0; k < far.length; k++) {
            lower[k] = Math.max(lower[k], -this.norm);
            upper[k] = Math.min(upper[k], this.norm);
        }
        // a NaN or an infinity anywhere ends up here, so no comparison downstream can be misled by one
        if (!(this.deviation < Double.POSITIVE_INFINITY && this.norm < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("The bound leaves the range of double precision; take a smaller set of"
                    + " parameters, or smaller weights and samples.");
        }
    }

    /** One point. */
    static Enclosure point(double[] x) {
        return new Enclosure(x.clone(), x.clone(), x.clone(), 0, Rounded.normUp(x));
    }

    /** The parts of which v - centre is the sum. */
    List<Noise> noises() {
        if (noises != null) {
            return noises;
        }
        return deviation == 0 ? List.of() : List.of(Noise.fresh(reaches(), deviation));
    }

    int size() {
        return centre.length;
    }

    /** An upper bound of |v_k - centre_k|. */
    double reach(int k) {
        double most = Math.max(upper[k] - centre[k], centre[k] - lower[k]);
        return most <= 0 ? 0 : Math.nextUp(most);
    }

    /** An upper bound of |v_k|. */
    double magnitude(int k) {
        return Math.max(Math.abs(lower[k]), Math.abs(upper[k]));
    }

    double[] reaches() {
        double[] all = new double[centre.length];
        for (int k = 0; k < all.length; k++) {
            all[k] = reach(k);
        }
        return all;
    }

    double[] magnitudes() {
        double[] all = new double[centre.length];
        for (int k = 0; k < all.length; k++) {
            all[k] = magnitude(k);
        }
        return all;
    }

    /** All sums of a vector of this set and one of the other. */
    Enclosure plus(Enclosure other) {
        int n = centre.length;
        double[] sum = new double[n];
        double[] low = new double[n];
        double[] high = new double[n];
        double[] lost = new double[n];
        for (int k = 0; k < n; k++) {
            sum[k] = centre[k] + other.centre[k];
            low[k] = Rounded.addDown(lower[k], other.lower[k]);
            high[k] = Rounded.addUp(upper[k], other.upper[k]);
            // a sum is rounded by half a unit in its last place; where it is subnormal it is exact
            lost[k] = Math.abs(sum[k]) * Rounded.UNIT;
        }
        double apart = Rounded.addUp(Rounded.addUp(deviation, other.deviation), Rounded.normUp(lost));
        Enclosure both = new Enclosure(sum, low, high, apart, Rounded.addUp(norm, other.norm));
        return Noises.follows(n)
                ? Noises.sum(noises(), other.noises(), n).sharpen(both, lost, Double.POSITIVE_INFINITY)
                : both;
    }
}
