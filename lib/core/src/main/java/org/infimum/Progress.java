package org.infimum;

import java.time.Duration;

/**
 * How far a run is: what a {@link Monitor} is shown. A view of the running method, cheap to read; {@link #trace} copies.
 */
public interface Progress {
    /**
     * What is being run, in a few words.
     *
     * @return the title
     */
    String title();

    /**
     * The iterations done so far, those of an earlier sitting included.
     *
     * @return the number of iterations
     */
    long iteration();

    /**
     * The iterations done in this call of the driver.
     *
     * @return the number of iterations
     */
    long iterationsThisRun();

    /**
     * The iterations expected in all.
     *
     * @return the number, or -1 if not known
     */
    long expectedIterations();

    /**
     * Wall-clock time since the driver started.
     *
     * @return the time
     */
    Duration elapsed();

    /**
     * The trace column that a live plot shows.
     *
     * @return a column's name
     */
    String headline();

    /**
     * The trace so far. Costs a copy of the columns: take it a few times a second at most.
     *
     * @return the trace
     */
    Trace trace();
}
