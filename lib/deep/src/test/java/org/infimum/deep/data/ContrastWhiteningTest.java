package org.infimum.deep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContrastWhiteningTest {
    private static final int[] SHAPE = {2, 3, 4};
    private static final int PIXELS = 24;

    @TempDir
    Path temporary;

    private final List<String> notes = new ArrayList<>();

    private PixelCache cache() {
        return new PixelCache(temporary.resolve("cache"), notes::add);
    }

    private static Split random(int train, int test, long seed) {
        Random random = new Random(seed);
        return new Split(random("train", train, random), random("test", test, random));
    }

    private static ImageSet random(String name, int images, Random random) {
        byte[] pixels = new byte[images * PIXELS];
        random.nextBytes(pixels);
        return ImageSet.of(name, List.of("a"), SHAPE[0], SHAPE[1], SHAPE[2], pixels, 255, new int[images]);
    }

    private static void assertSameBits(Split expected, Split found) {
        for (int i = 0; i < expected.train().size(); i++) {
            assertArrayEquals(expected.train().image(i), found.train().image(i));
        }
        for (int i = 0; i < expected.test().size(); i++) {
            assertArrayEquals(expected.test().image(i), found.test().image(i));
        }
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.list(temporary.resolve("cache"))) {
            List<Path> all = files.toList();
            assertEquals(1, all.size(), all.toString());
            return all.get(0);
        }
    }

    /** Against numpy, see whitening_reference.py. */
    @Test
    void numbersAreMatConvNets() throws IOException {
        JsonNode reference;
        try (InputStream in = ContrastWhiteningTest.class.getResourceAsStream("whitening_reference.json")) {
            reference = JsonMapper.builder().build().readTree(in);
        }
        int images = reference.get("pixels").size();
        int train = reference.get("train").asInt();
        byte[] pixels = new byte[images * PIXELS];
        for (int i = 0; i < images; i++) {
            for (int j = 0; j < PIXELS; j++) {
                pixels[i * PIXELS + j] =
                        (byte) reference.get("pixels").get(i).get(j).asInt();
            }
        }
        byte[] first = Arrays.copyOf(pixels, train * PIXELS);
        byte[] last = Arrays.copyOfRange(pixels, train * PIXELS, pixels.length);
        Split split = new Split(
                ImageSet.of("train", List.of("a"), 2, 3, 4, first, 255, new int[train]),
                ImageSet.of("test", List.of("a"), 2, 3, 4, last, 255, new int[images - train]));
        for (JsonNode expected : reference.get("cases")) {
            ContrastWhitening whitening = new ContrastWhitening(
                    expected.get("contrastFloor").asDouble(),
                    expected.get("whiteningFloor").asDouble());
            Split prepared = whitening.compute(split);
            double largest = 0;
            for (JsonNode image : expected.get("prepared")) {
                for (JsonNode pixel : image) largest = Math.max(largest, Math.abs(pixel.asDouble()));
            }
            for (int i = 0; i < images; i++) {
                float[] image =
                        i < train ? prepared.train().image(i) : prepared.test().image(i - train);
                for (int j = 0; j < PIXELS; j++) {
                    // floats in and out: a few 2^-24 of the largest
                    assertEquals(
                            expected.get("prepared").get(i).get(j).asDouble(), image[j], 1e-6 * largest, "image " + i);
                }
            }
        }
    }

    /** With a floor below all eigenvalues but that of the constant image, the second moments are e^2 N / N in every other direction. */
    @Test
    void whitenedTrainingImagesVaryAlikeInAllDirections() throws IOException {
        Split split = random(300, 100, 3);
        ImageSet train = new ContrastWhitening(1, 1e-3).compute(split).train();
        double[][] moments = new double[PIXELS][PIXELS];
        double trace = 0;
        for (int i = 0; i < train.size(); i++) {
            float[] z = train.image(i);
            for (int a = 0; a < PIXELS; a++) {
                for (int b = 0; b < PIXELS; b++) moments[a][b] += (double) z[a] * z[b] / 400;
                trace += (double) z[a] * z[a] / 400;
            }
        }
        // a multiple of the projection that takes an image's own mean away
        double multiple = trace / (PIXELS - 1);
        for (int a = 0; a < PIXELS; a++) {
            for (int b = 0; b < PIXELS; b++) {
                assertEquals(((a == b ? 1 : 0) - 1.0 / PIXELS) * multiple, moments[a][b], 1e-5 * multiple);
            }
        }
    }

    @Test
    void theScaleSaysWhatWasDone() throws IOException {
        Split prepared = ContrastWhitening.matConvNet().compute(random(30, 5, 1).map(s -> s.scale(-1, 1)));
        String expected =
                "0..255 minus the mean image of train, contrast-normalised (floor 40), ZCA-whitened (floor 10)";
        assertEquals(expected, prepared.train().scaleDescription());
        assertEquals(expected, prepared.test().scaleDescription());
        assertThrows(IllegalArgumentException.class, () -> prepared.train().scale(0, 1));
        assertThrows(IllegalArgumentException.class, prepared::meanSubtracted);
    }

    @Test
    void theScaleBeforeDoesNotMatter() throws IOException {
        Split bytes = random(30, 5, 1);
        ContrastWhitening whitening = ContrastWhitening.matConvNet();
        Split one = whitening.compute(bytes);
        Split other = whitening.compute(bytes.map(s -> s.scale(-1, 1)));
        for (int i = 0; i < 30; i++)
            assertArrayEquals(one.train().image(i), other.train().image(i), 1e-3f);
    }

    @Test
    void constantImagesBecomeZero() throws IOException {
        byte[] grey = new byte[3 * PIXELS];
        ImageSet set = ImageSet.of("grey", List.of("a"), 2, 3, 4, grey, 255, new int[3]);
        Split prepared = ContrastWhitening.matConvNet().compute(new Split(set, set));
        assertArrayEquals(new float[PIXELS], prepared.test().image(2));
    }

    @Test
    void labelsAndOrderStay() throws IOException {
        Split digits = Datasets.digits();
        Split prepared = ContrastWhitening.matConvNet().compute(digits);
        assertArrayEquals(digits.train().labels(), prepared.train().labels());
        assertArrayEquals(digits.test().labels(), prepared.test().labels());
        assertEquals(digits.train().classNames(), prepared.train().classNames());
    }

    @Test
    void badInputIsOneSentence() {
        Split split = random(10, 5, 1);
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> ContrastWhitening.matConvNet().compute(split.meanSubtracted()))
                .getMessage();
        assertEquals(
                "the scale of train is 0..1 minus the mean image of train; give the images before anything is subtracted",
                message);
        ImageSet dot = ImageSet.of("dot", List.of("a"), 1, 1, 1, new byte[1], 255, new int[1]);
        assertThrows(
                IllegalArgumentException.class,
                () -> ContrastWhitening.matConvNet().compute(new Split(dot, dot)));
        assertEquals(
                "the contrast floor is 0.0, but has to be positive and finite; MatConvNet has 40 and 10",
                assertThrows(IllegalArgumentException.class, () -> new ContrastWhitening(0, 10))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> new ContrastWhitening(40, Double.NaN));
    }

    @Test
    void theCacheGivesTheSameBits() throws IOException {
        ContrastWhitening whitening = ContrastWhitening.matConvNet();
        Split split = random(2000, 100, 2);
        Split computed = whitening.compute(split);
        assertSameBits(computed, whitening.apply(split, cache()));
        Path file = onlyFile();
        Object written = Files.getLastModifiedTime(file);
        Split kept = whitening.apply(split, cache());
        assertSameBits(computed, kept);
        assertEquals(computed.train().toString(), kept.train().toString());
        assertEquals(written, Files.getLastModifiedTime(file));
        assertEquals(List.of(), notes);
    }

    @Test
    void otherSettingsAndImagesHaveOtherFiles() throws IOException {
        Split split = random(50, 10, 2);
        new ContrastWhitening(40, 10).apply(split, cache());
        new ContrastWhitening(41, 10).apply(split, cache());
        new ContrastWhitening(40, 11).apply(split, cache());
        new ContrastWhitening(40, 10).apply(random(50, 10, 3), cache());
        new ContrastWhitening(40, 10).apply(new Split(split.test(), split.train()), cache());
        try (Stream<Path> files = Files.list(temporary.resolve("cache"))) {
            assertEquals(5, files.count());
        }
    }

    @Test
    void damagedAndForeignFilesAreComputedAnew() throws IOException {
        ContrastWhitening whitening = ContrastWhitening.matConvNet();
        Split split = random(50, 10, 2);
        Split computed = whitening.apply(split, cache());
        Path file = onlyFile();
        byte[] right = Files.readAllBytes(file);
        byte[] flipped = right.clone();
        flipped[right.length / 2] ^= 1;
        Files.write(file, flipped);
        assertSameBits(computed, whitening.apply(split, cache()));
        assertArrayEquals(right, Files.readAllBytes(file));
        Files.write(file, Arrays.copyOf(right, right.length - 5));
        assertSameBits(computed, whitening.apply(split, cache()));
        assertArrayEquals(right, Files.readAllBytes(file));
        Files.write(file, new byte[0]);
        assertSameBits(computed, whitening.apply(split, cache()));
        // the file of other images under this name
        Path others = temporary.resolve("others");
        Split other = random(50, 10, 9);
        whitening.apply(other, new PixelCache(others, notes::add));
        try (Stream<Path> files = Files.list(others)) {
            Files.write(file, Files.readAllBytes(files.findFirst().orElseThrow()));
        }
        assertSameBits(computed, whitening.apply(split, cache()));
        assertEquals(4, notes.size(), notes.toString());
        assertEquals(
                "The prepared images in " + file + " are computed anew: the file is damaged or holds other images.",
                notes.get(0));
        assertEquals(
                "The prepared images in " + file + " are computed anew: the file has " + (right.length - 5)
                        + " bytes instead of " + right.length + ".",
                notes.get(1));
        assertEquals(notes.get(0), notes.get(3));
    }

    @Test
    void aFullDiskIsOneSentenceAndTheWorkGoesOn() throws IOException {
        assumeTrue(Files.isWritable(Path.of("/dev/full")), "skipped: no /dev/full");
        ContrastWhitening whitening = ContrastWhitening.matConvNet();
        Split split = random(50, 10, 2);
        Split computed = whitening.apply(split, cache());
        Path file = onlyFile();
        Files.delete(file);
        Path part = file.resolveSibling(file.getFileName().toString().replace(".pixels", ".part"));
        Files.createSymbolicLink(part, Path.of("/dev/full"));
        assertSameBits(computed, whitening.apply(split, cache()));
        assertEquals(
                List.of("The prepared images cannot be kept in " + temporary.resolve("cache")
                        + " (No space left on device), so they will be computed anew next time; free 1 MB there."),
                notes);
        assertFalse(Files.exists(part, java.nio.file.LinkOption.NOFOLLOW_LINKS));
        assertFalse(Files.exists(file));
    }

    @Test
    void aFolderThatCannotBeWritten() throws IOException {
        Path folder = temporary.resolve("file");
        Files.writeString(folder, "no folder");
        Split split = random(50, 10, 2);
        ContrastWhitening.matConvNet().apply(split, new PixelCache(folder, notes::add));
        // once that it cannot be read, once that it cannot be written
        assertTrue(
                notes.get(notes.size() - 1).startsWith("The prepared images cannot be kept in " + folder),
                notes.toString());
        Path closed = Files.createDirectory(temporary.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-x------"));
        assumeTrue(!Files.isWritable(closed), "skipped: root writes everywhere");
        notes.clear();
        ContrastWhitening.matConvNet().apply(split, new PixelCache(closed, notes::add));
        assertEquals(1, notes.size(), notes.toString());
    }

    @Test
    void aLongComputationIsAnnouncedOnceAndAKeptOneIsNot() throws IOException {
        byte[] pixels = new byte[16_300 * 784];
        new Random(1).nextBytes(pixels);
        ImageSet set = ImageSet.of("set", List.of("a"), 1, 28, 28, pixels, 255, new int[16_300]);
        // 16,310 images of 784 pixels: just above the limit
        Split split = new Split(set, set.take(10));
        Split computed = ContrastWhitening.matConvNet().apply(split, cache());
        Split kept = ContrastWhitening.matConvNet().apply(split, cache());
        assertSameBits(computed, kept);
        assertEquals(
                List.of("16,310 images of 784 pixels are prepared, once: 52 MB that will be kept in "
                        + temporary.resolve("cache") + "."),
                notes);
    }

    @Test
    void anInterruptEndsItAndStaysSet() throws IOException {
        Split split = random(50, 10, 2);
        Thread.currentThread().interrupt();
        assertThrows(
                InterruptedIOException.class,
                () -> ContrastWhitening.matConvNet().apply(split, cache()));
        assertTrue(Thread.interrupted());
        assertSameBits(
                ContrastWhitening.matConvNet().compute(split),
                ContrastWhitening.matConvNet().apply(split, cache()));
    }
}
