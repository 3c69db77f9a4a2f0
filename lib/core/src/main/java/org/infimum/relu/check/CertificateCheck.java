package org.infimum.relu.check;

import java.util.Objects;

/**
 * What the independent check of a certificate found, part by part.
 *
 * @param data whether the data are those that the certificate is of
 * @param upper whether the network's objective is at most the claimed upper bound
 * @param lower whether the dual value is at least the claimed lower bound
 * @param feasibility whether the dual point is feasible: scale times polar at most beta, and the polar at most its claimed upper bound
 */
public record CertificateCheck(CheckedPart data, CheckedPart upper, CheckedPart lower, CheckedPart feasibility) {
    /**
     * Checks the form.
     *
     * @param data as above
     * @param upper as above
     * @param lower as above
     * @param feasibility as above
     */
    public CertificateCheck {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(upper, "upper");
        Objects.requireNonNull(lower, "lower");
        Objects.requireNonNull(feasibility, "feasibility");
    }

    /**
     * The verdict on the whole certificate.
     *
     * @return REFUTED if a part is; VERIFIED if every part is, and then lower &le; optimal objective &le; upper is proved; else NOT_VERIFIED
     */
    public Verdict verdict() {
        return data.verdict().and(upper.verdict()).and(lower.verdict()).and(feasibility.verdict());
    }

    @Override
    public String toString() {
        return verdict() + "\n  data         " + data + "\n  upper        " + upper + "\n  lower        " + lower
                + "\n  feasibility  " + feasibility;
    }
}
