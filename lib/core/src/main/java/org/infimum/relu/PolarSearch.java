package org.infimum.relu;

import java.util.List;

/**
 * A search under way. After any number of steps, none included, its bounds are valid, so an interrupt loses nothing. Used by one thread at a time.
 */
public interface PolarSearch {
    /**
     * Whether the goal is reached or nothing is left that this search could do.
     *
     * @return true at the end
     */
    boolean isDone();

    /** Goes on for about 10 to 50 ms: a fixed amount of work, not a time, so that runs are deterministic. Does nothing at the end. */
    void step();

    /**
     * The bounds so far. Cheap.
     *
     * @return the bounds
     */
    PolarBounds bounds();

    /**
     * The distinct local maximisers found so far with f(u) / ||u|| above a value, best first.
     *
     * @param value the value
     * @param most how many at most
     * @return directions of unit length up to rounding, r numbers each
     */
    List<double[]> maximizersAbove(double value, int most);

    /**
     * Parts of the search space looked at so far: nodes, cells or starts.
     *
     * @return the number
     */
    long nodes();
}
