package org.infimum.deep.train;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.infimum.IterativeMethod;
import org.infimum.Stop;
import org.infimum.Trace;
import org.infimum.deep.AttachedSolver;
import org.infimum.deep.NetworkAdapter;
import org.infimum.deep.NetworkSolver;
import org.infimum.deep.NotFiniteException;
import org.infimum.deep.Step;
import org.infimum.deep.data.Minibatches;
import org.infimum.deep.onednn.FastLayers;
import org.infimum.deep.onednn.LayerReport;
import org.nd4j.linalg.factory.Nd4j;

/** The state of one training run; one step is one minibatch. */
final class TrainingLoop implements IterativeMethod<TrainingResult> {
    /** Iterations between two looks for subnormal weights, a function of the iteration alone so that resumed runs stay equal; they come by the hundreds of iterations. */
    private static final int FLUSH_EVERY = 32;

    private static final Step NO_STEP = new Step(Double.NaN, Double.NaN, Double.NaN, 0);

    private final NetworkSolver solver;
    private final NetworkAdapter net;
    private final TrainingTask task;
    private final TrainingOptions options;
    private final Minibatches minibatches;
    private final TrainingTask.Feed feed;
    private final Map<String, String> settings;
    private final AttachedSolver attached;
    private final FastLayers layers;
    private final Optional<SamplingCondition.Recorder> sampling;
    private final Checkpoint checkpoint;
    private Trace.Recorder iterations;
    private Trace.Recorder epochs;
    private boolean begun;
    private long nanos;
    private long lastCheckpoint;
    private Stop failure;

    TrainingLoop(
            NetworkAdapter net,
            NetworkSolver solver,
            TrainingTask task,
            Optional<SamplingCondition> condition,
            TrainingOptions options,
            Checkpoint checkpoint) {
        this.solver = solver;
        this.net = net;
        this.task = task;
        this.epochs = new Trace.Recorder(Stream.of(List.of("epoch"), task.columns(), List.of("seconds"))
                .flatMap(List::stream)
                .toArray(String[]::new));
        this.options = options;
        this.minibatches = new Minibatches(task.size(), options.batchSize(), options.seed());
        this.feed = task.feed(minibatches);
        this.attached = solver.attachTo(net);
        this.layers = options.fastLayers() ? FastLayers.attachTo(net.network()) : FastLayers.none(net.network());
        this.sampling = condition.map(SamplingCondition.Recorder::new);
        this.iterations = sampling.isPresent()
                ? new Trace.Recorder("objective", "eta", "gradient norm", "step length", "Eq. 4 left", "Eq. 4 right")
                : new Trace.Recorder("objective", "eta", "gradient norm", "step length");
        this.settings = settings(condition);
        this.checkpoint = checkpoint;
        if (options.checkpoint().isPresent()
                && Files.exists(options.checkpoint().get())) {
            checkpoint.read(options.checkpoint().get(), this);
        }
    }

    private Map<String, String> settings(Optional<SamplingCondition> condition) {
        Map<String, String> all = new LinkedHashMap<>(solver.settings());
        all.put("seed", Long.toString(options.seed()));
        all.put("batch size", Integer.toString(options.batchSize()));
        all.putAll(task.settings());
        all.put("network", Fingerprint.of(net));
        all.put("layers", options.fastLayers() ? "on oneDNN where possible" : "standard");
        all.put("sampling condition", condition.map(SamplingCondition::describe).orElse("not recorded"));
        return Collections.unmodifiableMap(all);
    }

    @Override
    public void init() {
        failure = null;
        if (!begun) {
            begun = true;
            sampling.ifPresent(recorder -> recorder.start(net.params()));
            evaluate(0);
        }
        lastCheckpoint = System.nanoTime();
    }

