package org.infimum.deep;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.infimum.bpgrad.BpGradSolver;

/**
 * ALI-G, adaptive learning rates for interpolation with gradients (Berrada, Zisserman, Kumar, ICML 2020, Algorithm 1): Polyak's step
 * for an objective whose least value is 0, cut off at a maximal rate. With g the minibatch gradient of f:
 *
 * <pre>
 * gamma_t = min(eta, f(x_t) / (||g||^2 + delta))
 * x_(t+1) = x_t - gamma_t g                                                   mu = 0
 * v_t = mu v_(t-1) - gamma_t g,   x_(t+1) = x_t - gamma_t g + mu v_t          Nesterov-like, the authors' PyTorch program's default
 * </pre>
 *
 * <p>It reads its step off f as {@link BpGrad} does, whose eta_t with rho = 0 and L = ||g|| would be Polyak's step of an unnormalised
 * gradient. The authors regularise by projecting the weights onto an l2 ball, which leaves f alone; here regularisation is the
 * network's l2, which is part of f. So the least value of f is positive, the assumption f* = 0 behind gamma_t does not hold, and
 * near the optimum gamma_t stays too long, which eta alone then bounds: state this beside results, or set no l2.
 *
 * <p>Cost an iteration: two passes over the parameters; memory one vector of momentum. When not to use it: where the network cannot
 * fit its data (f* far from 0), and for a certificate; it proves nothing.
 *
 * @param name the name in tables and plots
 * @param maximalRate eta &gt; 0, the only setting the authors tune
 * @param momentum mu in [0, 1)
 * @param delta &gt; 0, which keeps the division from a zero gradient; 1e-5 in the authors' program
 */
public record AliG(String name, double maximalRate, double momentum, double delta) implements NetworkSolver {
    /**
     * Checks the settings.
     *
     * @param name as above
     * @param maximalRate as above
     * @param momentum as above
     * @param delta as above
     * @throws IllegalArgumentException if a number is not positive and finite, or mu is outside [0, 1)
     */
    public AliG {
        Objects.requireNonNull(name, "name");
        Settings.requirePositive("maximal rate", maximalRate);
        Settings.requirePositive("delta", delta);
        BpGradSolver.requireMomentum(momentum);
    }

    /**
     * The authors' settings mu = 0.9, delta = 1e-5.
     *
     * @param maximalRate eta, positive and finite; the authors look among powers of ten, 0.1 first
     * @return the solver
     * @throws IllegalArgumentException if eta is not positive and finite
     */
    public static AliG rate(double maximalRate) {
        return new AliG("ALI-G", maximalRate, 0.9, 1e-5);
    }

    /**
     * The same solver under another name, to tell two of them apart.
     *
     * @param name the name in tables and plots
     * @return a new solver
     */
    public AliG named(String name) {
        return new AliG(name, maximalRate, momentum, delta);
    }

    /**
     * The same solver with another momentum.
     *
     * @param momentum mu in [0, 1); 0 for none
     * @return a new solver
     * @throws IllegalArgumentException if mu is outside [0, 1)
     */
    public AliG momentum(double momentum) {
        return new AliG(name, maximalRate, momentum, delta);
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("solver", name);
        settings.put("maximal rate", Double.toString(maximalRate));
        settings.put("momentum", Double.toString(momentum));
        settings.put("delta", Double.toString(delta));
        return settings;
    }

    @Override
    public AttachedSolver attachTo(NetworkAdapter net) {
        return Attachment.attach(net, config(), rule(net), true);
    }

    UpdateRule rule(NetworkAdapter net) {
        return new NormedRule(name, new AliGStep(this), BpGrad.Decay.IN_OBJECTIVE, net);
    }

    RuledConfig config() {
        return new RuledConfig("ALI-G", settings(), momentum > 0 ? 1 : 0, null);
    }
}
