package org.infimum.deep.data;

import java.io.IOException;

/** A data file whose bytes are not what its format demands. The message is one sentence naming the file and the place. */
public final class CorruptDataException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Name of the file, as in the message. */
    private final String file;

    /** Where in the file, in {@link #offset()}'s sense. */
    private final long offset;

    /**
     * A defect at one byte of a file.
     *
     * @param file what the user calls the file, usually its path
     * @param offset byte at which the defect was met, counted from 0 in the data as the format defines them, that is after
     *     decompression if the file is compressed
     * @param problem what is wrong there and, where it helps, what to do
     */
    public CorruptDataException(String file, long offset, String problem) {
        super(file + ", byte " + offset + ": " + problem);
        this.file = file;
        this.offset = offset;
    }

    /**
     * The same, caused by a failed read.
     *
     * @param file what the user calls the file, usually its path
     * @param offset byte at which the defect was met, after decompression if the file is compressed
     * @param problem what is wrong there and, where it helps, what to do
     * @param cause what the decompressor said
     */
    public CorruptDataException(String file, long offset, String problem, Throwable cause) {
        this(file, offset, problem);
        initCause(cause);
    }

    /**
     * The file.
     *
     * @return what the user calls the file, usually its path
     */
    public String file() {
        return file;
    }

    /**
     * The place of the defect.
     *
     * @return byte from 0, counted after decompression if the file is compressed
     */
    public long offset() {
        return offset;
    }
}
