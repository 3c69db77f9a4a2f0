package org.infimum.deep.homogeneous;

import java.util.Objects;
import org.infimum.deep.Backend;
import org.infimum.homogeneous.HomogeneousProblem;
import org.infimum.homogeneous.LocalDescent;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * Descent by one of Deeplearning4j's updaters (Adam, Sgd, Nesterovs, RmsProp ...) on all parameters of a parallel network as one vector, in double precision.
 * These methods may rise between one iteration and the next: the best point of all is the descent's.
 *
 * <p>Every iteration takes all samples, because {@link org.infimum.homogeneous.ParallelArchitecture} is a map on all of its data; schedules see an iteration as
 * an epoch. Nothing is random, so the same start ends with the same bits. For BPGrad, which needs the objective besides the gradient and so is no updater, see
 * {@link BpGradDescent}. When not to use it: for a local minimum to many digits, where {@link org.infimum.homogeneous.QuasiNewtonDescent} needs far fewer
 * iterations.
 *
 * @param updater Deeplearning4j's configuration of the method, as its builder takes it; copied
 * @param iterations at most, at least 1
 * @param patience iterations in a row without a gain of a billionth of the best objective, after which the descent ends; at least 1
 */
public record UpdaterDescent(IUpdater updater, int iterations, int patience) implements LocalDescent {
    /**
     * Checks the options.
     *
     * @param updater as above
     * @param iterations as above
     * @param patience as above
     * @throws IllegalArgumentException if there is no iteration or no patience
     */
    public UpdaterDescent {
        updater = Objects.requireNonNull(updater, "updater").clone();
        requirePositive(iterations, patience);
    }

    static void requirePositive(int iterations, int patience) {
        if (iterations < 1) {
            throw new IllegalArgumentException("A descent needs at least one iteration, not " + iterations + ".");
        }
        if (patience < 1) {
            throw new IllegalArgumentException("The patience must be at least one iteration, not " + patience + ".");
        }
    }

    /**
     * An updater for up to 5,000 iterations, with a patience of 200.
     *
     * @param updater Deeplearning4j's configuration of the method
     * @return the descent
     */
    public static UpdaterDescent of(IUpdater updater) {
        return new UpdaterDescent(updater, 5000, 200);
    }

    /**
     * Adam (Kingma, Ba 2015) with beta_1 = 0.9, beta_2 = 0.999, epsilon = 1e-8.
     *
     * @param rate the learning rate
     * @return the descent
     */
    public static UpdaterDescent adam(double rate) {
        return of(new Adam(rate));
    }

    /**
     * Gradient descent with a fixed rate.
     *
     * @param rate the learning rate; the objective's gradient is a sum over the samples, not a mean
     * @return the descent
     */
    public static UpdaterDescent sgd(double rate) {
        return of(new Sgd(rate));
    }

    /**
     * The same with other limits.
     *
     * @param iterations at most, at least 1
     * @param patience as the record says, at least 1
     * @return a new descent
     * @throws IllegalArgumentException if one is less than 1
     */
    public UpdaterDescent limits(int iterations, int patience) {
        return new UpdaterDescent(updater, iterations, patience);
    }

    /**
     * The updater's configuration.
     *
     * @return a copy
     */
    @Override
    public IUpdater updater() {
        return updater.clone();
    }

    @Override
    public Steps begin(HomogeneousProblem problem, double[] start) {
        Backend.start();
        return new FullBatchSteps(problem, start, rule(start.length), iterations, patience);
    }

    private DescentRule rule(int parameters) {
        IUpdater own = updater.clone();
        long size = own.stateSize(parameters);
        INDArray state = size == 0 ? null : Nd4j.zeros(DataType.DOUBLE, 1, size);
        GradientUpdater<?> method = own.instantiate(state, true);
        return (value, gradient, iteration) -> {
            INDArray change = Nd4j.createFromArray(gradient).reshape(1, gradient.length);
            method.applyUpdater(change, iteration, iteration);
            double[] subtracted = change.data().asDouble();
            System.arraycopy(subtracted, 0, gradient, 0, gradient.length);
        };
    }

    @Override
    public String name() {
        return updater.getClass().getSimpleName();
    }
}
