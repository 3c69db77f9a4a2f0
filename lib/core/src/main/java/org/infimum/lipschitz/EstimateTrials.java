package org.infimum.lipschitz;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongFunction;
import org.infimum.Driver;
import org.infimum.IterativeMethod;
import org.infimum.Monitor;
import org.infimum.Stop;
import org.infimum.Trace;

/**
 * How far estimates of a Lipschitz constant fall from the truth where the truth is known: many independent samples of gradient norms, of each the
 * maximum and the extreme-value fit with its confidence interval. One trial is one sample. Immutable; trial k uses the seed k.
 *
 * <pre>
 * EstimateTrials t = EstimateTrials.of("cone", 1, seed -&gt; GradientNorms.of(cone, 1000, seed));
 * EstimateTrials.Result r = t.batchSize(20).trials(50).run(live());
 * </pre>
 */
public final class EstimateTrials {
    private final String name;
    private final double known;
    private final LongFunction<GradientNorms> sampler;
    private final int batchSize;
    private final int trials;

    private EstimateTrials(String name, double known, LongFunction<GradientNorms> sampler, int batchSize, int trials) {
        this.name = name;
        this.known = known;
        this.sampler = sampler;
        this.batchSize = batchSize;
        this.trials = trials;
    }

    /**
     * What all trials of one kind say. Shares are of the trials.
     *
     * @param name what was estimated
     * @param known the true constant
     * @param norms gradient norms a trial
     * @param maxima batch maxima fitted a trial
     * @param trials the number of trials
     * @param max the mean over the trials of the largest norm, relative to the truth
     * @param fit the median over the trials of the fitted location, relative to the truth
     * @param fitLeast the least of them
     * @param fitMost the largest of them
     * @param below the share of trials whose fitted location is below the truth
     * @param endless the share whose maxima show no end point ({@link ExtremeValueEstimate#endless})
     * @param covers the share whose 95 % confidence interval holds the truth
     * @param intervalBelow the share whose whole interval is below the truth
     */
    public record Result(
            String name,
            double known,
            int norms,
            int maxima,
            int trials,
            double max,
            double fit,
            double fitLeast,
            double fitMost,
            double below,
            double endless,
            double covers,
            double intervalBelow) {}

    /**
     * Trials with their defaults: batches of 20 norms, 50 trials.
     *
     * @param name what is estimated, for tables
     * @param known the true constant, positive and finite
     * @param sampler draws the gradient norms of a trial from its seed
     * @return the trials
     * @throws IllegalArgumentException if the constant is not positive and finite
     */
    public static EstimateTrials of(String name, double known, LongFunction<GradientNorms> sampler) {
        LipschitzBound.requirePositive(known);
        Objects.requireNonNull(sampler, "sampler");
        return new EstimateTrials(Objects.requireNonNull(name, "name"), known, sampler, 20, 50);
    }

    /**
     * The same trials with other batches.
     *
     * @param norms norms a batch, of which the largest is kept, at least 1
     * @return new trials
     * @throws IllegalArgumentException if it is below 1
     */
    public EstimateTrials batchSize(int norms) {
        if (norms < 1) {
            throw new IllegalArgumentException("A batch needs at least 1 gradient norm, not " + norms + ".");
        }
        return new EstimateTrials(name, known, sampler, norms, trials);
    }

    /**
     * The same with another number of trials.
     *
     * @param count the number of trials, at least 1
     * @return new trials
     * @throws IllegalArgumentException if it is below 1
     */
    public EstimateTrials trials(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("There must be at least 1 trial, not " + count + ".");
        }
        return new EstimateTrials(name, known, sampler, batchSize, count);
    }

    /**
     * Runs the trials.
     *
     * @param monitor sees them, one trial an iteration
     * @return what they say; after an interrupt those done
     * @throws IllegalStateException if the run was interrupted before its first trial
     */
    public Result run(Monitor monitor) {
        return summary(trace(monitor));
    }

    /**
     * Runs the trials and returns each.
     *
     * @param monitor sees them, one trial an iteration
     * @return a row a trial: norms, maxima, max, fit, lower, upper (relative to the true constant), endless (0 or 1)
     */
    public Trace trace(Monitor monitor) {
        return Driver.standard().monitor(monitor).run(new Run());
    }

    /**
     * Sums up trials.
     *
     * @param trace what {@link #trace} gave
     * @return what they say
     * @throws IllegalStateException if there is no trial
     */
    public Result summary(Trace trace) {
        int n = trace.size();
        if (n == 0) {
            throw new IllegalStateException("No trial of " + name + " was run; run it again without an interrupt.");
        }
        double[] fit = trace.column("fit");
        double[] lower = trace.column("lower");
        double[] upper = trace.column("upper");
        int below = 0;
        int covers = 0;
        int intervalBelow = 0;
        for (int i = 0; i < n; i++) {
            below += fit[i] < 1 ? 1 : 0;
            covers += lower[i] <= 1 && upper[i] >= 1 ? 1 : 0;
            intervalBelow += upper[i] < 1 ? 1 : 0;
        }
        Arrays.sort(fit);
        return new Result(
                name,
                known,
                (int) trace.last("norms"),
                (int) trace.last("maxima"),
                n,
                mean(trace.column("max")),
                (fit[(n - 1) / 2] + fit[n / 2]) / 2,
                fit[0],
                fit[n - 1],
                (double) below / n,
                mean(trace.column("endless")),
                (double) covers / n,
                (double) intervalBelow / n);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    private final class Run implements IterativeMethod<Trace> {
        private final Trace.Recorder recorder =
                new Trace.Recorder("norms", "maxima", "max", "fit", "lower", "upper", "endless");

        @Override
        public void step() {
            long seed = recorder.size() + 1L;
            GradientNorms norms = sampler.apply(seed);
            ExtremeValueEstimate estimate = ExtremeValueEstimate.of(norms, batchSize, seed);
            recorder.append(
                    norms.count(),
                    estimate.maxima(),
                    norms.max().value() / known,
                    estimate.fit().location() / known,
                    estimate.lower() / known,
                    estimate.upper() / known,
                    estimate.endless() ? 1 : 0);
        }

        @Override
        public Optional<Stop> done() {
            return recorder.size() < trials
                    ? Optional.empty()
                    : Optional.of(new Stop(Stop.Reason.DONE, "all " + trials + " trials are done."));
        }

        @Override
        public Trace result(Stop stop) {
            return recorder.trace();
        }

        @Override
        public long iteration() {
            return recorder.size();
        }

        @Override
        public long expectedIterations() {
            return trials;
        }

        @Override
        public String title() {
            return name;
        }

        @Override
        public Trace.Recorder recorder() {
            return recorder;
        }

        @Override
        public String headline() {
            return "fit";
        }
    }
}
