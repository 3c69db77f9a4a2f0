package org.infimum.deep;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The stochastic Polyak step (Loizou, Vaswani, Laradji, Lacoste-Julien, AISTATS 2021, Eq. 3), SPS_max. With g the minibatch gradient
 * of f:
 *
 * <pre>
 * gamma_t = min((f(x_t) - f_i*) / (c ||g||^2), gamma_b),   x_(t+1) = x_t - gamma_t g
 * gamma_b = tau^(b/n) gamma_(t-1) with {@link Smoothing} (Sec. 4 of the paper), b the batch and n the examples
 * </pre>
 *
 * <p>f_i* is a lower bound of the minibatch's objective, 0 for a loss. Where f is below it, gamma_t = 0, as in the authors' program;
 * with smoothing a gamma_t of 0 then stays 0. Where g = 0 nothing moves and gamma_b stays (the authors' program sets it to 0, and
 * adds 1e-8 to the denominator, which the paper does not). With l2 in the network f_i* = 0 is below the least value of f, as for
 * {@link AliG}: the bound holds but is not tight.
 *
 * <p>Cost an iteration: two passes over the parameters; memory none. When not to use it: where minibatches disagree about the
 * minimum, gamma_t does not go to 0 and it ends in a neighbourhood only; and for a certificate: it proves nothing.
 *
 * @param name the name in tables and plots
 * @param c &gt; 0; 1/2 is the authors' for deep networks (strongly convex theory), 1 for convex functions
 * @param lowerBound f_i*, the same for all minibatches
 * @param bound gamma_b &gt; 0, infinity for none beside the smoothing's
 * @param smoothing how much gamma may grow from one iteration to the next, or nothing
 */
public record Sps(String name, double c, double lowerBound, double bound, Optional<Smoothing> smoothing)
        implements NetworkSolver {
    /**
     * The bound tau^(b/n) gamma_(t-1): an epoch multiplies gamma by tau at most.
     *
     * @param tau &gt; 1, 2 in the paper
     * @param iterationsPerEpoch n/b, at least 1
     * @param first gamma before the first iteration, &gt; 0; 1 in the authors' program
     */
    public record Smoothing(double tau, int iterationsPerEpoch, double first) {
        /**
         * Checks the settings.
         *
         * @param tau as above
         * @param iterationsPerEpoch as above
         * @param first as above
         * @throws IllegalArgumentException if one is out of its range
         */
        public Smoothing {
            if (!(tau > 1) || tau == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException(
                        "The smoothing's tau must be above 1 and finite, not " + tau + "; the paper's is 2.");
            }
            if (iterationsPerEpoch < 1) {
                throw new IllegalArgumentException(
                        "An epoch has at least one iteration, not " + iterationsPerEpoch + ".");
            }
            Settings.requirePositive("first step of the smoothing", first);
        }

        /**
         * The factor an iteration.
         *
         * @return tau^(b/n)
         */
        public double growth() {
            return Math.pow(tau, 1.0 / iterationsPerEpoch);
        }
    }

    /**
     * Checks the settings.
     *
     * @param name as above
     * @param c as above
     * @param lowerBound as above
     * @param bound as above
     * @param smoothing as above
     * @throws IllegalArgumentException if c or the bound is not positive, or f_i* is not finite
     */
    public Sps {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(smoothing, "smoothing");
        Settings.requirePositive("constant c", c);
        if (!Double.isFinite(lowerBound)) {
            throw new IllegalArgumentException("The lower bound f_i* must be finite, not " + lowerBound + ".");
        }
        if (!(bound > 0)) {
            throw new IllegalArgumentException(
                    "The bound gamma_b must be positive, infinity for none, not " + bound + ".");
        }
    }

    /**
     * The paper's setting for deep networks: c = 1/2, f_i* = 0, tau = 2, gamma = 1 before the first iteration.
     *
     * @param iterationsPerEpoch examples divided by the batch size
     * @return the solver
     * @throws IllegalArgumentException if it is less than 1
     */
    public static Sps smoothed(int iterationsPerEpoch) {
        return new Sps("SPS", 0.5, 0, Double.POSITIVE_INFINITY, Optional.of(new Smoothing(2, iterationsPerEpoch, 1)));
    }

    /**
     * SPS_max with a constant bound: c = 1/2, f_i* = 0.
     *
     * @param bound gamma_b, infinity for none
     * @return the solver
     * @throws IllegalArgumentException if it is not positive
     */
    public static Sps bounded(double bound) {
        return new Sps("SPS", 0.5, 0, bound, Optional.empty());
    }

    /**
     * The same solver under another name, to tell two of them apart.
     *
     * @param name the name in tables and plots
     * @return a new solver
     */
    public Sps named(String name) {
        return new Sps(name, c, lowerBound, bound, smoothing);
    }

    /**
     * The same solver with another c.
     *
     * @param c positive and finite
     * @return a new solver
     * @throws IllegalArgumentException if it is not
     */
    public Sps c(double c) {
        return new Sps(name, c, lowerBound, bound, smoothing);
    }

    /**
     * The same solver with another lower bound of the minibatches' objectives.
     *
     * @param lowerBound f_i*
     * @return a new solver
     * @throws IllegalArgumentException if it is not finite
     */
    public Sps lowerBound(double lowerBound) {
        return new Sps(name, c, lowerBound, bound, smoothing);
    }

    /**
     * The same solver with another constant bound; a smoothing stays beside it.
     *
     * @param bound gamma_b, infinity for none
     * @return a new solver
     * @throws IllegalArgumentException if it is not positive
     */
    public Sps bound(double bound) {
        return new Sps(name, c, lowerBound, bound, smoothing);
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("solver", name);
        settings.put("c", Double.toString(c));
        settings.put("lower bound", Double.toString(lowerBound));
        settings.put("bound", Double.toString(bound));
        settings.put("smoothing", smoothing.map(Smoothing::toString).orElse("none"));
        return settings;
    }

    @Override
    public AttachedSolver attachTo(NetworkAdapter net) {
        return Attachment.attach(net, config(), rule(net), true);
    }

    UpdateRule rule(NetworkAdapter net) {
        return new NormedRule(name, new SpsStep(this), BpGrad.Decay.IN_OBJECTIVE, net);
    }

    RuledConfig config() {
        return new RuledConfig("SPS", settings(), 0, null);
    }
}
