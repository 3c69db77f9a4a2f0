package org.infimum.deep;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;

/** Does with a block's gradient what the attached {@link UpdateRule} says, and refuses to train where none is attached. */
final class RuledGradient implements GradientUpdater<RuledConfig> {
    /** What a rule does with one block; most work on all blocks after this. */
    @FunctionalInterface
    interface BlockUpdate {
        /**
         * Replaces a block's gradient by what is to be subtracted from its parameters.
         *
         * @param state the block's part of the updater state, or null where the solver keeps none
         */
        void apply(INDArray gradient, INDArray state, Iteration iteration);
    }

    /** Leaves the gradient as it is. */
    static final BlockUpdate UNCHANGED = (gradient, state, iteration) -> {};

    private final RuledConfig config;
    private final INDArray state;
    private BlockUpdate update;

    RuledGradient(RuledConfig config, INDArray state) {
        this.config = config;
        this.state = state;
    }

    void attach(BlockUpdate update) {
        this.update = update;
    }

    @Override
    public RuledConfig getConfig() {
        return config;
    }

    @Override
    public void setState(Map<String, INDArray> states, boolean initialize) {
        // the state is a view of the network's updater state; there is nothing by name
    }

    @Override
    public Map<String, INDArray> getState() {
        return Map.of();
    }

    @Override
    public void setStateViewArray(INDArray view, long[] gradientShape, char gradientOrder, boolean initialize) {
        if (initialize) {
            view.assign(0);
        }
    }

    @Override
    public void applyUpdater(INDArray gradient, int iteration, int epoch) {
        if (update == null) {
            throw new IllegalStateException("This network's configuration asks for " + config
                    + ", but the solver is not attached (a clone or a restored network loses it); call attachTo(net) on a"
                    + " solver with these settings before fit.");
        }
        update.apply(gradient, state, new Iteration(iteration, epoch, Double.NaN, 1));
    }
}
