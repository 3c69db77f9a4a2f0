package org.infimum.deep.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.infimum.Driver;
import org.infimum.Monitor;
import org.infimum.deep.BpGrad;
import org.infimum.deep.NetworkSolver;
import org.infimum.deep.data.ExampleSet;
import org.infimum.deep.onednn.LayerReport;

/**
 * Several solvers on the same network and data: for each seed all start from the same weights and see the same minibatches.
 *
 * <pre>
 * Comparison comparison = Comparison.of(seed -&gt; Networks.identityLink(100, 2, seed), train, TrainingOptions.epochs(20))
 *         .test(test).solvers(Dl4jSolver.sgd(0.1, 0.9), BpGrad.lipschitz(10)).seeds(1, 2, 3, 4, 5);           // one cell
 * ComparisonResult result = comparison.run(live());                                                           // the next
 * </pre>
 *
 * <p>{@link #run} can be called again after an interrupt: finished runs stay, the one that was under way goes on.
 */
public final class Comparison {
    private final LongFunction<? extends Model> network;
    private final TrainingOptions options;
    private TrainingTask task;
    private List<NetworkSolver> solvers = List.of();
    private long[] seeds = {1};
    private final Map<String, long[]> ownSeeds = new HashMap<>();
    private Optional<Path> folder = Optional.empty();
    private Optional<Function<BpGrad, SamplingCondition>> condition = Optional.empty();
    private ComparisonLoop loop;

    private Comparison(LongFunction<? extends Model> network, TrainingTask task, TrainingOptions options) {
        this.network = Objects.requireNonNull(network, "network");
        this.task = Objects.requireNonNull(task, "task");
        this.options = Objects.requireNonNull(options, "options");
    }

    /**
     * A comparison without solvers yet.
     *
     * @param network makes an initialised network from a seed; the same seed must give the same weights
     * @param train the training data
     * @param options epochs and minibatch size; its seed and checkpoint are replaced by the comparison's
     * @return the comparison
     */
    public static Comparison of(LongFunction<? extends Model> network, ExampleSet train, TrainingOptions options) {
        return of(network, Classification.of(train), options);
    }

    /**
     * A comparison on any kind of task, without solvers yet.
     *
     * @param network makes an initialised network from a seed; the same seed must give the same weights
     * @param task what the networks train on and how they are judged
     * @param options epochs and minibatch size; its seed and checkpoint are replaced by the comparison's
     * @return the comparison
     */
    public static Comparison of(LongFunction<? extends Model> network, TrainingTask task, TrainingOptions options) {
        return new Comparison(network, task, options);
    }

    /**
     * Evaluates on test data too after each epoch.
     *
     * @param data the test data
     * @return this comparison
     * @throws IllegalStateException if the comparison is of another task than classification
     */
    public Comparison test(ExampleSet data) {
        requireNotBegun();
        task = Classification.withTest(task, data);
        return this;
    }

    /**
     * Takes objective and error over some of the training examples; see {@link TrainingRun#sample}.
     *
     * @param data the examples
     * @return this comparison
     * @throws IllegalStateException if the comparison is of another task than classification
     */
    public Comparison sample(ExampleSet data) {
        requireNotBegun();
        task = Classification.withSample(task, data);
        return this;
    }

    /**
     * Sets the solvers.
     *
     * @param all the solvers, no two of the same name; those that had seeds of their own lose them
     * @return this comparison
     * @throws IllegalArgumentException if two have the same name, or there is none
     */
    public Comparison solvers(NetworkSolver... all) {
        requireNotBegun();
        Set<String> names = new HashSet<>();
        for (NetworkSolver solver : all) {
            if (!names.add(solver.name())) {
                throw new IllegalArgumentException(
                        "Two solvers are called '" + solver.name() + "'; give one of them another name.");
            }
        }
        if (all.length == 0) {
            throw new IllegalArgumentException("A comparison needs at least one solver.");
        }
        solvers = List.of(all);
        ownSeeds.clear();
        return this;
    }

    /**
     * Sets the seeds: each is a run of every solver. The default is the one seed 1.
     *
     * @param all the seeds, no two alike
     * @return this comparison
     * @throws IllegalArgumentException if there is none or one occurs twice
     */
    public Comparison seeds(long... all) {
        requireNotBegun();
        seeds = checked(all);
        return this;
    }

