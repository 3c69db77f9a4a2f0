package org.infimum.deep.data;

import java.io.IOException;

/**
 * A data set's file is neither on this machine nor to be had, or is not the file that the catalogue describes. The message is one
 * sentence that names the file and says what to put where.
 */
public final class DatasetUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * A file that cannot be had.
     *
     * @param message one sentence: which file, why not, what to put where
     */
    public DatasetUnavailableException(String message) {
        super(message);
    }

    /**
     * The same with what the system said.
     *
     * @param message one sentence: which file, why not, what to put where
     * @param cause what the system said
     */
    public DatasetUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
