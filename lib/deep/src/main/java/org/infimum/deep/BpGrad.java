package org.infimum.deep;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.infimum.bpgrad.BpGradSolver;
import org.infimum.bpgrad.RhoSchedule;
import org.infimum.lipschitz.LipschitzBound;
import org.infimum.lipschitz.LipschitzConstant;

/**
 * BPGrad's solver for deep learning (Zhang, Wu, Wang 2018, Algorithm 2) for Deeplearning4j networks, BatchNorm included.
 * With g the minibatch gradient of f (the loss with the network's regularisation), over all trained parameters at once:
 *
 * <p>{@link Variant#PAPER} (Eq. 12 and the lines after it):
 *
 * <pre>
 * eta_t = (f(x_t) - rho min_(i&le;t) f(x_i)) / L        f the minibatch's objective
 * v_(t+1) = mu v_t - eta_t g / ||g||,   x_(t+1) = x_t + v_(t+1)
 * </pre>
 *
 * <p>{@link Variant#PUBLISHED_CODE} (the authors' MATLAB program, which differs from the paper in four ways), with g the gradient
 * of the bare loss and lambda the network's l2:
 *
 * <pre>
 * eta_t as above, f the RUNNING MEAN of the epoch's minibatch losses without regularisation, rho = 0.1 by default
 * m_(t+1) = mu m_t - (g + lambda x_t) / ||g||,   x_(t+1) = x_t + eta_t m_(t+1)      weight decay after the norm was taken
 * </pre>
 *
 * <p>Each difference is a switch of its own ({@link #rho(double)}, {@link #momentum(Momentum)}, {@link #objective(Objective)},
 * {@link #decay(Decay)}), and all of them run on one and the same network: where the weight decay stands is the solver's, how large
 * it is, is the network's ({@code l2(5e-4)} for the published code's). {@link Step#objective} is always the loss with
 * regularisation, so that runs compare.
 *
 * <p>Where g = 0, the direction is random (the paper's footnote 1). The minima are over what f is in the variant. Unlike
 * Algorithm 2's last line the network ends with its last iterate, not the one of the least minibatch loss, as the published code
 * does too: minibatch losses at different weights do not compare.
 *
 * <p>Cost an iteration: two passes over the parameters, one for the norm and one for the step (ND4J's operations one by one where
 * the network asks for what the passes cannot do: double precision, clipping, a graphics card), and one more over the weights where
 * f is the bare loss; memory one vector of momentum, kept in the network's updater state. L depends on the
 * scale of the inputs: state both. When not to use it: for a certificate. This solver proves nothing; Algorithm 1 does.
 *
 * @param name the name in tables and plots
 * @param lipschitz the Lipschitz constant L of f in the parameters, bound or estimate; the settings, titles and results of a run
 *     say which
 * @param momentum mu in [0, 1)
 * @param rho the schedule of rho
 * @param variant the paper's update, the published code's, or any mixture of the two
 */
