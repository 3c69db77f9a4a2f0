package org.infimum.deep.data;

/**
 * One thing that is wrong with a file of a data set.
 *
 * @param kind what
 * @param file the file, in the data set's folder
 * @param detail the bad value
 * @param <K> the kinds there are
 */
public record Finding<K extends Finding.Kind>(K kind, String file, String detail) {
    /** What may be wrong. */
    public interface Kind {
        /**
         * The kind in words.
         *
         * @return what is wrong and what is done about it
         */
        String words();
    }

    /**
     * The finding in one line.
     *
     * @return file, kind and detail
     */
    @Override
    public String toString() {
        return file + ": " + kind.words() + " (" + detail + ")";
    }
}
