package org.infimum.relu.check;

/** What a check says of a part of a certificate. */
public enum Verdict {
    /** True, shown in exact arithmetic or by enclosures. */
    VERIFIED,
    /** False, shown in exact arithmetic or by enclosures. */
    REFUTED,
    /** Neither: too large to be checked exactly, or too close to call. */
    NOT_VERIFIED;

    /**
     * The verdict on a claim that needs both of its parts.
     *
     * @param other the other part's verdict
     * @return REFUTED if one is, else NOT_VERIFIED if one is, else VERIFIED
     */
    public Verdict and(Verdict other) {
        if (this == REFUTED || other == REFUTED) {
            return REFUTED;
        }
        return this == VERIFIED ? other : this;
    }
}
