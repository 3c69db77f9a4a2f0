package org.infimum;

import java.time.Duration;
import java.util.Objects;

/**
 * How long a run may take. The driver checks both between iterations.
 *
 * @param iterations iterations at most, counted over a run's whole life; at least 0
 * @param time wall-clock time at most for this call; positive
 */
public record Limits(long iterations, Duration time) {
    /** No limit: the solver ends when it is done or interrupted. */
    public static final Limits NONE = new Limits(Long.MAX_VALUE, Duration.ofDays(36_500));

    /**
     * Checks the limits.
     *
     * @param iterations as above
     * @param time as above
     * @throws IllegalArgumentException if {@code iterations} is negative or {@code time} is not positive
     */
    public Limits {
        Objects.requireNonNull(time, "time");
        if (iterations < 0) {
            throw new IllegalArgumentException("The iteration limit must be at least 0, not " + iterations + ".");
        }
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("The time limit must be positive, not " + time + ".");
        }
    }

    /**
     * A limit on iterations alone.
     *
     * @param iterations iterations at most
     * @return the limits
     */
    public static Limits iterations(long iterations) {
        return new Limits(iterations, NONE.time);
    }

    /**
     * A limit on time alone.
     *
     * @param time wall-clock time at most
     * @return the limits
     */
    public static Limits time(Duration time) {
        return new Limits(NONE.iterations, time);
    }
}
