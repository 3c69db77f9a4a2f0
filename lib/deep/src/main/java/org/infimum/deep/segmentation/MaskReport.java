package org.infimum.deep.segmentation;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What was found in a segmentation folder's masks, and what became of what is wrong: nothing is left out without being counted here.
 *
 * @param images images listed
 * @param counts how often each kind was met; kinds that were not are 0
 * @param first the first ones met, {@value #KEPT} at most
 * @param pixels pixels of each class in the masks that are used, by label
 * @param voidPixels pixels of no class in them
 */
public record MaskReport(int images, Map<Kind, Integer> counts, List<Entry> first, List<Long> pixels, long voidPixels) {
    /** How many are kept with their places. */
    public static final int KEPT = 200;

    /** What may be wrong, and what is done about it. */
    public enum Kind {
        /** The image file is not there; it is left out. */
        IMAGE_MISSING("no image file, left out", true),
        /** The image file is cut, damaged, or neither JPEG nor PNG; it is left out. */
        IMAGE_UNREADABLE("image unreadable, left out", true),
        /** The mask's file is not there; the image is left out. */
        MASK_MISSING("no mask, image left out", true),
        /** The mask's file is cut, damaged or no PNG; the image is left out. */
        MASK_UNREADABLE("mask unreadable, image left out", true),
        /** The mask is a picture of colours without a palette, which does not tell classes; the image is left out. */
        MASK_OF_COLOURS("mask of colours instead of indices, image left out", true),
        /** Mask and image have different sizes; the image is left out. */
        SIZE_DIFFERS("mask and image of different size, image left out", true),
        /** A pixel of the mask has a number that is neither a class nor void; the image is left out. */
        CLASS_OUT_OF_RANGE("class index out of range, image left out", true),
        /** No pixel of the mask has a class; the image is kept and teaches nothing. */
        ALL_VOID("mask all void, image kept and without effect", false);

        private final String words;
        private final boolean loss;

        Kind(String words, boolean loss) {
            this.words = words;
            this.loss = loss;
        }

        boolean loss() {
            return loss;
        }

        /**
         * The kind in words.
         *
         * @return what is wrong and what is done about it
         */
        public String words() {
            return words;
        }
    }

    /**
     * One thing that is wrong.
     *
     * @param kind what
     * @param file the image's or mask's file, in the folder
     * @param detail the bad value
     */
    public record Entry(Kind kind, String file, String detail) {
        /**
         * The entry in one line.
         *
         * @return kind, file and detail
         */
        @Override
        public String toString() {
            return file + ": " + kind.words() + " (" + detail + ")";
        }
    }

    /**
     * A report, copied.
     *
     * @param images as above
     * @param counts as above
     * @param first as above
     * @param pixels as above
     * @param voidPixels as above
     */
    public MaskReport {
        Map<Kind, Integer> all = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) all.put(kind, counts.getOrDefault(kind, 0));
        counts = Collections.unmodifiableMap(all);
        first = List.copyOf(first);
        pixels = List.copyOf(pixels);
    }

    /**
     * How often a kind was met.
     *
     * @param kind the kind
     * @return from 0
     */
    public int count(Kind kind) {
        return counts.get(kind);
    }

    /**
     * The number of images left out.
     *
     * @return those of which image or mask is missing or unusable
     */
    public int imagesLeftOut() {
        return counts.entrySet().stream()
                .filter(e -> e.getKey().loss())
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /**
     * The report as text.
     *
     * @return a line of totals, a line a kind that was met, a line an entry
     */
    @Override
    public String toString() {
        long labelled = pixels.stream().mapToLong(Long::longValue).sum();
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%,d of %,d images left out; %,d pixels of %d classes, %,d void (%.1f %%)",
                imagesLeftOut(),
                images,
                labelled,
                pixels.stream().filter(count -> count > 0).count(),
                voidPixels,
                100.0 * voidPixels / Math.max(1, labelled + voidPixels)));
        counts.forEach((kind, count) -> {
            if (count > 0) text.append(String.format(Locale.ROOT, "%n%,d x %s", count, kind.words()));
        });
        for (Entry entry : first) text.append(System.lineSeparator()).append(entry);
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        if (all > first.size()) text.append(String.format(Locale.ROOT, "%nand %,d more", all - first.size()));
        return text.toString();
    }
}
