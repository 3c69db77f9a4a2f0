package org.infimum.testfunctions;

import java.util.Objects;
import java.util.function.ToDoubleBiFunction;
import org.infimum.Box;
import org.infimum.Objective;
import org.infimum.lipschitz.LipschitzBound;

/**
 * A function whose Lipschitz constant and global minimum over its box are known.
 *
 * @param name the function's usual name
 * @param domain the box
 * @param lipschitz a Lipschitz constant over the box, as the source or a fine grid gives it
 * @param minimum the global minimum f* to the digits known
 * @param lowerBound a number below f, for methods that need f shifted to be non-negative
 * @param valueError a proved bound of the rounding error of every value; infinite where none is known
 * @param formula computes f(x) and writes the gradient into its second argument
 */
public record TestFunction(
        String name,
        Box domain,
        LipschitzBound lipschitz,
        double minimum,
        double lowerBound,
        double valueError,
        ToDoubleBiFunction<double[], double[]> formula)
        implements Objective {
    /**
     * Checks the parts.
     *
     * @param name as above
     * @param domain as above
     * @param lipschitz as above
     * @param minimum as above
     * @param lowerBound as above
     * @param valueError as above
     * @param formula as above
     * @throws IllegalArgumentException if the lower bound exceeds the minimum, or the rounding error's bound is negative or NaN
     */
    public TestFunction {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(domain, "domain");
        Objects.requireNonNull(lipschitz, "lipschitz");
        Objects.requireNonNull(formula, "formula");
        if (!(lowerBound <= minimum)) {
            throw new IllegalArgumentException(
                    "The lower bound " + lowerBound + " exceeds the minimum " + minimum + ".");
        }
        if (!(valueError >= 0)) {
            throw new IllegalArgumentException(
                    "The bound of the values' rounding error must be at least 0, not " + valueError + ".");
        }
    }

    /**
     * A function of whose rounding errors no bound is known.
     *
     * @param name the function's usual name
     * @param domain the box
     * @param lipschitz a Lipschitz constant over the box
     * @param minimum the global minimum f* to the digits known
     * @param lowerBound a number below f
     * @param formula computes f(x) and writes the gradient into its second argument
     * @throws IllegalArgumentException if the lower bound exceeds the minimum
     */
    public TestFunction(
            String name,
            Box domain,
            LipschitzBound lipschitz,
            double minimum,
            double lowerBound,
            ToDoubleBiFunction<double[], double[]> formula) {
        this(name, domain, lipschitz, minimum, lowerBound, Double.POSITIVE_INFINITY, formula);
    }

    @Override
    public double value(double[] x) {
        domain.requireLength(x);
        return formula.applyAsDouble(x, new double[x.length]);
    }

    @Override
    public double gradient(double[] x, double[] gradient) {
        domain.requireLength(x);
        domain.requireLength(gradient);
        return formula.applyAsDouble(x, gradient);
    }
}
