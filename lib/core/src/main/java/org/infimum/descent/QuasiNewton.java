package org.infimum.descent;

import java.util.Arrays;
import org.infimum.linalg.Euclidean;

/**
 * Minimisation by limited-memory quasi-Newton steps (Nocedal 1980) with a line search by bisection for the weak Wolfe conditions, which also
 * copes with kinks (Lewis and Overton 2013). Monotone: the value never rises. It finds a local minimum of a smooth function, and near one of a function with
 * kinks; it proves nothing. An iteration costs a few evaluations and 80 d operations. Mutable; used by one thread.
 */
public final class QuasiNewton {
    private static final int MEMORY = 20;

    /** Halvings of a step at most; a quarter of them where a shorter step would do. */
    private static final int TRIALS = 40;

    /** A function with its gradient. */
    public interface Function {
        /**
         * The value with its gradient.
         *
         * @param x d numbers, not to be changed
         * @param gradient d numbers, overwritten where the value is finite
         * @return the value; infinite or NaN outside the domain
         */
        double evaluate(double[] x, double[] gradient);
    }

    private final Function function;
    private final double[][] s = new double[MEMORY][];
    private final double[][] y = new double[MEMORY][];
    private final double[] rho = new double[MEMORY];
    private final double[] alpha = new double[MEMORY];
    private int stored;
    private double[] x;
    private double[] gradient;
    private double[] next;
    private double[] nextGradient;
    private final double[] direction;
    private double value;

    /**
     * Starts.
     *
     * @param function the function
     * @param x where; copied
     * @throws IllegalArgumentException if the value there is not finite
     */
    public QuasiNewton(Function function, double[] x) {
        this.function = function;
        this.x = x.clone();
        this.gradient = new double[x.length];
        this.next = new double[x.length];
        this.nextGradient = new double[x.length];
        this.direction = new double[x.length];
        for (int i = 0; i < MEMORY; i++) {
            s[i] = new double[x.length];
            y[i] = new double[x.length];
        }
        this.value = function.evaluate(this.x, gradient);
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("The function is " + value + " at the start; it must be finite there.");
        }
    }

    /**
     * The value.
     *
     * @return f(x)
     */
    public double value() {
        return value;
    }

    /**
     * The point.
     *
     * @return x, valid until the next step; not to be changed
     */
    public double[] point() {
        return x;
    }

    /**
     * The gradient at the point.
     *
     * @return d numbers, valid until the next step; not to be changed
     */
    public double[] gradient() {
        return gradient;
    }

    /**
     * One iteration.
     *
     * @return false where no step lowers the value
     */
    public boolean step() {
        descentDirection();
        double slope = Euclidean.dot(gradient, direction);
        if (!(slope < 0)) {
            stored = 0;
            descentDirection();
            slope = Euclidean.dot(gradient, direction);
            if (!(slope < 0)) {
                return false;
            }
        }
        double first = stored > 0 ? 1 : 1 / Math.sqrt(-slope) * Math.min(1, Math.max(1e-3, norm(x)) * 0.1);
        if (!search(first, slope)) {
            boolean again = stored > 0;
            stored = 0;
            return again;
        }
        return true;
    }

    private boolean search(double first, double slope) {
        double low = 0; // the longest step known to lower the value enough
        double high = Double.POSITIVE_INFINITY;
        double step = first;
        for (int trial = 0; trial < TRIALS && !(low > 0 && trial >= TRIALS / 4); trial++) {
            double f = move(step);
            if (!(f <= value + 1e-4 * step * slope)) {
                high = step;
            } else if (Euclidean.dot(nextGradient, direction) < 0.9 * slope) {
                low = step;
            } else {
                accept(f);
                return true;
            }
            step = high < Double.POSITIVE_INFINITY ? (low + high) / 2 : 2 * step;
        }
        if (low == 0) {
            return false;
        }
        // only the curvature condition is not met
        accept(move(low));
        return true;
    }

    private double move(double step) {
        for (int i = 0; i < x.length; i++) {
            next[i] = x[i] + step * direction[i];
        }
        return function.evaluate(next, nextGradient);
    }

    private void accept(double f) {
        int slot = stored % MEMORY;
        double[] ds = s[slot];
        double[] dy = y[slot];
        double curvature = 0;
        double size = 0;
        for (int i = 0; i < x.length; i++) {
            ds[i] = next[i] - x[i];
            dy[i] = nextGradient[i] - gradient[i];
            curvature += ds[i] * dy[i];
            size += dy[i] * dy[i];
        }
        if (curvature > 1e-14 * size && size > 0) {
            rho[slot] = 1 / curvature;
            stored++;
        }
        double[] swap = x;
        x = next;
        next = swap;
        swap = gradient;
        gradient = nextGradient;
        nextGradient = swap;
        value = f;
    }

    private void descentDirection() {
        for (int i = 0; i < x.length; i++) {
            direction[i] = -gradient[i];
        }
        int oldest = Math.max(0, stored - MEMORY);
        for (int k = stored - 1; k >= oldest; k--) {
            int slot = k % MEMORY;
            alpha[slot] = rho[slot] * Euclidean.dot(s[slot], direction);
            add(direction, -alpha[slot], y[slot]);
        }
        if (stored > 0) {
            int slot = (stored - 1) % MEMORY;
            double scale = 1 / (rho[slot] * Euclidean.dot(y[slot], y[slot]));
            for (int i = 0; i < direction.length; i++) {
                direction[i] *= scale;
            }
        }
        for (int k = oldest; k < stored; k++) {
            int slot = k % MEMORY;
            add(direction, alpha[slot] - rho[slot] * Euclidean.dot(y[slot], direction), s[slot]);
        }
    }

    private static void add(double[] to, double factor, double[] what) {
        for (int i = 0; i < to.length; i++) {
            to[i] += factor * what[i];
        }
    }

    private static double norm(double[] a) {
        return Math.sqrt(Euclidean.dot(a, a));
    }

    @Override
    public String toString() {
        return "value " + value + " at " + Arrays.toString(x);
    }
}
