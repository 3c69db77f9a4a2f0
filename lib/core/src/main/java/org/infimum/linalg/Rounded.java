package org.infimum.linalg;

/**
 * Floating-point operations rounded in one direction: the {@code Up} ones are never below the exact result, the {@code Down} ones
 * never above it. For numbers that are called bounds.
 *
 * <p>Java rounds +, -, *, / and sqrt correctly to nearest, so the neighbour of the computed number in the wanted direction bounds
 * the exact result, also where it over- or underflows. An exact result is moved all the same: the bound is one unit in the last
 * place looser than it must be. A NaN stays NaN: check for it where infinities can meet.
 *
 * <p>Costs about a nanosecond more than the bare operation. For long sums in inner loops use an a-priori bound,
 * {@link #sumFactor}, instead.
 */
public final class Rounded {
    /** The unit roundoff of double precision, 2^-53. */
    public static final double UNIT = 0x1p-53;

    private Rounded() {}

    /**
     * An upper bound of x + y.
     *
     * @param x a number
     * @param y a number
     * @return a number not below x + y
     */
    public static double addUp(double x, double y) {
        return Math.nextUp(x + y);
    }

    /**
     * A lower bound of x + y.
     *
     * @param x a number
     * @param y a number
     * @return a number not above x + y
     */
    public static double addDown(double x, double y) {
        return Math.nextDown(x + y);
    }

    /**
     * An upper bound of x y.
     *
     * @param x a number
     * @param y a number
     * @return a number not below x y
     */
    public static double multiplyUp(double x, double y) {
        return Math.nextUp(x * y);
    }

    /**
     * A lower bound of x y.
     *
     * @param x a number
     * @param y a number
     * @return a number not above x y
     */
    public static double multiplyDown(double x, double y) {
        return Math.nextDown(x * y);
    }

    /**
     * An upper bound of x / y.
     *
     * @param x a number
     * @param y a number, not 0
     * @return a number not below x / y
     */
    public static double divideUp(double x, double y) {
        return Math.nextUp(x / y);
    }

    /**
     * A lower bound of x / y.
     *
     * @param x a number
     * @param y a number, not 0
     * @return a number not above x / y
     */
    public static double divideDown(double x, double y) {
        return Math.nextDown(x / y);
    }

    /**
     * An upper bound of the square root of x.
     *
     * @param x a number, at least 0
     * @return a number not below sqrt(x)
     */
    public static double sqrtUp(double x) {
        return Math.nextUp(Math.sqrt(x));
    }

    /**
     * A lower bound of the square root of x, at least 0.
     *
     * @param x a number, at least 0
     * @return a number not above sqrt(x)
     */
    public static double sqrtDown(double x) {
        return Math.max(0, Math.nextDown(Math.sqrt(x)));
    }

    /**
     * An upper bound of ||x||_2, free of underflow's loss.
     *
     * @param x a vector
     * @return a number not below its norm
     */
    public static double normUp(double[] x) {
        double square = 0;
        for (double component : x) {
            square = addUp(square, multiplyUp(component, component));
        }
        return sqrtUp(square);
    }

    /**
     * An upper bound of 1 + gamma_n, gamma_n = n u / (1 - n u) with the unit roundoff u: a sum or product of n correctly rounded
     * operations on non-negative numbers, none of which underflows, is at most this factor below or above the exact one
     * (Higham 2002, Lemma 3.1).
     *
     * @param operations n, at least 0 and below 2^50
     * @return the factor, above 1
     * @throws IllegalArgumentException if n is out of its range
     */
    public static double sumFactor(long operations) {
        if (operations < 0 || operations >= 1L << 50) {
            throw new IllegalArgumentException(
                    "The number of rounded operations must be in [0, 2^50), not " + operations + ".");
        }
        double nu = Math.nextUp(operations * UNIT);
        return addUp(1, divideUp(nu, Math.nextDown(1 - nu)));
    }
}
