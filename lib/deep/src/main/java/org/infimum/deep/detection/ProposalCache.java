package org.infimum.deep.detection;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.infimum.deep.data.CacheFolder;
import org.infimum.deep.data.RgbImage;

/**
 * Proposals that are computed once an image and kept in a folder. A file is named by the SHA-256 of the method's description and the image's pixels, so other
 * parameters or pixels never get the wrong boxes. Nothing depends on the folder: a damaged file is computed anew, and where nothing can be written a
 * sentence says so and the work goes on. Files may be deleted at any time; threads and processes may share a folder.
 *
 * <p>A file is the eight letters INFBOX01, the 32 bytes of its name, the number of boxes as an integer, x1, y1, x2, y2 of each as floats, all
 * little-endian, and the CRC-32C of what is before as a long. It gets its name by an atomic move.
 */
public final class ProposalCache implements RegionProposals {
    private static final byte[] MAGIC = "INFBOX01".getBytes(StandardCharsets.US_ASCII);
    private static final int KEY = 32;

    private final RegionProposals method;
    private final Path folder;
    private final Consumer<String> notes;

    /**
     * A cache in a folder of one's own.
     *
     * @param method computes what is not there
     * @param folder where the files are; made when needed
     * @param notes gets a sentence when a file is of no use or cannot be written; called from any thread
     */
    public ProposalCache(RegionProposals method, Path folder, Consumer<String> notes) {
        this.method = Objects.requireNonNull(method, "method");
        this.folder = Objects.requireNonNull(folder, "folder");
        this.notes = Objects.requireNonNull(notes, "notes");
    }

    /**
     * The user's cache: the folder {@code proposals} beside that of the downloaded data sets. Its notes go to the standard error stream.
     *
     * @param method computes what is not there
     * @return a new object
     */
    public static ProposalCache standard(RegionProposals method) {
        return new ProposalCache(method, CacheFolder.standard().resolve("proposals"), System.err::println);
    }

    @Override
    public BoundingBoxes of(RgbImage image) {
        byte[] key = key(image);
        String name = HexFormat.of().formatHex(key);
        // a folder of a hundred thousand files is slow on some systems
        Path file = folder.resolve(name.substring(0, 2)).resolve(name + ".boxes");
        return load(file, key).orElseGet(() -> {
            BoundingBoxes boxes = method.of(image);
            store(file, key, boxes);
            return boxes;
        });
    }

    @Override
    public String description() {
        return method.description();
    }

    private byte[] key(RgbImage image) {
        try {
            String text = method.description() + "\n" + image.checksum();
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has to provide SHA-256", e);
        }
    }

    private Optional<BoundingBoxes> load(Path file, byte[] key) {
        byte[] bytes;
        // a stream of this kind, which an interrupt does not close
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            bytes = in.readAllBytes();
        } catch (FileNotFoundException e) {
            return Files.exists(file) ? useless(file, "cannot be read (" + e.getMessage() + ")") : Optional.empty();
        } catch (IOException e) {
            return useless(file, "cannot be read (" + e.getMessage() + ")");
        }
        return parse(bytes, key).or(() -> useless(file, "is damaged"));
    }

    private Optional<BoundingBoxes> useless(Path file, String why) {
        notes.accept("The proposals in " + file + " are computed anew: the file " + why + ".");
        return Optional.empty();
    }

    private static Optional<BoundingBoxes> parse(byte[] bytes, byte[] key) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int fixed = MAGIC.length + KEY + Integer.BYTES + Long.BYTES;
        if (bytes.length < fixed || (bytes.length - fixed) % (4 * Float.BYTES) != 0) return Optional.empty();
        int count = in.getInt(MAGIC.length + KEY);
        if (count != (bytes.length - fixed) / (4 * Float.BYTES)) return Optional.empty();
        if (in.getLong(bytes.length - Long.BYTES) != checksum(bytes, bytes.length - Long.BYTES)) {
            return Optional.empty();
        }
        byte[] head = new byte[MAGIC.length + KEY];
        in.get(head);
        if (!Arrays.equals(head, header(key))) return Optional.empty();
        float[] coordinates = new float[4 * count];
        in.getInt();
        in.asFloatBuffer().get(coordinates);
        return Optional.of(BoundingBoxes.of(coordinates));
    }

    private static byte[] header(byte[] key) {
        return ByteBuffer.allocate(MAGIC.length + KEY).put(MAGIC).put(key).array();
    }

    private static long checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return crc.getValue();
    }

    private void store(Path file, byte[] key, BoundingBoxes boxes) {
        float[] coordinates = boxes.coordinates();
        int length = MAGIC.length + KEY + Integer.BYTES + coordinates.length * Float.BYTES + Long.BYTES;
        ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        out.put(header(key)).putInt(boxes.size());
        for (float coordinate : coordinates) out.putFloat(coordinate);
        out.putLong(checksum(out.array(), length - Long.BYTES));
        Path part = file.resolveSibling(file.getFileName() + "." + Long.toHexString(System.nanoTime())
                + Thread.currentThread().getId() + ".part");
        try {
            Files.createDirectories(file.getParent());
            try {
                try (FileOutputStream stream = new FileOutputStream(part.toFile())) {
                    stream.write(out.array());
                }
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            notes.accept("Proposals cannot be kept in " + folder + " (" + e
                    + "), so they will be computed anew next time; make the folder writable.");
        }
    }
}
