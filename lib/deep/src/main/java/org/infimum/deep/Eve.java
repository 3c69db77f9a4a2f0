package org.infimum.deep;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Eve (Koushik, Hayashi, 'Improving stochastic gradient descent with feedback', arXiv 1611.01505, first version of November 2016,
 * Algorithm 1): Adam, whose rate is divided by the running relative change of the objective. With f_t the minibatch's objective with
 * regularisation, m and v Adam's moments before their bias is corrected, and t from 1:
 *
 * <pre>
 * t = 1:  d_1 = 1,  f^_1 = f_1
 * t &gt; 1:  [low, high] = [k + 1, K + 1] if f_t &ge; f^_(t-1), else [1/(K + 1), 1/(k + 1)]
 *         f^_t = min(max(low, f_t / f^_(t-1)), high) f^_(t-1)
 *         d_t  = beta_3 d_(t-1) + (1 - beta_3) |f^_t - f^_(t-1)| / min(f^_t, f^_(t-1))
 * x_(t+1) = x_t - alpha sqrt(1 - beta_2^t) / (1 - beta_1^t) m_t / (d_t sqrt(v_t) + epsilon)
 * </pre>
 *
 * <p>This is the form that the BPGrad authors could compare with. Where epsilon stands follows the Eve authors' program (and DL4J's
 * Adam); their paper has it beside the corrected moment. Their program tests f_t &gt; f^_(t-1), which differs at equality only. The
 * paper's later version (2018) is another method: it needs a lower bound f* of the objective and divides by
 * clip(running mean of |f_t - f_(t-1)| / (min(f_t, f_(t-1)) - f*), 1/c, c) with c = 10, without k, K and f^.
 *
 * <p>An objective of exactly 0, to which no change is relative, leaves d as it is; a negative one is refused. Cost an iteration:
 * Adam's; memory two vectors, as Adam. When not to use it: the change between two minibatches is mostly their difference, so that
 * d measures the noise of small batches rather than progress; and for a certificate: it proves nothing.
 *
 * @param name the name in tables and plots
 * @param rate alpha &gt; 0
 * @param rateDrops at which epochs alpha drops
 * @param beta1 the decay of the first moment, in [0, 1)
 * @param beta2 the decay of the second moment, in [0, 1)
 * @param beta3 the decay of d, in [0, 1)
 * @param epsilon &gt; 0
 * @param lower k &gt; 0, the least relative change that is taken in
 * @param upper K &ge; k, the largest
 */
public record Eve(
        String name,
        double rate,
        RateDrops rateDrops,
        double beta1,
        double beta2,
        double beta3,
        double epsilon,
        double lower,
        double upper)
        implements NetworkSolver {
    /**
     * Checks the settings.
     *
     * @param name as above
     * @param rate as above
     * @param rateDrops as above
     * @param beta1 as above
     * @param beta2 as above
     * @param beta3 as above
     * @param epsilon as above
     * @param lower as above
     * @param upper as above
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Eve {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(rateDrops, "rateDrops");
        Settings.requirePositive("learning rate", rate);
        Settings.requirePositive("epsilon", epsilon);
        Settings.requireDecay("beta_1", beta1);
        Settings.requireDecay("beta_2", beta2);
        Settings.requireDecay("beta_3", beta3);
        Settings.requirePositive("threshold k", lower);
        Settings.requirePositive("threshold K", upper);
        if (lower > upper) {
            throw new IllegalArgumentException("The threshold k = " + lower + " must not be above K = " + upper + ".");
        }
    }

    /**
     * The paper's settings: beta = 0.9, 0.999, 0.999, epsilon = 1e-8, k = 0.1, K = 10.
     *
     * @param rate alpha; the paper's is 1e-3
     * @return the solver
     * @throws IllegalArgumentException if the rate is not positive and finite
     */
    public static Eve rate(double rate) {
        return new Eve("Eve", rate, RateDrops.NONE, 0.9, 0.999, 0.999, 1e-8, 0.1, 10);
    }

    /**
     * The same solver under another name, to tell two of them apart.
     *
     * @param name the name in tables and plots
     * @return a new solver
     */
    public Eve named(String name) {
        return new Eve(name, rate, rateDrops, beta1, beta2, beta3, epsilon, lower, upper);
    }

    /**
     * The same solver with a rate that drops.
     *
     * @param drops when and by how much
     * @return a new solver
     */
    public Eve rateDrops(RateDrops drops) {
        return new Eve(name, rate, drops, beta1, beta2, beta3, epsilon, lower, upper);
    }

    /**
     * The same solver with other thresholds of the relative change.
     *
     * @param lower k &gt; 0
     * @param upper K &ge; k
     * @return a new solver
     * @throws IllegalArgumentException if one is out of its range
     */
    public Eve thresholds(double lower, double upper) {
        return new Eve(name, rate, rateDrops, beta1, beta2, beta3, epsilon, lower, upper);
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("solver", name);
        settings.put("form", "Eve of 2016");
        settings.put("learning rate", Double.toString(rate));
        settings.put("rate drops", rateDrops.toString());
        settings.put("beta", beta1 + ", " + beta2 + ", " + beta3);
        settings.put("epsilon", Double.toString(epsilon));
        settings.put("k, K", lower + ", " + upper);
        return settings;
    }

    @Override
    public AttachedSolver attachTo(NetworkAdapter net) {
        return Attachment.attach(net, config(), rule(), true);
    }

    UpdateRule rule() {
        return new EveRule(this);
    }

    RuledConfig config() {
        return new RuledConfig("Eve", settings(), 2, rateDrops.schedule(rate));
    }
}
