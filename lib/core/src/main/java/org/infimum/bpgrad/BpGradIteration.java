package org.infimum.bpgrad;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.infimum.Certificate;
import org.infimum.IterativeMethod;
import org.infimum.Objective;
import org.infimum.Solution;
import org.infimum.Stop;
import org.infimum.Trace;
import org.infimum.linalg.Euclidean;
import org.infimum.lipschitz.LipschitzBound;
import org.infimum.lipschitz.LipschitzConstant;

/** One run of {@link BpGradSolver}. */
final class BpGradIteration implements IterativeMethod<Solution<double[]>> {
    private final Objective objective;
    private final LipschitzConstant lipschitz;
    private final double momentum;
    private final RhoSchedule rho;
    private final SplittableRandom random;
    private final StepSize stepSize;
    private final Claim claim;
    private final Trace.Recorder recorder;
    private final double[] x;
    private final double[] gradient;
    private final double[] velocity;
    private Sample previous;
    private Sample best;
    private Sample highest;
    private double lower = Double.NEGATIVE_INFINITY;
    private Stop failure;

    BpGradIteration(
            Objective objective,
            double[] start,
            LipschitzConstant lipschitz,
            double momentum,
            RhoSchedule rho,
            long seed) {
        if (!objective.domain().contains(start)) {
            throw new IllegalArgumentException(
                    "The start " + Arrays.toString(start) + " is outside the box " + objective.domain() + ".");
        }
        this.objective = objective;
        this.lipschitz = lipschitz;
        this.momentum = momentum;
        this.rho = rho;
        // another stream than the starting point's
        this.random = new SplittableRandom(~seed);
        this.stepSize = new StepSize(lipschitz, rho, objective.lowerBound());
        this.claim = new Claim(objective);
        this.x = start.clone();
        this.gradient = new double[x.length];
        this.velocity = new double[x.length];
        this.recorder = new Trace.Recorder(columns(x.length));
    }

    private static String[] columns(int dimension) {
        List<String> columns = new ArrayList<>();
        for (int k = 1; k <= Math.min(dimension, SamplingRun.RECORDED_COORDINATES); k++) {
            columns.add("x" + k);
        }
        columns.addAll(List.of("f", "eta", "gradient norm", "step length", "best f"));
        return columns.toArray(String[]::new);
    }

    private void record(double[] point, double f, double eta, double norm, double length) {
        int coordinates = Math.min(point.length, SamplingRun.RECORDED_COORDINATES);
        double[] row = Arrays.copyOf(point, coordinates + 5);
        row[coordinates] = f;
        row[coordinates + 1] = eta;
        row[coordinates + 2] = norm;
        row[coordinates + 3] = length;
        row[coordinates + 4] = best.value;
        recorder.append(row);
    }

    @Override
    public void step() {
        double f = objective.gradient(x, gradient);
        double norm = Euclidean.norm(gradient);
        if (!Double.isFinite(f) || !Double.isFinite(norm)) {
            failure = new Stop(
                    Stop.Reason.NOT_FINITE,
                    "f = " + f + " with gradient norm " + norm + " at " + Arrays.toString(x)
                            + "; the best point before it is kept.");
            return;
        }
        long iteration = recorder.size();
        Sample sample = new Sample(x.clone(), f);
        failure = contradiction(sample);
        take(sample);
        if (failure != null) {
            // no step is taken from here
            record(sample.point, f, Double.NaN, norm, Double.NaN);
            return;
        }
        double eta = stepSize.at(f, iteration);
        double length = norm == 0 ? randomDirection() : norm;
        for (int k = 0; k < x.length; k++) {
            velocity[k] = momentum * velocity[k] - eta * gradient[k] / length;
            x[k] += velocity[k];
        }
        objective.domain().project(x);
        record(sample.point, f, eta, norm, Euclidean.distance(x, sample.point));
    }

