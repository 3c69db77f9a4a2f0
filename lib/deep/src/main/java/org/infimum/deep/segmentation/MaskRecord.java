package org.infimum.deep.segmentation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.infimum.deep.segmentation.MaskReport.Entry;
import org.infimum.deep.segmentation.MaskReport.Kind;

/** Collects what is found in a folder's masks, and stops at too much that is wrong. */
final class MaskRecord {
    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    private final List<Entry> first = new ArrayList<>();
    private final long[] pixels;
    private long voidPixels;
    private Entry firstLost;
    private int images;

    MaskRecord(int classes) {
        pixels = new long[classes];
    }

    void image() {
        images++;
    }

    void meet(Kind kind, String file, String detail) {
        Entry entry = new Entry(kind, file, detail);
        counts.merge(kind, 1, Integer::sum);
        if (first.size() < MaskReport.KEPT) first.add(entry);
        if (kind.loss() && firstLost == null) firstLost = entry;
    }

    /** Counts the pixels of a mask that is used: how many there are of each class, and at last the void ones. */
    void used(long[] histogram) {
        for (int label = 0; label < pixels.length; label++) pixels[label] += histogram[label];
        voidPixels += histogram[ConfusionMatrix.VOID];
    }

    MaskReport report() {
        return new MaskReport(
                images, counts, first, Arrays.stream(pixels).boxed().toList(), voidPixels);
    }

    /** @throws IOException if more than the tolerated share of images is lost */
    void requireFew(String name) throws IOException {
        int lost = report().imagesLeftOut();
        if (lost <= VocSegmentation.TOLERATED * images) return;
        throw new IOException(String.format(
                Locale.ROOT,
                "%,d of the %,d images of %s (%.2f %%) are unusable, more than the 1 %% that may be: the first is %s; repair or"
                        + " remove them and open the folder again.",
                lost,
                images,
                name,
                100.0 * lost / images,
                firstLost));
    }
}
