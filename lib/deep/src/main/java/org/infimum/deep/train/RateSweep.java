package org.infimum.deep.train;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.LongFunction;
import org.deeplearning4j.nn.api.Model;
import org.infimum.Driver;
import org.infimum.Monitor;
import org.infimum.deep.AttachedSolver;
import org.infimum.deep.NetworkAdapter;
import org.infimum.deep.NetworkSolver;
import org.infimum.deep.data.ExampleSet;

/**
 * Chooses each solver's rate by trying: every solver is trained with a few rates for a few epochs, all from the same weights on the same minibatches, and
 * the rate with the least objective over all training examples is its best. Test data has no part in it.
 *
 * <pre>
 * RateSweep sweep = RateSweep.of(seed -&gt; Networks.lenet(10, 5e-4, seed), train, TrainingOptions.epochs(2))
 *         .solver("Adam", Dl4jSolver::adam, 1e-4, 1e-3, 1e-2)
 *         .solver("BPGrad", BpGrad::lipschitz, 10, 30, 100);        // what is swept of BPGrad is L
 * RateSweepResult rates = sweep.run(live());
 * rates.best("Adam")
 * </pre>
 *
 * <p>When not to trust it: a short sweep favours rates that are fast at first; a best rate at the end of its grid says that the grid was too short
 * ({@link RateSweepResult.Trial#atEdge}); and it is one seed.
 */
public final class RateSweep {
    /** The swept solver under a name that says its rate, as a comparison wants no two alike. */
    private record Rated(NetworkSolver solver, String name) implements NetworkSolver {
        @Override
        public Map<String, String> settings() {
            return solver.settings();
        }

        @Override
        public AttachedSolver attachTo(NetworkAdapter net) {
            return solver.attachTo(net);
        }
    }

    /** Where a trial stands in the grid of its solver. */
    private record Place(String solver, double rate, boolean atEdge) {}

    private final Comparison comparison;
    private final Map<String, Place> places = new LinkedHashMap<>();
    private final List<NetworkSolver> rated = new ArrayList<>();
    private boolean begun;

    private RateSweep(Comparison comparison) {
        this.comparison = comparison;
    }

    /**
     * A sweep without solvers yet.
     *
     * @param network makes an initialised network from a seed
     * @param train the training data
     * @param options epochs, minibatch size and the seed of all trials
     * @return the sweep
     */
    public static RateSweep of(LongFunction<? extends Model> network, ExampleSet train, TrainingOptions options) {
        return new RateSweep(Comparison.of(network, train, options).seeds(options.seed()));
    }

    /**
     * A sweep on any kind of task that tells an {@code objective}, without solvers yet.
     *
     * @param network makes an initialised network from a seed
     * @param task what the networks train on
     * @param options epochs, minibatch size and the seed of all trials
     * @return the sweep
     * @throws IllegalArgumentException if the task has no column {@code objective}
     */
    public static RateSweep of(LongFunction<? extends Model> network, TrainingTask task, TrainingOptions options) {
        if (!task.columns().contains("objective")) {
            throw new IllegalArgumentException(
                    "A sweep compares the column 'objective', but the task tells " + task.columns() + ".");
        }
        return new RateSweep(Comparison.of(network, task, options).seeds(options.seed()));
    }

    /**
     * A grid around a middle rate.
     *
     * @param middle the middle rate, positive
     * @param factors multiples of it, such as 0.1, 0.3, 1, 3, 10
     * @return the products, rounded to three significant digits so that 0.3 times 0.001 reads 3.0E-4
     * @throws IllegalArgumentException if a product is not positive and finite
     */
    public static double[] grid(double middle, double... factors) {
        return Arrays.stream(factors)
                .map(factor -> {
                    double rate = middle * factor;
                    if (!(rate > 0) || rate == Double.POSITIVE_INFINITY) {
                        throw new IllegalArgumentException(
                                "A rate must be positive and finite, not " + middle + " times " + factor + ".");
                    }
                    return new BigDecimal(rate).round(new MathContext(3)).doubleValue();
                })
                .toArray();
    }

    /**
     * Adds a solver with its grid.
     *
     * @param name the solver's name in the table
     * @param make makes it from a rate
     * @param rates the rates to try, rising, at least one
     * @return this sweep
     * @throws IllegalArgumentException if the name is taken, there is no rate, or the rates do not rise
     * @throws IllegalStateException if the sweep has begun
     */
    public RateSweep solver(String name, DoubleFunction<? extends NetworkSolver> make, double... rates) {
        if (begun) {
            throw new IllegalStateException("The sweep has begun and can no longer be changed; make a new one.");
        }
        if (places.values().stream().anyMatch(place -> place.solver().equals(name))) {
            throw new IllegalArgumentException("The sweep has a solver '" + name + "' already; give one another name.");
        }
        if (rates.length == 0) {
            throw new IllegalArgumentException("'" + name + "' has no rate to try; give at least one.");
        }
        for (int i = 1; i < rates.length; i++) {
            if (!(rates[i] > rates[i - 1])) {
                throw new IllegalArgumentException(
                        "The rates of '" + name + "' have to rise, but are " + Arrays.toString(rates) + ".");
            }
        }
        for (int i = 0; i < rates.length; i++) {
            String label = name + " " + rates[i];
            places.put(label, new Place(name, rates[i], rates.length > 1 && (i == 0 || i == rates.length - 1)));
            rated.add(new Rated(make.apply(rates[i]), label));
        }
        return this;
    }

    /**
     * Keeps a checkpoint of every trial in a folder, so that a sweep that was killed can be made again and goes on.
     *
     * @param folder the folder; made if needed
     * @return this sweep
     */
    public RateSweep checkpoints(Path folder) {
        comparison.checkpoints(folder);
        return this;
    }

    /**
     * Runs what is still to be run.
     *
     * @param driver limits and monitor over all trials together
     * @return the trials so far
     * @throws IllegalStateException if there is no solver
     */
    public RateSweepResult run(Driver driver) {
        begin();
        return result(comparison.run(driver));
    }

    /**
     * Runs with something to see.
     *
     * @param monitor the monitor
     * @return the trials so far
     */
    public RateSweepResult run(Monitor monitor) {
        return run(Driver.standard().monitor(monitor));
    }

    /**
     * The trials so far, also after an interrupt that lost the value of {@link #run}.
     *
     * @return the trials that have begun
     */
    public RateSweepResult result() {
        begin();
        return result(comparison.result());
    }

    private void begin() {
        if (rated.isEmpty()) {
            throw new IllegalStateException("The sweep has no solver; add one with solver(...).");
        }
        if (!begun) {
            comparison.solvers(rated.toArray(NetworkSolver[]::new));
            begun = true;
        }
    }

    private RateSweepResult result(ComparisonResult runs) {
        List<RateSweepResult.Trial> trials = new ArrayList<>();
        for (TrainingResult run : runs.runs()) {
            Place place = places.get(run.solver());
            trials.add(new RateSweepResult.Trial(
                    place.solver(),
                    place.rate(),
                    place.atEdge(),
                    run.epochs().size() - 1,
                    run.epochs().last("objective"),
                    run.epochs().has("error") ? run.epochs().last("error") : Double.NaN,
                    run.stop().reason()));
        }
        return new RateSweepResult(trials, runs.stop());
    }
}
