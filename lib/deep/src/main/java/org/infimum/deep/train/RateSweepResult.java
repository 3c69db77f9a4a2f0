package org.infimum.deep.train;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.infimum.Stop;

/**
 * What a sweep of rates came to.
 *
 * @param trials the trials that have begun, solver by solver, rates rising
 * @param stop why the sweep stopped
 */
public record RateSweepResult(List<Trial> trials, Stop stop) {
    /**
     * One solver with one rate.
     *
     * @param solver its name
     * @param rate the rate; for BPGrad L
     * @param atEdge whether the rate is the first or last of the solver's grid
     * @param epochs the epochs that are done
     * @param objective the objective over all training examples after them
     * @param error the share of training examples classified wrongly, from 0 to 1; NaN for tasks that do not classify
     * @param stop why the trial stopped; a rate that is too large ends NOT_FINITE
     */
    public record Trial(
            String solver, double rate, boolean atEdge, int epochs, double objective, double error, Stop.Reason stop) {}

    /**
     * Copies the list.
     *
     * @param trials as above
     * @param stop as above
     * @throws NullPointerException if a part is null
     */
    public RateSweepResult {
        trials = List.copyOf(trials);
        Objects.requireNonNull(stop, "stop");
    }

    /**
     * A solver's best trial: the least objective of those that ran to their end.
     *
     * @param solver its name
     * @return the trial; of equal ones the smaller rate
     * @throws IllegalArgumentException if no trial of that solver ran to its end
     */
    public Trial best(String solver) {
        return trials.stream()
                .filter(trial -> trial.solver().equals(solver)
                        && trial.stop() == Stop.Reason.DONE
                        && Double.isFinite(trial.objective()))
                .min(Comparator.comparingDouble(Trial::objective))
                .orElseThrow(() -> new IllegalArgumentException(
                        "No trial of '" + solver + "' ran to a finite end; the trials are " + trials + "."));
    }

    /**
     * A solver's best rate.
     *
     * @param solver its name
     * @return the rate of {@link #best}
     * @throws IllegalArgumentException if no trial of that solver ran to its end
     */
    public double rate(String solver) {
        return best(solver).rate();
    }

    @Override
    public String toString() {
        return trials.size() + " trials (" + stop + ")";
    }
}
