package org.infimum.network;

import java.util.Arrays;
import org.infimum.Box;

/**
 * A set of parameters around a centre theta_0: a ball { ||theta - theta_0||_2 &le; R }, a box, or the part of a box
 * that lies in a ball. Convex and compact. Immutable.
 */
public final class ParameterSet {
    private final double[] centre;
    private final double[] lower;
    private final double[] upper;
    private final double radius;
    private final String name;
    /** For every parameter the radius of the ball in which those of its layer lie. */
    private final double[] layerRadius;
    /** The set of which this one is a part. */
    private final ParameterSet whole;

    private ParameterSet(double[] centre, double[] lower, double[] upper, double radius, String name) {
        this.centre = centre;
        this.lower = lower;
        this.upper = upper;
        this.radius = radius;
        this.name = name;
        this.layerRadius = new double[centre.length];
        Arrays.fill(layerRadius, radius);
        this.whole = this;
    }

    private ParameterSet(ParameterSet whole, double[] lower, double[] upper, double[] layerRadius) {
        this.centre = whole.centre;
        this.lower = lower;
        this.upper = upper;
        this.radius = whole.radius;
        this.name = whole.name;
        this.layerRadius = layerRadius;
        this.whole = whole;
    }

    /**
     * The ball { ||theta - centre||_2 &le; radius }.
     *
     * @param centre theta_0
     * @param radius R, at least 0 and finite
     * @return the ball
     * @throws IllegalArgumentException if R is negative or not finite, or a coordinate of the centre is not finite
     */
    public static ParameterSet ball(double[] centre, double radius) {
        if (!(radius >= 0 && radius < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "The radius of a ball must be at least 0 and finite, not " + radius + ".");
        }
        double[] middle = Finite.copy("coordinates of the centre", centre, centre.length);
        double[] low = middle.clone();
        double[] high = middle.clone();
        for (int k = 0; radius > 0 && k < middle.length; k++) {
            low[k] = Math.nextDown(middle[k] - radius);
            high[k] = Math.nextUp(middle[k] + radius);
        }
        return new ParameterSet(middle, low, high, radius, "ball of radius " + radius);
    }

    /**
     * A box, with its midpoint as the centre.
     *
     * @param box the box
     * @return the set
     */
    public static ParameterSet box(Box box) {
        double[] middle = new double[box.dimension()];
        for (int k = 0; k < middle.length; k++) {
            middle[k] = Math.min(box.upper(k), Math.max(box.lower(k), box.lower(k) / 2 + box.upper(k) / 2));
        }
        return box(box, middle);
    }

    /**
     * A box around given weights. A bound is best where the centre is what the weights are near to.
     *
     * @param box the box
     * @param centre theta_0, a point of the box
     * @return the set
     * @throws IllegalArgumentException if the centre is not in the box
     */
    public static ParameterSet box(Box box, double[] centre) {
        if (!box.contains(centre)) {
            throw new IllegalArgumentException(
                    "The centre " + Arrays.toString(centre) + " does not lie in the box " + box + ".");
        }
        double[] low = new double[centre.length];
        double[] high = new double[centre.length];
        for (int k = 0; k < centre.length; k++) {
            low[k] = box.lower(k);
            high[k] = box.upper(k);
        }
        String name = box.dimension() <= 4 ? "box " + box : "box of " + box.dimension() + " coordinates";
        return new ParameterSet(centre.clone(), low, high, Double.POSITIVE_INFINITY, name);
    }

    /**
     * The part of this set that lies in a ball around the same centre.
     *
     * @param radius R, at least 0 and finite
     * @return the intersection
     * @throws IllegalArgumentException if R is negative or not finite
     */
    public ParameterSet within(double radius) {
        ParameterSet ball = ball(centre, radius);
        double[] low = lower.clone();
        double[] high = upper.clone();
        for (int k = 0; k < low.length; k++) {
            low[k] = Math.max(low[k], ball.lower[k]);
            high[k] = Math.min(high[k], ball.upper[k]);
        }
        return new ParameterSet(centre, low, high, Math.min(this.radius, radius), name + " within the " + ball.name);
    }

    /**
     * The number of parameters.
     *
     * @return d
     */
    public int dimension() {
        return centre.length;
    }

    /**
     * The centre theta_0.
     *
     * @return a new array
     */
    public double[] centre() {
        return centre.clone();
    }

    /**
     * A box that holds the set: for a ball the one that encloses it, rounded outwards.
     *
     * @return the box
     */
    public Box enclosingBox() {
        return Box.of(lower, upper);
    }

    /**
     * The radius of the ball.
     *
     * @return R; infinite for a box
     */
    public double radius() {
        return radius;
    }

    /**
     * Whether a whole box lies in this set, rounding on the safe side.
     *
     * @param box a box of parameters
     * @return true if all of its points do; false if its dimension differs
     */
    public boolean contains(Box box) {
        if (box.dimension() != centre.length || !(box.farthestDistance(centre) <= radius)) {
            return false;
        }
        boolean inside = true;
        for (int k = 0; k < centre.length; k++) {
            inside &= box.lower(k) >= lower[k] && box.upper(k) <= upper[k];
        }
        return inside;
    }

    /** The centre itself; not to be changed. */
    double[] middle() {
        return centre;
    }

    double lower(int k) {
        return lower[k];
    }

    double upper(int k) {
        return upper[k];
    }

    /** An upper bound of |theta_k - theta_0k|. */
    double reach(int k) {
        double most = Math.max(upper[k] - centre[k], centre[k] - lower[k]);
        return most == 0 ? 0 : Math.min(Math.nextUp(most), layerRadius[k]);
    }

    /** An upper bound of ||theta_l - theta_0l|| for the layer of parameter k. */
    double layerRadius(int k) {
        return layerRadius[k];
    }

    /** Whether nobody can move along coordinate k, in the whole set of which this one may be a part. */
    boolean fixes(int k) {
        return whole.lower[k] == whole.upper[k];
    }

    /** The part in which the parameters of every layer lie in a ball of its own, given parameter by parameter. */
    ParameterSet sharing(double[] layerRadius) {
        double[] low = lower.clone();
        double[] high = upper.clone();
        for (int k = 0; k < low.length; k++) {
            low[k] = Math.max(low[k], Math.min(centre[k], Math.nextDown(centre[k] - layerRadius[k])));
            high[k] = Math.min(high[k], Math.max(centre[k], Math.nextUp(centre[k] + layerRadius[k])));
        }
        return new ParameterSet(whole, low, high, layerRadius);
    }

    @Override
    public String toString() {
        return name;
    }
}
