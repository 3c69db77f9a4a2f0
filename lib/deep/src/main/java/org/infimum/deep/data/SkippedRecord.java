package org.infimum.deep.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/** Counts the broken images of a set, and stops at too many. Safe for threads. */
public final class SkippedRecord {
    private final String name;
    private final int total;
    private final BitSet met = new BitSet();
    private final List<SkippedImages.Image> first = new ArrayList<>();
    private int count;

    /**
     * A record without entries.
     *
     * @param name the set's name, for messages
     * @param total its images
     */
    public SkippedRecord(String name, int total) {
        this.name = name;
        this.total = total;
    }

    /**
     * Counts an image, if it is met for the first time.
     *
     * @param index its number, from 0
     * @param path its file, as messages name it
     * @param reason why it is skipped, to be read after the file
     */
    public synchronized void meet(int index, String path, String reason) {
        if (met.get(index)) return;
        met.set(index);
        count++;
        if (first.size() < SkippedImages.KEPT) first.add(new SkippedImages.Image(path, reason));
    }

    /**
     * The images met so far.
     *
     * @return how many, and the first ones with their reasons
     */
    public synchronized SkippedImages skipped() {
        return new SkippedImages(count, total, first);
    }

    /**
     * Stops at too many.
     *
     * @throws UncheckedIOException if more than the tolerated share, {@link Findings#TOLERATED}, is broken
     */
    public synchronized void requireFew() {
        if (count <= Findings.TOLERATED * total) return;
        SkippedImages.Image worst = first.get(0);
        throw new UncheckedIOException(
                String.format(
                        Locale.ROOT,
                        "%,d of the %,d images of %s (%.2f %%) cannot be read, more than the 1 %% that may be skipped:"
                                + " the first, %s, %s; repair or remove them and open the folder again.",
                        count,
                        total,
                        name,
                        100.0 * count / total,
                        worst.path(),
                        worst.reason()),
                new IOException(worst.path() + " " + worst.reason()));
    }
}