    /**
     * Gives one solver seeds of its own: more for those that a figure shows with their spread, say.
     *
     * @param solver the solver's name
     * @param all its seeds, no two alike
     * @return this comparison
     * @throws IllegalArgumentException if there is no seed or one occurs twice, or the comparison has no solver of that name
     */
    public Comparison seedsOf(String solver, long... all) {
        requireNotBegun();
        if (solvers.stream().noneMatch(one -> one.name().equals(solver))) {
            throw new IllegalArgumentException("The comparison has no solver '" + solver + "' to give seeds; it has "
                    + solvers.stream().map(NetworkSolver::name).toList() + ".");
        }
        ownSeeds.put(solver, checked(all));
        return this;
    }

    private static long[] checked(long[] all) {
        if (all.length == 0 || Arrays.stream(all).distinct().count() != all.length) {
            throw new IllegalArgumentException(
                    "A comparison needs at least one seed and none twice, not " + Arrays.toString(all) + ".");
        }
        return all.clone();
    }

    /**
     * Records both sides of Eq. 4 in the runs of BPGrad; see {@link TrainingRun#samplingCondition}.
     *
     * @param of makes the request of a solver, such as {@code solver -> SamplingCondition.projected(solver, 4096, 1)}
     * @return this comparison
     */
    public Comparison samplingCondition(Function<BpGrad, SamplingCondition> of) {
        requireNotBegun();
        condition = Optional.of(of);
        return this;
    }

    /**
     * Keeps a checkpoint of every run in a folder, so that a comparison that was killed can be made again and goes on.
     *
     * @param checkpoints the folder; made if needed
     * @return this comparison
     */
    public Comparison checkpoints(Path checkpoints) {
        requireNotBegun();
        folder = Optional.of(checkpoints);
        return this;
    }

    /**
     * Runs what is still to be run.
     *
     * @param driver limits and monitor over all runs together
     * @return the runs so far
     * @throws CheckpointException as {@link TrainingRun#train}
     * @throws IllegalStateException if no solver is set
     */
    public ComparisonResult run(Driver driver) {
        return driver.run(loop());
    }

    /**
     * Runs with something to see.
     *
     * @param monitor the monitor
     * @return the runs so far
     */
    public ComparisonResult run(Monitor monitor) {
        return run(Driver.standard().monitor(monitor));
    }

    /**
     * Runs in silence.
     *
     * @return the runs so far
     */
    public ComparisonResult run() {
        return run(Monitor.silent());
    }

    /**
     * The runs so far, also after an interrupt that lost the value of {@link #run}.
     *
     * @return the runs that have begun
     */
    public ComparisonResult result() {
        return loop().soFar();
    }

    /**
     * Which layers of the network train on oneDNN and which on Deeplearning4j's own code, and why; of the first run, the others are alike.
     *
     * @return the report
     * @throws IllegalStateException if no solver is set
     */
    public LayerReport layers() {
        return loop().layers();
    }

    private ComparisonLoop loop() {
        if (loop == null) {
            if (solvers.isEmpty()) {
                throw new IllegalStateException("The comparison has no solvers; set them with solvers(...).");
            }
            List<TrainingRun> runs = new ArrayList<>();
            // seed by seed, so that a comparison under way has something of every solver early
            long[] every = Stream.concat(Stream.of(seeds), solvers.stream().map(this::seedsOf))
                    .flatMapToLong(Arrays::stream)
                    .distinct()
                    .toArray();
            for (long seed : every) {
                for (NetworkSolver solver : solvers) {
                    if (Arrays.stream(seedsOf(solver)).anyMatch(own -> own == seed)) {
                        runs.add(run(solver, seed));
                    }
                }
            }
            loop = new ComparisonLoop(runs, options.epochs() * ((task.size() - 1L) / options.batchSize() + 1));
        }
        return loop;
    }

    private long[] seedsOf(NetworkSolver solver) {
        return ownSeeds.getOrDefault(solver.name(), seeds);
    }

    private TrainingRun run(NetworkSolver solver, long seed) {
        TrainingOptions own = options.seed(seed);
        if (folder.isPresent()) {
            String name = solver.name().replaceAll("[^A-Za-z0-9]+", "-") + "-seed" + seed + ".zip";
            own = own.checkpoint(folder.get().resolve(name));
        }
        TrainingRun run = TrainingRun.of(network.apply(seed), solver, task, own);
        return condition.isPresent() && solver instanceof BpGrad bpGrad
                ? run.samplingCondition(condition.get().apply(bpGrad))
                : run;
    }

    private void requireNotBegun() {
        if (loop != null) {
            throw new IllegalStateException("The comparison has begun and can no longer be changed; make a new one.");
        }
    }
}
