package org.infimum.deep.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * An image whose pixels are small whole numbers, such as the classes of a segmentation: the indices of a PNG file with a palette, whatever the colours
 * are, or the values of a grey one of 8 bits. A file of colours is refused: which number a colour stands for is not in it. Immutable.
 */
public final class LabelImage {
    private final int width;
    private final int height;
    private final byte[] labels;

    /** A whole PNG file, but one of colours, of which no labels can be read. */
    public static final class ColoursException extends IOException {
        private static final long serialVersionUID = 1L;

        ColoursException(String reason) {
            super(reason);
        }
    }

    private LabelImage(int width, int height, byte[] labels) {
        this.width = width;
        this.height = height;
        this.labels = labels;
    }

    /**
     * Reads a PNG file of labels.
     *
     * @param file the file
     * @return its labels
     * @throws ColoursException if it is an image of colours, in PNG or JPEG; the message goes on after the file's name
     * @throws IOException if it cannot be read or is no whole image; the message goes on after the file's name, for example {@code is truncated}
     */
    public static LabelImage read(Path file) throws IOException {
        byte[] bytes = ImageFile.read(file);
        if (bytes.length == 0) throw new BrokenImageException("is empty");
        if (JpegHeader.begins(bytes)) {
            throw new ColoursException("is a JPEG file, which keeps neither labels nor exact values");
        }
        if (!PngHeader.begins(bytes)) throw new BrokenImageException("holds no PNG image");
        PngHeader header = PngHeader.of(bytes);
        if (header.width() <= 0
                || header.height() <= 0
                || (long) header.width() * header.height() > ImageDecoder.MOST_PIXELS) {
            throw new BrokenImageException("claims to have " + header.width() + " x " + header.height() + " pixels");
        }
        ImageReader reader = ImageDecoder.reader("png");
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            reader.setInput(in, true, true);
            return of(reader.read(0));
        } catch (ColoursException | BrokenImageException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new BrokenImageException("cannot be decoded: " + ImageDecoder.reason(e), e);
        } finally {
            reader.dispose();
        }
    }

    private static LabelImage of(BufferedImage image) throws ColoursException {
        Raster raster = image.getRaster();
        int bits = raster.getSampleModel().getSampleSize(0);
        boolean indexed = image.getColorModel() instanceof IndexColorModel;
        if (!indexed && (raster.getNumBands() != 1 || bits != Byte.SIZE)) {
            throw new ColoursException("is a PNG file of " + raster.getNumBands() + " channels of " + bits
                    + " bits without a palette, so its values are colours and no labels");
        }
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] labels = new byte[width * height];
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
            for (int x = 0; x < width; x++) labels[y * width + x] = (byte) row[x];
        }
        return new LabelImage(width, height, labels);
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
     * All labels.
     *
     * @return a copy: height * width unsigned bytes, row by row
     */
    public byte[] labels() {
        return labels.clone();
    }

    /**
     * The size in words.
     *
     * @return for example {@code labels of 500 x 375 pixels}
     */
    @Override
    public String toString() {
        return "labels of " + width + " x " + height + " pixels";
    }
}
