package org.infimum.bpgrad;

import java.util.Optional;
import java.util.SplittableRandom;
import org.infimum.Certificate;
import org.infimum.Objective;
import org.infimum.Stop;
import org.infimum.lipschitz.LipschitzConstant;

/** One run of {@link Lipo} or {@link AdaLipo}. A step is an evaluation, or a search for a witness that ended undecided. */
final class LipoIteration extends SamplingRun {
    /** Draws of a step at most, so that limits and interrupts are looked at. */
    private static final int DRAWS = 100_000;

    /** Nodes a step's search for a witness visits at most, for the same reason. */
    private static final long SLICE = 10_000;

    private final SlopeSource slopes;
    private final double exploration;
    private final double gap;
    private final SplittableRandom random;
    private final SampleIndex samples;
    private final double[] zero;
    private Contradiction contradiction;
    private Covering covering;
    private double coveringFor;

    /** A point where the minorant is below best f - gap: while it is, the gap is not certified. */
    private double[] witness;

    LipoIteration(String method, Objective objective, SlopeSource slopes, double exploration, double gap, long seed) {
        super(method, objective);
        this.slopes = slopes;
        this.exploration = exploration;
        this.gap = gap;
        this.random = new SplittableRandom(seed);
        this.samples = new SampleIndex(d);
        this.zero = new double[d];
    }

    @Override
    public void step() {
        if (covering != null && witness == null && !findWitness()) {
            return;
        }
        double[] x = new double[d];
        if (samples.size() == 0 || covering == null || (exploration > 0 && random.nextDouble() < exploration)) {
            sample(objective.domain().sample(random));
            return;
        }
        for (int draw = 0; draw < DRAWS; draw++) {
            if (covering.draw(best(), random, x)) {
                sample(x);
                return;
            }
        }
        if (witness != null) {
            // hardly anything is left to draw from: a point that may still be better is known
            sample(witness.clone());
        }
    }

    /** Looks on for a point that shows the gap not to be certified; false while undecided, or when it is certified. */
    private boolean findWitness() {
        double target = best() - gap * (1 - 1e-9) + 2 * valueError();
        Covering.Outcome outcome = covering.search(target, 1e-6 * gap, null, SLICE);
        raise(covering.lowest());
        if (outcome == Covering.Outcome.FREE) {
            witness = covering.found().clone();
        }
        return outcome == Covering.Outcome.FREE;
    }

    private void sample(double[] x) {
        double f = evaluate(x);
        if (hasFailed()) {
            return;
        }
        slopes.show(samples, x, f);
        Optional<LipschitzConstant> lipschitz = slopes.constant();
        Optional<Stop> contradicted = Optional.empty();
        if (slopes.isClaim()) {
            contradiction = contradiction != null
                    ? contradiction
                    : new Contradiction(objective.domain(), lipschitz.orElseThrow());
            contradicted = contradiction.of(samples, x, f, gradient);
        }
        samples.add(x, f);
        keep(x, f);
        if (contradicted.isPresent()) {
            fail(contradicted.get());
            record(x, f, Double.NaN);
            return;
        }
        lipschitz.ifPresent(this::cover);
        record(x, f, covering == null ? Double.NEGATIVE_INFINITY : covering.lowest());
    }

    private void cover(LipschitzConstant lipschitz) {
        if (covering == null) {
            covering = new Covering(objective.domain(), samples, lipschitz.value());
            coveringFor = lipschitz.value();
        } else if (coveringFor != lipschitz.value()) {
            covering.restart(lipschitz.value());
            coveringFor = lipschitz.value();
        }
        covering.touch();
        if (witness != null) {
            samples.strongest(witness, zero, coveringFor, samples.size() - 1);
            if (samples.strength() > best() - gap) {
                witness = null;
            }
        }
    }

    @Override
    Optional<Stop> end() {
        if (covering == null) {
            return Optional.empty();
        }
        double reached = gap(covering.lowest());
        return reached <= gap
                ? Optional.of(new Stop(
                        Stop.Reason.DONE,
                        "the gap " + reached + " is at most " + gap + " after " + samples.size() + " evaluations ("
                                + slopes.constant().orElseThrow().evidence() + ")."))
                : Optional.empty();
    }

    @Override
    Optional<Certificate> certificate() {
        return covering == null
                ? Optional.empty()
                : Optional.of(claim(covering.lowest(), slopes.constant().orElseThrow()));
    }
}
