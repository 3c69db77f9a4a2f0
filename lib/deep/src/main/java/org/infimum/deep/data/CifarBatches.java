package org.infimum.deep.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * CIFAR-10's binary version as it is read, its six files in any order. A file is a sequence of records: a byte for the class, then 1,024 bytes for red,
 * 1,024 for green and 1,024 for blue, each row by row. There is no header, so a file's length and its labels are all that can be checked.
 */
final class CifarBatches {
    static final List<String> BATCHES = List.of(
            "data_batch_1.bin",
            "data_batch_2.bin",
            "data_batch_3.bin",
            "data_batch_4.bin",
            "data_batch_5.bin",
            "test_batch.bin");
    static final String CLASS_NAMES = "batches.meta.txt";

    private static final List<String> KNOWN_NAMES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");
    private static final int SIDE = 32;
    private static final int PIXELS = 3 * SIDE * SIDE;
    private static final int RECORD = 1 + PIXELS;
    private static final int TRAIN_BATCHES = BATCHES.size() - 1;
    /** Far more than ten names. */
    private static final int MOST_NAME_BYTES = 1 << 16;

    private final int records;
    private final byte[] trainPixels;
    private final byte[] testPixels;
    private final int[] trainLabels;
    private final int[] testLabels;
    private final Set<String> read = new HashSet<>();
    private List<String> names = KNOWN_NAMES;

    /** @param records how many images each file has to hold: 10,000 of the real set */
    CifarBatches(int records) {
        this.records = records;
        trainPixels = new byte[Math.multiplyExact(TRAIN_BATCHES * records, PIXELS)];
        testPixels = new byte[Math.multiplyExact(records, PIXELS)];
        trainLabels = new int[TRAIN_BATCHES * records];
        testLabels = new int[records];
    }

    /** Whether a file has been read. */
    boolean has(String batch) {
        return read.contains(batch);
    }

    /**
     * Reads one of the six files to its end.
     *
     * @param batch which, one of {@link #BATCHES}
     * @param file what the user calls it
     * @param in its bytes
     * @throws CorruptDataException if it has not the right length or a label is above 9
     */
    void readBatch(String batch, String file, InputStream in) throws IOException {
        int number = BATCHES.indexOf(batch);
        boolean train = number < TRAIN_BATCHES;
        byte[] pixels = train ? trainPixels : testPixels;
        int[] labels = train ? trainLabels : testLabels;
        int first = train ? number * records : 0;
        byte[] record = new byte[RECORD];
        for (int i = 0; i < records; i++) {
            int length = in.readNBytes(record, 0, RECORD);
            if (length < RECORD) throw wrongLength(file, (long) i * RECORD + length);
            labels[first + i] = record[0] & 0xff;
            if (labels[first + i] >= KNOWN_NAMES.size()) {
                throw new CorruptDataException(
                        file,
                        (long) i * RECORD,
                        "record " + i + " has the label " + labels[first + i]
                                + ", but CIFAR-10 has the classes 0 to 9; get the file again");
            }
            System.arraycopy(record, 1, pixels, (first + i) * PIXELS, PIXELS);
        }
        long surplus = 0;
        for (int length = in.read(record); length >= 0; length = in.read(record)) surplus += length;
        if (surplus > 0) throw wrongLength(file, (long) records * RECORD + surplus);
        read.add(batch);
    }

    private CorruptDataException wrongLength(String file, long bytes) {
        String rest = bytes % RECORD == 0 ? "" : String.format(Locale.ROOT, " and %,d bytes more", bytes % RECORD);
        return new CorruptDataException(
                file,
                bytes,
                String.format(
                        Locale.ROOT,
                        "the file ends here with %,d records of %,d bytes%s instead of %,d records; get the file again",
                        bytes / RECORD,
                        RECORD,
                        rest,
                        records));
    }

    /**
     * Reads the names of the classes, one a line; without them the known ones are used.
     *
     * @param file what the user calls the file
     * @param in its bytes
     * @throws CorruptDataException if there are not ten different ones
     */
    void readClassNames(String file, InputStream in) throws IOException {
        List<String> lines = new String(in.readNBytes(MOST_NAME_BYTES), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (lines.size() != KNOWN_NAMES.size() || new HashSet<>(lines).size() != lines.size()) {
            throw new CorruptDataException(
                    file,
                    0,
                    "there are " + lines.size() + " class names, " + new HashSet<>(lines).size()
                            + " of them different, but CIFAR-10 has 10 classes; correct the file or remove it");
        }
        names = lines;
    }

    /** What was read; only after all six files. */
    Split split() {
        return new Split(
                ImageSet.ofBytes("CIFAR-10 train", names, 3, SIDE, SIDE, trainPixels, 255, trainLabels),
                ImageSet.ofBytes("CIFAR-10 test", names, 3, SIDE, SIDE, testPixels, 255, testLabels));
    }
}
