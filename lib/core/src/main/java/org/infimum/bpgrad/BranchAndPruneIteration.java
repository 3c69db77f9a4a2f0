package org.infimum.bpgrad;

import java.util.Optional;
import java.util.SplittableRandom;
import org.infimum.Certificate;
import org.infimum.Objective;
import org.infimum.Stop;
import org.infimum.linalg.Euclidean;

/** One run of {@link BranchAndPrune}. A step is one evaluation, or a slice of a covering search that ended undecided. */
final class BranchAndPruneIteration extends SamplingRun {
    /** How a sample was chosen, as the trace records it in column "rule". */
    enum Rule {
        START,
        RAY,
        LEAST_DISTORTION,
        LOWEST_MINORANT,
        STEEPNESS
    }

    /** Nodes a step visits before it lets the driver look at limits and interrupts: some ten milliseconds. */
    private static final long SLICE = 10_000;

    /** Nodes for the free point of least distortion; in two dimensions 100 to 1,000 are needed. */
    private static final long NEAREST = 2_000;

    /** Eq. 4 is met to this part of min f - T; a covering is proved without any. */
    private static final double TOLERANCE = 1e-6;

    /** T stays this much, relative to the gap asked for, below what would be just enough, for rounding. */
    private static final double MARGIN = 1e-9;

    /** A value is below the shift only if by more than rounding. */
    private static final double SHIFT_ROUNDING = 1e-9;

    /** The steepness check gets one evaluation in so many, and begins after some. */
    private static final int CHECK_EVERY = 40;

    private static final int CHECK_FROM = 100;

    private final BranchAndPrune settings;
    private final double lipschitz;
    private final SampleIndex samples;
    private final Covering covering;
    private final Contradiction contradiction;
    private final SteepnessCheck steepness;
    private final SplittableRandom random;
    private final double[] start;
    private final RhoSchedule rho;
    private final double enough;
    private double shift;
    private Ray ray;
    private boolean rayTried;
    private long round;
    private long samplesOfRound;
    private long effortOfRound;
    private long checks;
    private Stop end;

    BranchAndPruneIteration(BranchAndPrune settings, Objective objective, double[] start) {
        super("branch and prune", objective, "target", "rho", "rule");
        if (!objective.domain().contains(start)) {
            throw new IllegalArgumentException(
                    "The start " + text(start) + " is outside the box " + objective.domain() + ".");
        }
        this.settings = settings;
        this.lipschitz = settings.lipschitz().value();
        this.samples = new SampleIndex(d);
        this.covering = new Covering(objective.domain(), samples, lipschitz);
        this.contradiction = new Contradiction(objective.domain(), settings.lipschitz());
        this.steepness = new SteepnessCheck(objective.domain());
        // another stream than the starting point's
        this.random = new SplittableRandom(~settings.seed());
        this.start = start.clone();
        this.rho = settings.rhoIn(d);
        this.enough = (settings.gap() - 2 * valueError()) * (1 - MARGIN);
        if (!(enough > 0)) {
            throw new IllegalArgumentException("A gap of " + settings.gap() + " cannot be certified: "
                    + objective.name() + " is computed with an error of up to " + valueError()
                    + "; ask for more than twice that.");
        }
    }

    @Override
    public void step() {
        if (samples.size() == 0) {
            sample(start, Rule.START);
            return;
        }
        if (isCheckDue()) {
            double[] asked = steepness.ask();
            checks++;
            if (asked != null) {
                sample(asked, Rule.STEEPNESS);
                return;
            }
        }
        skipCoveredRounds();
        if (round >= rho.rounds()) {
            end = new Stop(
                    Stop.Reason.DONE,
                    "all " + rho.rounds() + " rounds are done; the certified gap is " + gap(covering.lowest()) + ".");
            return;
        }
        double target = target();
        double tolerance = TOLERANCE * (best() - target);
        if (!rayTried) {
            rayTried = true;
            Optional<double[]> free = ray.firstFree(samples, objective.domain(), lipschitz, target, tolerance);
            if (free.isPresent()) {
                sample(free.get(), Rule.RAY);
                return;
            }
        }
        // the nearest free point first; where that takes long, any free point, looked for where the proof has to be
        // made
        boolean first = effortOfRound == 0;
        long allowed = Math.min(settings.effortIn(d) - effortOfRound, SLICE);
        long nodes = first ? Math.max(1, Math.min(allowed / 4, NEAREST)) : allowed;
        long before = covering.visited();
        Covering.Outcome outcome = covering.search(target, tolerance, first ? ray : null, nodes);
        raise(covering.lowest());
        switch (outcome) {
            case FREE -> sampleFree(covering.found(), first ? Rule.LEAST_DISTORTION : Rule.LOWEST_MINORANT);
            case COVERED -> nextRound();
            case UNDECIDED -> {
                effortOfRound += covering.visited() - before;
                if (effortOfRound >= settings.effortIn(d)) {
                    // raising rho without a proof costs nothing but order: the certificate does not rest on it
                    effortOfRound = 0;
                    if (target < best() - enough) {
                        nextRound();
                    }
                }
            }
        }
    }

