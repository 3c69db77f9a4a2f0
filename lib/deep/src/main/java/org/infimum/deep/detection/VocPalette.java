package org.infimum.deep.detection;

/** PASCAL VOC's colours of the values of a mask: the bits of a value, three by three, become the high bits of red, green and blue. */
public final class VocPalette {
    private VocPalette() {}

    /**
     * The colour of a value.
     *
     * @param value from 0 to 255; 0, VOC's background, is black, and 255, void, a pale yellow
     * @return red, green and blue, from the highest of the three lower bytes to the lowest
     * @throws IllegalArgumentException if the value is out of range
     */
    public static int rgb(int value) {
        if (value < 0 || value > 255) {
            throw new IllegalArgumentException("A mask has values from 0 to 255, not " + value + ".");
        }
        int rgb = 0;
        for (int bit = 0; bit < 8; bit++) {
            for (int c = 0; c < 3 && 3 * bit + c < 8; c++) {
                if ((value >> 3 * bit + c & 1) != 0) rgb |= 1 << 7 - bit + 16 - 8 * c;
            }
        }
        return rgb;
    }
}
