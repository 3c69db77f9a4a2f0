package org.infimum.network;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.infimum.Driver;
import org.infimum.IterativeMethod;
import org.infimum.Monitor;
import org.infimum.Stop;
import org.infimum.Trace;
import org.infimum.lipschitz.SteepestPoint;

/**
 * The proved Lipschitz constant of a training loss over balls around the network's own weights, beside the largest gradient norm that a search
 * finds there, radius by radius: how tight {@link ParameterLipschitz} is. A search that finds something above the bound disproves the theorem or its code, and
 * ends the run with {@link Stop.Reason#CONTRADICTED}. Immutable.
 *
 * <pre>
 * Trace t = RadiusSweep.of(loss, 1e-3, 1e-2, 1e-1).run(live());
 * t.column("bound");
 * </pre>
 */
public final class RadiusSweep {
    /** What rounding can lift a computed gradient norm by, relative to an exact bound of it. */
    private static final double ROUNDING = 1e-12;

    /** Of the search's starting points. */
    private static final long SEED = 1;

    private final TrainingLoss loss;
    private final double[] radii;
    private final String name;
    private final int starts;
    private final int steps;
    private final int evaluations;

    private RadiusSweep(TrainingLoss loss, double[] radii, String name, int starts, int steps, int evaluations) {
        this.loss = loss;
        this.radii = radii;
        this.name = name;
        this.starts = starts;
        this.steps = steps;
        this.evaluations = evaluations;
    }

    /**
     * The sweep with its defaults: an ascent of at most 40 steps from each of 6 points, and the effort of {@link ParameterLipschitz#of}.
     *
     * @param loss the training loss; its network's weights are the centre
     * @param radii the radii R, each positive and finite
     * @return the sweep
     * @throws IllegalArgumentException if there is no radius, or one is not positive and finite
     */
    public static RadiusSweep of(TrainingLoss loss, double... radii) {
        if (radii.length == 0) {
            throw new IllegalArgumentException("A sweep needs at least one radius.");
        }
        for (double radius : radii) {
            if (!(radius > 0 && radius < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("A radius must be positive and finite, not " + radius + ".");
            }
        }
        String name = loss.loss().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return new RadiusSweep(loss, radii.clone(), name, 6, 40, ParameterLipschitz.EVALUATIONS);
    }

    /**
     * The same sweep with another name, for the live picture.
     *
     * @param name a few words
     * @return a new sweep
     */
    public RadiusSweep named(String name) {
        return new RadiusSweep(loss, radii, name, starts, steps, evaluations);
    }

    /**
     * The same sweep with another search, by {@link SteepestPoint#ofBall}.
     *
     * @param starts the random points from which it ascends, at least 1
     * @param steps the most steps from each, at least 0
     * @return a new sweep
     * @throws IllegalArgumentException if there is no start, or the number of steps is negative
     */
    public RadiusSweep search(int starts, int steps) {
        if (starts < 1 || steps < 0) {
            throw new IllegalArgumentException("A search for steep points needs at least 1 start and 0 steps, not "
                    + starts + " and " + steps + ".");
        }
        return new RadiusSweep(loss, radii, name, starts, steps, evaluations);
    }

    /**
     * The same sweep with another effort for the bound.
     *
     * @param evaluations as in {@link ParameterLipschitz#of(TrainingLoss, ParameterSet, int)}
     * @return a new sweep
     * @throws IllegalArgumentException if it is below 1
     */
    public RadiusSweep evaluations(int evaluations) {
        if (evaluations < 1) {
            throw new IllegalArgumentException("A bound needs at least 1 evaluation, not " + evaluations + ".");
        }
        return new RadiusSweep(loss, radii, name, starts, steps, evaluations);
    }

    /**
     * Runs the sweep.
     *
     * @param monitor sees it, one radius an iteration
     * @return a row a radius: R, bound (PROVED), found (ESTIMATED), ratio
     */
    public Trace run(Monitor monitor) {
        return Driver.standard().monitor(monitor).run(new Run());
    }

    @Override
    public String toString() {
        return name + " over balls of radius " + Arrays.toString(radii);
    }

    private final class Run implements IterativeMethod<Trace> {
        private final Trace.Recorder recorder = new Trace.Recorder("R", "bound", "found", "ratio");
        private final double[] centre = loss.network().parameters();

        @Override
        public void step() {
            double radius = radii[recorder.size()];
            ParameterSet ball = ParameterSet.ball(centre, radius);
            double bound = ParameterLipschitz.of(loss, ball, evaluations).value();
            double found = SteepestPoint.ofBall(
                            new TrainingObjective(loss, ball.enclosingBox()), centre, radius, starts, steps, SEED)
                    .norm();
            recorder.append(radius, bound, found, bound / found);
        }

        @Override
        public Optional<Stop> done() {
            int rows = recorder.size();
            if (rows > 0) {
                Trace trace = recorder.trace();
                double bound = trace.last("bound");
                double found = trace.last("found");
                if (found > bound * (1 + ROUNDING)) {
                    return Optional.of(new Stop(
                            Stop.Reason.CONTRADICTED,
                            "a gradient of norm " + found + " is steeper than the bound " + bound
                                    + " over the ball of radius " + trace.last("R") + "; please report it."));
                }
            }
            return rows < radii.length
                    ? Optional.empty()
                    : Optional.of(new Stop(Stop.Reason.DONE, "all " + rows + " radii are done."));
        }

        @Override
        public Trace result(Stop stop) {
            return recorder.trace();
        }

        @Override
        public long iteration() {
            return recorder.size();
        }

        @Override
        public long expectedIterations() {
            return radii.length;
        }

        @Override
        public String title() {
            return name;
        }

        @Override
        public Trace.Recorder recorder() {
            return recorder;
        }

        @Override
        public String headline() {
            return "ratio";
        }
    }
}
