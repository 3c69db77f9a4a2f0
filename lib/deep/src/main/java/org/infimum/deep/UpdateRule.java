package org.infimum.deep;

import java.util.List;
import org.deeplearning4j.nn.updater.UpdaterBlock;

/**
 * What happens around Deeplearning4j's own update of the flat gradient. DL4J calls in this order: back-propagation (gradient is
 * the SUM over the batch), score, {@link #before}, division by the batch and regularisation and the layers' updaters,
 * {@link #after}; then x -= gradient.
 */
interface UpdateRule extends AttachedSolver {
    /** Hands over the blocks of the flat vector, once. */
    void bind(List<UpdaterBlock> blocks);

    /** The gradient is still the sum over the batch. */
    void before(int iteration, double score, int batchSize);

    /** The gradient is now what the layers' updaters made of it, and will be subtracted from the parameters. */
    void after(int iteration, int epoch, double score);
}
