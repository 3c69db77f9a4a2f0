package org.infimum.linalg;

/**
 * A sum of numbers and products with an error bound: about twice the working precision (Sum2 and Dot2 of Ogita, Rump and Oishi 2005), for the
 * values that certificates report.
 *
 * <p>With s the exact sum of the n terms and S the sum of their absolute values, the computed sum is within u |s| + gamma_n^2 S of s, and
 * {@link #lower} and {@link #upper} bracket s. Terms must not overflow; underflow is accounted for. Not for inner loops: an addition costs six
 * operations. Mutable; used by one thread.
 */
public final class CompensatedSum {
    private double high;
    private double low;
    private double absolute;
    private long terms;

    /** An empty sum. */
    public CompensatedSum() {}

    /**
     * Adds a number.
     *
     * @param value the number
     * @return this
     */
    public CompensatedSum add(double value) {
        double sum = high + value;
        double part = sum - high;
        low += (high - (sum - part)) + (value - part);
        high = sum;
        absolute += Math.abs(value);
        terms++;
        return this;
    }

    /**
     * Adds the product of two numbers.
     *
     * @param x a number
     * @param y a number
     * @return this
     */
    public CompensatedSum addProduct(double x, double y) {
        double product = x * y;
        // the rounding error of the product is a floating-point number, but for underflow, and so is fma's result
        low += Math.fma(x, y, -product);
        return add(product);
    }

    /**
     * The sum, rounded about as if it had been computed in twice the working precision.
     *
     * @return the sum
     */
    public double value() {
        return high + low;
    }

    /**
     * A lower bound of the exact sum.
     *
     * @return a number not above it; NaN if a term is NaN or infinities met
     */
    public double lower() {
        return Math.nextDown(value() - error());
    }

    /**
     * An upper bound of the exact sum.
     *
     * @return a number not below it; NaN if a term is NaN or infinities met
     */
    public double upper() {
        return Math.nextUp(value() + error());
    }

    private double error() {
        // twice the number of terms covers the products' errors among them, twice the bound covers its own rounding
        double gamma = Rounded.sumFactor(2 * terms + 4) - 1;
        return 2 * (Rounded.UNIT * Math.abs(value()) + gamma * gamma * absolute) + (terms + 1) * Double.MIN_NORMAL;
    }
}
