package org.infimum.bpgrad;

import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import org.infimum.Box;
import org.infimum.Certificate;
import org.infimum.Objective;
import org.infimum.Stop;
import org.infimum.linalg.Rounded;
import org.infimum.lipschitz.LipschitzConstant;

/** One run of {@link PiyavskiiShubert}. */
final class PiyavskiiShubertIteration extends SamplingRun {
    /** An interval between two neighbouring samples. {@code lower} bounds the minorant on it from below. */
    private record Interval(double a, double fa, double b, double fb, double lower) {}

    private final LipschitzConstant lipschitz;
    private final double gap;
    private final Contradiction contradiction;
    private final SampleIndex samples = new SampleIndex(1);
    private final PriorityQueue<Interval> intervals = new PriorityQueue<>(Comparator.comparingDouble(Interval::lower));
    private double firstValue;

    PiyavskiiShubertIteration(Objective objective, LipschitzConstant lipschitz, double gap) {
        super("Piyavskii-Shubert", objective);
        if (d != 1) {
            throw new IllegalArgumentException("Piyavskii-Shubert is for one variable; " + objective.name() + " has "
                    + d + ": use BranchAndPrune.");
        }
        this.lipschitz = lipschitz;
        this.gap = gap;
        this.contradiction = new Contradiction(objective.domain(), lipschitz);
    }

    @Override
    public void step() {
        Box box = objective.domain();
        if (samples.size() == 0) {
            firstValue = sample(box.lower(0));
            if (!hasFailed() && box.lower(0) == box.upper(0)) {
                intervals.add(new Interval(box.lower(0), firstValue, box.upper(0), firstValue, firstValue));
            }
        } else if (samples.size() == 1) {
            double f = sample(box.upper(0));
            if (!hasFailed()) {
                intervals.add(interval(box.lower(0), firstValue, box.upper(0), f));
            }
        } else {
            Interval lowest = intervals.peek();
            double tip = 0.5 * lowest.a + 0.5 * lowest.b + (lowest.fa - lowest.fb) / (2 * lipschitz.value());
            // rounding may put the tip beyond an end
            double x = Math.min(Math.max(tip, lowest.a), lowest.b);
            double f = sample(x);
            if (!hasFailed()) {
                intervals.poll();
                intervals.add(interval(lowest.a, lowest.fa, x, f));
                intervals.add(interval(x, f, lowest.b, lowest.fb));
            }
        }
        if (!hasFailed()) {
            record(new double[] {samples.coordinate(samples.size() - 1, 0)}, samples.value(samples.size() - 1), lower());
        }
    }

    private double sample(double place) {
        double[] x = {place};
        double f = evaluate(x);
        if (hasFailed()) {
            return f;
        }
        Optional<Stop> contradicted = contradiction.of(samples, x, f, gradient);
        samples.add(x, f);
        keep(x, f);
        if (contradicted.isPresent()) {
            fail(contradicted.get());
            record(x, f, Double.NaN);
        }
        return f;
    }

    /** The tip (fa + fb - L (b - a)) / 2, rounded down; never above either end's value. */
    private Interval interval(double a, double fa, double b, double fb) {
        double fall = Rounded.multiplyUp(lipschitz.value(), Rounded.addUp(b, -a));
        double tip = Math.nextDown(0.5 * Rounded.addDown(Rounded.addDown(fa, fb), -fall));
        return new Interval(a, fa, b, fb, Math.min(tip, Math.min(fa, fb)));
    }

    private double lower() {
        if (intervals.isEmpty()) {
            double reach = objective.domain().farthestDistance(samples.point(0));
            return Math.nextDown(firstValue - Rounded.multiplyUp(lipschitz.value(), reach));
        }
        return intervals.peek().lower;
    }

    @Override
    Optional<Stop> end() {
        if (samples.size() == 0) {
            return Optional.empty();
        }
        double reached = gap(lower());
        if (reached <= gap) {
            return Optional.of(new Stop(
                    Stop.Reason.DONE,
                    "the certified gap " + reached + " is at most " + gap + " after " + samples.size()
                            + " evaluations."));
        }
        Interval lowest = intervals.peek();
        boolean exhausted = lowest != null && !(Math.nextUp(lowest.a) < lowest.b);
        return exhausted
                ? Optional.of(new Stop(
                        Stop.Reason.DONE,
                        "double precision has no number between the samples " + lowest.a + " and " + lowest.b
                                + "; the certified gap is " + reached + "."))
                : Optional.empty();
    }

    @Override
    Optional<Certificate> certificate() {
        return Optional.of(claim(lower(), lipschitz));
    }
}
