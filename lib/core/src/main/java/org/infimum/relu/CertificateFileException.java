package org.infimum.relu;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A certificate file could not be written or read, or does not hold a certificate. The message is one sentence that says what to do. */
public final class CertificateFileException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    CertificateFileException(String message, IOException cause) {
        super(message, cause);
    }

    CertificateFileException(String message) {
        super(message, new IOException(message));
    }
}
