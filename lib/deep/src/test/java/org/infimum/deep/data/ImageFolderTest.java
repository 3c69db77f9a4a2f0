package org.infimum.deep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.dataset.DataSet;

class ImageFolderTest {
    @TempDir
    Path temp;

    /** Coloured noise in three classes, smooth enough for JPEG. */
    private static ImageSet noise(int count, int side, long seed) {
        Random random = new Random(seed);
        byte[] pixels = new byte[count * 3 * side * side];
        random.nextBytes(pixels);
        return ImageSet.of(
                "noise",
                List.of("ant", "bee", "cat"),
                3,
                side,
                side,
                pixels,
                255,
                IntStream.range(0, count).map(i -> i % 3).toArray());
    }

    private static Split split(int train, int test, int side) {
        return new Split(noise(train, side, 1), noise(test, side, 2));
    }

    private Path written(int train, int test, int side) throws IOException {
        Path folder = temp.resolve("noise");
        ImageFolder.write(split(train, test, side), folder, ImageFormat.png());
        return folder;
    }

    /** No scaling, no mean. */
    private static ImageFolderOptions plain(int side) {
        return ImageFolderOptions.side(side).shorterSide(side).mean(PixelMean.none());
    }

    private static int[] all(ExampleSet set) {
        return IntStream.range(0, set.size()).toArray();
    }

    private static float[] features(DataSet batch) {
        return batch.getFeatures().dup('c').data().asFloat();
    }

    private static int[] labels(DataSet batch) {
        return batch.getLabels().argMax(1).toIntVector();
    }

    @Test
    void whatIsWrittenAsPngIsReadBack() throws IOException {
        Split split = split(30, 12, 9);
        Path folder = temp.resolve("noise");
        ImageFolder.write(split, folder, ImageFormat.png());
        ImageFolder read = ImageFolder.open(folder, plain(9));
        assertEquals(List.of("ant", "bee", "cat"), read.classNames());
        assertEquals("noise train", read.train().name());
        assertEquals("noise val", read.validation().name());
        assertEquals(30, read.train().size());
        assertEquals(12, read.validation().size());
        assertEquals(243, read.train().featuresPerExample());
        assertEquals("bee/0002.png", read.train().file(12));
        DataSet batch = read.train().batch(all(read.train()));
        assertArrayEquals(new long[] {30, 3, 9, 9}, batch.getFeatures().shape());
        assertArrayEquals(new long[] {30, 3}, batch.getLabels().shape());
        int[] labels = labels(batch);
        float[] features = features(batch);
        ImageSet original = split.train().scale(0, 255);
        for (int i = 0; i < 30; i++) {
            // class by class: image i of class c is image 3 i + c of the noise
            int from = i % 10 * 3 + i / 10;
            assertEquals(i / 10, labels[i]);
            assertEquals(i / 10, read.train().label(i));
            assertArrayEquals(original.image(from), Arrays.copyOfRange(features, 243 * i, 243 * (i + 1)));
        }
        assertEquals(0, read.train().skipped().count());
    }

