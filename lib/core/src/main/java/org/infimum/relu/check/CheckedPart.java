package org.infimum.relu.check;

import java.util.Objects;

/**
 * The verdict on one part of a certificate.
 *
 * @param verdict the verdict
 * @param because a sentence that says what was found
 */
public record CheckedPart(Verdict verdict, String because) {
    /**
     * Checks the form.
     *
     * @param verdict as above
     * @param because as above
     */
    public CheckedPart {
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(because, "because");
    }

    static CheckedPart verified(String because) {
        return new CheckedPart(Verdict.VERIFIED, because);
    }

    static CheckedPart refuted(String because) {
        return new CheckedPart(Verdict.REFUTED, because);
    }

    static CheckedPart notVerified(String because) {
        return new CheckedPart(Verdict.NOT_VERIFIED, because);
    }

    @Override
    public String toString() {
        return verdict + ": " + because;
    }
}
