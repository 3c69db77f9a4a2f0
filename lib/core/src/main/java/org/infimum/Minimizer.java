package org.infimum;

/**
 * A method that looks for the global minimum of an {@link Objective} over its box: the common face of branch and prune and its
 * baselines, so that one table can compare them.
 */
public interface Minimizer {
    /**
     * The method's usual name, for tables and plots.
     *
     * @return the name
     */
    String name();

    /**
     * Minimises an objective over its box.
     *
     * @param objective the objective
     * @return the best point found, with a certificate where the method can give one
     */
    Solution<double[]> minimize(Objective objective);

    /**
     * The same method run by another driver: limits, monitor. One iteration is one evaluation of the objective.
     *
     * @param driver the driver
     * @return a new method
     */
    Minimizer driver(Driver driver);
}
