package org.infimum.deep.data;

import java.io.IOException;

/** A file that should be an image and is none; the message goes on after "the file" and says why. */
final class BrokenImageException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenImageException(String reason) {
        super(reason);
    }

    BrokenImageException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
