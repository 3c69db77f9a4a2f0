package org.infimum.deep.data;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes JPEG and PNG files into square crops of an image whose shorter side was scaled to a given length. One thread's own.
 *
 * <p>Only the part of the image under the crop is converted. JPEG files are read as raw components and turned into red, green and blue
 * after scaling: that is twice as fast as Java's image type, and embedded colour profiles, which differ in no way that matters here and are
 * often damaged, play no part. Images more than twice as large as wanted are thinned out while they are decoded, to at least two pixels
 * of each new one in each direction, so memory depends on the crop and not on the file.
 */
final class ImageDecoder implements AutoCloseable {
    /** As many pixels as a picture of 20,000 x 10,000; a file that claims more is taken for damaged. */
    static final long MOST_PIXELS = 200_000_000;

    private final int side;
    private final int shorter;
    private ImageReader jpeg;
    private ImageReader png;
    /** The image narrowed to the crop's width, kept for the next one. */
    private float[] narrowed = new float[0];

    /**
     * A decoder.
     *
     * @param side width and height of the crops
     * @param shorter the scaled image's shorter side, at least {@code side}
     */
    ImageDecoder(int side, int shorter) {
        this.side = side;
        this.shorter = shorter;
    }

    /**
     * Decodes a file's bytes.
     *
     * @return 3 * side * side unsigned bytes: red, green, blue, each row by row
     * @throws BrokenImageException if they are no image
     */
    byte[] decode(byte[] file, Crop crop) throws BrokenImageException {
        if (file.length == 0) throw new BrokenImageException("is empty");
        boolean isJpeg = JpegHeader.begins(file);
        if (!isJpeg && !PngHeader.begins(file)) throw new BrokenImageException("holds neither a JPEG nor a PNG image");
        JpegHeader header = isJpeg ? JpegHeader.of(file) : null;
        PngHeader chunks = isJpeg ? null : PngHeader.of(file);
        int width = isJpeg ? header.width() : chunks.width();
        int height = isJpeg ? header.height() : chunks.height();
        if (width <= 0 || height <= 0 || (long) width * height > MOST_PIXELS) {
            throw new BrokenImageException("claims to have " + width + " x " + height + " pixels");
        }
        boolean tall = height > width;
        int newWidth = tall ? shorter : longer(width, height);
        int newHeight = tall ? longer(height, width) : shorter;
        Crop.Place place = crop.place(newWidth - side, newHeight - side);
        int every = Math.max(1, Math.min(width, height) / (2 * shorter));
        TriangleTaps across = taps(width, newWidth, every, place.x());
        TriangleTaps down = taps(height, newHeight, every, place.y());
        try {
            Samples samples = isJpeg
                    ? Samples.ofJpeg(jpeg(file, width, height, every, across, down), header)
                    : Samples.ofPng(png(file, width, height, every, across, down));
            return scale(samples, across, down, place.mirrored());
        } catch (BrokenImageException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // a decoder that failed may be in any state
            close();
            throw new BrokenImageException("cannot be decoded: " + reason(e), e);
        }
    }

    private int longer(int longer, int shorterSide) {
        return Math.toIntExact(Math.round((double) longer * shorter / shorterSide));
    }

    private TriangleTaps taps(int size, int newSize, int every, int from) {
        int offset = (every - 1) / 2;
        int samples = (size - offset - 1) / every + 1;
        double scale = (double) size / newSize / every;
        return new TriangleTaps(samples, scale, 0.5 - (offset + 0.5) / every, from, side);
    }

