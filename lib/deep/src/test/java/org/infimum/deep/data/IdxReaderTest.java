package org.infimum.deep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxReaderTest {
    private static final int COUNT = 300;
    private static final int ROWS = 5;
    private static final int COLUMNS = 4;

    @TempDir
    Path folder;

    private byte[] images;
    private byte[] labels;

    @BeforeEach
    void fill() {
        byte[] pixels = new byte[COUNT * ROWS * COLUMNS];
        new Random(7).nextBytes(pixels);
        images = ByteBuffer.allocate(16 + pixels.length)
                .putInt(0x803)
                .putInt(COUNT)
                .putInt(ROWS)
                .putInt(COLUMNS)
                .put(pixels)
                .array();
        ByteBuffer buffer = ByteBuffer.allocate(8 + COUNT).putInt(0x801).putInt(COUNT);
        for (int i = 0; i < COUNT; i++) buffer.put((byte) (i % 3));
        labels = buffer.array();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsPlainAndGzipped(boolean zipped) throws IOException {
        ImageSet set = read(zipped ? TestBytes.gzip(images) : images, zipped ? TestBytes.gzip(labels) : labels);
        assertEquals("toy: 300 images of 1x5x4, 3 classes, pixels 0..1", set.toString());
        assertArrayEquals(new int[] {100, 100, 100}, set.classCounts());
        float[] last = set.image(COUNT - 1);
        for (int j = 0; j < last.length; j++) {
            assertEquals((images[16 + (COUNT - 1) * 20 + j] & 0xff) / 255f, last[j]);
        }
    }

    @Test
    void wrongMagicNumber() {
        CorruptDataException e = failure(labels, images);
        assertEquals(
                folder.resolve("images")
                        + ", byte 0: the magic number is 0x00000801, but an IDX file of images starts with 0x00000803",
                e.getMessage());
        assertEquals(0, e.offset());
        assertEquals(
                "labels", Path.of(failure(images, images).file()).getFileName().toString());
    }

    @Test
    void truncatedData() {
        for (int length : new int[] {3, 15, 16, 1000, images.length - 1}) {
            CorruptDataException e = failure(Arrays.copyOf(images, length), labels);
            assertEquals(folder.resolve("images").toString(), e.file());
            assertEquals(length, e.offset(), e.getMessage());
            e = failure(TestBytes.gzip(Arrays.copyOf(images, length)), labels);
            assertEquals(length, e.offset(), e.getMessage());
        }
    }

    @Test
    void truncatedGzip() {
        byte[] zipped = TestBytes.gzip(images);
        CorruptDataException e = failure(Arrays.copyOf(zipped, zipped.length / 2), labels);
        assertTrue(e.getMessage().contains("the gzip file is cut off"), e.getMessage());
        assertTrue(e.offset() > 16 && e.offset() < images.length, e.getMessage());
        // within the checksum that follows the data
        e = failure(Arrays.copyOf(zipped, zipped.length - 3), labels);
        assertTrue(e.getMessage().contains("the gzip file is cut off"), e.getMessage());
        assertEquals(images.length, e.offset());
        // within the header
        assertEquals(0, failure(Arrays.copyOf(zipped, 5), labels).offset());
    }

    @Test
    void damagedGzip() {
        byte[] zipped = TestBytes.gzip(images);
        byte[] checksum = zipped.clone();
        checksum[zipped.length - 8] ^= 1;
        CorruptDataException e = failure(checksum, labels);
        assertTrue(e.getMessage().contains("the gzip data are damaged (Corrupt GZIP trailer)"), e.getMessage());
        assertEquals(images.length, e.offset());
        byte[] header = zipped.clone();
        header[2] = 99;
        assertTrue(failure(header, labels).getMessage().contains("the gzip header is cut or damaged"));
    }

    @Test
    void trailingData() {
        byte[] longer = Arrays.copyOf(images, images.length + 1);
        for (byte[] bytes : List.of(longer, TestBytes.gzip(longer))) {
            CorruptDataException e = failure(bytes, labels);
            assertTrue(e.getMessage().contains("more bytes after the 6000 that"), e.getMessage());
            assertEquals(images.length, e.offset());
        }
        assertEquals(
                labels.length,
                failure(images, Arrays.copyOf(labels, labels.length + 2)).offset());
    }

    @Test
    void countsThatDiffer() {
        byte[] fewer = Arrays.copyOf(labels, labels.length - 1);
        ByteBuffer.wrap(fewer).putInt(4, COUNT - 1);
        CorruptDataException e = failure(images, fewer);
        assertTrue(
                e.getMessage().contains("has 299 labels, but " + folder.resolve("images") + " has 300 images"),
                e.getMessage());
        assertEquals(4, e.offset());
    }

    @Test
    void labelOutOfRange() {
        labels[8 + 123] = 3;
        CorruptDataException e = failure(images, labels);
        assertTrue(e.getMessage().contains("the label 3 is out of range, there are 3 classes from 0"), e.getMessage());
        assertEquals(131, e.offset());
    }

    @Test
    void headersThatPromiseTooMuch() {
        ByteBuffer header = ByteBuffer.wrap(images);
        header.putInt(4, -5);
        assertEquals(4, failure(images, labels).offset());
        header.putInt(4, 100_000_000);
        assertEquals(images.length, failure(images, labels).offset());
        // refused before 2 GB are allocated
        assertTrue(failure(TestBytes.gzip(images), labels).getMessage().contains("2000000000 bytes"));
        header.putInt(8, Integer.MAX_VALUE).putInt(12, Integer.MAX_VALUE);
        assertTrue(failure(images, labels).getMessage().contains("more than 2^31"));
        header.putInt(4, COUNT).putInt(8, 0);
        assertEquals(8, failure(images, labels).offset());
    }

    @Test
    void anEmptyFile() {
        assertEquals(0, failure(new byte[0], labels).offset());
    }

    private CorruptDataException failure(byte[] imageBytes, byte[] labelBytes) {
        CorruptDataException e = assertThrows(CorruptDataException.class, () -> read(imageBytes, labelBytes));
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        return e;
    }

    private ImageSet read(byte[] imageBytes, byte[] labelBytes) throws IOException {
        return IdxReader.read(
                "toy",
                Files.write(folder.resolve("images"), imageBytes),
                Files.write(folder.resolve("labels"), labelBytes),
                List.of("a", "b", "c"));
    }
}
