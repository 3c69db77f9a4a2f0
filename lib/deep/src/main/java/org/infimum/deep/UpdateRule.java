package org.infimum.deep;

import java.util.List;
import org.deeplearning4j.nn.updater.UpdaterBlock;

/**
 * What happens around Deeplearning4j's own update of the flat gradient, or in its place. DL4J calls in this order:
 * back-propagation (gradient is the SUM over the batch), score, {@link #before}, division by the batch and regularisation and the
 * layers' updaters, {@link #after}; then x -= gradient. Where {@link RuledUpdate} finds that the network allows it,
 * {@link #inOnePass} does all from before to after instead.
 */
interface UpdateRule extends AttachedSolver {
    /** Hands over the blocks of the flat vector, once. */
    void bind(List<UpdaterBlock> blocks);

    /** Whether {@link #inOnePass} can stand for what the bound blocks' updaters do. */
    boolean passable();

    /** The gradient is still the sum over the batch. */
    void before(Iteration iteration);

    /** The gradient is now what the layers' updaters made of it, and will be subtracted from the parameters. */
    void after(Iteration iteration);

    /**
     * From the sum over the batch to what will be subtracted from the parameters, without DL4J.
     *
     * @param terms division and regularisation of every segment
     */
    void inOnePass(FlatUpdate flat, List<FlatTerms> terms, Iteration iteration);
}
