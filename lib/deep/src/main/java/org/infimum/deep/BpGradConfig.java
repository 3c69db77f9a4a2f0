package org.infimum.deep;

import java.util.Map;
import java.util.Objects;
import org.infimum.bpgrad.RhoSchedule;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * What a network's configuration says of {@link BpGrad}: its numbers, so that they survive JSON and {@code ModelSerializer}, and
 * the size of its momentum. It changes no gradient itself: BPGrad needs the loss and the norm over all layers, which only an
 * attached solver sees. So a network that was restored or cloned and not attached again refuses to train.
 */
final class BpGradConfig implements IUpdater {
    private static final long serialVersionUID = 1L;

    // fields and no record: DL4J's shaded JSON mapper reads fields and needs a constructor without arguments
    private double lipschitz;
    private double momentum;
    private double weightDecay;
    private String variant;
    private double rho;
    private int rounds;
    private long iterationsPerRound;
    private double rhoGrowth;

    BpGradConfig() {}

    BpGradConfig(BpGrad solver) {
        RhoSchedule schedule = solver.rho();
        lipschitz = solver.lipschitz().value();
        momentum = solver.momentum();
        weightDecay = solver.weightDecay();
        variant = solver.variant().name();
        rho = schedule.initial();
        rounds = schedule.rounds();
        iterationsPerRound = schedule.iterationsPerRound();
        rhoGrowth = schedule.growth();
    }

    @Override
    public long stateSize(long numParams) {
        return momentum > 0 ? numParams : 0;
    }

    @Override
    public GradientUpdater<BpGradConfig> instantiate(INDArray viewArray, boolean initializeViewArray) {
        BpGradGradient updater = new BpGradGradient(this);
        if (viewArray != null && initializeViewArray) {
            viewArray.assign(0);
        }
        return updater;
    }

    @Override
    public GradientUpdater<BpGradConfig> instantiate(Map<String, INDArray> state, boolean initialize) {
        return new BpGradGradient(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BpGradConfig config
                && lipschitz == config.lipschitz
                && momentum == config.momentum
                && weightDecay == config.weightDecay
                && Objects.equals(variant, config.variant)
                && rho == config.rho
                && rounds == config.rounds
                && iterationsPerRound == config.iterationsPerRound
                && rhoGrowth == config.rhoGrowth;
    }

    @Override
    public int hashCode() {
        return Objects.hash(lipschitz, momentum, weightDecay, variant, rho, rounds, iterationsPerRound, rhoGrowth);
    }

    @Override
    public BpGradConfig clone() {
        try {
            return (BpGradConfig) super.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("IUpdater is Cloneable", e);
        }
    }

    @Override
    public double getLearningRate(int iteration, int epoch) {
        return Double.NaN;
    }

    @Override
    public boolean hasLearningRate() {
        return false;
    }

    @Override
    public void setLrAndSchedule(double lr, ISchedule lrSchedule) {
        throw new UnsupportedOperationException(
                "BPGrad computes its own step size; set its Lipschitz constant instead.");
    }

    @Override
    public String toString() {
        return "BPGrad(L = " + lipschitz + ", mu = " + momentum + ", rho = " + rho + ", " + variant + ")";
    }
}
