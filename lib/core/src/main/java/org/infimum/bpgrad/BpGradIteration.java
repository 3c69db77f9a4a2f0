package org.infimum.bpgrad;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.infimum.Certificate;
import org.infimum.Evidence;
import org.infimum.IterativeMethod;
import org.infimum.Objective;
import org.infimum.Solution;
import org.infimum.Stop;
import org.infimum.Trace;
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
    private final Trace.Recorder recorder = new Trace.Recorder("f", "eta", "gradient norm", "step length", "best f");
    private final double[] x;
    private final double[] gradient;
    private final double[] velocity;
    private final double[] previous;
    private double[] best;
    private double bestValue = Double.POSITIVE_INFINITY;
    private double previousValue = Double.NaN;
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
        this.x = start.clone();
        this.best = start.clone();
        this.gradient = new double[x.length];
        this.velocity = new double[x.length];
        this.previous = new double[x.length];
    }

    @Override
    public void step() {
        double f = objective.gradient(x, gradient);
        double norm = norm(gradient);
        if (!Double.isFinite(f) || !Double.isFinite(norm)) {
            failure = new Stop(
                    Stop.Reason.NOT_FINITE,
                    "f = " + f + " with gradient norm " + norm + " at " + Arrays.toString(x)
                            + "; the best point before it is kept.");
            return;
        }
        long iteration = recorder.size();
        if (f < bestValue) {
            bestValue = f;
            best = x.clone();
        }
        double reach = objective.domain().farthestDistance(x);
        lower = Math.max(lower, Math.nextDown(f - Math.nextUp(lipschitz.value() * reach)));
        if (lipschitz instanceof LipschitzBound) {
            failure = contradiction(f, norm);
        }
        double eta = stepSize.at(f, iteration);
        System.arraycopy(x, 0, previous, 0, x.length);
        previousValue = f;
        if (norm == 0) {
            norm = randomDirection();
        }
        for (int k = 0; k < x.length; k++) {
            velocity[k] = momentum * velocity[k] - eta * gradient[k] / norm;
            x[k] += velocity[k];
        }
        objective.domain().project(x);
        recorder.append(f, eta, norm(gradient), distance(x, previous), bestValue);
    }

    private double randomDirection() {
        for (int k = 0; k < gradient.length; k++) {
            gradient[k] = random.nextGaussian();
        }
        return norm(gradient);
    }

    /** Whether x and the sample before it, or the gradient at x, show a slope above L by more than rounding. */
    private Stop contradiction(double f, double norm) {
        double claimed = lipschitz.value() * (1 + 1e-12);
        if (norm > claimed) {
            return new Stop(
                    Stop.Reason.CONTRADICTED,
                    "the gradient norm " + norm + " at " + Arrays.toString(x) + " contradicts L = " + lipschitz.value()
                            + "; claim a larger one.");
        }
        double rounding = 8 * Math.ulp(Math.max(Math.abs(f), Math.abs(previousValue)));
        if (Math.abs(f - previousValue) > claimed * distance(x, previous) + rounding) {
            return new Stop(
                    Stop.Reason.CONTRADICTED,
                    "f = " + previousValue + " at " + Arrays.toString(previous) + " and f = " + f + " at "
                            + Arrays.toString(x) + " contradict L = " + lipschitz.value() + "; claim a larger one.");
        }
        return null;
    }

    private static double norm(double[] vector) {
        double sum = 0;
        for (double component : vector) {
            sum += component * component;
        }
        return Math.sqrt(sum);
    }

    private static double distance(double[] x, double[] z) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += (x[k] - z[k]) * (x[k] - z[k]);
        }
        return Math.sqrt(sum);
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
        return new Solution<>(best, bestValue, certificate(), recorder.trace(), stop);
    }

    private Optional<Certificate> certificate() {
        if (failure != null || bestValue == Double.POSITIVE_INFINITY) {
            return Optional.empty();
        }
        double bound = Math.min(Math.max(lower, objective.lowerBound()), bestValue);
        boolean claimed = lipschitz instanceof LipschitzBound;
        // f is evaluated in floating point with an unknown error, so a proved L alone does not make the interval PROVED
        return Optional.of(new Certificate(
                bound,
                bestValue,
                claimed ? Evidence.CONDITIONAL : Evidence.ESTIMATED,
                lipschitz.origin() + (claimed ? ", f >= " + objective.lowerBound() + ", f evaluated exactly" : "")));
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
}
