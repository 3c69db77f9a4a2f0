package org.infimum.deep.data;

/** Sees a download grow. Called on the thread that asked for the file, many times a second: a receiver that draws should throttle. */
@FunctionalInterface
public interface DownloadProgress {
    /** Looks away. */
    DownloadProgress NONE = (file, done, total) -> {};

    /**
     * More bytes of a file are on the disk.
     *
     * @param file the file's name in the catalogue
     * @param done bytes on the disk, those of an earlier, interrupted download included
     * @param total size of the whole file in bytes, or -1 where neither catalogue nor server tell
     */
    void progress(String file, long done, long total);
}
