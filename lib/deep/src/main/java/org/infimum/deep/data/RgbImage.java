package org.infimum.deep.data;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A whole image in memory: three planes of bytes, red, green and blue, each row by row. Files become pixels as {@link ImageFolder} says. Immutable.
 */
public final class RgbImage {
    private static final int CHANNELS = 3;

    private final int width;
    private final int height;
    private final byte[] pixels;

    private RgbImage(int width, int height, byte[] pixels) {
        this.width = width;
        this.height = height;
        this.pixels = pixels;
    }

    /**
     * An image from its pixels.
     *
     * @param width in pixels, at least 1
     * @param height in pixels, at least 1
     * @param pixels 3 * height * width unsigned bytes: all of red, row by row, then green, then blue; copied
     * @return the image
     * @throws IllegalArgumentException if the numbers do not fit
     */
    public static RgbImage of(int width, int height, byte[] pixels) {
        if (width < 1 || height < 1 || pixels.length != (long) CHANNELS * width * height) {
            throw new IllegalArgumentException("An image of " + width + " x " + height
                    + " pixels needs both positive and three bytes a pixel, but " + pixels.length
                    + " bytes are given.");
        }
        return new RgbImage(width, height, pixels.clone());
    }

    /**
     * Reads a JPEG or PNG file; its content decides which.
     *
     * @param file the file
     * @return its pixels
     * @throws IOException if it cannot be read or is no whole image; the message is one sentence that names the file
     */
    public static RgbImage read(Path file) throws IOException {
        try {
            return decode(ImageFile.read(file));
        } catch (BrokenImageException e) {
            throw new IOException("The image " + file + " " + e.getMessage() + "; repair or remove it.", e);
        }
    }

    /**
     * What a file says of itself before it is decoded.
     *
     * @param width in pixels
     * @param height in pixels
     */
    public record Size(int width, int height) {}

    /**
     * The size of a JPEG or PNG file, whose end is looked for but whose pixels are not decoded.
     *
     * @param file the file
     * @return its size
     * @throws IOException if it cannot be read or is no whole image; the message goes on after the file's name, for example {@code is truncated}
     */
    public static Size sizeOf(Path file) throws IOException {
        return size(ImageFile.read(file));
    }

    private static Size size(byte[] file) throws BrokenImageException {
        if (file.length == 0) throw new BrokenImageException("is empty");
        Size size;
        if (JpegHeader.begins(file)) {
            JpegHeader header = JpegHeader.of(file);
            size = new Size(header.width(), header.height());
        } else if (PngHeader.begins(file)) {
            PngHeader header = PngHeader.of(file);
            size = new Size(header.width(), header.height());
        } else {
            throw new BrokenImageException("holds neither a JPEG nor a PNG image");
        }
        if (size.width() <= 0 || size.height() <= 0 || (long) size.width() * size.height() > ImageDecoder.MOST_PIXELS) {
            throw new BrokenImageException("claims to have " + size.width() + " x " + size.height() + " pixels");
        }
        return size;
    }

