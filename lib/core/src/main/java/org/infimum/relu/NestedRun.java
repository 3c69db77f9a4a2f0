package org.infimum.relu;

import java.util.Optional;
import org.infimum.IterativeMethod;
import org.infimum.Stop;
import org.infimum.Trace;

/** Bounding a nested polar on both sides as a run of the driver: interruptible, with valid bounds at any moment. */
final class NestedRun implements IterativeMethod<NestedPair> {
    private final String title;
    private final NestedPair pair;
    private final Trace.Recorder recorder = new Trace.Recorder("lower", "upper", "nodes");
    private long steps;

    NestedRun(String title, NestedPair pair) {
        this.title = title;
        this.pair = pair;
    }

    @Override
    public void step() {
        pair.step();
        steps++;
        recorder.append(pair.lower(), pair.upper(), pair.nodes());
    }

    @Override
    public Optional<Stop> done() {
        return pair.isDone()
                ? Optional.of(new Stop(Stop.Reason.DONE, "the nested polar's bounds are as close as asked for."))
                : Optional.empty();
    }

    @Override
    public NestedPair result(Stop stop) {
        return pair;
    }

    @Override
    public long iteration() {
        return steps;
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
        return "upper";
    }
}
