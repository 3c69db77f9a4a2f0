package org.infimum;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/** An objective from a function for its value and one for its gradient. */
record FunctionObjective(String name, Box domain, ToDoubleFunction<double[]> formula, UnaryOperator<double[]> slope)
        implements Objective {
    FunctionObjective {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(domain, "domain");
        Objects.requireNonNull(formula, "value");
        Objects.requireNonNull(slope, "gradient");
    }

    @Override
    public double value(double[] x) {
        if (!domain.contains(x)) {
            throw new IllegalArgumentException(
                    "The point " + Arrays.toString(x) + " is outside " + name + "'s box " + domain + ".");
        }
        return formula.applyAsDouble(x);
    }

    @Override
    public double gradient(double[] x, double[] gradient) {
        domain.requireLength(gradient);
        double f = value(x);
        double[] computed = slope.apply(x);
        if (computed.length != gradient.length) {
            throw new IllegalArgumentException("The gradient of " + name + " has " + computed.length
                    + " coordinates, but its points have " + gradient.length + "; return one number a coordinate.");
        }
        System.arraycopy(computed, 0, gradient, 0, computed.length);
        return f;
    }
}
