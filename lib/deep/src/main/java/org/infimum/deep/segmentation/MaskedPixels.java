package org.infimum.deep.segmentation;

import java.io.IOException;
import org.infimum.deep.data.RgbImage;
import org.infimum.deep.detection.MaskedImages;

/**
 * A decoded image with its mask, or why there is none.
 *
 * @param pixels red, green and blue planes, or null
 * @param mask a byte a pixel
 * @param problem null for a good one
 */
record MaskedPixels(int width, int height, byte[] pixels, byte[] mask, String problem) {
    /** The size to which an image is scaled. */
    static RgbImage.Size scaled(int width, int height, int longerSide) {
        int longer = Math.max(width, height);
        if (longerSide == 0 || longer <= longerSide) return new RgbImage.Size(width, height);
        return new RgbImage.Size(shrunk(width, longerSide, longer), shrunk(height, longerSide, longer));
    }

    private static int shrunk(int side, int longerSide, int longer) {
        return (int) Math.max(1, Math.round((double) side * longerSide / longer));
    }

    /** Reads, scales and mirrors. */
    static MaskedPixels read(MaskedImages images, int image, int longerSide, boolean mirrored) {
        RgbImage pixels;
        byte[] mask;
        try {
            pixels = images.pixels(image);
            mask = images.mask(image);
        } catch (IOException e) {
            return new MaskedPixels(0, 0, null, null, e.getMessage());
        }
        if (mask.length != pixels.width() * pixels.height()) {
            return new MaskedPixels(
                    0,
                    0,
                    null,
                    null,
                    "has a mask of " + mask.length + " pixels for " + pixels.width() + " x " + pixels.height());
        }
        RgbImage.Size size = scaled(pixels.width(), pixels.height(), longerSide);
        mask = nearest(mask, pixels.width(), pixels.height(), size.width(), size.height(), mirrored);
        if (size.width() != pixels.width() || size.height() != pixels.height()) {
            pixels = pixels.scaled(size.width(), size.height());
        }
        return new MaskedPixels(
                size.width(), size.height(), (mirrored ? pixels.mirrored() : pixels).pixels(), mask, null);
    }

    /** A mask in another size: each new pixel is the old one under its centre. */
    static byte[] nearest(byte[] mask, int width, int height, int newWidth, int newHeight, boolean mirrored) {
        byte[] out = new byte[newWidth * newHeight];
        for (int y = 0; y < newHeight; y++) {
            // (y + 1/2) height / newHeight, rounded down, in whole numbers
            int from = (int) ((2L * y + 1) * height / (2L * newHeight)) * width;
            for (int x = 0; x < newWidth; x++) {
                int column = (int) ((2L * x + 1) * width / (2L * newWidth));
                out[y * newWidth + (mirrored ? newWidth - 1 - x : x)] = mask[from + column];
            }
        }
        return out;
    }
}
