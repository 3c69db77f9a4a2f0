package org.infimum.relu;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.infimum.Evidence;

/** The searches for the two one-sided polars of a dual point, at nu and at -nu, side by side: the polar is the larger one. */
final class PolarPair implements PolarSides {
    private final PolarSearch positive;
    private final PolarSearch negative;

    PolarPair(PolarSearch positive, PolarSearch negative) {
        this.positive = positive;
        this.negative = negative;
    }

    /** One step of each that is not done, in two threads: the searches know nothing of each other, so that changes no number. */
    @Override
    public void step() {
        CompletableFuture<Void> other = negative.isDone() ? null : CompletableFuture.runAsync(negative::step);
        if (!positive.isDone()) {
            positive.step();
        }
        if (other != null) {
            other.join();
        }
    }

    @Override
    public boolean isDone() {
        return positive.isDone() && negative.isDone();
    }

    @Override
    public double lower() {
        return Math.max(positive.bounds().lower(), negative.bounds().lower());
    }

    @Override
    public double upper() {
        return Math.max(positive.bounds().upper(), negative.bounds().upper());
    }

    @Override
    public long nodes() {
        return positive.nodes() + negative.nodes();
    }

    /** The bounds at nu. */
    PolarBounds positive() {
        return positive.bounds();
    }

    /** The bounds at -nu. */
    PolarBounds negative() {
        return negative.bounds();
    }

    List<double[]> positiveAbove(double value, int most) {
        return positive.maximizersAbove(value, most);
    }

    List<double[]> negativeAbove(double value, int most) {
        return negative.maximizersAbove(value, most);
    }

    /** The bounds of the polar. */
    PolarBounds bounds() {
        PolarBounds plus = positive.bounds();
        PolarBounds minus = negative.bounds();
        PolarBounds larger = plus.lower() >= minus.lower() ? plus : minus;
        boolean proved = plus.evidence() == Evidence.PROVED && minus.evidence() == Evidence.PROVED;
        PolarBounds weaker = plus.evidence() == Evidence.PROVED ? minus : plus;
        return new PolarBounds(
                larger.lower(),
                larger.maximizer(),
                upper(),
                proved ? Evidence.PROVED : weaker.evidence(),
                proved ? larger.because() : weaker.because());
    }
}
