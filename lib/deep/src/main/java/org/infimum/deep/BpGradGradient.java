package org.infimum.deep;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;

/** Leaves the gradient as it is where a {@link BpGradRule} is attached, and refuses to train where none is. */
final class BpGradGradient implements GradientUpdater<BpGradConfig> {
    private final BpGradConfig config;
    private boolean attached;

    BpGradGradient(BpGradConfig config) {
        this.config = config;
    }

    void attach() {
        attached = true;
    }

    @Override
    public BpGradConfig getConfig() {
        return config;
    }

    @Override
    public void setState(Map<String, INDArray> state, boolean initialize) {
        // the momentum is a view of the network's updater state; there is nothing by name
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
        if (!attached) {
            throw new IllegalStateException("This network's configuration asks for " + config
                    + ", but the solver is not attached (a clone or a restored network loses it); call attachTo(net) on a"
                    + " BpGrad with these settings before fit.");
        }
    }
}
