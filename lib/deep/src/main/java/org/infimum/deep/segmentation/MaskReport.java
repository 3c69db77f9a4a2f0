package org.infimum.deep.segmentation;

import java.util.List;
import java.util.Locale;
import org.infimum.deep.data.Finding;
import org.infimum.deep.data.Findings;

/**
 * What was found in a segmentation folder's masks, and what became of what is wrong: nothing is left out without being counted here.
 *
 * @param images images listed
 * @param findings what is wrong
 * @param pixels pixels of each class in the masks that are used, by label
 * @param voidPixels pixels of no class in them
 */
public record MaskReport(int images, Findings<Kind> findings, List<Long> pixels, long voidPixels) {
    /** What may be wrong, and what is done about it. */
    public enum Kind implements Finding.Kind {
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

        @Override
        public String words() {
            return words;
        }
    }

    /**
     * A report, copied.
     *
     * @param images as above
     * @param findings as above
     * @param pixels as above
     * @param voidPixels as above
     */
    public MaskReport {
        pixels = List.copyOf(pixels);
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
     * @return those of which image or mask is missing or unusable
     */
    public int imagesLeftOut() {
        return findings.count(Kind::loss);
    }

    /**
     * The report as text.
     *
     * @return a line of totals, a line a kind that was met, a line a finding
     */
    @Override
    public String toString() {
        long labelled = pixels.stream().mapToLong(Long::longValue).sum();
        return String.format(
                        Locale.ROOT,
                        "%,d of %,d images left out; %,d pixels of %d classes, %,d void (%.1f %%)",
                        imagesLeftOut(),
                        images,
                        labelled,
                        pixels.stream().filter(count -> count > 0).count(),
                        voidPixels,
                        100.0 * voidPixels / Math.max(1, labelled + voidPixels))
                + findings;
    }
}
