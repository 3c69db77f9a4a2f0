package org.infimum.deep.train;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A checkpoint could not be written or read, or is of another run. The message is one sentence that says what to do. */
public final class CheckpointException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    CheckpointException(String message, IOException cause) {
        super(message, cause);
    }

    CheckpointException(String message) {
        super(message, new IOException(message));
    }
}
