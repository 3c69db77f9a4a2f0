package org.infimum.network;

/**
 * The shape of one sample's activations. They are stored flat, channel by channel, in a channel row by row: entry (c,
 * y, x) is number (c height + y) width + x. This is also the order in which Deeplearning4j flattens, so that no layer
 * is needed for it.
 *
 * @param channels the channels, or the length of a plain vector; at least 1
 * @param height the rows, at least 1
 * @param width the columns, at least 1
 */
public record Shape(int channels, int height, int width) {
    /**
     * Checks the shape.
     *
     * @param channels as above
     * @param height as above
     * @param width as above
     * @throws IllegalArgumentException if one of them is below 1, or there are 2^31 entries or more
     */
    public Shape {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException("A shape needs at least one channel, row and column, not " + channels
                    + " x " + height + " x " + width + ".");
        }
        if ((double) channels * height * width > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "A shape of " + channels + " x " + height + " x " + width + " has too many entries for one array.");
        }
    }

    /**
     * The shape of a plain vector: n channels of one pixel.
     *
     * @param length n, at least 1
     * @return the shape
     */
    public static Shape vector(int length) {
        return new Shape(length, 1, 1);
    }

    /**
     * The number of entries.
     *
     * @return channels x height x width
     */
    public int size() {
        return channels * height * width;
    }

    @Override
    public String toString() {
        return channels + "x" + height + "x" + width;
    }
}
