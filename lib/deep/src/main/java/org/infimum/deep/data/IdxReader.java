package org.infimum.deep.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads labelled images in the IDX format of MNIST (described at the end of <a
 * href="http://yann.lecun.com/exdb/mnist/">yann.lecun.com/exdb/mnist</a>), gzipped or plain, which is told from the first two bytes.
 *
 * <p>A file of images is the big-endian integers 0x00000803, count, rows, columns and then one unsigned byte a pixel, row by row; a
 * file of labels is 0x00000801, count and one unsigned byte a label. Files are streamed: besides the result there is one small
 * buffer. What follows the end of a gzip member is ignored, as gzip itself does.
 */
public final class IdxReader {
    private static final int IMAGES = 0x00000803;
    private static final int LABELS = 0x00000801;
    private static final int BUFFER = 1 << 16;
    /** Deflate cannot expand a byte to more than this; a header that promises more is wrong and must not allocate its memory. */
    private static final long MOST_EXPANSION = 1032;

    private IdxReader() {}

    /**
     * Reads images and their labels.
     *
     * @param name name of the result
     * @param images file of n images
     * @param labels file of their n labels, each below the number of classes
     * @param classNames one name a class
     * @return n images of one channel, pixels 0..255 shown as 0..1
     * @throws CorruptDataException if a file is not in the format, is cut, has bytes too many, or a label is out of range, naming the
     *     file and the byte
     * @throws IOException if a file cannot be read
     */
    public static ImageSet read(String name, Path images, Path labels, List<String> classNames) throws IOException {
        int rows;
        int columns;
        byte[] pixels;
        int count;
        try (Source in = new Source(images)) {
            in.magic(IMAGES, "images");
            count = in.dimension("count of images");
            rows = in.dimension("count of rows");
            columns = in.dimension("count of columns");
            pixels = in.rest((long) count * rows, columns);
        }
        int[] classes;
        try (Source in = new Source(labels)) {
            in.magic(LABELS, "labels");
            int labelCount = in.dimension("count of labels");
            if (labelCount != count) {
                throw in.corrupt(
                        4,
                        "has " + labelCount + " labels, but " + images + " has " + count
                                + " images; give the two files of one set");
            }
            classes = labels(in, in.rest(count, 1), classNames.size());
        }
        return ImageSet.ofBytes(name, classNames, 1, rows, columns, pixels, 255, classes);
    }

    private static int[] labels(Source in, byte[] bytes, int classes) throws CorruptDataException {
        int[] labels = new int[bytes.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = bytes[i] & 0xff;
            if (labels[i] >= classes) {
                throw in.corrupt(
                        8L + i,
                        "the label " + labels[i] + " is out of range, there are " + classes + " classes from 0");
            }
        }
        return labels;
    }

    /** One open file, counting what it has given. */
    private static final class Source implements AutoCloseable {
        private final Path path;
        private final InputStream in;
        private final boolean compressed;
        private final long fileSize;
        private long offset;

        Source(Path path) throws IOException {
            this.path = path;
            fileSize = Files.size(path);
            InputStream raw = new BufferedInputStream(Files.newInputStream(path), BUFFER);
            try {
                raw.mark(2);
                compressed = raw.read() == 0x1f && raw.read() == 0x8b;
                raw.reset();
                in = compressed ? new GZIPInputStream(raw, BUFFER) : raw;
            } catch (EOFException | ZipException e) {
                raw.close();
                throw new CorruptDataException(
                        path.toString(), 0, "the gzip header is cut or damaged; get the file again", e);
            } catch (IOException e) {
                raw.close();
                throw e;
            }
        }

        CorruptDataException corrupt(long at, String problem) {
            return new CorruptDataException(path.toString(), at, problem);
        }

        void magic(int wanted, String kind) throws IOException {
            int found = integer();
            if (found != wanted) {
                throw corrupt(
                        0,
                        String.format(
                                "the magic number is 0x%08x, but an IDX file of %s starts with 0x%08x",
                                found, kind, wanted));
            }
        }

        int dimension(String what) throws IOException {
            long at = offset;
            int value = integer();
            if (value <= 0) throw corrupt(at, "the " + what + " is " + value + ", but has to be positive");
            return value;
        }

        /** All that is left, which has to be {@code rows} times {@code columns} bytes. */
        byte[] rest(long rows, int columns) throws IOException {
            long most = compressed ? fileSize * MOST_EXPANSION : fileSize - offset;
            // rows is below 2^62; so the division, not the product, which may overflow
            if (rows > Integer.MAX_VALUE / columns) {
                throw corrupt(
                        offset,
                        "the header promises " + rows + " rows of " + columns
                                + " pixels, more than 2^31 in all; it is damaged");
            }
            int length = (int) rows * columns;
            if (length > most) {
                throw corrupt(
                        compressed ? offset : fileSize,
                        "the header promises " + length + " bytes of data, but the file ends before");
            }
            byte[] data = new byte[length];
            fill(data);
            long end = offset;
            if (next(new byte[1], 0, 1) >= 0)
                throw corrupt(end, "there are more bytes after the " + length + " that the header promises");
            return data;
        }

        private int integer() throws IOException {
            byte[] bytes = new byte[4];
            fill(bytes);
            return bytes[0] << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
        }

        private void fill(byte[] target) throws IOException {
            int done = 0;
            while (done < target.length) {
                int count = next(target, done, target.length - done);
                if (count < 0)
                    throw corrupt(
                            offset,
                            "the data end here, " + (target.length - done) + " bytes too early; get the file again");
                done += count;
            }
        }

        private int next(byte[] target, int start, int length) throws IOException {
            try {
                int count = in.read(target, start, length);
                offset += Math.max(0, count);
                return count;
            } catch (EOFException e) {
                throw new CorruptDataException(
                        path.toString(), offset, "the gzip file is cut off; get the file again", e);
            } catch (ZipException e) {
                throw new CorruptDataException(
                        path.toString(),
                        offset,
                        "the gzip data are damaged (" + e.getMessage() + "); get the file again",
                        e);
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
