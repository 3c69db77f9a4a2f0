package org.infimum;

/**
 * How a loop is seen: a progress bar with a live plot in a notebook, a line on a terminal, an assertion in a test.
 *
 * <p>Called on the thread that runs the solver. {@link #iteration} is called after every iteration and must return at once
 * unless it is time to draw: throttling is the monitor's business. What a monitor throws ends the run.
 */
public interface Monitor {
    /**
     * The run begins.
     *
     * @param progress the run
     */
    default void started(Progress progress) {}

    /**
     * An iteration was done.
     *
     * @param progress the run
     */
    void iteration(Progress progress);

    /**
     * The run ended.
     *
     * @param progress the run
     * @param stop why
     */
    default void stopped(Progress progress, Stop stop) {}

    /**
     * A monitor that shows nothing.
     *
     * @return the monitor
     */
    static Monitor silent() {
        return progress -> {};
    }
}
