package org.infimum.deep.data;

import org.nd4j.linalg.dataset.DataSet;

/** Labelled examples in memory that a network is trained on or evaluated with: what a training run needs of a data set. */
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
     * Gathers examples.
     *
     * @param indices which, each from 0 to n - 1
     * @return their features and labels, one row an example, in the order of the indices
     * @throws IndexOutOfBoundsException if an index is outside
     */
    DataSet batch(int[] indices);

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
