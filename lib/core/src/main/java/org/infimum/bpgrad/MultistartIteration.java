package org.infimum.bpgrad;

import java.util.Optional;
import java.util.SplittableRandom;
import org.infimum.Certificate;
import org.infimum.Objective;
import org.infimum.Stop;
import org.infimum.linalg.Euclidean;

/** One run of {@link MultistartDescent}. A step is one evaluation. */
final class MultistartIteration extends SamplingRun {
    private static final double DECREASE = 1e-4;
    private static final double SHORTEST = 1e-8;
    private static final int EVALUATIONS_OF_A_START = 1000;

    private final int starts;
    private final SplittableRandom random;
    private final double diagonal;
    private int start;
    private double[] at;
    private double[] slope;
    private double value;
    private double stride;
    private int evaluations;

    MultistartIteration(Objective objective, int starts, long seed) {
        super("multistart descent", objective, "start");
        this.starts = starts;
        this.random = new SplittableRandom(seed);
        double square = 0;
        for (int k = 0; k < d; k++) {
            double side = objective.domain().upper(k) - objective.domain().lower(k);
            square += side * side;
        }
        this.diagonal = Math.sqrt(square);
    }

    @Override
    public void step() {
        boolean first = at == null;
        double[] x = first ? objective.domain().sample(random) : trial();
        double f = evaluate(x);
        if (hasFailed()) {
            return;
        }
        keep(x, f);
        evaluations++;
        record(x, f, Double.NaN, start + 1);
        if (first) {
            move(x, f);
            double norm = Euclidean.norm(slope);
            // a tenth of the box for the first stride
            stride = norm > 0 ? 0.1 * diagonal / norm : 0;
        } else if (f <= value - DECREASE * decrease(x)) {
            move(x, f);
            stride *= 2;
        } else {
            stride /= 2;
        }
        if (Euclidean.distance(trial(), at) <= SHORTEST * diagonal || evaluations >= EVALUATIONS_OF_A_START) {
            at = null;
            evaluations = 0;
            start++;
        }
    }

    private void move(double[] x, double f) {
        at = x.clone();
        value = f;
        slope = gradient.clone();
    }

    private double[] trial() {
        double[] x = at.clone();
        for (int k = 0; k < d; k++) {
            x[k] -= stride * slope[k];
        }
        objective.domain().project(x);
        return x;
    }

    private double decrease(double[] x) {
        double sum = 0;
        for (int k = 0; k < d; k++) {
            sum += slope[k] * (at[k] - x[k]);
        }
        return sum;
    }

    @Override
    Optional<Stop> end() {
        return start < starts
                ? Optional.empty()
                : Optional.of(new Stop(Stop.Reason.DONE, "all " + starts + " starts are done."));
    }

    @Override
    Optional<Certificate> certificate() {
        return Optional.empty();
    }
}
