package org.infimum.deep.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * A folder of computed pixels, for preparations that take long. Nothing depends on it: a file that is damaged or another's is computed anew, and where
 * nothing can be written a sentence says so and the work goes on. Its files may be deleted at any time. Immutable; threads and processes may share a folder.
 *
 * <p>A file KEY.pixels is the eight letters INFPIX01, the key in ASCII, the number of images and of pixels in each as integers, the pixels as floats,
 * image after image, all little-endian, and the CRC-32C of what is before as a long. It grows as KEY.part and gets its name by an atomic move.
 */
public final class PixelCache {
    private static final byte[] MAGIC = "INFPIX01".getBytes(StandardCharsets.US_ASCII);
    private static final int BUFFER = 1 << 22;

    private final Path folder;
    private final Consumer<String> notes;

    /**
     * A cache in a folder of one's own.
     *
     * @param folder where the files are; made when needed
     * @param notes gets a sentence when a long computation begins, and when a file is of no use or cannot be written
     */
    public PixelCache(Path folder, Consumer<String> notes) {
        this.folder = Objects.requireNonNull(folder, "folder");
        this.notes = Objects.requireNonNull(notes, "notes");
    }

    /**
     * The user's cache: the folder {@code prepared} beside that of the downloaded data sets. Its notes go to the standard error stream.
     *
     * @return a new object
     */
    public static PixelCache standard() {
        return new PixelCache(CacheFolder.standard().resolve("prepared"), System.err::println);
    }

    /** Where the pixels of a key are kept. */
    Path file(String key) {
        return folder.resolve(key + ".pixels");
    }

    /** Says that pixels are being prepared, which takes long. */
    void announce(int images, int width) {
        notes.accept(String.format(
                Locale.ROOT,
                "%,d images of %,d pixels are prepared, once: %,d MB that will be kept in %s.",
                images,
                width,
                megabytes(images, width),
                folder));
    }

    private static long megabytes(int images, int width) {
        return (long) images * width * Float.BYTES / 1_000_000 + 1;
    }

    /** The pixels of a key, one array an image; empty if they are not here or not right. */
    Optional<float[][]> load(String key, int images, int width) {
        Path file = file(key);
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            long expected = header(key, images, width).remaining() + (long) images * width * Float.BYTES + Long.BYTES;
            if (in.size() != expected) {
                return useless(file, "has " + in.size() + " bytes instead of " + expected);
            }
            return read(in, key, images, width).or(() -> useless(file, "is damaged or holds other images"));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (ClosedByInterruptException e) {
            // the interrupt is still set; the computation meets it
            return Optional.empty();
        } catch (IOException e) {
            return useless(file, "cannot be read (" + reason(e) + ")");
        }
    }

    private Optional<float[][]> useless(Path file, String why) {
        notes.accept("The prepared images in " + file + " are computed anew: the file " + why + ".");
        return Optional.empty();
    }

    private static Optional<float[][]> read(FileChannel in, String key, int images, int width) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer wanted = header(key, images, width);
        ByteBuffer found = ByteBuffer.allocate(wanted.remaining());
        fill(in, found);
        if (!found.equals(wanted)) return Optional.empty();
        crc.update(found);
        int rowBytes = width * Float.BYTES;
        ByteBuffer buffer = buffer(rowBytes);
        float[][] pixels = new float[images][width];
        for (int row = 0; row < images; ) {
            int rows = Math.min(buffer.capacity() / rowBytes, images - row);
            buffer.clear().limit(rows * rowBytes);
            fill(in, buffer);
            crc.update(buffer);
            buffer.flip();
            for (int end = row + rows; row < end; row++) {
                buffer.asFloatBuffer().get(pixels[row]);
                buffer.position(buffer.position() + rowBytes);
            }
        }
        ByteBuffer sum = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        fill(in, sum);
        return sum.getLong() == crc.getValue() ? Optional.of(pixels) : Optional.empty();
    }

    /** Keeps pixels; where that is not possible a note says so. */
    void store(String key, float[][] pixels) {
        Path part = folder.resolve(key + ".part");
        try {
            Files.createDirectories(folder);
            try (FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = lock(out)) {
                // another process writes the same
                if (lock == null) return;
                out.truncate(0);
                write(out, key, pixels);
                Files.move(part, file(key), StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                Files.deleteIfExists(part);
                throw e;
            }
        } catch (ClosedByInterruptException e) {
            // the interrupt is still set and the pixels are computed: whoever runs this thread decides
        } catch (IOException e) {
            notes.accept(String.format(
                    Locale.ROOT,
                    "The prepared images cannot be kept in %s (%s), so they will be computed anew next time; free %,d MB there.",
                    folder,
                    reason(e),
                    megabytes(pixels.length, pixels[0].length)));
        }
    }

    private static void write(FileChannel out, String key, float[][] pixels) throws IOException {
        int width = pixels[0].length;
        CRC32C crc = new CRC32C();
        ByteBuffer header = header(key, pixels.length, width);
        crc.update(header.duplicate());
        drain(header, out);
        int rowBytes = width * Float.BYTES;
        ByteBuffer buffer = buffer(rowBytes);
        for (int row = 0; row < pixels.length; ) {
            buffer.clear();
            for (; row < pixels.length && buffer.remaining() >= rowBytes; row++) {
                buffer.asFloatBuffer().put(pixels[row]);
                buffer.position(buffer.position() + rowBytes);
            }
            buffer.flip();
            crc.update(buffer.duplicate());
            drain(buffer, out);
        }
        drain(
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(crc.getValue())
                        .flip(),
                out);
    }

    private static ByteBuffer header(String key, int images, int width) {
        byte[] letters = key.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(MAGIC.length + letters.length + 2 * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .put(letters)
                .putInt(images)
                .putInt(width)
                .flip();
    }

    private static ByteBuffer buffer(int rowBytes) {
        return ByteBuffer.allocateDirect(Math.max(rowBytes, BUFFER / rowBytes * rowBytes))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Reads until the buffer is full, and turns it to be read. */
    private static void fill(FileChannel in, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (in.read(buffer) < 0) throw new IOException("it was cut while it was read");
        }
        buffer.flip();
    }

    private static void drain(ByteBuffer buffer, FileChannel out) throws IOException {
        while (buffer.hasRemaining()) out.write(buffer);
    }

    private static FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // another thread of this very process
            return null;
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        String kind = e.getClass().getSimpleName();
        return message == null || message.isBlank()
                ? kind
                : e.getClass() == IOException.class ? message : kind + ": " + message;
    }
}
