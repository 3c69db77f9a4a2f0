package org.infimum.deep.train;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.infimum.Stop;
import org.infimum.linalg.Euclidean;

/**
 * The runs of a comparison.
 *
 * @param runs the runs that have begun, seed by seed, in the solvers' order
 * @param stop why the comparison stopped
 */
public record ComparisonResult(List<TrainingResult> runs, Stop stop) {
    /**
     * Copies the list.
     *
     * @param runs as above
     * @param stop as above
     * @throws NullPointerException if a part is null
     */
    public ComparisonResult {
        runs = List.copyOf(runs);
        Objects.requireNonNull(stop, "stop");
    }

    /**
     * The solvers' names.
     *
     * @return the names in their order
     */
    public List<String> solvers() {
        LinkedHashSet<String> names = new LinkedHashSet<>();
        runs.forEach(run -> names.add(run.solver()));
        return List.copyOf(names);
    }

    /**
     * The runs of one solver.
     *
     * @param solver its name
     * @return its runs, seed by seed
     * @throws IllegalArgumentException if there is none of that name
     */
    public List<TrainingResult> of(String solver) {
        List<TrainingResult> own =
                runs.stream().filter(run -> run.solver().equals(solver)).toList();
        if (own.isEmpty()) {
            throw new IllegalArgumentException("There is no run of '" + solver + "'; there are " + solvers() + ".");
        }
        return own;
    }

    /**
     * How far apart two solvers ended, ||w_a - w_b|| for each seed that both have run to its end.
     *
     * @param a a solver's name
     * @param b another's
     * @return a distance a common seed, in the order of a's seeds
     * @throws IllegalArgumentException if a name is unknown
     */
    public double[] distances(String a, String b) {
        List<Double> distances = new ArrayList<>();
        List<TrainingResult> others = of(b);
        for (TrainingResult run : of(a)) {
            Optional<TrainingResult> partner = others.stream()
                    .filter(other -> other.seed() == run.seed() && complete(other) && complete(run))
                    .findFirst();
            partner.ifPresent(other -> distances.add(Euclidean.distance(run.weights(), other.weights())));
        }
        return distances.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static boolean complete(TrainingResult run) {
        return run.stop().reason() == Stop.Reason.DONE;
    }

    @Override
    public String toString() {
        return runs.size() + " runs of " + solvers() + " (" + stop + ")";
    }
}
