package org.infimum.deep.segmentation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.infimum.deep.data.DatasetUnavailableException;
import org.infimum.deep.data.Finding;
import org.infimum.deep.data.ImageFormat;
import org.infimum.deep.data.LabelImage;
import org.infimum.deep.data.RgbImage;
import org.infimum.deep.detection.DigitScenes;
import org.infimum.deep.detection.VocWriter;
import org.infimum.deep.segmentation.MaskReport.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocSegmentationTest {
    @TempDir
    Path temporary;

    private Path folder;

    /** A folder of 6 x 4 pixels with three classes, whose masks the tests write. */
    @BeforeEach
    void folder() throws IOException {
        folder = Files.createDirectories(temporary.resolve("set"));
        for (String part : List.of("JPEGImages", "SegmentationClass", "ImageSets/Segmentation")) {
            Files.createDirectories(folder.resolve(part));
        }
        Files.write(folder.resolve("classes.txt"), List.of("ground", "cat", "dog"));
    }

    /** A palette in which index and colour have nothing to do with each other. */
    private static BufferedImage indexed(int width, int height, int bits, int... labels) {
        byte[] colours = new byte[1 << bits];
        new Random(3).nextBytes(colours);
        BufferedImage image = new BufferedImage(
                width,
                height,
                bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY,
                new IndexColorModel(bits, 1 << bits, colours, colours, colours));
        image.getRaster().setPixels(0, 0, width, height, labels);
        return image;
    }

    private void write(BufferedImage image, String name) throws IOException {
        ImageIO.write(image, "png", folder.resolve(name).toFile());
    }

    private void image(String name, int width, int height) throws IOException {
        byte[] pixels = new byte[3 * width * height];
        new Random(7).nextBytes(pixels);
        RgbImage.of(width, height, pixels).write(folder.resolve("JPEGImages/" + name + ".jpg"), ImageFormat.jpeg(0.9));
    }

    /** Enough good images that one bad one in a hundred is tolerated. */
    private void good(int count) throws IOException {
        int[] labels = new int[24];
        Arrays.fill(labels, 0, 12, 1);
        labels[23] = 255;
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < count; i++) {
            image("g" + i, 6, 4);
            write(indexed(6, 4, 8, labels), "SegmentationClass/g" + i + ".png");
            list.append("g").append(i).append(" 1\n");
        }
        Files.writeString(folder.resolve("ImageSets/Segmentation/train.txt"), list);
    }

    private void list(String name) throws IOException {
        Path list = folder.resolve("ImageSets/Segmentation/train.txt");
        Files.writeString(list, Files.readString(list) + name + "\n");
    }

    private MaskReport report() throws IOException {
        return VocSegmentation.open(folder).part("train").report();
    }

    private void found(Kind kind, String file, String words) throws IOException {
        MaskReport report = report();
        assertEquals(1, report.count(kind), report.toString());
        assertEquals(1, report.imagesLeftOut());
        Finding<MaskReport.Kind> entry = report.findings().first().get(0);
        assertEquals(file, entry.file());
        assertTrue(entry.toString().contains(words), entry.toString());
        assertEquals(12L * 100, report.pixels().get(1));
        assertEquals(100, report.voidPixels());
    }

    @Test
    void theWriterOfDigitScenesIsRead() throws IOException {
        DigitScenes scenes = DigitScenes.train(4, 40, 5);
        Path written = temporary.resolve("scenes");
        new VocWriter(ImageFormat.png()).write(Map.of("train", scenes), written);
        VocSegmentation read = VocSegmentation.open(written);
        assertEquals(scenes.maskNames(), read.maskNames());
        assertEquals(List.of("train"), read.parts());
        VocSegmentationImages images = read.part("train");
        assertEquals(4, images.size());
        long[] counts = new long[256];
        for (int i = 0; i < 4; i++) {
            assertEquals(scenes.images().get(i).name(), images.images().get(i).name());
            assertArrayEquals(scenes.mask(i), images.mask(i));
            assertEquals(scenes.pixels(i), images.pixels(i));
            for (byte label : scenes.mask(i)) counts[label & 0xff]++;
        }
        for (int label = 0; label < 11; label++) {
            assertEquals(counts[label], images.report().pixels().get(label));
        }
        assertEquals(counts[255], images.report().voidPixels());
        assertEquals(0, images.report().imagesLeftOut());
    }

    @Test
    void indicesCountWhateverTheColoursAndTheDepth() throws IOException {
        int[] labels = {0, 1, 2, 1, 0, 2};
        for (int bits : new int[] {2, 4, 8}) {
            write(indexed(3, 2, bits, labels), "mask.png");
            LabelImage mask = LabelImage.read(folder.resolve("mask.png"));
            assertEquals(3, mask.width());
            assertArrayEquals(new byte[] {0, 1, 2, 1, 0, 2}, mask.labels(), bits + " bits");
        }
        BufferedImage grey = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setPixels(0, 0, 3, 2, new int[] {0, 1, 2, 1, 255, 2});
        write(grey, "mask.png");
        assertArrayEquals(
                new byte[] {0, 1, 2, 1, (byte) 255, 2},
                LabelImage.read(folder.resolve("mask.png")).labels());
    }

    @Test
    void withoutAListOfClassesTheyAreVocs() throws IOException {
        Files.delete(folder.resolve("classes.txt"));
        List<String> names = VocSegmentation.open(folder).maskNames();
        assertEquals(21, names.size());
        assertEquals("background", names.get(0));
        assertEquals("aeroplane", names.get(1));
        assertEquals("tvmonitor", names.get(20));
    }

    @Test
    void missingFilesAreNamed() throws IOException {
        good(100);
        list("x");
        found(Kind.IMAGE_MISSING, "JPEGImages/x.jpg", "no image file");
        image("x", 6, 4);
        found(Kind.MASK_MISSING, "SegmentationClass/x.png", "no mask");
    }

    @Test
    void brokenFilesAreNamed() throws IOException {
        good(100);
        list("x");
        image("x", 6, 4);
        Path mask = folder.resolve("SegmentationClass/x.png");
        write(indexed(6, 4, 8, new int[24]), "SegmentationClass/x.png");
        byte[] whole = Files.readAllBytes(mask);
        Files.write(mask, Arrays.copyOf(whole, whole.length - 20));
        found(Kind.MASK_UNREADABLE, "SegmentationClass/x.png", "truncated");
        Files.write(mask, new byte[0]);
        found(Kind.MASK_UNREADABLE, "SegmentationClass/x.png", "is empty");
        Files.write(mask, whole);
        assertEquals(0, report().imagesLeftOut());
        Files.writeString(folder.resolve("JPEGImages/x.jpg"), "no image");
        found(Kind.IMAGE_UNREADABLE, "JPEGImages/x.jpg", "neither a JPEG nor a PNG");
    }

    @Test
    void aMaskOfColoursIsRefused() throws IOException {
        good(100);
        list("x");
        image("x", 6, 4);
        write(new BufferedImage(6, 4, BufferedImage.TYPE_INT_RGB), "SegmentationClass/x.png");
        found(Kind.MASK_OF_COLOURS, "SegmentationClass/x.png", "without a palette");
        Files.copy(
                folder.resolve("JPEGImages/x.jpg"),
                folder.resolve("SegmentationClass/x.png"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        found(Kind.MASK_OF_COLOURS, "SegmentationClass/x.png", "JPEG");
    }

    @Test
    void aMaskOfAnotherSizeIsNamed() throws IOException {
        good(100);
        list("x");
        image("x", 6, 4);
        write(indexed(4, 6, 8, new int[24]), "SegmentationClass/x.png");
        found(Kind.SIZE_DIFFERS, "SegmentationClass/x.png", "4 x 6, the image has 6 x 4");
    }

    @Test
    void aClassOutOfRangeIsNamed() throws IOException {
        good(100);
        list("x");
        image("x", 6, 4);
        int[] labels = new int[24];
        labels[7] = 3;
        labels[9] = 3;
        write(indexed(6, 4, 8, labels), "SegmentationClass/x.png");
        found(Kind.CLASS_OUT_OF_RANGE, "SegmentationClass/x.png", "2 pixels have the index 3");
    }

    @Test
    void aMaskOfVoidAloneIsKeptAndCounted() throws IOException {
        good(2);
        list("x");
        image("x", 6, 4);
        int[] labels = new int[24];
        Arrays.fill(labels, 255);
        write(indexed(6, 4, 8, labels), "SegmentationClass/x.png");
        MaskReport report = report();
        assertEquals(1, report.count(Kind.ALL_VOID));
        assertEquals(0, report.imagesLeftOut());
        assertEquals(26, report.voidPixels());
        assertTrue(report.toString().contains("all void"), report.toString());
    }

    @Test
    void tooMuchThatIsWrongStops() throws IOException {
        good(3);
        list("x");
        String message = assertThrows(IOException.class, this::report).getMessage();
        assertTrue(message.contains("1 of the 4 images") && message.contains("JPEGImages/x.jpg"), message);
    }

    @Test
    void whatChangesLaterIsNamed() throws IOException {
        good(2);
        VocSegmentationImages images = VocSegmentation.open(folder).part("train");
        int[] labels = new int[24];
        labels[3] = 9;
        write(indexed(6, 4, 8, labels), "SegmentationClass/g0.png");
        assertTrue(assertThrows(IOException.class, () -> images.mask(0))
                .getMessage()
                .contains("index 9"));
        write(indexed(3, 8, 8, new int[24]), "SegmentationClass/g1.png");
        assertTrue(assertThrows(IOException.class, () -> images.mask(1))
                .getMessage()
                .contains("3 x 8"));
    }

    @Test
    void whatIsMissingInTheFolderIsSaid() throws IOException {
        good(1);
        String part = assertThrows(
                        DatasetUnavailableException.class,
                        () -> VocSegmentation.open(folder).part("val"))
                .getMessage();
        assertTrue(part.contains("val.txt") && part.contains("[train]"), part);
        Files.write(folder.resolve("classes.txt"), List.of("one", "one"));
        assertTrue(assertThrows(IOException.class, () -> VocSegmentation.open(folder))
                .getMessage()
                .contains("[one, one]"));
        assertTrue(assertThrows(DatasetUnavailableException.class, () -> VocSegmentation.open(temporary))
                .getMessage()
                .contains("JPEGImages"));
    }

    @Test
    void anInterruptStopsOpening() throws IOException {
        good(1);
        VocSegmentation opened = VocSegmentation.open(folder);
        Thread.currentThread().interrupt();
        try {
            assertThrows(InterruptedIOException.class, () -> opened.part("train"));
        } finally {
            Thread.interrupted();
        }
    }
}
