package org.infimum.relu;

import java.util.List;

/** The best direction found for a polar, with its rigorous lower bound, and the other maximisers. */
final class Incumbent {
    private final PolarProblem problem;
    private final Maximizers maximizers = new Maximizers();
    private double[] best;
    private double lower;

    Incumbent(PolarProblem problem) {
        this.problem = problem;
        this.best = new double[problem.dimension()];
    }

    /** Takes in a direction of unit length; true if it raised the lower bound. */
    boolean offer(double[] direction) {
        maximizers.add(problem.value(direction), direction);
        double value = problem.lower(direction);
        if (value > lower) {
            lower = value;
            best = direction.clone();
            return true;
        }
        return false;
    }

    double lower() {
        return lower;
    }

    double[] direction() {
        return best.clone();
    }

    /** Adds the directions with values above a given one to others. */
    void addTo(Maximizers others, double value) {
        maximizers.addTo(others, value);
    }

    List<double[]> above(double value, int most) {
        return maximizers.above(value, most);
    }
}