    static RgbImage decode(byte[] file) throws BrokenImageException {
        Size size = size(file);
        boolean isJpeg = JpegHeader.begins(file);
        ImageReader reader = ImageDecoder.reader(isJpeg ? "jpeg" : "png");
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(in, true, true);
            Samples samples = isJpeg
                    ? Samples.ofJpeg(reader.readRaster(0, null), JpegHeader.of(file))
                    : Samples.ofPng(reader.read(0));
            if (samples.width() != size.width() || samples.height() != size.height()) {
                throw new BrokenImageException("has " + samples.width() + " x " + samples.height() + " pixels where "
                        + size.width() + " x " + size.height() + " were announced");
            }
            return new RgbImage(size.width(), size.height(), planes(samples));
        } catch (BrokenImageException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new BrokenImageException("cannot be decoded: " + ImageDecoder.reason(e), e);
        } finally {
            reader.dispose();
        }
    }

    private static byte[] planes(Samples samples) {
        byte[] data = samples.data();
        int plane = samples.width() * samples.height();
        byte[] planes = new byte[CHANNELS * plane];
        if (samples.channels() == 1) {
            for (int c = 0; c < CHANNELS; c++) System.arraycopy(data, 0, planes, c * plane, plane);
            return planes;
        }
        for (int i = 0, from = 0; i < plane; i++, from += CHANNELS) {
            if (samples.luminance()) {
                int y = data[from] & 0xff;
                int cb = data[from + 1] & 0xff;
                int cr = data[from + 2] & 0xff;
                planes[i] = (byte) YCbCr.red(y, cr);
                planes[plane + i] = (byte) YCbCr.green(y, cb, cr);
                planes[2 * plane + i] = (byte) YCbCr.blue(y, cb);
            } else {
                planes[i] = data[from];
                planes[plane + i] = data[from + 1];
                planes[2 * plane + i] = data[from + 2];
            }
        }
        return planes;
    }

    /**
     * The width.
     *
     * @return pixels a row
     */
    public int width() {
        return width;
    }

    /**
     * The height.
     *
     * @return rows
     */
    public int height() {
        return height;
    }

    /**
     * One value.
     *
     * @param channel 0 red, 1 green, 2 blue
     * @param x column from 0
     * @param y row from 0
     * @return from 0 to 255
     * @throws IndexOutOfBoundsException if there is no such pixel
     */
    public int value(int channel, int x, int y) {
        Objects.checkIndex(channel, CHANNELS);
        return pixels[(channel * height + Objects.checkIndex(y, height)) * width + Objects.checkIndex(x, width)] & 0xff;
    }

    /**
     * All values.
     *
     * @return a copy: 3 * height * width unsigned bytes, all of red, row by row, then green, then blue
     */
    public byte[] pixels() {
        return pixels.clone();
    }

    /**
     * The image in another size by bilinear interpolation, with antialiasing where it shrinks: the rule of Pillow's and torchvision's resize. Values are
     * rounded to whole numbers.
     *
     * @param newWidth in pixels, at least 1
     * @param newHeight in pixels, at least 1
     * @return a new image
     * @throws IllegalArgumentException if a size is not positive
     */
    public RgbImage scaled(int newWidth, int newHeight) {
        if (newWidth < 1 || newHeight < 1) {
            throw new IllegalArgumentException(
                    "An image is scaled to at least 1 x 1 pixels, not to " + newWidth + " x " + newHeight + ".");
        }
        TriangleTaps across = new TriangleTaps(width, (double) width / newWidth, 0, 0, newWidth);
        TriangleTaps down = new TriangleTaps(height, (double) height / newHeight, 0, 0, newHeight);
        byte[] out = new byte[Math.multiplyExact(CHANNELS * newWidth, newHeight)];
        float[] narrow = new float[height * newWidth];
        float[] row = new float[newWidth];
        for (int c = 0; c < CHANNELS; c++) {
            for (int y = 0; y < height; y++) {
                int start = (c * height + y) * width;
                for (int x = 0; x < newWidth; x++) {
                    float[] weights = across.weights[x];
                    int from = start + across.first[x];
                    float sum = 0;
                    for (int k = 0; k < weights.length; k++) sum += weights[k] * (pixels[from + k] & 0xff);
                    narrow[y * newWidth + x] = sum;
                }
            }
            for (int y = 0; y < newHeight; y++) {
                Arrays.fill(row, 0);
                float[] weights = down.weights[y];
                for (int k = 0; k < weights.length; k++) {
                    int from = (down.first[y] + k) * newWidth;
                    for (int x = 0; x < newWidth; x++) row[x] += weights[k] * narrow[from + x];
                }
                int to = (c * newHeight + y) * newWidth;
                for (int x = 0; x < newWidth; x++) out[to + x] = (byte) YCbCr.clamp(row[x]);
            }
        }
        return new RgbImage(newWidth, newHeight, out);
    }

    /**
     * The image mirrored left to right.
     *
     * @return a new image
     */
    public RgbImage mirrored() {
        byte[] out = new byte[pixels.length];
        for (int row = 0; row < pixels.length; row += width) {
            for (int x = 0; x < width; x++) out[row + x] = pixels[row + width - 1 - x];
        }
        return new RgbImage(width, height, out);
    }

    /**
     * A checksum of size and pixels, the same for the same picture whatever file it came from.
     *
     * @return SHA-256 in 64 lower-case hexadecimal digits
     */
    public String checksum() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(ByteBuffer.allocate(2 * Integer.BYTES)
                    .putInt(width)
                    .putInt(height)
                    .flip());
            return HexFormat.of().formatHex(digest.digest(pixels));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has to provide SHA-256", e);
        }
    }

    /**
     * The image for Java's graphics.
     *
     * @return a new image of type {@link BufferedImage#TYPE_3BYTE_BGR}
     */
    public BufferedImage toBufferedImage() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        WritableRaster raster = image.getRaster();
        int plane = width * height;
        int[] samples = new int[plane];
        for (int c = 0; c < CHANNELS; c++) {
            for (int i = 0; i < plane; i++) samples[i] = pixels[c * plane + i] & 0xff;
            raster.setSamples(0, 0, width, height, c, samples);
        }
        return image;
    }

    /**
     * Writes the image to a file.
     *
     * @param file replaced if it is there
     * @param format PNG keeps every pixel
     * @throws IOException if it cannot be written
     */
    public void write(Path file, ImageFormat format) throws IOException {
        ImageWriter encoder = ImageIO.getImageWritersByFormatName(
                        format.kind().name().toLowerCase(Locale.ROOT))
                .next();
        ImageWriteParam param = encoder.getDefaultWriteParam();
        if (format.kind() == ImageFormat.Kind.JPEG) {
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality((float) format.quality());
        }
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(Files.newOutputStream(file))) {
            encoder.setOutput(out);
            encoder.write(null, new IIOImage(toBufferedImage(), null, null), param);
        } finally {
            encoder.dispose();
        }
    }

    /**
     * Whether another object is the same picture.
     *
     * @param other any object
     * @return whether it is an image of this size and these pixels
     */
    @Override
    public boolean equals(Object other) {
        return other instanceof RgbImage image && image.width == width && Arrays.equals(image.pixels, pixels);
    }

    /**
     * A hash of size and pixels.
     *
     * @return the hash
     */
    @Override
    public int hashCode() {
        return 31 * width + Arrays.hashCode(pixels);
    }

    /**
     * The size in words.
     *
     * @return for example {@code image of 500 x 375 pixels}
     */
    @Override
    public String toString() {
        return "image of " + width + " x " + height + " pixels";
    }
}
