package org.infimum.deep;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs an {@link UpdateRule} in one pass over the flat vectors where everything about the update allows that, and around
 * Deeplearning4j's own update where something does not: double precision, a graphics card, clipped gradients, regularisation
 * other than l1, l2 and WeightDecay, layer-wise pretraining, an updater that has no pass here.
 */
final class RuledUpdate {
    private final UpdateRule rule;
    private final Optional<FlatUpdate> flat;

    private RuledUpdate(UpdateRule rule, Optional<FlatUpdate> flat) {
        this.rule = rule;
        this.flat = flat;
    }

    /** Binds a rule to a network's updater, just made. */
    static RuledUpdate of(UpdateRule rule, BaseMultiLayerUpdater<?> updater, INDArray params, boolean onePass) {
        rule.bind(updater.getUpdaterBlocks());
        return new RuledUpdate(
                rule,
                onePass && rule.passable()
                        ? FlatUpdate.of(
                                updater.getUpdaterBlocks(),
                                params,
                                updater.getFlattenedGradientsView(),
                                updater.getUpdaterStateViewArray())
                        : Optional.empty());
    }

    /**
     * Does one update.
     *
     * @param gradient the flat gradient, the sum over the batch
     * @param dl4j DL4J's own update
     */
    void run(Iteration iteration, INDArray gradient, INDArray params, Runnable dl4j) {
        // vectors and configuration may have been exchanged since the last time
        Optional<List<FlatTerms>> terms = flat.filter(update -> update.vectors().are(params, gradient))
                .flatMap(update -> FlatTerms.of(update.segments(), iteration));
        if (terms.isPresent()) {
            rule.inOnePass(flat.orElseThrow(), terms.orElseThrow(), iteration);
        } else {
            rule.before(iteration);
            dl4j.run();
            rule.after(iteration);
        }
    }
}
