package org.infimum.deep.data;

import java.util.Objects;

/**
 * How images are stored in files.
 *
 * @param kind JPEG or PNG
 * @param quality of JPEG, from 0 to 1; PNG keeps every pixel and has 1
 */
public record ImageFormat(Kind kind, double quality) {
    /** The format of a file. */
    public enum Kind {
        /** Lossy; colour images have half the resolution in chrominance (4:2:0). */
        JPEG,
        /** Lossless. */
        PNG
    }

    /**
     * A format, checked.
     *
     * @param kind as above
     * @param quality as above
     * @throws IllegalArgumentException if the quality is outside 0..1, or not 1 for PNG
     */
    public ImageFormat {
        Objects.requireNonNull(kind, "kind");
        if (!(quality >= 0 && quality <= 1)) {
            throw new IllegalArgumentException("The quality of JPEG must be from 0 to 1, not " + quality + ".");
        }
        if (kind == Kind.PNG && quality != 1) {
            throw new IllegalArgumentException("PNG keeps every pixel: its quality is 1, not " + quality + ".");
        }
    }

    /**
     * PNG.
     *
     * @return the format
     */
    public static ImageFormat png() {
        return new ImageFormat(Kind.PNG, 1);
    }

    /**
     * JPEG as Java's encoder writes it.
     *
     * @param quality from 0 to 1; photographs usually have 0.75 to 0.95
     * @return the format
     */
    public static ImageFormat jpeg(double quality) {
        return new ImageFormat(Kind.JPEG, quality);
    }
}
