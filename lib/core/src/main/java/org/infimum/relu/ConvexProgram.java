package org.infimum.relu;

import java.util.List;
import java.util.Objects;
import org.infimum.Driver;
import org.infimum.IterativeMethod;

/**
 * The convex program of a two-layer ReLU network on given activation patterns D_1..D_P (Pilanci and Ergen 2020):
 *
 * <pre>min over v_i, w_i of L(sum_i D_i X (v_i - w_i)) + beta sum_i (||v_i|| + ||w_i||)
 * subject to (2 D_i - I) X v_i &ge; 0 and (2 D_i - I) X w_i &ge; 0</pre>
 *
 * <p>With all patterns of the data its optimum is that of training the network, L + beta/2 sum (||u||^2 + a^2), with enough neurons:
 * u = v / sqrt(||v||), a = sqrt(||v||), and -sqrt(||w||) for the other sign. With some of them, sampled ones say, it is the optimum over
 * networks whose neurons have those patterns: an upper bound of the network problem's, sometimes far above it.
 *
 * <p>Solved by a structured interior point over all 2 P (pattern, sign) pairs: n x n Newton systems, to which each pattern adds work of n^2 r, and 2 P n slacks
 * and multipliers in memory. Beyond 4 million of those by generating blocks: few pairs are active, so small master problems are solved, and of all other pairs
 * the polar on the pattern's cone tells which would lower the objective.
 *
 * <p>Immutable. Deterministic: the same program gives the same bits on the same machine.
 */
public final class ConvexProgram {
    /** A relative gap of 1e-9, which interior points reach with digits to spare. */
    private static final double DEFAULT_TOLERANCE = 1e-9;

    private final Samples x;
    private final double[] y;
    private final boolean[][] patterns;
    private final double[][] directions;
    private final ConvexLoss loss;
    private final double beta;
    private final double tolerance;

    private ConvexProgram(
            Samples x,
            double[] y,
            boolean[][] patterns,
            double[][] directions,
            ConvexLoss loss,
            double beta,
            double tolerance) {
        this.x = x;
        this.y = y;
        this.patterns = patterns;
        this.directions = directions;
        this.loss = loss;
        this.beta = beta;
        this.tolerance = tolerance;
    }

    /**
     * The program on patterns with their directions.
     *
     * @param x the n samples of length r, finite; copied
     * @param y the n targets: any numbers for the squared loss, -1 and 1 for the others; copied
     * @param loss the loss
     * @param beta the weight decay, positive
     * @param patterns the activation patterns, at least one, n entries each: entry i tells whether x_i^T u &ge; 0; copied
     * @param directions for each pattern a direction u inside its cone, r numbers, where the solver starts; an element may be null; copied
     * @return the program
     * @throws IllegalArgumentException if a shape does not fit, a number is not finite, a target is no label, or beta is not positive
     */
    public static ConvexProgram of(
            double[][] x,
            double[] y,
            ConvexLoss loss,
            double beta,
            List<boolean[]> patterns,
            List<double[]> directions) {
        Objects.requireNonNull(loss, "loss");
        Samples samples = Samples.of(x);
        if (y.length != samples.count()) {
            throw new IllegalArgumentException(
                    "There must be a target for each of the " + samples.count() + " samples, not " + y.length + ".");
        }
        loss.requireTargets(y);
        if (!(beta > 0) || beta == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("beta must be positive and finite, not " + beta + ".");
        }
        if (patterns.isEmpty() || patterns.size() != directions.size()) {
            throw new IllegalArgumentException("The program needs at least one pattern and a direction for each, not "
                    + patterns.size() + " patterns and " + directions.size() + " directions.");
        }
        boolean[][] masks = new boolean[patterns.size()][];
        double[][] inside = new double[patterns.size()][];
        for (int i = 0; i < masks.length; i++) {
            masks[i] = patterns.get(i).clone();
            if (masks[i].length != y.length) {
                throw new IllegalArgumentException(
                        "Pattern " + i + " has " + masks[i].length + " entries for " + y.length + " samples.");
            }
            double[] direction = directions.get(i);
            if (direction != null) {
                if (direction.length != samples.dimension()) {
                    throw new IllegalArgumentException("Direction " + i + " has " + direction.length
                            + " coordinates for samples of " + samples.dimension() + ".");
                }
                inside[i] = direction.clone();
            }
        }
        return new ConvexProgram(samples, y.clone(), masks, inside, loss, beta, DEFAULT_TOLERANCE);
    }

    /**
     * The same program with another tolerance; 1e-9 unless said.
     *
     * @param tolerance the relative gap to end with, positive; below 1e-10 rounding may be in the way
     * @return a new program
     * @throws IllegalArgumentException if it is not positive
     */
    public ConvexProgram tolerance(double tolerance) {
        if (!(tolerance > 0) || tolerance == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("The tolerance must be positive, not " + tolerance + ".");
        }
        return new ConvexProgram(x, y, patterns, directions, loss, beta, tolerance);
    }

    /**
     * Solves it without limits.
     *
     * @return the solution
     */
    public ConvexProgramSolution solve() {
        return solve(Driver.standard());
    }

    /**
     * Solves it.
     *
     * @param driver limits and monitor; after an interrupt or a limit the solution is the best so far, with valid values
     * @return the solution
     */
    public ConvexProgramSolution solve(Driver driver) {
        return driver.run(run());
    }

    /**
     * A run for a driver. An iteration is a Newton step of the master problem or the pricing of up to 64 pairs.
     *
     * @return a new run
     */
    public IterativeMethod<ConvexProgramSolution> run() {
        return new ConvexProgramRun(this);
    }

    Samples samples() {
        return x;
    }

    /** Not to be changed. */
    double[] targets() {
        return y;
    }

    ConvexLoss loss() {
        return loss;
    }

    double beta() {
        return beta;
    }

    double tolerance() {
        return tolerance;
    }

    int patterns() {
        return patterns.length;
    }

    /** Not to be changed. */
    boolean[] pattern(int i) {
        return patterns[i];
    }

    /** Or null; not to be changed. */
    double[] direction(int i) {
        return directions[i];
    }
}
