package org.infimum;

import java.util.Objects;

/**
 * Why a run stopped.
 *
 * @param reason the kind of end
 * @param detail one sentence for a person: what was reached or what went wrong, with its numbers, and what to do
 */
public record Stop(Reason reason, String detail) {
    /** The kinds of end. */
    public enum Reason {
        /** The method reached what it was asked for. */
        DONE,
        /** The iterations allowed are used up. */
        ITERATION_LIMIT,
        /** The time allowed is used up. */
        TIME_LIMIT,
        /** Somebody interrupted the run; its results so far are usable. */
        INTERRUPTED,
        /** A value or gradient was not finite; the state before that iteration is kept. */
        NOT_FINITE,
        /** Nothing that the method could still do improves the result; what was asked for is not reached. */
        STALLED,
        /** Samples contradict an assumption, a claimed Lipschitz constant say; no certificate is issued. */
        CONTRADICTED
    }

    /**
     * Checks the parts.
     *
     * @param reason as above
     * @param detail as above
     * @throws NullPointerException if a part is null
     */
    public Stop {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(detail, "detail");
    }

    @Override
    public String toString() {
        return reason + ": " + detail;
    }
}
