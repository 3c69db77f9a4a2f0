package org.infimum.deep.onednn;

/** oneDNN has no fast implementation of an operation for the shapes it is asked for; the standard layer takes over. */
final class UnsupportedShapeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsupportedShapeException(String message) {
        super(message);
    }
}
