package org.infimum.relu;

import java.util.concurrent.CompletableFuture;
import org.infimum.Evidence;

/** The searches for the two one-sided nested polars of a dual point, at nu and at -nu: the nested polar is the larger one. */
final class NestedPair implements PolarSides {
    private final NestedSearch positive;
    private final NestedSearch negative;

    NestedPair(NestedSearch positive, NestedSearch negative) {
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

    /** The search at nu, or at -nu. */
    NestedSearch side(int sign) {
        return sign > 0 ? positive : negative;
    }

    /** What the upper bound rests on, with the larger side's method. */
    PolarBounds asPolar(int dimension) {
        NestedPolarBounds plus = positive.bounds();
        NestedPolarBounds minus = negative.bounds();
        boolean proved = plus.evidence() == Evidence.PROVED && minus.evidence() == Evidence.PROVED;
        return new PolarBounds(
                lower(), new double[dimension], upper(), proved ? Evidence.PROVED : Evidence.ESTIMATED, plus.because());
    }
}
