package org.infimum.deep.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.infimum.IterativeMethod;
import org.infimum.Stop;
import org.infimum.Trace;
import org.infimum.deep.onednn.LayerReport;

/** The runs of a comparison, one after the other; one step is one minibatch of the run under way. */
final class ComparisonLoop implements IterativeMethod<ComparisonResult> {
    private final List<TrainingRun> runs;
    private final long iterationsPerRun;
    private int current;
    private boolean begun;
    private long finished;

    ComparisonLoop(List<TrainingRun> runs, long iterationsPerRun) {
        this.runs = runs;
        this.iterationsPerRun = iterationsPerRun;
    }

    /** Begins the run under way, or the next one that has something to do. */
    @Override
    public void init() {
        while (current < runs.size()) {
            TrainingLoop run = runs.get(current).loop();
            run.init();
            begun = true;
            if (run.done().isEmpty()) {
                return;
            }
            leave(run);
        }
    }

    private void leave(TrainingLoop run) {
        run.rest();
        finished += run.iteration();
        current++;
        begun = false;
    }

    @Override
    public void step() {
        TrainingLoop run = runs.get(current).loop();
        run.step();
        // a run that went non-finite is at its end too; the others go on
        if (run.done().isPresent()) {
            leave(run);
            init();
        }
    }

    @Override
    public Optional<Stop> done() {
        return current < runs.size()
                ? Optional.empty()
                : Optional.of(new Stop(Stop.Reason.DONE, "all " + runs.size() + " runs are done."));
    }

    @Override
    public ComparisonResult result(Stop stop) {
        if (current < runs.size()) {
            runs.get(current).loop().save();
        }
        return collect(stop);
    }

    LayerReport layers() {
        return runs.get(0).layers();
    }

    ComparisonResult soFar() {
        return collect(done().orElseGet(() -> new Stop(
                Stop.Reason.INTERRUPTED, current + " of " + runs.size() + " runs are done; call run to go on.")));
    }

    private ComparisonResult collect(Stop stop) {
        List<TrainingResult> results = new ArrayList<>();
        for (int i = 0; i < current + (begun ? 1 : 0); i++) {
            results.add(runs.get(i).result());
        }
        return new ComparisonResult(results, stop);
    }

    @Override
    public long iteration() {
        return finished
                + (current < runs.size() && begun ? runs.get(current).loop().iteration() : 0);
    }

    @Override
    public long expectedIterations() {
        return iterationsPerRun * runs.size();
    }

    @Override
    public String title() {
        int shown = Math.min(current, runs.size() - 1);
        return runs.get(shown).loop().title() + " (run " + (shown + 1) + " of " + runs.size() + ")";
    }

    @Override
    public Trace.Recorder recorder() {
        return runs.get(Math.min(current, runs.size() - 1)).loop().recorder();
    }

    @Override
    public String headline() {
        return "objective";
    }
}
