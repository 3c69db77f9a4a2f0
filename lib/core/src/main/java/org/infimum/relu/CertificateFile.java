package org.infimum.relu;

import java.nio.file.Path;
import java.util.Objects;
import org.infimum.Certificate;

/**
 * A certificate with all that its re-verification needs but the data: the problem's settings and the data's fingerprint, the network, the dual
 * point, and the claim. {@link #save} writes it as JSON, {@link #load} reads it with every double bit for bit, and
 * {@link org.infimum.relu.check.CertificateChecker} verifies it on the data without any of the solver's code.
 *
 * <p>The file, format {@value #FORMAT}, version {@value #VERSION}:
 *
 * <pre>
 * {"format": ..., "version": 1, "library": the version that wrote it,
 *  "problem": {"loss": "SQUARED" | "HINGE" | "LOGISTIC", "weightDecay", "bias", "samples", "features", "dataSha256"},
 *  "network": {"bias", "hidden": [m rows, the bias last], "output": [m numbers]},
 *  "dual": {"nu": [n numbers], "scale", "value", "polarUpper", "evidence", "because"},
 *  "certificate": {"lower", "upper", "evidence", "because"}}
 * </pre>
 *
 * <p>The fingerprint is the SHA-256, in lower-case hexadecimal digits, of: n and d as 4-byte integers, the samples one after the other (each d
 * doubles, without a column of ones), the n targets; all big-endian, doubles as their 8 bytes of IEEE 754 (so -0.0 is not 0.0). It tells other
 * data from this data; it is no signature, and neither is the file: who wants to trust it runs the checker.
 *
 * @param problem the problem's settings and the fingerprint of its data
 * @param network the network whose objective is the upper bound
 * @param dual the dual point whose value is the lower bound
 * @param certificate the claim: lower &le; optimal objective &le; upper
 * @param library the version of this library that made it
 */
public record CertificateFile(
        Settings problem, TwoLayerNetwork network, DualPoint dual, Certificate certificate, String library) {
    /** The name of the format. */
    public static final String FORMAT = "infimum-relu-certificate";

    /** The version of the format. */
    public static final int VERSION = 1;

    /**
     * A problem without its data.
     *
     * @param loss the loss
     * @param weightDecay beta, positive and finite
     * @param bias whether the hidden neurons have biases
     * @param samples n
     * @param features d, without the column of ones
     * @param dataSha256 the fingerprint of X and y, 64 lower-case hexadecimal digits
     */
    public record Settings(
            ConvexLoss loss, double weightDecay, boolean bias, int samples, int features, String dataSha256) {
        /**
         * Checks the settings.
         *
         * @param loss as above
         * @param weightDecay as above
         * @param bias as above
         * @param samples as above
         * @param features as above
         * @param dataSha256 as above
         * @throws IllegalArgumentException if one is out of its range
         */
        public Settings {
            Objects.requireNonNull(loss, "loss");
            if (!(weightDecay > 0) || weightDecay == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException(
                        "The weight decay beta must be positive and finite, not " + weightDecay + ".");
            }
            if (samples < 1 || features < 1) {
                throw new IllegalArgumentException("A problem has at least one sample with at least one feature, not "
                        + samples + " samples with " + features + " features.");
            }
            if (!dataSha256.matches("[0-9a-f]{64}")) {
                throw new IllegalArgumentException("The data's SHA-256 must be 64 lower-case hexadecimal digits, not '"
                        + shortened(dataSha256) + "'.");
            }
        }

        private static String shortened(String text) {
            return text.length() > 80 ? text.substring(0, 80) + "..." : text;
        }
    }

    /**
     * Checks that the parts fit each other in size; whether the claim is true is the checker's to say.
     *
     * @param problem as above
     * @param network as above
     * @param dual as above
     * @param certificate as above
     * @param library as above
     * @throws IllegalArgumentException if the network has other inputs, or biases that the problem has not, or nu has not n finite numbers, or
     *     scale is infinite
     */
    public CertificateFile {
        Objects.requireNonNull(certificate, "certificate");
        Objects.requireNonNull(library, "library");
        if (network.inputs() != problem.features() || (network.hasBias() && !problem.bias())) {
            throw new IllegalArgumentException("The problem has " + problem.features() + " features"
                    + (problem.bias() ? " and biases" : " and no biases") + ", but the network is a " + network + ".");
        }
        double[] nu = dual.nu();
        if (nu.length != problem.samples()) {
            throw new IllegalArgumentException(
                    "There are " + problem.samples() + " samples but " + nu.length + " dual numbers nu.");
        }
        for (int i = 0; i < nu.length; i++) {
            if (!Double.isFinite(nu[i])) {
                throw new IllegalArgumentException("Dual number " + i + " is " + nu[i] + "; all must be finite.");
            }
        }
        if (!Double.isFinite(dual.scale()) || !Double.isFinite(dual.value())) {
            throw new IllegalArgumentException("The dual point's scale and value must be finite, not " + dual.scale()
                    + " and " + dual.value() + ".");
        }
    }

    /**
     * The certificate of a solved problem.
     *
     * @param solution the solution
     * @return what a file holds of it
     */
    public static CertificateFile of(ReluSolution solution) {
        return new CertificateFile(
                settings(solution.problem()),
                solution.network(),
                solution.dual(),
                solution.certificate(),
                Library.version());
    }

    /**
     * The certificate of a network, whoever trained it, from a dual point, whoever found it: the optimum is between the dual point's value and the
     * network's objective.
     *
     * @param problem the problem
     * @param network a network of the problem
     * @param dual a dual point of the problem
     * @return what a file holds of it
     * @throws IllegalArgumentException if network or dual point do not fit the problem, the objective is infinite, or the dual value is above it
     * @throws IllegalStateException if the problem has no weight decay
     */
    public static CertificateFile of(ReluProblem problem, TwoLayerNetwork network, DualPoint dual) {
        Certificate certificate =
                new Certificate(dual.value(), problem.objective(network), dual.evidence(), dual.because());
        return new CertificateFile(settings(problem), network, dual, certificate, Library.version());
    }

    private static Settings settings(ReluProblem problem) {
        return new Settings(
                problem.loss(),
                problem.weightDecay(),
                problem.hasBias(),
                problem.samples(),
                problem.features(),
                DataFingerprint.of(problem));
    }

    /**
     * Writes the file under a temporary name beside it, forces it to the disk and moves it into place: at any moment the file is the last whole
     * one.
     *
     * @param file the file; folders above it are created
     * @throws CertificateFileException if it cannot be written
     */
    public void save(Path file) {
        CertificateStore.write(file, CertificateJson.bytes(this));
    }

    /**
     * Reads a file. Its claim is not verified.
     *
     * @param file a file that {@link #save} wrote
     * @return what it holds, every number bit for bit
     * @throws CertificateFileException if it cannot be read, is no certificate file, is of another version, or is damaged: one sentence
     */
    public static CertificateFile load(Path file) {
        return CertificateJson.read(file, CertificateStore.read(file));
    }

    @Override
    public String toString() {
        return network + " on " + problem.samples() + " samples, " + problem.loss() + " loss, beta = "
                + problem.weightDecay() + ": " + certificate;
    }
}
