package org.infimum.homogeneous;

import java.util.Arrays;
import org.infimum.descent.QuasiNewton;
import org.infimum.linalg.Euclidean;

/**
 * Descent by limited-memory quasi-Newton steps on all parameters together. For problems whose data fit into memory at once: every evaluation takes all samples.
 *
 * @param iterations at most, at least 1
 * @param tolerance the descent ends where ||grad f|| ||W|| is at most this part of f, which measures the step and not the scale of the weights; at least 0
 */
public record QuasiNewtonDescent(int iterations, double tolerance) implements LocalDescent {
    /** Iterations between two looks at the clock of whoever drives the descent. */
    private static final int CHUNK = 20;
    /** A chunk that gains less than this part of the objective is the last. */
    private static final double GAIN = 1e-15;

    /**
     * Checks the options.
     *
     * @param iterations as above
     * @param tolerance as above
     * @throws IllegalArgumentException if there is no iteration, or the tolerance is negative or NaN
     */
    public QuasiNewtonDescent {
        if (iterations < 1) {
            throw new IllegalArgumentException("A descent needs at least one iteration, not " + iterations + ".");
        }
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException("The tolerance must be at least 0, not " + tolerance + ".");
        }
    }

    /**
     * Up to 1,000 iterations, to 1e-10.
     *
     * @return the descent
     */
    public static QuasiNewtonDescent standard() {
        return new QuasiNewtonDescent(1000, 1e-10);
    }

    @Override
    public Steps begin(HomogeneousProblem problem, double[] start) {
        QuasiNewton method = new QuasiNewton(problem::descend, start);
        return new Steps() {
            private int done;

            @Override
            public boolean step() {
                double before = method.value();
                for (int k = 0; k < CHUNK; k++) {
                    if (done++ >= iterations || isStationary() || !method.step()) {
                        return false;
                    }
                }
                return before - method.value() > GAIN * Math.abs(before);
            }

            private boolean isStationary() {
                return Euclidean.norm(method.gradient()) * Euclidean.norm(method.point())
                        <= tolerance * Math.abs(method.value());
            }

            @Override
            public double[] point() {
                return Arrays.copyOf(method.point(), method.point().length);
            }

            @Override
            public double value() {
                return method.value();
            }
        };
    }

    @Override
    public String name() {
        return "L-BFGS";
    }
}
