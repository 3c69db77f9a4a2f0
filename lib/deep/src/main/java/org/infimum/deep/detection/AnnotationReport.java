package org.infimum.deep.detection;

import java.util.Locale;
import org.infimum.deep.data.Finding;
import org.infimum.deep.data.Findings;

/**
 * What was found wrong in a folder's annotations, and what became of it: nothing is dropped without being counted here.
 *
 * @param images images listed
 * @param objects objects in the annotations that could be read
 * @param findings what is wrong
 */
public record AnnotationReport(int images, int objects, Findings<Kind> findings) {
    /** What may be wrong, and what is done about it. */
    public enum Kind implements Finding.Kind {
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

        @Override
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
     * How often a kind was met.
     *
     * @param kind the kind
     * @return from 0
     */
    public int count(Kind kind) {
        return findings.counts().get(kind);
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
        return findings.count(kind -> kind.loss == loss);
    }

    /**
     * The report as text.
     *
     * @return a line of totals, a line a kind that was met, a line a finding
     */
    @Override
    public String toString() {
        return String.format(
                        Locale.ROOT,
                        "%,d of %,d images left out, %,d of %,d objects dropped",
                        imagesLeftOut(),
                        images,
                        objectsDropped(),
                        objects)
                + findings;
    }
}
