package org.infimum.deep.train;

import java.util.ArrayList;
import java.util.List;
import org.infimum.Monitor;
import org.infimum.Progress;
import org.infimum.Stop;
import org.infimum.deep.NetworkAdapter;
import org.infimum.deep.data.ExampleSet;
import org.infimum.linalg.Euclidean;
import org.infimum.lipschitz.PairwiseSlopes;

/**
 * Samples the weights along a training run, for the pairwise slopes from which BPGrad's Lipschitz constant is estimated (the poster's
 * histogram): with the objective over ALL training examples at each ({@link #slopes}), and with the minibatch's objective
 * ({@link #minibatchSlopes}), which is what the solver sees.
 *
 * <p>Both depend on where the run goes and how densely it is sampled. The former are slopes of one function and estimate its constant
 * from below, far below where the path is flat. The latter are not slopes of one function: neighbouring iterates differ by the
 * minibatches too, and the difference of their losses is divided by a short distance. Neither is a bound.
 *
 * <p>A monitor: give it to the run's {@code train}, with another one behind it that is seen.
 *
 * <pre>
 * SlopeSampling sampling = SlopeSampling.of(run, train, 10, live());
 * run.train(sampling);
 * PairwiseSlopes slopes = sampling.slopes();
 * </pre>
 *
 * <p>Cost a sample: one pass over the examples, and 4 d bytes for d parameters.
 */
public final class SlopeSampling implements Monitor {
    private final TrainingRun run;
    private final ExampleSet examples;
    private final int every;
    private final Monitor shown;
    private final List<float[]> weights = new ArrayList<>();
    private final List<Double> values = new ArrayList<>();
    private final List<Double> minibatchValues = new ArrayList<>();

    private SlopeSampling(TrainingRun run, ExampleSet examples, int every, Monitor shown) {
        this.run = run;
        this.examples = examples;
        this.every = every;
        this.shown = shown;
    }

    /**
     * Sampling along a run.
     *
     * @param run the run
     * @param examples the examples over which the objective is taken, as a rule the training data
     * @param every iterations between samples, at least 1
     * @param shown the monitor that is seen
     * @return the sampling
     * @throws IllegalArgumentException if {@code every} is below 1
     */
    public static SlopeSampling of(TrainingRun run, ExampleSet examples, int every, Monitor shown) {
        if (every < 1) {
            throw new IllegalArgumentException(
                    "There must be at least 1 iteration between samples, not " + every + ".");
        }
        return new SlopeSampling(run, examples, every, shown);
    }

    @Override
    public void started(Progress progress) {
        if (weights.isEmpty()) {
            sample();
        }
        shown.started(progress);
    }

    @Override
    public void iteration(Progress progress) {
        if (minibatchValues.size() < values.size()) {
            // the iteration that began at the last sample has just told its minibatch's objective there
            minibatchValues.add(run.loop().lastObjective());
        }
        if (progress.iteration() % every == 0) {
            sample();
        }
        shown.iteration(progress);
    }

    @Override
    public void stopped(Progress progress, Stop stop) {
        shown.stopped(progress, stop);
    }

    private void sample() {
        NetworkAdapter net = run.loop().net();
        weights.add(net.params().dup().toFloatVector());
        values.add(Evaluation.of(net, examples).objective());
    }

    /**
     * The slopes between all pairs of samples so far.
     *
     * @return the slopes
     * @throws IllegalArgumentException if there are fewer than two samples, or the run did not move
     */
    public PairwiseSlopes slopes() {
        return slopes(values);
    }

    /**
     * The same with the objective of the minibatch that was drawn at each sample.
     *
     * @return the quotients |f_i(w_i) - f_j(w_j)| / ||w_i - w_j||, f_i the objective of the i-th sample's minibatch
     * @throws IllegalArgumentException if there are fewer than two samples, or the run did not move
     */
    public PairwiseSlopes minibatchSlopes() {
        return slopes(minibatchValues);
    }

    /**
     * How far the samples went: the radius of a ball around the first sample that holds all of them, over which a constant can be
     * proved to compare the slopes with.
     *
     * @return the largest Euclidean distance of a sample's weights from the first sample's, rounded up to single precision; 0 for no or one sample
     */
    public double radius() {
        return weights.stream()
                .mapToDouble(w -> Math.nextUp((float) Euclidean.distance(weights.get(0), w)))
                .max()
                .orElse(0);
    }

    private PairwiseSlopes slopes(List<Double> objective) {
        return PairwiseSlopes.of(
                weights.subList(0, objective.size()).toArray(float[][]::new),
                objective.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
