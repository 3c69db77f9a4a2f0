package org.infimum.deep.train;

import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.infimum.Driver;
import org.infimum.Monitor;
import org.infimum.Stop;
import org.infimum.deep.NetworkAdapter;
import org.infimum.deep.NetworkSolver;
import org.infimum.deep.data.ExampleSet;
import org.infimum.deep.onednn.LayerReport;

/**
 * One network trained by one solver with one seed: interruptible, resumable to the bit, recorded.
 *
 * <pre>
 * TrainingRun run = TrainingRun.of(net, BpGrad.lipschitz(10), train, TrainingOptions.epochs(20)).test(test);   // one cell
 * TrainingResult result = run.train(live());                                                                  // the next
 * </pre>
 *
 * <p>{@link #train} can be called again after an interrupt, a time limit or a full disk: it goes on where it stopped. With a checkpoint
 * file in the options, a run that was killed at any moment goes on from there too when it is made again with the same settings, and
 * ends with the same weights and the same trace, bit for bit (on the same machine with the same number of threads; the seconds differ).
 *
 * <p>Make the run in one notebook cell and train it in the next: an interrupted cell loses its own values.
 */
public final class TrainingRun {
    private final Model network;
    private final NetworkSolver solver;
    private final TrainingTask task;
    private final Optional<SamplingCondition> condition;
    private final TrainingOptions options;
    private final Checkpoint checkpoint;
    private TrainingLoop loop;

    private TrainingRun(
            Model network,
            NetworkSolver solver,
            TrainingTask task,
            Optional<SamplingCondition> condition,
            TrainingOptions options,
            Checkpoint checkpoint) {
        this.network = Objects.requireNonNull(network, "network");
        this.solver = Objects.requireNonNull(solver, "solver");
        this.task = Objects.requireNonNull(task, "task");
        this.condition = condition;
        this.options = Objects.requireNonNull(options, "options");
        this.checkpoint = checkpoint;
    }

    /**
     * A run. Nothing happens before {@link #train}.
     *
     * @param network an initialised {@code MultiLayerNetwork} or {@code ComputationGraph}; trained in place
     * @param solver the solver; replaces what the network's configuration says
     * @param train the training data
     * @param options epochs, minibatch size, seed, checkpoint
     * @return the run
     */
    public static TrainingRun of(Model network, NetworkSolver solver, ExampleSet train, TrainingOptions options) {
        return of(network, solver, Classification.of(train), options);
    }

    /**
     * A run of any kind of task.
     *
     * @param network an initialised {@code MultiLayerNetwork} or {@code ComputationGraph}; trained in place
     * @param solver the solver; replaces what the network's configuration says
     * @param task what it trains on and how it is judged
     * @param options epochs, minibatch size, seed, checkpoint
     * @return the run
     */
    public static TrainingRun of(Model network, NetworkSolver solver, TrainingTask task, TrainingOptions options) {
        return new TrainingRun(network, solver, task, Optional.empty(), options, new Checkpoint());
    }

    /**
     * The same run, evaluated on test data too after each epoch.
     *
     * @param test the test data
     * @return a new run
     * @throws IllegalStateException if the run is of another task than classification
     */
    public TrainingRun test(ExampleSet test) {
        return new TrainingRun(network, solver, Classification.withTest(task, test), condition, options, checkpoint);
    }

    /**
     * The same run with objective and error taken over some of the training examples: an estimate of the value over all, for data so large that a pass
     * over it after each epoch would cost too much: about a third of the training, without a sample. It still trains on all.
     *
     * @param sample the examples, not augmented, best a part of the training data
     * @return a new run
     * @throws IllegalStateException if the run is of another task than classification
     */
    public TrainingRun sample(ExampleSet sample) {
        return new TrainingRun(
                network, solver, Classification.withSample(task, sample), condition, options, checkpoint);
    }

    /**
     * The same run with both sides of Eq. 4 recorded. That costs time and memory an iteration; see {@link IterateHistory}.
     *
     * @param condition what to record
     * @return a new run
     */
    public TrainingRun samplingCondition(SamplingCondition condition) {
        return new TrainingRun(network, solver, task, Optional.of(condition), options, checkpoint);
    }

    TrainingRun checkpointWriter(Checkpoint writer) {
        return new TrainingRun(network, solver, task, condition, options, writer);
    }

    /**
     * Trains to the end, or on from where the run stopped.
     *
     * @param driver limits and monitor
     * @return the result, or the result so far
     * @throws CheckpointException if a checkpoint cannot be written, or the one there is damaged or of another run
     * @throws IllegalArgumentException if a minibatch is larger than the data
     */
    public TrainingResult train(Driver driver) {
        TrainingLoop current = loop();
        TrainingResult result = driver.run(current);
        if (result.stop().reason() != Stop.Reason.DONE && result.stop().reason() != Stop.Reason.NOT_FINITE) {
            current.save();
        }
        return result;
    }

    /**
     * Trains to the end with something to see.
     *
     * @param monitor the monitor
     * @return the result, or the result so far
     */
    public TrainingResult train(Monitor monitor) {
        return train(Driver.standard().monitor(monitor));
    }

    /**
     * Trains to the end in silence.
     *
     * @return the result, or the result so far
     */
    public TrainingResult train() {
        return train(Monitor.silent());
    }

    /**
     * The results so far, also after an interrupt that lost the value of {@link #train}.
     *
     * @return the result so far
     */
    public TrainingResult result() {
        TrainingLoop current = loop();
        return current.result(current.done()
                .orElseGet(() -> new Stop(
                        Stop.Reason.INTERRUPTED,
                        current.iteration() + " of " + current.expectedIterations()
                                + " iterations are done; call train to go on.")));
    }

    /**
     * Which layers of the network train on oneDNN and which on Deeplearning4j's own code, and why. Print it before a long run.
     *
     * @return the report
     */
    public LayerReport layers() {
        return loop().layers();
    }

    TrainingLoop loop() {
        if (loop == null) {
            loop = new TrainingLoop(NetworkAdapter.of(network), solver, task, condition, options, checkpoint);
        }
        return loop;
    }
}
