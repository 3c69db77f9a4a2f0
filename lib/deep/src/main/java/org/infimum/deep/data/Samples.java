package org.infimum.deep.data;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;

/**
 * Decoded pixels, row by row and pixel by pixel, one unsigned byte a channel.
 *
 * @param channels 1 for grey, 3 for colour
 * @param luminance whether the three channels are Y, Cb and Cr instead of red, green and blue
 */
record Samples(byte[] data, int width, int height, int channels, boolean luminance) {

    /** The raw components of a JPEG file. */
    static Samples ofJpeg(Raster raster, JpegHeader header) throws BrokenImageException {
        byte[] data = bytes(raster);
        return switch (raster.getNumBands()) {
            case 1 -> new Samples(data, raster.getWidth(), raster.getHeight(), 1, false);
            case 3 -> new Samples(data, raster.getWidth(), raster.getHeight(), 3, header.luminance());
            case 4 -> new Samples(printed(data, header), raster.getWidth(), raster.getHeight(), 3, false);
            default ->
                throw new BrokenImageException(
                        "is a JPEG file of " + raster.getNumBands() + " components, not 1, 3 or 4");
        };
    }

    /**
     * The pixels of a PNG file over black. The stored numbers count, not Java's colour management, which would brighten grey images.
     */
    static Samples ofPng(BufferedImage image) throws BrokenImageException {
        Raster raster = image.getRaster();
        int width = raster.getWidth();
        int height = raster.getHeight();
        if (image.getColorModel() instanceof IndexColorModel palette) {
            return new Samples(looked(raster, palette), width, height, 3, false);
        }
        int bands = raster.getNumBands();
        if (bands < 1 || bands > 4)
            throw new BrokenImageException("is a PNG file of " + bands + " channels, not 1 to 4");
        int channels = bands < 3 ? 1 : 3;
        boolean alpha = bands != channels;
        int[] size = raster.getSampleModel().getSampleSize();
        byte[] data = new byte[width * height * channels];
        int[] row = new int[width * bands];
        int to = 0;
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                double opacity = alpha ? (double) row[x * bands + channels] / ((1 << size[channels]) - 1) : 1;
                for (int c = 0; c < channels; c++) {
                    data[to++] = (byte) Math.round(255.0 * row[x * bands + c] / ((1 << size[c]) - 1) * opacity);
                }
            }
        }
        return new Samples(data, width, height, channels, false);
    }

    private static byte[] looked(Raster raster, IndexColorModel palette) {
        byte[] data = new byte[raster.getWidth() * raster.getHeight() * 3];
        int[] row = new int[raster.getWidth()];
        int to = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, row.length, 1, row);
            for (int index : row) {
                double opacity = palette.getAlpha(index) / 255.0;
                data[to++] = (byte) Math.round(palette.getRed(index) * opacity);
                data[to++] = (byte) Math.round(palette.getGreen(index) * opacity);
                data[to++] = (byte) Math.round(palette.getBlue(index) * opacity);
            }
        }
        return data;
    }

    /** Red, green and blue of print colours, without a colour profile: what is left of white light after ink and black. */
    private static byte[] printed(byte[] data, JpegHeader header) {
        byte[] rgb = new byte[data.length / 4 * 3];
        int[] light = new int[3];
        for (int from = 0, to = 0; from < data.length; from += 4, to += 3) {
            int first = data[from] & 0xff;
            int second = data[from + 1] & 0xff;
            int third = data[from + 2] & 0xff;
            int black = data[from + 3] & 0xff;
            if (header.luminance()) {
                light[0] = YCbCr.red(first, third);
                light[1] = YCbCr.green(first, second, third);
                light[2] = YCbCr.blue(first, second);
            } else {
                light[0] = first;
                light[1] = second;
                light[2] = third;
            }
            int kept = header.inverted() ? black : 255 - black;
            for (int c = 0; c < 3; c++) {
                // YCCK's red, green and blue are 255 less what is stored, and that is inverted ink
                int paper = header.luminance() || !header.inverted() ? 255 - light[c] : light[c];
                rgb[to + c] = (byte) ((paper * kept + 127) / 255);
            }
        }
        return rgb;
    }

    private static byte[] bytes(Raster raster) {
        int bands = raster.getNumBands();
        int width = raster.getWidth();
        if (raster.getSampleModel() instanceof PixelInterleavedSampleModel model
                && raster.getDataBuffer() instanceof DataBufferByte buffer
                && model.getPixelStride() == bands
                && model.getScanlineStride() == bands * width
                && inOrder(model.getBandOffsets())
                && buffer.getOffset() == 0
                && buffer.getData().length == width * raster.getHeight() * bands) {
            return buffer.getData();
        }
        byte[] data = new byte[width * raster.getHeight() * bands];
        int[] row = new int[width * bands];
        for (int y = 0, to = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int sample : row) data[to++] = (byte) sample;
        }
        return data;
    }

    private static boolean inOrder(int[] offsets) {
        for (int b = 0; b < offsets.length; b++) if (offsets[b] != b) return false;
        return true;
    }
}