    /** Takes a sample into both sides of Eq. 3. */
    private void take(Sample sample) {
        if (best == null || sample.value < best.value) {
            best = sample;
        }
        double reach = objective.domain().farthestDistance(sample.point);
        double below = Math.nextDown(sample.value - Math.nextUp(lipschitz.value() * reach));
        if (highest == null || below > lower) {
            highest = sample;
            lower = below;
        }
        previous = sample;
    }

    private double randomDirection() {
        for (int k = 0; k < gradient.length; k++) {
            gradient[k] = random.nextGaussian();
        }
        return Euclidean.norm(gradient);
    }

    /**
     * Whether a sample contradicts what is claimed by more than rounding: f's lower bound, or L, by the gradient there or by the
     * slope to one of three samples before it: the last, the best, and the one that gives Eq. 3's lower bound. The latter two
     * see to it that Eq. 3's two sides never cross unnoticed.
     */
    private Stop contradiction(Sample sample) {
        if (!stepSize.admits(sample.value)) {
            return new Stop(
                    Stop.Reason.CONTRADICTED,
                    sample + " is below the objective's lower bound " + objective.lowerBound()
                            + "; give a smaller one.");
        }
        if (!(lipschitz instanceof LipschitzBound)) {
            return null;
        }
        double claimed = lipschitz.value() * (1 + 1e-12);
        double slope = Contradiction.slopeWithin(objective.domain(), gradient);
        if (slope > claimed) {
            return new Stop(
                    Stop.Reason.CONTRADICTED,
                    "the gradient norm " + slope + " at " + Arrays.toString(sample.point) + " contradicts L = "
                            + lipschitz.value() + "; claim a larger one.");
        }
        double range = lipschitz.value() * objective.domain().farthestDistance(sample.point);
        for (Sample other : new Sample[] {previous, best, highest}) {
            if (other != null && steeper(sample, other, claimed, range)) {
                return new Stop(
                        Stop.Reason.CONTRADICTED,
                        other + " and " + sample + " contradict L = " + lipschitz.value() + "; claim a larger one.");
            }
        }
        return null;
    }

    private static boolean steeper(Sample a, Sample b, double claimed, double range) {
        // f is computed from terms as large as its range over the box: a difference below their rounding shows nothing
        double size = Math.max(range, Math.max(Math.abs(a.value), Math.abs(b.value)));
        return Math.abs(a.value - b.value) > claimed * Euclidean.distance(a.point, b.point) + 8 * Math.ulp(size);
    }

    @Override
    public Optional<Stop> done() {
        if (failure != null) {
            return Optional.of(failure);
        }
        return recorder.size() < rho.iterations()
                ? Optional.empty()
                : Optional.of(new Stop(Stop.Reason.DONE, "all " + rho.iterations() + " iterations are done."));
    }

    @Override
    public Solution<double[]> result(Stop stop) {
        // before the first sample the start stands in for the best point
        Sample found = best == null ? new Sample(x.clone(), Double.POSITIVE_INFINITY) : best;
        return new Solution<>(found.point, found.value, certificate(), recorder.trace(), stop);
    }

    private Optional<Certificate> certificate() {
        if (best == null || failure != null || lower > best.value) {
            // the last: an estimate of L that the samples exceed gives no interval
            return Optional.empty();
        }
        Certificate fromSlope = claim.of(lower, best.value, lipschitz);
        return Optional.of(claim.orFromLowerBound(fromSlope, best.value));
    }

    @Override
    public long iteration() {
        return recorder.size();
    }

    @Override
    public long expectedIterations() {
        return rho.iterations() == Long.MAX_VALUE ? -1 : rho.iterations();
    }

    @Override
    public String title() {
        return "BPGrad on " + objective.name();
    }

    @Override
    public Trace.Recorder recorder() {
        return recorder;
    }

    @Override
    public String headline() {
        return "best f";
    }

    private record Sample(double[] point, double value) {
        @Override
        public String toString() {
            return "f = " + value + " at " + Arrays.toString(point);
        }
    }
}
