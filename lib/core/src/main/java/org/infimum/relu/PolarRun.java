package org.infimum.relu;

import java.util.Optional;
import org.infimum.IterativeMethod;
import org.infimum.Stop;
import org.infimum.Trace;

/**
 * Bounding a polar on both sides as a run of the driver: interruptible, with valid bounds at any moment.
 *
 * @param <S> the sides, of a polar or a nested one
 */
final class PolarRun<S extends PolarSides> implements IterativeMethod<S> {
    private final String title;
    private final S pair;
    private final Trace.Recorder recorder = new Trace.Recorder("lower", "upper", "nodes");
    private long steps;

    PolarRun(String title, S pair) {
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
                ? Optional.of(new Stop(Stop.Reason.DONE, "the polar's bounds are as close as asked for."))
                : Optional.empty();
    }

    @Override
    public S result(Stop stop) {
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