public record BpGrad(String name, LipschitzConstant lipschitz, double momentum, RhoSchedule rho, Variant variant)
        implements NetworkSolver {
    /** What the momentum accumulates. */
    public enum Momentum {
        /** Steps, v = mu v - eta g / ||g||, x += v: a step keeps the length it was given. The paper's. */
        ON_STEP,
        /** Directions, m = mu m - g / ||g||, x += eta m: old directions take the length of today's step. The published code's. */
        ON_DIRECTION
    }

    /** What stands for f(x_t) in the step size. */
    public enum Objective {
        /** The minibatch's objective. The paper's. */
        MINIBATCH,
        /** The mean of the epoch's minibatch objectives up to this one. The published code's. */
        EPOCH_MEAN
    }

    /** Where the network's regularisation stands: its l2 and, if it has them, l1 and DL4J's WeightDecay. */
    public enum Decay {
        /** In f, in g and in g's norm: the objective is the regularised one throughout. The paper's. */
        IN_OBJECTIVE,
        /** In g and its norm, but not in the f of the step size: neither the paper's nor the published code's. */
        IN_GRADIENT,
        /**
         * Neither in f nor in the norm, (g + lambda x) / ||g|| with g the bare loss's gradient: the decay grows as g shrinks. The
         * published code's. Where DL4J clips gradients, the norm is the one before clipping.
         */
        AFTER_NORM
    }

    /**
     * Which form of the update it is.
     *
     * @param momentum what the momentum accumulates
     * @param objective what stands for f
     * @param decay where the regularisation stands
     */
    public record Variant(Momentum momentum, Objective objective, Decay decay) {
        /** Algorithm 2 as printed. */
        public static final Variant PAPER = new Variant(Momentum.ON_STEP, Objective.MINIBATCH, Decay.IN_OBJECTIVE);

        /** The authors' published code; its rho is {@link BpGrad#rho()}'s matter. */
        public static final Variant PUBLISHED_CODE =
                new Variant(Momentum.ON_DIRECTION, Objective.EPOCH_MEAN, Decay.AFTER_NORM);

        /**
         * Checks the parts.
         *
         * @param momentum as above
         * @param objective as above
         * @param decay as above
         */
        public Variant {
            Objects.requireNonNull(momentum, "momentum");
            Objects.requireNonNull(objective, "objective");
            Objects.requireNonNull(decay, "decay");
        }
    }

    /**
     * Checks the settings.
     *
     * @param name as above
     * @param lipschitz as above
     * @param momentum as above
     * @param rho as above
     * @param variant as above
     * @throws IllegalArgumentException if mu is outside [0, 1)
     */
    public BpGrad {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(lipschitz, "lipschitz");
        Objects.requireNonNull(rho, "rho");
        Objects.requireNonNull(variant, "variant");
        BpGradSolver.requireMomentum(momentum);
    }

    /**
     * The paper's solver: mu = 0.9 (Sec. 4), rho = 0 in one round (N = 1, Sec. 3.2).
     *
     * @param lipschitz the Lipschitz constant
     * @return the solver
     */
    public static BpGrad lipschitz(LipschitzConstant lipschitz) {
        return new BpGrad("BPGrad", lipschitz, 0.9, RhoSchedule.constant(0), Variant.PAPER);
    }

    /**
     * The paper's solver with a constant that the user claims.
     *
     * @param lipschitz L, positive and finite
     * @return the solver
     * @throws IllegalArgumentException if L is not positive and finite
     */
    public static BpGrad lipschitz(double lipschitz) {
        return lipschitz(LipschitzBound.claimed(lipschitz));
    }

    /**
     * The authors' published code with its settings mu = 0.9 and rho = 0.1; its weight decay of 5e-4 is the network's l2.
     *
     * @param lipschitz L; the code's 50 is for CIFAR-10 whitened
     * @return the solver
     * @throws IllegalArgumentException if L is not positive and finite
     */
    public static BpGrad publishedCode(double lipschitz) {
        return new BpGrad(
                "BPGrad (published code)",
                LipschitzBound.claimed(lipschitz),
                0.9,
                RhoSchedule.constant(0.1),
                Variant.PUBLISHED_CODE);
    }

    /**
     * The same solver under another name, to tell two of them apart.
     *
     * @param name the name in tables and plots
     * @return a new solver
     */
    public BpGrad named(String name) {
        return new BpGrad(name, lipschitz, momentum, rho, variant);
    }

    /**
     * The same solver with another momentum.
     *
     * @param momentum mu in [0, 1)
     * @return a new solver
     * @throws IllegalArgumentException if mu is outside [0, 1)
     */
    public BpGrad momentum(double momentum) {
        return new BpGrad(name, lipschitz, momentum, rho, variant);
    }

    /**
     * The same solver with another schedule of rho.
     *
     * @param rho the schedule
     * @return a new solver
     */
    public BpGrad rho(RhoSchedule rho) {
        return new BpGrad(name, lipschitz, momentum, rho, variant);
    }

    /**
     * The same solver with a constant rho.
     *
     * @param rho rho in [0, 1)
     * @return a new solver
     * @throws IllegalArgumentException if rho is outside [0, 1)
     */
    public BpGrad rho(double rho) {
        return rho(RhoSchedule.constant(rho));
    }

    /**
     * The same solver in another form.
     *
     * @param variant the form
     * @return a new solver
     */
    public BpGrad variant(Variant variant) {
        return new BpGrad(name, lipschitz, momentum, rho, variant);
    }

    /**
     * The same solver with its momentum on something else.
     *
     * @param momentum what it accumulates
     * @return a new solver
     */
    public BpGrad momentum(Momentum momentum) {
        return variant(new Variant(momentum, variant.objective(), variant.decay()));
    }

    /**
     * The same solver with something else for f in its step size.
     *
     * @param objective what stands for f
     * @return a new solver
     */
    public BpGrad objective(Objective objective) {
        return variant(new Variant(variant.momentum(), objective, variant.decay()));
    }

    /**
     * The same solver with the regularisation in another place.
     *
     * @param decay where it stands
     * @return a new solver
     */
    public BpGrad decay(Decay decay) {
        return variant(new Variant(variant.momentum(), variant.objective(), decay));
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("solver", name);
        settings.put("L", lipschitz.describe());
        settings.put("momentum", Double.toString(momentum));
        settings.put("rho", rho.toString());
        settings.put("momentum's form", variant.momentum().name());
        settings.put("f", variant.objective().name());
        settings.put("weight decay", variant.decay().name());
        return settings;
    }

    @Override
    public AttachedSolver attachTo(NetworkAdapter net) {
        return Attachment.attach(net, config(), rule(net), true);
    }

    UpdateRule rule(NetworkAdapter net) {
        return new NormedRule(name, new BpGradStep(this), variant.decay(), net);
    }

    RuledConfig config() {
        return new RuledConfig("BPGrad", settings(), momentum > 0 ? 1 : 0, null);
    }
}
