package org.infimum;

import java.util.Optional;

/**
 * One run of an iterative method, as the {@link Driver} sees it: init, step, done, result. It holds the state of the run and
 * nothing of the loop around it: limits, interrupts, progress and monitors are the driver's.
 *
 * @param <R> what the run results in
 */
public interface IterativeMethod<R> {
    /** Prepares the first iteration, or takes up a run that was begun before. Called once by {@link Driver#run}. */
    default void init() {}

    /** Does one iteration and records its row. Leaves a state from which {@link #result} can be taken. */
    void step();

    /**
     * Whether the method is at its end; asked before each iteration.
     *
     * @return why, or empty to go on
     */
    Optional<Stop> done();

    /**
     * The result, valid after any number of steps, also after an interrupt.
     *
     * @param stop why the run stopped
     * @return the result
     */
    R result(Stop stop);

    /**
     * The iterations done so far, those of an earlier sitting included.
     *
     * @return the number of iterations
     */
    long iteration();

    /**
     * The iterations the method means to do in all, for a progress bar.
     *
     * @return the number, or -1 if it is not known
     */
    default long expectedIterations() {
        return -1;
    }

    /**
     * What is being run, for a progress bar: a few words.
     *
     * @return the title
     */
    String title();

    /**
     * The recorder that {@link #step} writes to.
     *
     * @return the recorder
     */
    Trace.Recorder recorder();

    /**
     * The trace column that a live plot shows.
     *
     * @return a column's name
     */
    String headline();
}
