package org.infimum.deep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.infimum.deep.data.DatasetCatalogue.DataFile;
import org.infimum.deep.data.DatasetCatalogue.Entry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sets of four images a file, random. */
class Cifar10Test {
    private static final int RECORDS = 4;
    private static final int RECORD = 3073;
    private static final String ARCHIVE = "cifar-10-binary.tar.gz";
    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");

    @TempDir
    Path temporary;

    private final Map<String, byte[]> files = new LinkedHashMap<>();

    @BeforeEach
    void make() {
        // in another order than they are asked for
        Random random = new Random(5);
        for (String name : List.of(
                "test_batch.bin",
                "data_batch_2.bin",
                "data_batch_1.bin",
                "data_batch_5.bin",
                "data_batch_4.bin",
                "data_batch_3.bin")) {
            byte[] bytes = new byte[RECORDS * RECORD];
            random.nextBytes(bytes);
            for (int i = 0; i < RECORDS; i++) bytes[i * RECORD] = (byte) random.nextInt(10);
            files.put(name, bytes);
        }
        files.put("batches.meta.txt", (String.join("\n", NAMES) + "\n\n").getBytes());
    }

    private Path folder() {
        return temporary.resolve("data/cifar-10/cifar-10-batches-bin");
    }

    private Path archive() {
        return temporary.resolve("data/cifar-10").resolve(ARCHIVE);
    }

