package org.infimum.deep.data;

import java.util.stream.IntStream;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Labelled examples that a network is trained on or evaluated with: what a training run needs of a data set, in memory or in files.
 */
public interface ExampleSet {
    /**
     * A short name for tables.
     *
     * @return the name
     */
    String name();

    /**
     * The number of examples n.
     *
     * @return n
     */
    int size();

    /**
     * The size of one example.
     *
     * @return numbers in its features
     */
    int featuresPerExample();

    /**
     * Gathers examples as they are, unaugmented.
     *
     * @param indices which, each from 0 to n - 1
     * @return their features and labels, one row an example, in the order of the indices
     * @throws IndexOutOfBoundsException if an index is outside
     */
    DataSet batch(int[] indices);

    /**
     * The minibatches of a training run, by iteration. A set with random augmentation (flips, crops) draws it here, from the order's seed, the epoch and the
     * example alone, so that all solvers of a comparison and a resumed run see the same.
     *
     * @param order the minibatches
     * @return a reader; what this default reads is {@link #batch}
     */
    default BatchReader training(Minibatches order) {
        return BatchReader.direct(iteration -> batch(order.at(iteration)));
    }

    /**
     * All examples in their order, unaugmented: minibatch k begins with example k * batchSize.
     *
     * @param batchSize examples a minibatch, at least 1; the last one holds what is left
     * @return a reader
     */
    default BatchReader inOrder(int batchSize) {
        return BatchReader.direct(k -> {
            int start = Math.toIntExact(k * batchSize);
            return batch(
                    IntStream.range(start, Math.min(start + batchSize, size())).toArray());
        });
    }

    /**
     * A short text that changes with the content: what a checkpoint remembers, to refuse other data.
     *
     * @return the fingerprint, the same in every process
     */
    String fingerprint();

    /**
     * Any features and labels as examples, to train on data of one's own.
     *
     * @param name a short name
     * @param all features and labels, one row an example; not copied, so do not change them afterwards
     * @return the examples
     * @throws IllegalArgumentException if there are none, features and labels differ in number, or there are masks
     */
    static ExampleSet of(String name, DataSet all) {
        return new DataSetExamples(name, all);
    }
}
