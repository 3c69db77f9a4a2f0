package org.infimum.deep.data;

import java.util.List;
import java.util.Locale;

/**
 * Images of a set that could not be read and were left out, as far as they were met.
 *
 * @param count how many, each counted once
 * @param total images in the set
 * @param first the first ones met, {@value #KEPT} at most
 */
public record SkippedImages(int count, int total, List<Image> first) {
    /** How many are kept with their reasons. */
    public static final int KEPT = 200;

    /**
     * An image left out.
     *
     * @param path class folder and file name
     * @param reason why, for example {@code is truncated}
     */
    public record Image(String path, String reason) {}

    /**
     * Skipped images.
     *
     * @param count as above
     * @param total as above
     * @param first as above; copied
     */
    public SkippedImages {
        first = List.copyOf(first);
    }

    /**
     * The images in words.
     *
     * @return one line with their number, and one line an image
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%,d of %,d images skipped", count, total));
        for (Image image : first) {
            text.append("\n").append(image.path()).append(" ").append(image.reason());
        }
        if (count > first.size()) text.append(String.format(Locale.ROOT, "%nand %,d more", count - first.size()));
        return text.toString();
    }
}