    private void writeFolder() throws IOException {
        Files.createDirectories(folder());
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(folder().resolve(file.getKey()), file.getValue());
        }
    }

    private byte[] tar() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            tar.putArchiveEntry(new TarArchiveEntry("cifar-10-batches-bin/"));
            tar.closeArchiveEntry();
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry("cifar-10-batches-bin/" + file.getKey());
                entry.setSize(file.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    /** A store whose catalogue knows the archive by its checksum, whatever it holds. */
    private DatasetStore store(byte[] archive) throws IOException {
        Files.createDirectories(archive().getParent());
        if (archive.length > 0) Files.write(archive(), archive);
        DataFile file = new DataFile(
                ARCHIVE,
                List.of("http://localhost:1/" + ARCHIVE),
                (long) Math.max(1, archive.length),
                TestBytes.digest("MD5", archive),
                null,
                null,
                false,
                "cifar-10-batches-bin");
        Entry entry =
                new Entry("cifar-10", "Toy CIFAR", "cifar-binary", "CC0", "https://example.org/toy", List.of(file));
        return new DatasetStore(
                        new DatasetCatalogue(List.of(entry)),
                        Optional.of(temporary.resolve("data")),
                        temporary.resolve("cache"))
                .offline();
    }

    private void assertRight(Split split, List<String> names) {
        assertEquals(
                "CIFAR-10 train: 20 images of 3x32x32, 10 classes, pixels 0..1",
                split.train().toString());
        assertEquals(
                "CIFAR-10 test: 4 images of 3x32x32, 10 classes, pixels 0..1",
                split.test().toString());
        assertEquals(names, split.train().classNames());
        for (int i = 0; i < 24; i++) {
            byte[] file = files.get(i < 20 ? "data_batch_" + (i / RECORDS + 1) + ".bin" : "test_batch.bin");
            byte[] record = Arrays.copyOfRange(file, i % RECORDS * RECORD, (i % RECORDS + 1) * RECORD);
            ImageSet set = i < 20 ? split.train() : split.test();
            assertEquals(record[0], set.label(i % 20));
            float[] pixels = set.image(i % 20);
            for (int j = 0; j < 3072; j++) assertEquals((record[1 + j] & 0xff) / 255f, pixels[j]);
        }
    }

    private static String corrupt(DatasetStore store) {
        String message = assertThrows(CorruptDataException.class, () -> Cifar10.load(store, RECORDS))
                .getMessage();
        assertEquals(1, message.lines().count(), message);
        return message;
    }

    private static String unavailable(DatasetStore store) {
        String message = assertThrows(DatasetUnavailableException.class, () -> Cifar10.load(store, RECORDS))
                .getMessage();
        assertEquals(1, message.lines().count(), message);
        return message;
    }

    @Test
    void folderAndArchiveGiveTheSame() throws IOException {
        assertRight(Cifar10.load(store(TestBytes.gzip(tar())), RECORDS), NAMES);
        Files.delete(archive());
        writeFolder();
        assertRight(Cifar10.load(store(new byte[0]), RECORDS), NAMES);
        assertTrue(store(new byte[0]).available().get(0).here());
    }

    @Test
    void theFolderComesBeforeTheArchive() throws IOException {
        byte[] old = TestBytes.gzip(tar());
        files.get("data_batch_1.bin")[1]++;
        writeFolder();
        assertRight(Cifar10.load(store(old), RECORDS), NAMES);
    }

    @Test
    void withoutTheirFileTheNamesAreTheKnownOnes() throws IOException {
        files.remove("batches.meta.txt");
        writeFolder();
        assertRight(
                Cifar10.load(store(new byte[0]), RECORDS),
                List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"));
    }

    @Test
    void aWrongNumberOfClasses() throws IOException {
        files.put("batches.meta.txt", "one\ntwo\ntwo\n".getBytes());
        writeFolder();
        assertEquals(
                folder()
                        + "/batches.meta.txt, byte 0: there are 3 class names, 2 of them different, but CIFAR-10 has 10 "
                        + "classes; correct the file or remove it",
                corrupt(store(new byte[0])));
    }

    @Test
    void aTruncatedFile() throws IOException {
        files.computeIfPresent("data_batch_3.bin", (name, bytes) -> Arrays.copyOf(bytes, 2 * RECORD + 100));
        writeFolder();
        assertEquals(
                folder()
                        + "/data_batch_3.bin, byte 6246: the file ends here with 2 records of 3,073 bytes and 100 bytes "
                        + "more instead of 4 records; get the file again",
                corrupt(store(new byte[0])));
        // cut between two records
        files.computeIfPresent("data_batch_3.bin", (name, bytes) -> Arrays.copyOf(bytes, 2 * RECORD));
        writeFolder();
        String message = corrupt(store(new byte[0]));
        assertTrue(message.contains("with 2 records of 3,073 bytes instead of 4 records"), message);
    }

    @Test
    void aFileThatIsTooLong() throws IOException {
        files.computeIfPresent("test_batch.bin", (name, bytes) -> Arrays.copyOf(bytes, 5 * RECORD + 1));
        writeFolder();
        String message = corrupt(store(new byte[0]));
        assertTrue(message.contains("with 5 records of 3,073 bytes and 1 bytes more instead of 4 records"), message);
    }

    @Test
    void theRealSetHasTenThousandImagesAFile() throws IOException {
        writeFolder();
        DatasetStore store = store(new byte[0]);
        String message = assertThrows(CorruptDataException.class, () -> Cifar10.load(store))
                .getMessage();
        assertTrue(message.contains("with 4 records of 3,073 bytes instead of 10,000 records"), message);
    }

    @Test
    void aLabelAboveNine() throws IOException {
        files.get("data_batch_4.bin")[2 * RECORD] = 10;
        writeFolder();
        assertEquals(
                folder()
                        + "/data_batch_4.bin, byte 6146: record 2 has the label 10, but CIFAR-10 has the classes 0 to 9; "
                        + "get the file again",
                corrupt(store(new byte[0])));
        Files.delete(folder().resolve("data_batch_4.bin"));
        for (String name : files.keySet()) Files.deleteIfExists(folder().resolve(name));
        Files.delete(folder());
        String message = corrupt(store(TestBytes.gzip(tar())));
        assertTrue(
                message.startsWith(archive() + ", cifar-10-batches-bin/data_batch_4.bin, byte 6146: record 2 has"),
                message);
    }

    @Test
    void aMissingFile() throws IOException {
        files.remove("data_batch_5.bin");
        String message = unavailable(store(TestBytes.gzip(tar())));
        assertEquals(archive() + " lacks data_batch_5.bin of CIFAR-10's binary version; get the file again", message);
        writeFolder();
        message = unavailable(store(new byte[0]));
        assertEquals(
                folder()
                        + " lacks data_batch_5.bin of CIFAR-10's binary version; put all six files there, or remove the "
                        + "folder to have " + ARCHIVE + " used",
                message);
    }

    @Test
    void nothingThere() throws IOException {
        String message = unavailable(store(new byte[0]));
        assertTrue(
                message.endsWith("or the folder cifar-10-batches-bin that it unpacks to, into "
                        + temporary.resolve("data/cifar-10")),
                message);
    }

    @Test
    void anArchiveWithTheWrongChecksumIsRefused() throws IOException {
        byte[] right = TestBytes.gzip(tar());
        DatasetStore store = store(right);
        right[right.length / 2] ^= 1;
        Files.write(archive(), right);
        String message = unavailable(store);
        assertTrue(message.contains(" has MD5 "), message);
    }

    @Test
    void damagedGzipAndTar() throws IOException {
        byte[] zipped = TestBytes.gzip(tar());
        String message = corrupt(store(Arrays.copyOf(zipped, zipped.length / 2)));
        assertTrue(message.contains("the gzip archive is cut or damaged from here on"), message);
        byte[] flipped = zipped.clone();
        for (int i = 0; i < 50; i++) flipped[zipped.length / 2 + i] = -1;
        message = corrupt(store(flipped));
        assertTrue(message.contains("get the file again"), message);
        message = corrupt(store("no archive at all".getBytes()));
        assertTrue(message.contains("the gzip archive is cut or damaged from here on (Not in GZIP format)"), message);
        byte[] tar = tar();
        Arrays.fill(tar, 512, 1024, (byte) 'x');
        message = corrupt(store(TestBytes.gzip(tar)));
        assertTrue(message.contains("the tar archive is cut or damaged from here on"), message);
        message = corrupt(store(TestBytes.gzip(Arrays.copyOf(tar(), 20_000))));
        assertTrue(message.contains("get the file again"), message);
    }

    @Test
    void filesOfOthers() throws IOException {
        writeFolder();
        Path file = folder().resolve("data_batch_2.bin");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(file), "skipped: root reads everything");
        assertEquals(
                file + " cannot be read, permission is denied; make it readable for this user",
                unavailable(store(new byte[0])));
        Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("---------"));
        String message = unavailable(store(new byte[0]));
        Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwx------"));
        assertEquals(folder() + " cannot be read, permission is denied; make it readable for this user", message);
    }

    @Test
    void archivesOfOthers() throws IOException {
        DatasetStore store = store(TestBytes.gzip(tar()));
        Files.setPosixFilePermissions(archive(), PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(archive()), "skipped: root reads everything");
        assertEquals(
                archive() + " cannot be read, permission is denied; make it readable for this user",
                unavailable(store));
    }

    @Test
    void pixelsAreKeptAsTheyAreInTheFile() throws IOException {
        writeFolder();
        ImageSet set = Cifar10.load(store(new byte[0]), RECORDS).test().scale(0, 255);
        float[] expected = new float[3072];
        for (int j = 0; j < 3072; j++) expected[j] = files.get("test_batch.bin")[RECORD + 1 + j] & 0xff;
        assertArrayEquals(expected, set.image(1), 1e-4f);
    }
}