    @Override
    public void step() {
        long start = System.nanoTime();
        long iteration = iteration();
        int epoch = (int) (iteration / minibatches.perEpoch());
        net.setProgress(Math.toIntExact(iteration), epoch);
        // dropout and the like draw from a stream that depends on seed and iteration alone, so a resumed run draws the
        // same
        Nd4j.getRandom().setSeed(options.seed() * 0x9E3779B97F4A7C15L + iteration);
        try {
            // a minibatch of broken files alone moves nothing
            record(feed.fit(net, iteration) ? attached.last() : NO_STEP);
        } catch (NotFiniteException e) {
            failure = new Stop(Stop.Reason.NOT_FINITE, e.getMessage());
            return;
        }
        if (iteration() % FLUSH_EVERY == 0) {
            net.flushSubnormals();
        }
        nanos += System.nanoTime() - start;
        if (iteration() % minibatches.perEpoch() == 0) {
            evaluate(epoch + 1);
            save();
        } else if (System.nanoTime() - lastCheckpoint
                >= options.checkpointEvery().toNanos()) {
            save();
        }
    }

    private void record(Step step) {
        if (sampling.isPresent()) {
            SamplingCondition.Recorder sides = sampling.get();
            sides.stepped(step.objective(), net.params());
            iterations.append(
                    step.objective(),
                    step.stepSize(),
                    step.gradientNorm(),
                    step.stepLength(),
                    sides.left(),
                    sides.right());
        } else {
            iterations.append(step.objective(), step.stepSize(), step.gradientNorm(), step.stepLength());
        }
    }

    private void evaluate(int epoch) {
        double[] judged = task.evaluate(net);
        double[] row = new double[judged.length + 2];
        row[0] = epoch;
        System.arraycopy(judged, 0, row, 1, judged.length);
        row[row.length - 1] = nanos * 1e-9;
        epochs.append(row);
    }

    /** Writes the checkpoint if the options name one. */
    void save() {
        if (options.checkpoint().isPresent()) {
            checkpoint.write(options.checkpoint().get(), this);
        }
        lastCheckpoint = System.nanoTime();
    }

    Map<String, String> settings() {
        return settings;
    }

    double lastObjective() {
        return attached.last().objective();
    }

    NetworkAdapter net() {
        return net;
    }

    LayerReport layers() {
        return layers.report();
    }

    /** Everything beside the network, for a checkpoint. */
    void writeState(DataOutput out) throws IOException {
        out.writeBoolean(begun);
        out.writeLong(nanos);
        double[] numbers = attached.state();
        out.writeInt(numbers.length);
        for (double number : numbers) {
            out.writeDouble(number);
        }
        iterations.trace().write(out);
        epochs.trace().write(out);
        if (sampling.isPresent()) {
            sampling.get().write(out);
        }
    }

    void readState(DataInput in) throws IOException {
        begun = in.readBoolean();
        nanos = in.readLong();
        double[] numbers = new double[in.readInt()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.readDouble();
        }
        attached.restore(numbers);
        iterations = Trace.Recorder.read(in);
        epochs = Trace.Recorder.read(in);
        if (sampling.isPresent()) {
            sampling.get().read(in);
        }
    }

    @Override
    public Optional<Stop> done() {
        if (failure != null) {
            Path file = options.checkpoint().orElse(null);
            return Optional.of(
                    file == null || !Files.exists(file)
                            ? failure
                            : new Stop(failure.reason(), failure.detail() + " The last checkpoint is " + file + "."));
        }
        return iteration() < expectedIterations()
                ? Optional.empty()
                : Optional.of(new Stop(Stop.Reason.DONE, "all " + options.epochs() + " epochs are done."));
    }

    /** Lets go of what only a run under way needs. */
    void rest() {
        feed.close();
    }

    @Override
    public TrainingResult result(Stop stop) {
        rest();
        return new TrainingResult(
                solver.name(), options.seed(), settings, net, iterations.trace(), epochs.trace(), stop);
    }

    @Override
    public long iteration() {
        return iterations.size();
    }

    @Override
    public long expectedIterations() {
        return (long) options.epochs() * minibatches.perEpoch();
    }

    @Override
    public String title() {
        String constant = settings.get("L");
        return solver.name() + ", seed " + options.seed() + (constant == null ? "" : ", L = " + constant);
    }

    @Override
    public Trace.Recorder recorder() {
        return iterations;
    }

    @Override
    public String headline() {
        return "objective";
    }
}
