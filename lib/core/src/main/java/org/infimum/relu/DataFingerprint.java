package org.infimum.relu;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 by which a certificate file names its data; its byte order is documented at {@link CertificateFile}. */
final class DataFingerprint {
    private DataFingerprint() {}

    static String of(ReluProblem problem) {
        MessageDigest digest = sha256();
        int features = problem.features();
        digest.update(ByteBuffer.allocate(2 * Integer.BYTES)
                .putInt(problem.samples())
                .putInt(features)
                .array());
        for (double[] row : problem.rows()) {
            add(digest, row, features);
        }
        add(digest, problem.labels(), problem.samples());
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The first numbers of a row only: a column of ones is a setting of the problem and no data. */
    private static void add(MessageDigest digest, double[] numbers, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count * Double.BYTES);
        for (int k = 0; k < count; k++) {
            bytes.putDouble(numbers[k]);
        }
        digest.update(bytes.array());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
