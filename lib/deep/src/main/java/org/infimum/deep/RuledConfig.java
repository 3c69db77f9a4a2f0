package org.infimum.deep;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * What a network's configuration says of a solver of ours: its settings, so that they survive JSON and {@code ModelSerializer}, and
 * the size of its state. It changes no gradient itself: these solvers need the loss, which only an attached solver sees. So a
 * network that was restored or cloned and not attached again refuses to train.
 */
final class RuledConfig implements IUpdater {
    private static final long serialVersionUID = 1L;

    // fields and no record: DL4J's shaded JSON mapper reads fields and needs a constructor without arguments
    private String solver;
    private LinkedHashMap<String, String> settings;
    private int vectors;
    private ISchedule rate;

    RuledConfig() {}

    /**
     * The configuration of a solver.
     *
     * @param solver the kind of solver; the name is the user's, and another one makes no other solver
     * @param vectors how many vectors of the parameters' length it keeps
     * @param rate its learning rate, or null where it has none
     */
    RuledConfig(String solver, Map<String, String> settings, int vectors, ISchedule rate) {
        this.solver = solver;
        this.settings = new LinkedHashMap<>(settings);
        this.settings.remove("solver");
        this.vectors = vectors;
        this.rate = rate;
    }

    @Override
    public long stateSize(long numParams) {
        return vectors * numParams;
    }

    @Override
    public GradientUpdater<RuledConfig> instantiate(INDArray viewArray, boolean initializeViewArray) {
        if (viewArray != null && initializeViewArray) {
            viewArray.assign(0);
        }
        return new RuledGradient(this, viewArray);
    }

    @Override
    public GradientUpdater<RuledConfig> instantiate(Map<String, INDArray> state, boolean initialize) {
        return new RuledGradient(this, null);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RuledConfig config
                && vectors == config.vectors
                && Objects.equals(solver, config.solver)
                && Objects.equals(settings, config.settings)
                && Objects.equals(rate, config.rate);
    }

    @Override
    public int hashCode() {
        return Objects.hash(solver, settings, vectors, rate);
    }

    @Override
    public RuledConfig clone() {
        try {
            return (RuledConfig) super.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("IUpdater is Cloneable", e);
        }
    }

    @Override
    public double getLearningRate(int iteration, int epoch) {
        return rate == null ? Double.NaN : rate.valueAt(iteration, epoch);
    }

    @Override
    public boolean hasLearningRate() {
        return rate != null;
    }

    @Override
    public void setLrAndSchedule(double lr, ISchedule lrSchedule) {
        throw new UnsupportedOperationException(
                "The step size of " + solver + " is set by its own settings; attach a solver with others instead.");
    }

    @Override
    public String toString() {
        return solver + settings;
    }
}
