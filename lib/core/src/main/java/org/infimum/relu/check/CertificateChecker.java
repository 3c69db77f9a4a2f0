package org.infimum.relu.check;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.infimum.relu.CertificateFile;

/**
 * Verifies a certificate file on its data, without any code of the solvers: only the JDK's integers and decimals decide.
 *
 * <p>Four things are checked. (a) The data's fingerprint. (b) The network's objective, in exact arithmetic (the logistic loss in enclosures of 50
 * digits), against the claimed upper bound. (c) The dual value at s nu, likewise, against the claimed lower bound. (d) Feasibility: s times the
 * claimed polar bound is at most beta, and for both signs
 *
 * <pre>max over ||u|| &le; 1 of sum_i nu_i (x_i^T u)_+  =  max over subsets S of {nu_i &gt; 0} of
 *     min over e in [0, 1]^{nu_i &lt; 0} of || sum_{i in S} nu_i x_i - sum_i e_i |nu_i| x_i ||</pre>
 *
 * <p>is at most that bound. Any e proves its subset; a search of the checker's own finds good ones, and exact arithmetic compares. Subsets that
 * no half-space cuts off, shown by exact positive dependencies, need no proof, which leaves polynomially many for data of small rank. If all
 * four hold, lower &le; optimal objective &le; upper is proved by weak duality (Pilanci and Ergen 2020).
 *
 * <p>The work is limited, some seconds to a minute. Beyond it feasibility is NOT_VERIFIED and says so, after directions drawn at random have
 * tried to refute it.
 */
public final class CertificateChecker {
    /** Multiplications for each sign of the polar. */
    private static final long WORK = 2_000_000_000L;

    private CertificateChecker() {}

    /**
     * Checks a certificate.
     *
     * @param x the n samples of d features, finite, without a column of ones
     * @param y the n targets, finite
     * @param file the certificate
     * @return the verdicts
     * @throws IllegalArgumentException if rows have different lengths, the numbers of samples and targets differ, or a number is not finite
     */
    public static CertificateCheck check(double[][] x, double[] y, CertificateFile file) {
        return check(x, y, file, WORK);
    }

    /** The same with a limit of the work for each sign of the polar, in multiplications. */
    static CertificateCheck check(double[][] x, double[] y, CertificateFile file, long work) {
        requireRectangle(x, y);
        CertificateFile.Settings problem = file.problem();
        if (x.length != problem.samples() || x[0].length != problem.features()) {
            CheckedPart other = CheckedPart.notVerified("Not re-verified: the data are others.");
            return new CertificateCheck(
                    CheckedPart.refuted("The data are " + x.length + " samples of " + x[0].length
                            + " features, but the certificate is of " + problem.samples() + " of " + problem.features()
                            + "."),
                    other,
                    other,
                    other);
        }
        double[][] rows = problem.bias() ? withOnes(x) : x;
        if (problem.loss().needsLabels()) {
            for (int i = 0; i < y.length; i++) {
                if (Math.abs(y[i]) != 1) {
                    CheckedPart label = CheckedPart.refuted("The loss " + problem.loss()
                            + " needs the labels -1 and 1, but target " + i + " is " + y[i] + ".");
                    return new CertificateCheck(data(x, y, problem), label, label, feasibility(rows, file, work));
                }
            }
        }
        ClaimedBounds bounds = new ClaimedBounds(rows, y, file);
        return new CertificateCheck(data(x, y, problem), bounds.upper(), bounds.lower(), feasibility(rows, file, work));
    }

    private static void requireRectangle(double[][] x, double[] y) {
        if (x.length == 0 || x[0].length == 0 || x.length != y.length) {
            throw new IllegalArgumentException("Give at least one sample with at least one feature and as many targets"
                    + " as samples, not " + x.length + " samples and " + y.length + " targets.");
        }
        for (int i = 0; i < x.length; i++) {
            if (x[i].length != x[0].length) {
                throw new IllegalArgumentException(
                        "Sample " + i + " has " + x[i].length + " features, but sample 0 has " + x[0].length + ".");
            }
            if (!Double.isFinite(y[i]) || !Arrays.stream(x[i]).allMatch(Double::isFinite)) {
                throw new IllegalArgumentException(
                        "Sample " + i + " or its target " + y[i] + " is not finite; all numbers must be.");
            }
        }
    }

    private static double[][] withOnes(double[][] x) {
        double[][] wider = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            wider[i] = Arrays.copyOf(x[i], x[i].length + 1);
            wider[i][x[i].length] = 1;
        }
        return wider;
    }

    private static CheckedPart data(double[][] x, double[] y, CertificateFile.Settings problem) {
        String found = fingerprint(x, y);
        return found.equals(problem.dataSha256())
                ? CheckedPart.verified("The data's SHA-256 is the certificate's.")
                : CheckedPart.refuted("The data's SHA-256 is " + found + ", but the certificate is of data with "
                        + problem.dataSha256() + ".");
    }

    /** As {@link CertificateFile} documents it, and on purpose not by its code. */
    private static String fingerprint(double[][] x, double[] y) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ByteBuffer number = ByteBuffer.allocate(Double.BYTES);
            digest.update(number.putInt(0, x.length)
                    .putInt(Integer.BYTES, x[0].length)
                    .array());
            for (double[] row : x) {
                for (double value : row) {
                    digest.update(number.putDouble(0, value).array());
                }
            }
            for (double value : y) {
                digest.update(number.putDouble(0, value).array());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static CheckedPart feasibility(double[][] x, CertificateFile file, long work) {
        double scale = file.dual().scale();
        double polar = file.dual().polarUpper();
        double beta = file.problem().weightDecay();
        if (scale == 0) {
            return CheckedPart.verified("The dual point is scaled to 0, which is always feasible.");
        }
        if (polar == Double.POSITIVE_INFINITY
                || new BigDecimal(scale).multiply(new BigDecimal(polar)).compareTo(new BigDecimal(beta)) > 0) {
            return CheckedPart.refuted("The scale " + scale + " times the polar's upper bound " + polar
                    + " is more than beta = " + beta + ".");
        }
        double[] nu = file.dual().nu();
        CheckedPart positive = new OneSidedPolar(x, nu, polar, "nu").check(work);
        if (positive.verdict() == Verdict.REFUTED) {
            return positive;
        }
        double[] negated = Arrays.stream(nu).map(value -> -value).toArray();
        // without a proof of the one sign a proof of the other would change nothing, but a refutation would
        boolean prove = positive.verdict() == Verdict.VERIFIED;
        CheckedPart negative = new OneSidedPolar(x, negated, polar, "-nu").check(prove ? work : 0);
        if (negative.verdict() == Verdict.REFUTED) {
            return negative;
        }
        if (!prove || negative.verdict() == Verdict.NOT_VERIFIED) {
            return prove ? negative : positive;
        }
        return CheckedPart.verified(positive.because() + " " + negative.because());
    }
}
