package org.infimum.bpgrad;

import java.util.function.ToDoubleBiFunction;
import org.infimum.Box;
import org.infimum.Objective;

/** An objective of a test: one formula for value and gradient, which may say anything about its rounding error. */
record FormulaObjective(String name, Box domain, double valueError, ToDoubleBiFunction<double[], double[]> formula)
        implements Objective {
    static Objective of(Box domain, double valueError, ToDoubleBiFunction<double[], double[]> formula) {
        return new FormulaObjective("test", domain, valueError, formula);
    }

    @Override
    public double value(double[] x) {
        return formula.applyAsDouble(x, new double[x.length]);
    }

    @Override
    public double gradient(double[] x, double[] gradient) {
        return formula.applyAsDouble(x, gradient);
    }
}
