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
     * @throws IllegalArgumentException if the updater is that of a solver of ours
     */
    public Dl4jSolver {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(updater, "updater");
        if (updater instanceof RuledConfig) {
            throw new IllegalArgumentException("The updater " + updater
                    + " is attached by its own solver (BpGrad, Eve, AliG, Sps), not as one of DL4J's.");
        }
    }

    /**
     * In one pass where that is possible.
     *
     * @param name the name in tables and plots
     * @param updater DL4J's configuration
     * @throws IllegalArgumentException if the updater is that of a solver of ours
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
     * Adagrad (Duchi, Hazan, Singer 2011) with DL4J's epsilon = 1e-6, beside the square root and also the sum's first value. The
     * BPGrad authors' MatConvNet differs: epsilon = 1e-10, and a decay of the sum that is 1, none, by default.
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
        return adadelta(AdaDelta.DEFAULT_ADADELTA_RHO, AdaDelta.DEFAULT_ADADELTA_EPSILON);
    }

    /**
     * Adadelta with other settings. It has no learning rate; epsilon is what sets the size of its first steps (about
     * sqrt(epsilon)) and what a sweep can vary in the place of a rate. MatConvNet's defaults are rho = 0.9, epsilon = 1e-6.
     *
     * @param rho the decay of both means of squares, in [0, 1)
     * @param epsilon &gt; 0, added to both means under their roots
     * @return the solver
     * @throws IllegalArgumentException if rho is outside [0, 1) or epsilon is not positive and finite
     */
    public static Dl4jSolver adadelta(double rho, double epsilon) {
        Settings.requireDecay("rho of Adadelta", rho);
        Settings.requirePositive("epsilon of Adadelta", epsilon);
        return new Dl4jSolver("Adadelta", new AdaDelta(rho, epsilon));
    }

    /**
     * RMSProp (Tieleman, Hinton 2012) with DL4J's decay 0.95 and epsilon 1e-8, also the mean's first value; MatConvNet's decay is
     * 0.99.
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

    /**
     * The same solver with a learning rate that drops, from the rate that this one has in the first epoch.
     *
     * @param drops when and by how much
     * @return a new solver
     * @throws IllegalArgumentException if the solver has no learning rate, as Adadelta
     */
    public Dl4jSolver rateDrops(RateDrops drops) {
        if (!updater.hasLearningRate()) {
            throw new IllegalArgumentException(
                    name + " has no learning rate that could drop; run it without rateDrops.");
        }
        double rate = updater.getLearningRate(0, 0);
        IUpdater dropping = updater.clone();
        dropping.setLrAndSchedule(rate, drops.schedule(rate));
        return new Dl4jSolver(name, dropping, onePass);
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
        return Attachment.attach(net, updater, new RecordingRule(this), onePass);
    }
}
