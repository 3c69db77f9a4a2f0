package org.infimum;

import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/**
 * A differentiable function f: X -> R over a {@link Box} X, to be minimised.
 *
 * <p>Implementations may keep scratch memory and need not be safe for several threads at once.
 */
public interface Objective {
    /**
     * An objective from two functions: {@code Objective.of("x^2", Box.cube(1, -1, 2), x -> x[0] * x[0], x -> new double[] {2 * x[0]})}.
     * Its values are checked for the lengths of point and gradient, and for points outside the box.
     *
     * @param name a short name
     * @param domain the box X
     * @param value f
     * @param gradient the gradient of f, a new array of length d
     * @return the objective
     */
    static Objective of(String name, Box domain, ToDoubleFunction<double[]> value, UnaryOperator<double[]> gradient) {
        return new FunctionObjective(name, domain, value, gradient);
    }

    /**
     * A short name for tables and plots.
     *
     * @return the name
     */
    String name();

    /**
     * The set X over which the objective is minimised.
     *
     * @return X
     */
    Box domain();

    /**
     * The value f(x).
     *
     * @param x a point of X, length d; not changed
     * @return f(x)
     */
    double value(double[] x);

    /**
     * The value f(x) and the gradient of f at x.
     *
     * @param x a point of X, length d; not changed
     * @param gradient length d; overwritten with the gradient
     * @return f(x)
     */
    double gradient(double[] x, double[] gradient);

    /**
     * A number b that is known to be a lower bound of f on X. BPGrad assumes f &ge; 0 and works on f - b otherwise.
     *
     * @return b, 0 unless said otherwise
     */
    default double lowerBound() {
        return 0;
    }

    /**
     * A proved bound of the rounding error in every value that {@link #value} and {@link #gradient} return:
     * |computed f(x) - f(x)| &le; this number for all x in X. Certificates widen by it; where it is infinite they rest on "f
     * evaluated exactly" and are at most CONDITIONAL.
     *
     * @return the bound, at least 0; infinite, the default, where none is known
     */
    default double valueError() {
        return Double.POSITIVE_INFINITY;
    }
}
