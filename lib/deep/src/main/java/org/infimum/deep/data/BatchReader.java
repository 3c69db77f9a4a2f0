package org.infimum.deep.data;

import java.util.Optional;
import java.util.function.LongFunction;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Reads the minibatches of an {@link ExampleSet} by number. One thread's own. A reader may read ahead in the background; then minibatches in sequence
 * cost least, and {@link #close} stops its threads. A closed reader reads again when asked.
 */
public interface BatchReader extends AutoCloseable {
    /**
     * One minibatch.
     *
     * @param number its number from 0
     * @return features and labels, with fewer rows where some of its examples cannot be read; empty where none of them can
     * @throws java.io.UncheckedIOException if too many of the set's examples cannot be read
     * @throws IllegalArgumentException if there is no such minibatch
     */
    Optional<DataSet> read(long number);

    /** Stops reading ahead and lets go of what was read. */
    @Override
    void close();

    /**
     * A reader that gathers each minibatch when it is asked for, of data in memory.
     *
     * @param batches gathers the minibatch of a number
     * @return the reader; closing it does nothing
     */
    static BatchReader direct(LongFunction<DataSet> batches) {
        return new BatchReader() {
            @Override
            public Optional<DataSet> read(long number) {
                return Optional.of(batches.apply(number));
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
    }
}
