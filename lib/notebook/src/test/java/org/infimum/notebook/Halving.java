package org.infimum.notebook;

import java.util.Optional;
import org.infimum.IterativeMethod;
import org.infimum.Solution;
import org.infimum.Stop;
import org.infimum.Trace;

/** A method whose value halves each iteration; each iteration runs a piece of the test. */
final class Halving implements IterativeMethod<Solution<double[]>> {
    private final String title;
    private final int iterations;
    private final Runnable each;
    private final Trace.Recorder recorder = new Trace.Recorder("iteration", "objective");
    private double value = 1;

    Halving(String title, int iterations, Runnable each) {
        this.title = title;
        this.iterations = iterations;
        this.each = each;
    }

    @Override
    public void step() {
        value /= 2;
        recorder.append(recorder.size() + 1, value);
        each.run();
    }

    @Override
    public Optional<Stop> done() {
        return recorder.size() < iterations
                ? Optional.empty()
                : Optional.of(new Stop(Stop.Reason.DONE, "all iterations are done."));
    }

    @Override
    public Solution<double[]> result(Stop stop) {
        return new Solution<>(new double[] {value}, value, Optional.empty(), recorder.trace(), stop);
    }

    @Override
    public long iteration() {
        return recorder.size();
    }

    @Override
    public long expectedIterations() {
        return iterations;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Trace.Recorder recorder() {
        return recorder;
    }

    @Override
    public String headline() {
        return "objective";
    }
}