    private boolean isCheckDue() {
        return settings.checksSteepness()
                && samples.size() >= CHECK_FROM
                && checks < (samples.size() - CHECK_FROM) / CHECK_EVERY + 1;
    }

    private void skipCoveredRounds() {
        double lowest = covering.lowest();
        while (round < rho.rounds() && lowest >= target() && target() < best() - enough) {
            nextRound();
        }
    }

    private void nextRound() {
        round++;
        samplesOfRound = 0;
        effortOfRound = 0;
        rayTried = false;
    }

    /** T, the right side of Eq. 4; not above what the gap asked for needs. */
    private double target() {
        double shifted = shift + rho.atRound(round) * (best() - shift);
        return Math.min(shifted, best() - enough);
    }

    private void sampleFree(double[] x, Rule rule) {
        int nearest = samples.strongest(x, new double[d], lipschitz, -1);
        if (samples.distance(nearest, x) > 0) {
            sample(x, rule);
            return;
        }
        end = new Stop(
                Stop.Reason.DONE,
                "the balls left are smaller than what double precision can tell apart; the certified gap is "
                        + gap(covering.lowest()) + ".");
    }

    private void sample(double[] x, Rule rule) {
        double f = evaluate(x);
        if (hasFailed()) {
            return;
        }
        Optional<Stop> contradicted = contradiction.of(samples, x, f, gradient);
        samples.add(x, f);
        keep(x, f);
        double norm = Contradiction.slopeWithin(objective.domain(), gradient);
        if (contradicted.isPresent()) {
            fail(contradicted.get());
            record(x, f, Double.NaN, Double.NaN, Double.NaN, rule.ordinal());
            return;
        }
        if (rule == Rule.STEEPNESS) {
            steepness.answer(norm);
        } else {
            steepness.show(x, norm);
            follow(x, norm);
        }
        covering.touch();
        if (rule == Rule.START) {
            shift = settings.shift().orElse(covering.lowest());
        }
        if (f < shift - SHIFT_ROUNDING * Math.max(1, Math.abs(shift))) {
            fail(new Stop(
                    Stop.Reason.CONTRADICTED,
                    "f = " + f + " at " + text(x) + " is below the shift " + shift + "; give a lower bound of f."));
        }
        samplesOfRound++;
        effortOfRound = 0;
        record(x, f, covering.lowest(), target(), rho.atRound(round), rule.ordinal());
        if (samplesOfRound >= rho.iterationsPerRound()) {
            nextRound();
        }
    }

    /** The next anchor is the sample itself, its direction a random one where the gradient is zero. */
    private void follow(double[] x, double norm) {
        double[] direction = gradient.clone();
        while (!(norm > 0)) {
            for (int k = 0; k < d; k++) {
                direction[k] = random.nextGaussian();
            }
            norm = Euclidean.norm(direction);
        }
        ray = new Ray(x, direction, settings.gamma());
        rayTried = false;
    }

    @Override
    Optional<Stop> end() {
        if (end != null || samples.size() == 0) {
            return Optional.ofNullable(end);
        }
        double gap = gap(covering.lowest());
        return gap <= settings.gap()
                ? Optional.of(new Stop(
                        Stop.Reason.DONE,
                        "the certified gap " + gap + " is at most " + settings.gap() + " after " + samples.size()
                                + " evaluations."))
                : Optional.empty();
    }

    @Override
    Optional<Certificate> certificate() {
        return Optional.of(claim(covering.lowest(), settings.lipschitz()));
    }
}
