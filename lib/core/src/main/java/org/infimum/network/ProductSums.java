package org.infimum.network;

import org.infimum.linalg.Rounded;

/**
 * Encloses (W + dW) v + b + db for a linear map given link by link, over an enclosure of v and a set of coefficients.
 * Forwards and backwards alike.
 *
 * <p>The sums are rounded to nearest; what they lost is bounded at the end by gamma_n times the sum of magnitudes
 * (Higham 2002, section 3.1), with one smallest number per product for underflow.
 */
final class ProductSums {
    private final double[] centre;
    private final double[] lower;
    private final double[] upper;
    private final double[] middleLower;
    private final double[] middleUpper;
    private final double[] magnitude;
    private final double[] seen;
    private final double[] weight;
    private final double[] spread;
    private final int[] count;
    private final double[] fresh;
    private double freshNorm;

    ProductSums(int size) {
        centre = new double[size];
        lower = new double[size];
        upper = new double[size];
        middleLower = new double[size];
        middleUpper = new double[size];
        magnitude = new double[size];
        seen = new double[size];
        weight = new double[size];
        spread = new double[size];
        count = new int[size];
        fresh = new double[size];
    }

    /** Adds coefficient times v_k to target t; the coefficient w lies in [low, high], at most reach from its centre. */
    void add(int t, double w, double low, double high, double reach, Enclosure v, int k) {
        double from = v.lower[k];
        double to = v.upper[k];
        double a = low * from;
        double b = low * to;
        double c = high * from;
        double d = high * to;
        double least = Math.min(Math.min(a, b), Math.min(c, d));
        double most = Math.max(Math.max(a, b), Math.max(c, d));
        double first = w * from;
        double second = w * to;
        double largest = Math.max(Math.abs(from), Math.abs(to));
        centre[t] += w * v.centre[k];
        lower[t] += least;
        upper[t] += most;
        middleLower[t] += Math.min(first, second);
        middleUpper[t] += Math.max(first, second);
        // the centre may lie outside [from, to] by rounding
        magnitude[t] += Math.max(Math.abs(low), Math.abs(high)) * Math.max(largest, Math.abs(v.centre[k]));
        seen[t] += largest * largest;
        weight[t] += w * w;
        spread[t] += reach * reach;
        count[t]++;
    }

    /** Adds a bias b in [low, high]. */
    void addBias(int t, double b, double low, double high, double reach) {
        centre[t] += b;
        lower[t] += low;
        upper[t] += high;
        middleLower[t] += b;
        middleUpper[t] += b;
        magnitude[t] += Math.max(Math.abs(low), Math.abs(high));
        seen[t] += reach > 0 ? 1 : 0;
        spread[t] += reach * reach;
        count[t]++;
    }

    /**
     * The enclosure.
     *
     * @param operatorNorm an upper bound of ||W||
     * @param radius an upper bound of the norm of all changes of the coefficients
     * @param perturbation an upper bound of ||dW v + db||
     * @param bias an upper bound of ||b||
     * @param v the enclosure of the argument
     */
    Enclosure enclose(double operatorNorm, double radius, double perturbation, double bias, Enclosure v) {
        int n = centre.length;
        double[] lost = new double[n];
        double[] moved = new double[n];
        for (int t = 0; t < n; t++) {
            double factor = Rounded.sumFactor(count[t] + 2L);
            double tiny = count[t] * Double.MIN_VALUE;
            // factor - 1 is exact, and at least gamma
            lost[t] = Rounded.addUp(Rounded.multiplyUp(factor - 1, Rounded.multiplyUp(factor, magnitude[t])), 2 * tiny);
            double change = Math.min(radius, root(spread[t], factor, tiny));
            moved[t] = change == 0 ? 0 : Rounded.multiplyUp(change, root(seen[t], factor, tiny));
            double aside = Rounded.addUp(
                    Rounded.addUp(Rounded.multiplyUp(root(weight[t], factor, tiny), v.deviation), moved[t]), lost[t]);
            double beyond = Rounded.addUp(moved[t], lost[t]);
            lower[t] = Math.max(
                    Rounded.addDown(lower[t], -lost[t]),
                    Math.max(Rounded.addDown(middleLower[t], -beyond), Rounded.addDown(centre[t], -aside)));
            upper[t] = Math.min(
                    Rounded.addUp(upper[t], lost[t]),
                    Math.min(Rounded.addUp(middleUpper[t], beyond), Rounded.addUp(centre[t], aside)));
        }
        for (int t = 0; t < n; t++) {
            fresh[t] = Rounded.addUp(moved[t], lost[t]);
        }
        double change = Math.min(perturbation, Rounded.normUp(moved));
        freshNorm = Rounded.addUp(change, Rounded.normUp(lost));
        double apart = Rounded.addUp(
                Rounded.addUp(Rounded.multiplyUp(operatorNorm, v.deviation), change), Rounded.normUp(lost));
        double norm = Rounded.addUp(Rounded.addUp(Rounded.multiplyUp(operatorNorm, v.norm), change), bias);
        return new Enclosure(centre, lower, upper, apart, norm);
    }

    /** At least |(dW v + db + rounding)_t|, once enclosed. */
    double[] fresh() {
        return fresh;
    }

    /** At least ||dW v + db + rounding||, once enclosed. */
    double freshNorm() {
        return freshNorm;
    }

    private static double root(double square, double factor, double tiny) {
        return square == 0 && tiny == 0 ? 0 : Rounded.sqrtUp(Rounded.addUp(Rounded.multiplyUp(square, factor), tiny));
    }
}