    @Test
    void digitsAsJpegAreNearlyRead() throws IOException {
        Path folder = temp.resolve("digits");
        Split digits = Datasets.digits().map(s -> s.take(200).resize(16, 16));
        ImageFolder.write(digits, folder, ImageFormat.jpeg(0.95));
        ImageFolder read = ImageFolder.open(folder, plain(16));
        assertEquals(10, read.classNames().size());
        DataSet one = read.validation().batch(new int[] {0});
        ImageSet zeros = digits.test().classes(0).scale(0, 255);
        float[] features = features(one);
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < 256; i++) assertEquals(zeros.image(0)[i], features[c * 256 + i], 16);
        }
    }

    @Test
    void evaluationReadsAllInOrderAtTheCentre() throws IOException {
        ImageFolder read = ImageFolder.open(written(31, 4, 12), plain(9).shorterSide(10));
        float[] whole = features(read.train().batch(all(read.train())));
        try (BatchReader reader = read.train().inOrder(7)) {
            for (int k = 0; k < 5; k++) {
                float[] part = features(reader.read(k).orElseThrow());
                assertArrayEquals(Arrays.copyOfRange(whole, 243 * 7 * k, 243 * 7 * k + part.length), part);
                assertEquals(k < 4 ? 7 * 243 : 3 * 243, part.length);
            }
            assertThrows(IllegalArgumentException.class, () -> reader.read(5));
        }
        assertThrows(IllegalArgumentException.class, () -> read.train().inOrder(0));
        assertThrows(IndexOutOfBoundsException.class, () -> read.train().batch(new int[] {31}));
    }

    @Test
    void augmentationDependsOnSeedEpochAndImageAlone() throws IOException {
        Path folder = written(30, 3, 12);
        ImageFolderExamples one =
                ImageFolder.open(folder, plain(8).shorterSide(12).threads(1)).train();
        ImageFolderExamples four = ImageFolder.open(
                        folder, plain(8).shorterSide(12).threads(4).memory(1))
                .train();
        Minibatches order = new Minibatches(30, 7, 5);
        float[][] read = new float[15][];
        try (BatchReader reader = one.training(order)) {
            for (int k = 0; k < 15; k++) read[k] = features(reader.read(k).orElseThrow());
        }
        try (BatchReader reader = four.training(new Minibatches(30, 7, 5))) {
            // from the middle, as a resumed run
            for (int k = 6; k < 15; k++)
                assertArrayEquals(read[k], features(reader.read(k).orElseThrow()));
            for (int k = 0; k < 15; k++)
                assertArrayEquals(read[k], features(reader.read(k).orElseThrow()));
        }
        // image 4 in three epochs: other crops
        float[][] seen = new float[3][];
        for (int epoch = 0; epoch < 3; epoch++) {
            int[] sequence = order.order(epoch);
            int at = 0;
            while (sequence[at] != 4) at++;
            float[] batch = read[epoch * 5 + at / 7];
            seen[epoch] = Arrays.copyOfRange(batch, at % 7 * 192, at % 7 * 192 + 192);
        }
        assertFalse(Arrays.equals(seen[0], seen[1]) && Arrays.equals(seen[1], seen[2]));
        try (BatchReader reader = one.training(new Minibatches(30, 7, 6))) {
            assertFalse(Arrays.equals(read[0], features(reader.read(0).orElseThrow())));
        }
    }

    /** Of 1,000 draws every place and both orientations come about as often as they should (5 standard deviations). */
    @Test
    void cropsAndFlipsAreUniform() {
        int[][] counts = new int[2][25];
        for (int image = 0; image < 1000; image++) {
            Crop.Place place = Crop.random(true, true, 3, 7, image).place(4, 4);
            counts[place.mirrored() ? 1 : 0][5 * place.y() + place.x()]++;
        }
        int mirrored = Arrays.stream(counts[1]).sum();
        assertTrue(Math.abs(mirrored - 500) < 5 * Math.sqrt(250), "mirrored " + mirrored);
        for (int i = 0; i < 25; i++) {
            int count = counts[0][i] + counts[1][i];
            assertTrue(Math.abs(count - 40) < 5 * Math.sqrt(40), "place " + i + ": " + count);
        }
        assertEquals(
                new Crop.Place(2, 1, false), Crop.random(false, false, 3, 7, 1).place(5, 3));
    }

    @Test
    void trainingWithoutAugmentationIsTheBatch() throws IOException {
        ImageFolderExamples train = ImageFolder.open(
                        written(10, 3, 12), plain(8).randomCrops(false).randomFlips(false))
                .train();
        Minibatches order = new Minibatches(10, 4, 1);
        try (BatchReader reader = train.training(order)) {
            for (int k = 0; k < 6; k++) {
                DataSet expected = train.batch(order.at(k));
                DataSet actual = reader.read(k).orElseThrow();
                assertEquals(expected.getFeatures(), actual.getFeatures());
                assertEquals(expected.getLabels(), actual.getLabels());
            }
        }
        assertThrows(IllegalArgumentException.class, () -> train.training(new Minibatches(11, 4, 1)));
    }

    @Test
    void meansAreThoseOfTheTrainingImages() throws IOException {
        Path folder = written(30, 6, 9);
        float[] pixels = features(ImageFolder.open(folder, plain(9))
                .train()
                .batch(IntStream.range(0, 30).toArray()));
        double[] image = new double[243];
        for (int i = 0; i < pixels.length; i++) image[i % 243] += pixels[i] / 30.0;
        double[] channel = new double[3];
        for (int i = 0; i < 243; i++) channel[i / 81] += image[i] / 81;
        assertSubtracted(folder, PixelMean.imageOf(1000), image);
        double[] spread =
                IntStream.range(0, 243).mapToDouble(i -> channel[i / 81]).toArray();
        assertSubtracted(folder, PixelMean.channelsOf(30), spread);
        float[] given = new float[243];
        for (int i = 0; i < given.length; i++) given[i] = i / 2f;
        double[] same = IntStream.range(0, 243).mapToDouble(i -> i / 2.0).toArray();
        assertSubtracted(folder, PixelMean.image(given), same);
        double[] three = IntStream.range(0, 243)
                .mapToDouble(i -> new double[] {10, 20, 30}[i / 81])
                .toArray();
        assertSubtracted(folder, PixelMean.channels(10, 20, 30), three);
        ImageFolderExamples five =
                ImageFolder.open(folder, plain(9).mean(PixelMean.channelsOf(5))).train();
        assertTrue(five.scaleDescription().startsWith("0..255 minus the channels' means of 5 training images ("));
        assertTrue(five.toString().contains(five.scaleDescription()));
        assertThrows(IllegalArgumentException.class, () -> PixelMean.channels(-1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> PixelMean.imageOf(0));
        String wrong = assertThrows(IllegalArgumentException.class, () -> plain(9).mean(PixelMean.image(new float[12])))
                .getMessage();
        assertEquals("The mean image has 12 numbers, but crops of 9 x 9 with 3 channels have 243.", wrong);
    }

    private static void assertSubtracted(Path folder, PixelMean mean, double[] expected) throws IOException {
        ImageFolder with = ImageFolder.open(folder, plain(9).mean(mean));
        ImageFolder without = ImageFolder.open(folder, plain(9));
        float[] less = features(with.validation().batch(new int[] {0, 4}));
        float[] whole = features(without.validation().batch(new int[] {0, 4}));
        for (int i = 0; i < less.length; i++) assertEquals(whole[i] - expected[i % 243], less[i], 1e-3);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void brokenImagesAreNamedCountedAndSkipped() throws IOException {
        Path folder = written(600, 300, 4);
        Path bee = folder.resolve("train/bee");
        Files.write(bee.resolve("0003.png"), new byte[0]);
        Files.write(bee.resolve("0004.png"), Arrays.copyOf(Files.readAllBytes(bee.resolve("0004.png")), 50));
        Files.writeString(bee.resolve("0005.png"), "no image");
        Files.delete(bee.resolve("0006.png"));
        Files.createDirectory(bee.resolve("0006.png"));
        Files.delete(bee.resolve("0007.png"));
        Files.createSymbolicLink(bee.resolve("0007.png"), bee.resolve("nowhere.png"));
        ImageFolderExamples train = ImageFolder.open(folder, plain(4)).train();
        assertEquals(600, train.size());
        int rows = 0;
        for (int pass = 0; pass < 2; pass++) {
            try (BatchReader reader = train.training(new Minibatches(600, 60, 1))) {
                for (int k = 0; k < 20; k++)
                    rows += reader.read(k).orElseThrow().numExamples();
            }
            try (BatchReader reader = train.inOrder(100)) {
                for (int k = 0; k < 6; k++) rows += reader.read(k).orElseThrow().numExamples();
            }
        }
        assertEquals(6 * 595, rows);
        SkippedImages skipped = train.skipped();
        assertEquals(5, skipped.count());
        assertEquals(600, skipped.total());
        List<String> lines = skipped.first().stream()
                .map(image -> image.path() + " " + image.reason())
                .sorted()
                .toList();
        assertEquals(
                List.of(
                        "bee/0003.png is empty",
                        "bee/0004.png is truncated",
                        "bee/0005.png holds neither a JPEG nor a PNG image",
                        "bee/0006.png is a folder",
                        "bee/0007.png is a link to nothing"),
                lines);
        assertTrue(skipped.toString().startsWith("5 of 600 images skipped\nbee/000"), skipped.toString());
    }

    @Test
    void unreadableFilesAreNamed() throws IOException {
        Path folder = written(300, 3, 4);
        Path locked = folder.resolve("train/cat/0001.png");
        assertTrue(locked.toFile().setReadable(false, false));
        assumeFalse(Files.isReadable(locked), "skipped: this user may read everything");
        ImageFolderExamples train = ImageFolder.open(folder, plain(4)).train();
        assertEquals(299, train.batch(all(train)).numExamples());
        assertEquals(
                "may not be read (permissions)", train.skipped().first().get(0).reason());
    }

    @ParameterizedTest
    @CsvSource({"200, 2, 3", "300, 3, 4", "99, 0, 1"})
    void moreThanOnePerCentStop(int size, int tolerated, int tooMany) throws IOException {
        Path folder = written(size, 3, 4);
        List<Path> files = files(folder.resolve("train"));
        for (int i = 0; i < tolerated; i++) Files.write(files.get(50 + i), new byte[0]);
        ImageFolderExamples train = ImageFolder.open(folder, plain(4)).train();
        try (BatchReader reader = train.inOrder(10)) {
            for (int k = 0; k < size / 10; k++) reader.read(k);
        }
        assertEquals(tolerated, train.skipped().count());
        Files.write(files.get(20), new byte[0]);
        ImageFolderExamples again = ImageFolder.open(folder, plain(4)).train();
        BatchReader reader = again.inOrder(10);
        UncheckedIOException problem = assertThrows(UncheckedIOException.class, () -> {
            for (int k = 0; k < size / 10; k++) reader.read(k);
        });
        assertEquals(tooMany, again.skipped().count());
        String first = again.file(20);
        assertTrue(
                problem.getMessage()
                        .startsWith(tooMany + " of the " + size + " images of noise train ("
                                + String.format(java.util.Locale.ROOT, "%.2f", 100.0 * tooMany / size)
                                + " %) cannot be read"),
                problem.getMessage());
        assertTrue(problem.getMessage().contains(first + ", is empty; repair"), problem.getMessage());
        assertEquals(0, ImageFolderReadAheadTest.threads("images of noise train"));
    }

    @Test
    void aMinibatchWithoutAnyReadableImageIsEmpty() throws IOException {
        Path folder = written(300, 3, 4);
        Files.write(files(folder.resolve("train")).get(7), new byte[0]);
        ImageFolderExamples train = ImageFolder.open(folder, plain(4)).train();
        try (BatchReader reader = train.inOrder(1)) {
            reader.read(6);
            assertTrue(reader.read(7).isEmpty());
            assertEquals(1, reader.read(8).orElseThrow().numExamples());
        }
        assertEquals(1, train.skipped().count());
        String message = assertThrows(UncheckedIOException.class, () -> train.batch(new int[] {7}))
                .getMessage();
        assertTrue(message.contains("ant/0007.png is empty; repair"), message);
    }

    private static String refused(Path folder) {
        return assertThrows(DatasetUnavailableException.class, () -> ImageFolder.open(folder, plain(4)))
                .getMessage();
    }

    @Test
    void wrongLayoutsAreRefusedByName() throws IOException {
        Path folder = written(6, 3, 4);
        Path moved = temp.resolve("moved");
        Files.move(folder.resolve("val"), moved);
        assertTrue(refused(folder).contains("neither a folder 'val' nor 'test'"));
        Files.move(moved, folder.resolve("test"));
        assertEquals(
                "noise test", ImageFolder.open(folder, plain(4)).validation().name());
        Files.createDirectory(folder.resolve("train/dog"));
        assertTrue(refused(folder).contains("train/dog holds no images"));
        Files.createDirectory(folder.resolve("test/eel"));
        Files.copy(files(folder.resolve("train")).get(0), folder.resolve("train/dog/1.PNG"));
        Files.copy(files(folder.resolve("train")).get(0), folder.resolve("test/eel/1.JPeG"));
        String differ = refused(folder);
        assertTrue(differ.contains("test has no dog") && differ.contains("train has no eel"), differ);
        assertTrue(refused(temp.resolve("nowhere")).contains("has no folder 'train'"));
        Path empty = temp.resolve("empty");
        Files.createDirectories(empty.resolve("train"));
        Files.createDirectories(empty.resolve("val"));
        assertTrue(refused(empty).contains("holds no class folders"));
    }

    @Test
    void otherFilesAreIgnoredAndCountedAndLinksAreFollowed() throws IOException {
        Path folder = written(6, 3, 4);
        Files.writeString(folder.resolve("train/labels.txt"), "x");
        Files.writeString(folder.resolve("train/ant/Thumbs.db"), "x");
        Files.writeString(folder.resolve("train/ant/._0000.png"), "x");
        Files.createDirectory(folder.resolve("train/.hidden"));
        Files.createDirectory(folder.resolve("train/bee/more"));
        // a link to a file, one to a class and one to itself
        Path elsewhere = temp.resolve("elsewhere");
        Files.move(folder.resolve("train/cat"), elsewhere);
        Files.createSymbolicLink(folder.resolve("train/cat"), elsewhere);
        Files.createSymbolicLink(folder.resolve("train/ant/9.png"), elsewhere.resolve("0000.png"));
        Files.createSymbolicLink(folder.resolve("train/ant/circle"), folder.resolve("train/ant"));
        ImageFolderExamples train = ImageFolder.open(folder, plain(4)).train();
        assertEquals(7, train.size());
        assertTrue(train.toString().endsWith("; 6 other files ignored"), train.toString());
        assertEquals(7, train.batch(all(train)).numExamples());
    }

    @Test
    void fingerprintsChangeWithNamesSizesAndOptions() throws IOException {
        Path folder = written(6, 3, 4);
        String first = ImageFolder.open(folder, plain(4)).train().fingerprint();
        assertEquals(
                first,
                ImageFolder.open(folder, plain(4).threads(7).memory(99)).train().fingerprint());
        for (ImageFolderOptions other : List.of(
                plain(3),
                plain(4).shorterSide(5),
                plain(4).randomCrops(false),
                plain(4).randomFlips(false),
                plain(4).mean(PixelMean.channels(1, 2, 3)))) {
            assertNotEquals(first, ImageFolder.open(folder, other).train().fingerprint());
        }
        Path file = folder.resolve("train/bee/0001.png");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
        assertNotEquals(first, ImageFolder.open(folder, plain(4)).train().fingerprint());
        Files.write(file, bytes);
        assertEquals(first, ImageFolder.open(folder, plain(4)).train().fingerprint());
        Files.move(file, folder.resolve("train/bee/2.png"));
        assertNotEquals(first, ImageFolder.open(folder, plain(4)).train().fingerprint());
    }

    @Test
    void classCountsAreCompared() throws IOException {
        ImageFolder read = ImageFolder.open(written(6, 3, 4), plain(4));
        read.requireOutputs(3);
        String message = assertThrows(IllegalArgumentException.class, () -> read.requireOutputs(1000))
                .getMessage();
        assertTrue(message.contains("1000 outputs") && message.contains("has 3 classes"), message);
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        Path folder = written(6, 3, 4);
        Split split = split(6, 3, 4);
        List<Path> before = files(folder);
        String message = assertThrows(IOException.class, () -> ImageFolder.write(split, folder, ImageFormat.png()))
                .getMessage();
        assertTrue(message.contains("is not empty"), message);
        assertEquals(before, files(folder));
        assertTrue(assertThrows(IOException.class, () -> ImageFolder.write(split, before.get(0), ImageFormat.png()))
                .getMessage()
                .contains("is a file"));
        Path empty = Files.createDirectory(temp.resolve("empty"));
        ImageFolder.write(split, empty, ImageFormat.jpeg(0.9));
        assertEquals(9, files(empty).size());
        Path other = temp.resolve("other");
        Thread.currentThread().interrupt();
        assertThrows(IOException.class, () -> ImageFolder.write(split, other, ImageFormat.png()));
        assertTrue(Thread.interrupted());
        try (Stream<Path> left = Files.list(temp)) {
            assertEquals(
                    List.of("empty", "noise"),
                    left.map(p -> p.getFileName().toString()).sorted().toList());
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> ImageFolder.write(split.meanSubtracted(), other, ImageFormat.png()));
        Split few = new Split(split.train(), split.test().take(1));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> ImageFolder.write(few, other, ImageFormat.png()))
                .getMessage()
                .contains("'bee' has no image"));
    }

    @Test
    void anInterruptedOpeningSaysSo() throws IOException {
        Path folder = written(6, 3, 4);
        Thread.currentThread().interrupt();
        String message = assertThrows(IOException.class, () -> ImageFolder.open(folder, plain(4)))
                .getMessage();
        assertTrue(Thread.interrupted());
        assertTrue(message.contains("interrupted"), message);
        // reading does not mind
        ImageFolderExamples train = ImageFolder.open(folder, plain(4)).train();
        Thread.currentThread().interrupt();
        assertEquals(6, train.batch(all(train)).numExamples());
        assertTrue(Thread.interrupted());
        assertEquals(0, train.skipped().count());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 4097})
    void optionsOutsideTheirRangeAreRefused(int side) {
        String message = assertThrows(IllegalArgumentException.class, () -> ImageFolderOptions.side(side))
                .getMessage();
        assertTrue(message.contains("not " + side), message);
        ImageFolderOptions options = ImageFolderOptions.side(227);
        assertEquals(256, options.shorterSide());
        assertThrows(IllegalArgumentException.class, () -> options.shorterSide(226));
        assertThrows(IllegalArgumentException.class, () -> options.threads(0));
        assertThrows(IllegalArgumentException.class, () -> options.memory(0));
        assertThrows(IllegalArgumentException.class, () -> ImageFormat.jpeg(1.5));
    }
}