    private Raster jpeg(byte[] file, int width, int height, int every, TriangleTaps across, TriangleTaps down)
            throws IOException {
        if (jpeg == null) jpeg = reader("jpeg");
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            jpeg.setInput(in, true, true);
            return jpeg.readRaster(0, part(jpeg, width, height, every, across, down));
        }
    }

    private BufferedImage png(byte[] file, int width, int height, int every, TriangleTaps across, TriangleTaps down)
            throws IOException {
        if (png == null) png = reader("png");
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            png.setInput(in, true, true);
            return png.read(0, part(png, width, height, every, across, down));
        }
    }

    private static ImageReadParam part(
            ImageReader reader, int width, int height, int every, TriangleTaps across, TriangleTaps down) {
        ImageReadParam param = reader.getDefaultReadParam();
        int x = across.begin() * every;
        int y = down.begin() * every;
        param.setSourceRegion(new Rectangle(
                x, y, Math.min(width, across.end() * every) - x, Math.min(height, down.end() * every) - y));
        param.setSourceSubsampling(every, every, (every - 1) / 2, (every - 1) / 2);
        return param;
    }

    /** The platform's own reader: a plug-in on the class path may decode the same file to other numbers. */
    static ImageReader reader(String format) {
        ImageReader first = null;
        for (Iterator<ImageReader> all = ImageIO.getImageReadersByFormatName(format); all.hasNext(); ) {
            ImageReader reader = all.next();
            if (reader.getClass().getName().startsWith("com.sun.imageio.")) return reader;
            if (first == null) first = reader;
        }
        if (first == null)
            throw new IllegalStateException("this Java platform has no reader for " + format + " images");
        return first;
    }

    private byte[] scale(Samples samples, TriangleTaps across, TriangleTaps down, boolean mirrored)
            throws BrokenImageException {
        int channels = samples.channels();
        int columns = across.end() - across.begin();
        int rows = down.end() - down.begin();
        if (samples.width() != columns || samples.height() != rows) {
            throw new BrokenImageException("has " + samples.width() + " x " + samples.height() + " pixels where "
                    + columns + " x " + rows + " were announced");
        }
        int line = side * channels;
        if (narrowed.length < rows * line) narrowed = new float[rows * line];
        for (int y = 0; y < rows; y++) {
            if (channels == 1) narrowGrey(samples.data(), y * columns, across, y * line);
            else narrowColour(samples.data(), y * columns, across, y * line);
        }
        byte[] out = new byte[3 * side * side];
        float[] row = new float[line];
        for (int y = 0; y < side; y++) {
            Arrays.fill(row, 0);
            int top = down.first[y] - down.begin();
            float[] weights = down.weights[y];
            for (int k = 0; k < weights.length; k++) {
                float weight = weights[k];
                int from = (top + k) * line;
                for (int j = 0; j < line; j++) row[j] += weight * narrowed[from + j];
            }
            write(row, samples, out, y * side, mirrored);
        }
        return out;
    }

    private void narrowGrey(byte[] data, int start, TriangleTaps across, int to) {
        for (int x = 0; x < side; x++) {
            float[] weights = across.weights[x];
            int from = start + across.first[x] - across.begin();
            float sum = 0;
            for (int k = 0; k < weights.length; k++) sum += weights[k] * (data[from + k] & 0xff);
            narrowed[to + x] = sum;
        }
    }

    private void narrowColour(byte[] data, int start, TriangleTaps across, int to) {
        for (int x = 0; x < side; x++) {
            float[] weights = across.weights[x];
            int from = 3 * (start + across.first[x] - across.begin());
            float first = 0;
            float second = 0;
            float third = 0;
            for (int k = 0; k < weights.length; k++, from += 3) {
                first += weights[k] * (data[from] & 0xff);
                second += weights[k] * (data[from + 1] & 0xff);
                third += weights[k] * (data[from + 2] & 0xff);
            }
            narrowed[to + 3 * x] = first;
            narrowed[to + 3 * x + 1] = second;
            narrowed[to + 3 * x + 2] = third;
        }
    }

    private void write(float[] row, Samples samples, byte[] out, int start, boolean mirrored) {
        int plane = side * side;
        for (int x = 0; x < side; x++) {
            int to = start + (mirrored ? side - 1 - x : x);
            if (samples.channels() == 1) {
                byte grey = (byte) YCbCr.clamp(row[x]);
                out[to] = grey;
                out[to + plane] = grey;
                out[to + 2 * plane] = grey;
            } else if (samples.luminance()) {
                out[to] = (byte) YCbCr.red(row[3 * x], row[3 * x + 2]);
                out[to + plane] = (byte) YCbCr.green(row[3 * x], row[3 * x + 1], row[3 * x + 2]);
                out[to + 2 * plane] = (byte) YCbCr.blue(row[3 * x], row[3 * x + 1]);
            } else {
                out[to] = (byte) YCbCr.clamp(row[3 * x]);
                out[to + plane] = (byte) YCbCr.clamp(row[3 * x + 1]);
                out[to + 2 * plane] = (byte) YCbCr.clamp(row[3 * x + 2]);
            }
        }
    }

    static String reason(Throwable problem) {
        String message = problem.getMessage();
        Throwable cause = problem.getCause();
        String text = message == null || message.isBlank() ? problem.getClass().getSimpleName() : message.strip();
        return cause == null || cause.getMessage() == null || text.contains(cause.getMessage())
                ? text
                : text + " (" + cause.getMessage().strip() + ")";
    }

    /** Frees the decoders' native memory; the next image takes new ones. */
    @Override
    public void close() {
        if (jpeg != null) jpeg.dispose();
        if (png != null) png.dispose();
        jpeg = null;
        png = null;
    }
}
