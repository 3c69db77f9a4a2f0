package org.infimum.bpgrad;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.infimum.Certificate;
import org.infimum.IterativeMethod;
import org.infimum.Objective;
import org.infimum.Solution;
import org.infimum.Stop;
import org.infimum.Trace;
import org.infimum.lipschitz.LipschitzConstant;

/**
 * What the global methods share: evaluating a point once, keeping the best, recording a row, and the form of the certificate. One
 * row of the trace is one evaluation: the sample's coordinates x1, x2, ... (up to {@value #RECORDED_COORDINATES}), f, the best f and
 * the certified lower bound after it, and what a method adds.
 */
abstract class SamplingRun implements IterativeMethod<Solution<double[]>> {
    /** Coordinates are recorded up to this dimension; a trace of more would be mostly coordinates. */
    static final int RECORDED_COORDINATES = 8;

    private static final String LOWER = "lower";

    final Objective objective;
    final int d;

    /** The gradient at the last point evaluated. */
    final double[] gradient;

    private final String method;
    private final Trace.Recorder recorder;
    private final double[] row;
    private final Claim claim;
    private double[] bestPoint;
    private double bestValue = Double.POSITIVE_INFINITY;
    private Stop failure;

    SamplingRun(String method, Objective objective, String... extraColumns) {
        this.method = method;
        this.objective = objective;
        this.d = objective.domain().dimension();
        this.gradient = new double[d];
        this.claim = new Claim(objective);
        List<String> columns = new ArrayList<>();
        for (int k = 1; k <= Math.min(d, RECORDED_COORDINATES); k++) {
            columns.add("x" + k);
        }
        columns.addAll(List.of("f", "best f", LOWER));
        columns.addAll(List.of(extraColumns));
        this.recorder = new Trace.Recorder(columns.toArray(new String[0]));
        this.row = new double[columns.size()];
    }

    /**
     * f and its {@link #gradient} at a point of X. Where they are not finite the run has failed, and NaN is returned.
     *
     * @param x the point
     * @return f(x), finite, or NaN
     */
    final double evaluate(double[] x) {
        Arrays.fill(gradient, Double.NaN);
        double f = objective.gradient(x, gradient);
        boolean finite = Double.isFinite(f);
        for (double component : gradient) {
            finite &= Double.isFinite(component);
        }
        if (finite) {
            return f;
        }
        fail(new Stop(
                Stop.Reason.NOT_FINITE,
                "f = " + f + " with gradient " + text(gradient) + " at " + text(x)
                        + "; the best point before it is kept, without a certificate."));
        return Double.NaN;
    }

    final void fail(Stop stop) {
        failure = stop;
    }

    final boolean hasFailed() {
        return failure != null;
    }

    /** Takes a value into the best one. */
    final void keep(double[] x, double f) {
        if (f < bestValue) {
            bestValue = f;
            bestPoint = x.clone();
        }
    }

    final double best() {
        return bestValue;
    }

    final double[] bestPoint() {
        return bestPoint;
    }

    /**
     * Records an evaluation. {@code lower} is a lower bound from computed values, NaN where the method has none; what is recorded allows
     * for their error.
     */
    final void record(double[] x, double f, double lower, double... extra) {
        int coordinates = Math.min(d, RECORDED_COORDINATES);
        System.arraycopy(x, 0, row, 0, coordinates);
        row[coordinates] = f;
        row[coordinates + 1] = bestValue;
        row[coordinates + 2] = claim.lower(lower, bestValue);
        System.arraycopy(extra, 0, row, coordinates + 3, extra.length);
        recorder.append(row);
    }

    /** Puts a lower bound that a search found after the last evaluation into that evaluation's row. */
    final void raise(double lower) {
        recorder.amend(LOWER, claim.lower(lower, bestValue));
    }

    /** The rounding error of f's values where it is known, else 0. */
    final double valueError() {
        return claim.error();
    }

    /** How far the best value is above a lower bound from computed values, their rounding error included, rounded up. */
    final double gap(double lower) {
        double difference = bestValue - lower + 2 * claim.error();
        return difference <= 0 ? 0 : Math.nextUp(Math.nextUp(difference));
    }

    @Override
    public final Optional<Stop> done() {
        return failure != null ? Optional.of(failure) : end();
    }

    /** Why the method is at its end, if it is. */
    abstract Optional<Stop> end();

    /** The certificate after at least one evaluation and no failure. */
    abstract Optional<Certificate> certificate();

    @Override
    public final Solution<double[]> result(Stop stop) {
        boolean empty = bestPoint == null;
        return new Solution<>(
                empty ? middle() : bestPoint.clone(),
                bestValue,
                empty || failure != null ? Optional.empty() : certificate(),
                recorder.trace(),
                stop);
    }

    private double[] middle() {
        double[] x = new double[d];
        for (int k = 0; k < d; k++) {
            x[k] = 0.5 * objective.domain().lower(k) + 0.5 * objective.domain().upper(k);
        }
        // half of a subnormal number may round to beyond the box
        objective.domain().project(x);
        return x;
    }

    /**
     * The certificate for a lower bound that follows from L and the samples alone.
     *
     * @param lower a number not above min over X of max_i f_i - L ||x - x_i|| with the computed f_i
     */
    final Certificate claim(double lower, LipschitzConstant lipschitz) {
        return claim.of(lower, bestValue, lipschitz);
    }

    /** A vector for a message: its first coordinates where it is long. */
    static String text(double[] x) {
        return x.length <= RECORDED_COORDINATES
                ? Arrays.toString(x)
                : Arrays.toString(Arrays.copyOf(x, RECORDED_COORDINATES)).replace("]", ", ...] (" + x.length + ")");
    }

    @Override
    public final long iteration() {
        return recorder.size();
    }

    @Override
    public final String title() {
        return method + " on " + objective.name();
    }

    @Override
    public final Trace.Recorder recorder() {
        return recorder;
    }

    @Override
    public String headline() {
        return "best f";
    }
}
