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
 * With g the minibatch gradient of f (the loss with l1 and l2 regularisation), over all trained parameters at once:
 *
 * <p>{@link Variant#PAPER} (Eq. 12 and the lines after it):
 *
 * <pre>
 * eta_t = (f(x_t) - rho min_(i&le;t) f(x_i)) / L        f the minibatch's objective
 * v_(t+1) = mu v_t - eta_t g / ||g||,   x_(t+1) = x_t + v_(t+1)
 * </pre>
 *
 * <p>{@link Variant#PUBLISHED_CODE} (the authors' MATLAB program, which differs from the paper in four ways):
 *
 * <pre>
 * eta_t as above, f the RUNNING MEAN of the epoch's minibatch objectives, rho = 0.1 by default
 * m_(t+1) = mu m_t - (g + wd x_t) / ||g||,   x_(t+1) = x_t + eta_t m_(t+1)      weight decay after the norm was taken
 * </pre>
 *
 * <p>Where g = 0, the direction is random (the paper's footnote 1). The minima are over what f is in the variant. Unlike
 * Algorithm 2's last line the network ends with its last iterate, not the one of the least minibatch loss, as the published code
 * does too: minibatch losses at different weights do not compare.
 *
 * <p>Cost an iteration: two passes over the parameters, one for the norm and one for the step (ND4J's operations one by one where
 * the network asks for what the passes cannot do: double precision, clipping, a graphics card); memory one vector of momentum, kept
 * in the network's updater state. L depends on the scale of the inputs: state both. When not to use it: for a certificate. This
 * solver proves nothing; Algorithm 1 does.
 *
 * @param name the name in tables and plots
 * @param lipschitz the Lipschitz constant L of f in the parameters, bound or estimate; the settings, titles and results of a run
 *     say which
 * @param momentum mu in [0, 1)
 * @param rho the schedule of rho
 * @param variant the paper's update or the published code's
 * @param weightDecay wd &ge; 0 of {@code PUBLISHED_CODE}; 0 for {@code PAPER}, where the network's own l2 enters f and g
 */
public record BpGrad(
        String name, LipschitzConstant lipschitz, double momentum, RhoSchedule rho, Variant variant, double weightDecay)
        implements NetworkSolver {
    /** The two forms of the solver. */
    public enum Variant {
        /** Algorithm 2 as printed, with momentum on the step. */
        PAPER,
        /** The authors' published code: momentum on directions, weight decay after the norm, running mean of f. */
        PUBLISHED_CODE
    }

    /**
     * Checks the settings.
     *
     * @param name as above
     * @param lipschitz as above
     * @param momentum as above
     * @param rho as above
     * @param variant as above
     * @param weightDecay as above
     * @throws IllegalArgumentException if mu is outside [0, 1), the weight decay is negative or not finite, or is given for
     *     {@code PAPER}
     */
    public BpGrad {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(lipschitz, "lipschitz");
        Objects.requireNonNull(rho, "rho");
        Objects.requireNonNull(variant, "variant");
        BpGradSolver.requireMomentum(momentum);
        if (!(weightDecay >= 0) || weightDecay == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "The weight decay must be at least 0 and finite, not " + weightDecay + ".");
        }
        if (variant == Variant.PAPER && weightDecay > 0) {
            throw new IllegalArgumentException(
                    "The paper's variant takes weight decay from the network's l2, which enters f;" + " set l2("
                            + weightDecay + ") in the configuration, or choose PUBLISHED_CODE.");
        }
    }

    /**
     * The paper's solver: mu = 0.9 (Sec. 4), rho = 0 in one round (N = 1, Sec. 3.2).
     *
     * @param lipschitz the Lipschitz constant
     * @return the solver
     */
    public static BpGrad lipschitz(LipschitzConstant lipschitz) {
        return new BpGrad("BPGrad", lipschitz, 0.9, RhoSchedule.constant(0), Variant.PAPER, 0);
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
     * The authors' published code with its settings: mu = 0.9, rho = 0.1, weight decay 5e-4.
     *
     * @param lipschitz L; the code's 50 is for CIFAR-10 whitened
     * @return the solver
     */
    public static BpGrad publishedCode(double lipschitz) {
        return new BpGrad(
                "BPGrad (published code)",
                LipschitzBound.claimed(lipschitz),
                0.9,
                RhoSchedule.constant(0.1),
                Variant.PUBLISHED_CODE,
                5e-4);
    }

    /**
     * The same solver under another name, to tell two of them apart.
     *
     * @param name the name in tables and plots
     * @return a new solver
     */
    public BpGrad named(String name) {
        return new BpGrad(name, lipschitz, momentum, rho, variant, weightDecay);
    }

    /**
     * The same solver with another momentum.
     *
     * @param momentum mu in [0, 1)
     * @return a new solver
     * @throws IllegalArgumentException if mu is outside [0, 1)
     */
    public BpGrad momentum(double momentum) {
        return new BpGrad(name, lipschitz, momentum, rho, variant, weightDecay);
    }

    /**
     * The same solver with another schedule of rho.
     *
     * @param rho the schedule
     * @return a new solver
     */
    public BpGrad rho(RhoSchedule rho) {
        return new BpGrad(name, lipschitz, momentum, rho, variant, weightDecay);
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
     * The same solver with another weight decay.
     *
     * @param weightDecay wd, for {@link Variant#PUBLISHED_CODE}
     * @return a new solver
     * @throws IllegalArgumentException if it is negative, or the variant is the paper's
     */
    public BpGrad weightDecay(double weightDecay) {
        return new BpGrad(name, lipschitz, momentum, rho, variant, weightDecay);
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("solver", name);
        settings.put("variant", variant.name());
        settings.put("L", lipschitz.describe());
        settings.put("momentum", Double.toString(momentum));
        settings.put("rho", rho.toString());
        if (variant == Variant.PUBLISHED_CODE) {
            settings.put("weight decay", Double.toString(weightDecay));
        }
        return settings;
    }

    @Override
    public AttachedSolver attachTo(NetworkAdapter net) {
        BpGradRule rule = new BpGradRule(this, net);
        Attachment.attach(net, new BpGradConfig(this), rule, true);
        return rule;
    }
}
