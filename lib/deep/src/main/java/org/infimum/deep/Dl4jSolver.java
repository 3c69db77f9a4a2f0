package org.infimum.deep;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;

/**
 * One of Deeplearning4j's own solvers, with its steps recorded like {@link BpGrad}'s. What it computes is DL4J's. Adam's whole
 * update runs in one pass over the parameters, equal to DL4J's operations but for the rounding of floats, where the network is in
 * single precision on the processor, clips no gradients and has no regularisation but l1, l2 and weight decay; everything else
 * runs as DL4J's own operations, unchanged.
 *
 * @param name the name in tables and plots
 * @param updater DL4J's configuration of it; copied into every network, so do not change it afterwards
 * @param onePass false to have DL4J's own operations for Adam too, always; no part of {@link #settings()}, as it changes no more
 *     than the rounding
 */
public record Dl4jSolver(String name, IUpdater updater, boolean onePass) implements NetworkSolver {
    /**
     * Checks the parts.
     *
     * @param name as above
     * @param updater as above
     * @param onePass as above
     * @throws IllegalArgumentException if the updater is BPGrad's, which has a solver of its own
     */
    public Dl4jSolver {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(updater, "updater");
        if (updater instanceof BpGradConfig) {
            throw new IllegalArgumentException(
                    "BPGrad is attached by BpGrad.lipschitz(L), not as one of DL4J's updaters.");
        }
    }

    /**
     * In one pass where that is possible.
     *
     * @param name the name in tables and plots
     * @param updater DL4J's configuration
     * @throws IllegalArgumentException if the updater is BPGrad's, which has a solver of its own
     */
    public Dl4jSolver(String name, IUpdater updater) {
        this(name, updater, true);
    }

    /**
     * Stochastic gradient descent with momentum. DL4J's is Nesterov's form (its {@code Nesterovs}), not the heavy ball.
     *
     * @param rate the learning rate
     * @param momentum the momentum in [0, 1)
     * @return the solver
     */
    public static Dl4jSolver sgd(double rate, double momentum) {
        return new Dl4jSolver("SGD", new Nesterovs(rate, momentum));
    }

    /**
     * Adagrad (Duchi, Hazan, Singer 2011).
     *
     * @param rate the learning rate
     * @return the solver
     */
    public static Dl4jSolver adagrad(double rate) {
        return new Dl4jSolver("Adagrad", new AdaGrad(rate));
    }

    /**
     * Adadelta (Zeiler 2012) with DL4J's rho = 0.95, epsilon = 1e-6; it has no learning rate.
     *
     * @return the solver
     */
    public static Dl4jSolver adadelta() {
        return new Dl4jSolver("Adadelta", new AdaDelta());
    }

    /**
     * RMSProp (Tieleman, Hinton 2012) with DL4J's decay 0.95.
     *
     * @param rate the learning rate
     * @return the solver
     */
    public static Dl4jSolver rmsProp(double rate) {
        return new Dl4jSolver("RMSProp", new RmsProp(rate));
    }

    /**
     * Adam (Kingma, Ba 2015) with beta_1 = 0.9, beta_2 = 0.999, epsilon = 1e-8.
     *
     * @param rate the learning rate
     * @return the solver
     */
    public static Dl4jSolver adam(double rate) {
        return new Dl4jSolver("Adam", new Adam(rate));
    }

    /**
     * The same solver under another name, to tell two of them apart.
     *
     * @param name the name in tables and plots
     * @return a new solver
     */
    public Dl4jSolver named(String name) {
        return new Dl4jSolver(name, updater, onePass);
    }

    /**
     * The same solver in one pass where possible, or by DL4J's own operations always.
     *
     * @param onePass false for DL4J's own
     * @return a new solver
     */
    public Dl4jSolver onePass(boolean onePass) {
        return new Dl4jSolver(name, updater, onePass);
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("solver", name);
        settings.put("updater", updater.toString());
        return settings;
    }

    @Override
    public AttachedSolver attachTo(NetworkAdapter net) {
        RecordingRule rule = new RecordingRule(this);
        Attachment.attach(net, updater, rule, onePass);
        return rule;
    }
}
