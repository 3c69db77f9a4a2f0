package org.infimum.deep.train;

import java.util.List;
import java.util.Map;
import org.infimum.deep.NetworkAdapter;
import org.infimum.deep.data.Minibatches;

/**
 * What a run trains on and how it is judged: the part of a {@link TrainingRun} that differs between classifying images, detecting objects and labelling
 * pixels. A value; one task may serve any number of runs.
 */
public interface TrainingTask {
    /** Feeds one run's network; one thread's own. It may read ahead in the background. */
    interface Feed extends AutoCloseable {
        /**
         * Does one iteration: hands the minibatch to {@code net.fit}.
         *
         * @param net the network
         * @param iteration the iteration from 0
         * @return false if nothing of the minibatch could be read, so that there was no step
         * @throws java.io.UncheckedIOException if too much of the data cannot be read
         */
        boolean fit(NetworkAdapter net, long iteration);

        /** Stops reading ahead; a later {@link #fit} begins again. */
        @Override
        void close();
    }

    /**
     * The number of examples of which minibatches are made.
     *
     * @return n
     */
    int size();

    /**
     * The data by name and fingerprint, which a checkpoint remembers to refuse other data.
     *
     * @return names with values, in a fixed order
     */
    Map<String, String> settings();

    /**
     * Begins to feed a run.
     *
     * @param order its minibatches; whatever is drawn at random is drawn from its seed, the epoch and the example alone
     * @return the feed
     */
    Feed feed(Minibatches order);

    /**
     * What {@link #evaluate} tells.
     *
     * @return columns of the epochs' trace
     */
    List<String> columns();

    /**
     * Judges a network, before training and after each epoch.
     *
     * @param net the network, in inference
     * @return a number a column
     */
    double[] evaluate(NetworkAdapter net);
}
