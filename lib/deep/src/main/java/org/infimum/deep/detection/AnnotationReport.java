package org.infimum.deep.detection;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What was found wrong in a folder's annotations, and what became of it: nothing is dropped without being counted here.
 *
 * @param images images listed
 * @param objects objects in the annotations that could be read
 * @param counts how often each kind was met; kinds that were not are 0
 * @param first the first ones met, {@value #KEPT} at most
 */
public record AnnotationReport(int images, int objects, Map<Kind, Integer> counts, List<Entry> first) {
    /** How many are kept with their places. */
    public static final int KEPT = 200;

    /** What may be wrong, and what is done about it. */
    public enum Kind {
        /** The image's XML file is not there; the image is left out. */
        ANNOTATION_MISSING("no annotation, image left out", Loss.IMAGE),
        /** The XML file cannot be read or is no XML or no annotation; the image is left out. */
        ANNOTATION_MALFORMED("malformed annotation, image left out", Loss.IMAGE),
        /** The image file is not there; it is left out. */
        IMAGE_MISSING("no image file, left out", Loss.IMAGE),
        /** The image file is cut, damaged, or neither JPEG nor PNG; it is left out. */
        IMAGE_UNREADABLE("image unreadable, left out", Loss.IMAGE),
        /** The XML file states another size than the image has; the image's own is taken. */
        SIZE_DIFFERS("annotation states another size, the image's own is taken", Loss.NONE),
        /** An annotation without objects; the image is kept as background. */
        NO_OBJECTS("annotation without objects, image kept as background", Loss.NONE),
        /** An object whose corners are missing or no numbers; it is dropped. */
        BOX_MALFORMED("corners missing or no numbers, object dropped", Loss.OBJECT),
        /** An object whose lower corner is not larger than its upper one; it is dropped. */
        BOX_EMPTY("box without area, object dropped", Loss.OBJECT),
        /** A box of which no part is inside the image; the object is dropped. */
        BOX_OUTSIDE("box outside the image, object dropped", Loss.OBJECT),
        /** A box that reaches out of the image; the part inside is kept. */
        BOX_CLIPPED("box reaches out of the image, clipped", Loss.NONE),
        /** A class that is not in the list; the object is dropped. */
        CLASS_UNKNOWN("unknown class, object dropped", Loss.OBJECT);

        private final String words;
        private final Loss loss;

        Kind(String words, Loss loss) {
            this.words = words;
            this.loss = loss;
        }

        Loss loss() {
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

    /** What goes missing with an entry. */
    enum Loss {
        NONE,
        OBJECT,
        IMAGE
    }

    /**
     * One thing that is wrong.
     *
     * @param kind what
     * @param file the image's or annotation's file, in the folder
     * @param detail the object and the bad value
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
     * @param objects as above
     * @param counts as above
     * @param first as above
     */
    public AnnotationReport {
        Map<Kind, Integer> all = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) all.put(kind, counts.getOrDefault(kind, 0));
        counts = Collections.unmodifiableMap(all);
        first = List.copyOf(first);
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
     * @return those whose annotation or file is missing or broken
     */
    public int imagesLeftOut() {
        return lost(Loss.IMAGE);
    }

    /**
     * The number of objects dropped.
     *
     * @return those of unknown class or without a usable box
     */
    public int objectsDropped() {
        return lost(Loss.OBJECT);
    }

    private int lost(Loss loss) {
        return counts.entrySet().stream()
                .filter(e -> e.getKey().loss == loss)
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
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%,d of %,d images left out, %,d of %,d objects dropped",
                imagesLeftOut(),
                images,
                objectsDropped(),
                objects));
        counts.forEach((kind, count) -> {
            if (count > 0) text.append(String.format(Locale.ROOT, "%n%,d x %s", count, kind.words()));
        });
        for (Entry entry : first) text.append(System.lineSeparator()).append(entry);
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        if (all > first.size()) text.append(String.format(Locale.ROOT, "%nand %,d more", all - first.size()));
        return text.toString();
    }
}
