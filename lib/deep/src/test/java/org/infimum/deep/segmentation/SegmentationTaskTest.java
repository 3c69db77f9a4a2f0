package org.infimum.deep.segmentation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.infimum.Driver;
import org.infimum.Limits;
import org.infimum.deep.BpGrad;
import org.infimum.deep.Dl4jSolver;
import org.infimum.deep.NetworkAdapter;
import org.infimum.deep.NetworkSolver;
import org.infimum.deep.data.Minibatches;
import org.infimum.deep.data.RgbImage;
import org.infimum.deep.detection.AnnotatedImage;
import org.infimum.deep.detection.DigitScenes;
import org.infimum.deep.detection.MaskedImages;
import org.infimum.deep.train.Comparison;
import org.infimum.deep.train.RateSweep;
import org.infimum.deep.train.RateSweepResult;
import org.infimum.deep.train.TrainingOptions;
import org.infimum.deep.train.TrainingResult;
import org.infimum.deep.train.TrainingRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class SegmentationTaskTest {
    private static final PixelScale SCALE = new PixelScale(100, 110, 120, 64, false);
    private static final SegmentationOptions OPTIONS =
            SegmentationOptions.of(SCALE).judgedOn(3, 2);
    private static final FcnOptions TINY = FcnOptions.of(11, FcnTrunk.SMALL).fraction(1 / 16.0);

    /** Random images of given sizes; some of them cannot be read, some are all void. */
    private record Images(int[][] sizes, IntPredicate broken, IntPredicate empty) implements MaskedImages {
        @Override
        public String name() {
            return "random";
        }

        @Override
        public List<String> maskNames() {
            return List.of("a", "b", "c");
        }

        @Override
        public List<String> classNames() {
            return List.of("b", "c");
        }

        @Override
        public List<AnnotatedImage> images() {
            return IntStream.range(0, sizes.length)
                    .mapToObj(i -> new AnnotatedImage("image" + i, sizes[i][0], sizes[i][1], List.of()))
                    .toList();
        }

        @Override
        public RgbImage pixels(int image) throws IOException {
            if (broken.test(image)) throw new IOException("The image image" + image + " is truncated; repair it.");
            byte[] pixels = new byte[3 * sizes[image][0] * sizes[image][1]];
            new Random(image).nextBytes(pixels);
            return RgbImage.of(sizes[image][0], sizes[image][1], pixels);
        }

        @Override
        public byte[] mask(int image) {
            byte[] mask = new byte[sizes[image][0] * sizes[image][1]];
            Random random = new Random(-image);
            for (int i = 0; i < mask.length; i++) {
                mask[i] = (byte) (empty.test(image) || i % 7 == 0 ? 255 : random.nextInt(3));
            }
            return mask;
        }

        static Images of(int... sides) {
            int[][] sizes =
                    Arrays.stream(sides).mapToObj(s -> new int[] {s, s + 2}).toArray(int[][]::new);
            return new Images(sizes, i -> false, i -> false);
        }
    }

    private static SegmentationTask digits() {
        return SegmentationTask.of(DigitScenes.train(8, 40, 1), DigitScenes.test(4, 40, 1), OPTIONS);
    }

    private static SegmentationFeed feed(MaskedImages images, SegmentationOptions options, int batch, long seed) {
        return (SegmentationFeed)
                SegmentationTask.of(images, images, options).feed(new Minibatches(images.size(), batch, seed));
    }

    @Test
    void imagesOfDifferentSizesArePaddedWithMeanAndVoid() throws IOException {
        Images images = Images.of(33, 40, 36);
        Minibatches order = new Minibatches(3, 3, 5);
        try (SegmentationFeed feed = feed(images, OPTIONS, 3, 5)) {
            DataSet batch = feed.read(0).orElseThrow();
            assertArrayEquals(new long[] {3, 3, 42, 40}, batch.getFeatures().shape());
            assertArrayEquals(new long[] {3, 3, 42, 40}, batch.getLabels().shape());
            assertArrayEquals(new long[] {3, 42, 40}, batch.getLabelsMaskArray().shape());
            for (int n = 0; n < 3; n++) {
                int image = order.at(0)[n];
                RgbImage pixels = images.pixels(image);
                byte[] mask = images.mask(image);
                for (int y = 0; y < 42; y++) {
                    for (int x = 0; x < 40; x++) {
                        boolean inside = x < pixels.width() && y < pixels.height();
                        int label = inside ? mask[y * pixels.width() + x] & 0xff : 255;
                        double red = inside ? (pixels.value(0, x, y) - 100) / 64.0 : 0;
                        double blue = inside ? (pixels.value(2, x, y) - 120) / 64.0 : 0;
                        assertEquals(red, batch.getFeatures().getDouble(n, 0, y, x), 1e-6);
                        assertEquals(blue, batch.getFeatures().getDouble(n, 2, y, x), 1e-6);
                        assertEquals(
                                label == 255 ? 0 : 1, batch.getLabelsMaskArray().getDouble(n, y, x), 0.0);
                        for (int c = 0; c < 3; c++) {
                            assertEquals(label == c ? 1 : 0, batch.getLabels().getDouble(n, c, y, x), 0.0);
                        }
                    }
                }
            }
        }
    }

    @Test
    void blueFirstTurnsTheChannels() throws IOException {
        Images images = Images.of(32);
        try (SegmentationFeed feed = feed(images, SegmentationOptions.of(PixelScale.vgg()), 1, 5)) {
            INDArray features = feed.read(0).orElseThrow().getFeatures();
            assertEquals(images.pixels(0).value(2, 3, 4) - 103.939, features.getDouble(0, 0, 4, 3), 1e-4);
            assertEquals(images.pixels(0).value(1, 3, 4) - 116.779, features.getDouble(0, 1, 4, 3), 1e-4);
            assertEquals(images.pixels(0).value(0, 3, 4) - 123.68, features.getDouble(0, 2, 4, 3), 1e-4);
        }
    }

    @Test
    void flipsMirrorImageAndMaskByChance() throws IOException {
        Images images = Images.of(10);
        byte[] mask = images.mask(0);
        RgbImage pixels = images.pixels(0);
        int flipped = 0;
        try (SegmentationFeed feed = feed(images, OPTIONS.flips(true), 1, 5)) {
            for (int epoch = 0; epoch < 40; epoch++) {
                DataSet batch = feed.read(epoch).orElseThrow();
                boolean mirrored = SegmentationFeed.mirrored(5, epoch, 0);
                flipped += mirrored ? 1 : 0;
                for (int x = 0; x < 10; x++) {
                    int from = mirrored ? 9 - x : x;
                    assertEquals(
                            (pixels.value(1, from, 3) - 110) / 64.0,
                            batch.getFeatures().getDouble(0, 1, 3, x),
                            1e-6);
                    assertEquals(
                            (mask[30 + from] & 0xff) == 1 ? 1 : 0,
                            batch.getLabels().getDouble(0, 1, 3, x),
                            0.0);
                }
            }
        }
        // 40 tosses of a coin: between 8 and 32 but for one seed in ten thousand
        assertTrue(flipped >= 8 && flipped <= 32, flipped + " of 40");
    }

    @Test
    void masksAreScaledByTheNearestPixel() {
        byte[] mask = {0, 1, 2, 3, 4, 5, 6, 7};
        // centres at 1/2 4/2 = 1 and 3: the second and the last column
        assertArrayEquals(new byte[] {5, 7}, MaskedPixels.nearest(mask, 4, 2, 2, 1, false));
        assertArrayEquals(new byte[] {7, 5}, MaskedPixels.nearest(mask, 4, 2, 2, 1, true));
        assertArrayEquals(mask, MaskedPixels.nearest(mask, 4, 2, 4, 2, false));
        assertArrayEquals(
                new byte[] {0, 0, 1, 1, 0, 0, 1, 1}, MaskedPixels.nearest(new byte[] {0, 1}, 2, 1, 4, 2, false));
        assertEquals(new RgbImage.Size(240, 180), MaskedPixels.scaled(480, 360, 240));
        assertEquals(new RgbImage.Size(375, 500), MaskedPixels.scaled(375, 500, 500));
        assertEquals(new RgbImage.Size(480, 360), MaskedPixels.scaled(480, 360, 0));
    }

    @Test
    void readingIsAFunctionOfSeedEpochAndImage() {
        SegmentationOptions options = OPTIONS.flips(true).longerSide(30);
        Images images = Images.of(40, 44, 36, 31, 52);
        try (SegmentationFeed one = feed(images, options.threads(1), 2, 9);
                SegmentationFeed many = feed(images, options.threads(4).memory(1), 2, 9)) {
            for (int iteration : new int[] {0, 1, 2, 3, 7, 2}) {
                DataSet a = one.read(iteration).orElseThrow();
                DataSet b = many.read(iteration).orElseThrow();
                assertEquals(a.getFeatures(), b.getFeatures());
                assertEquals(a.getLabels(), b.getLabels());
                assertEquals(a.getLabelsMaskArray(), b.getLabelsMaskArray());
            }
        }
    }

    @Test
    void minibatchesWithoutALabelledPixelMakeNoStep() {
        Images images = new Images(new int[][] {{34, 33}, {33, 34}}, i -> false, i -> i == 0);
        Minibatches order = new Minibatches(2, 1, 5);
        ComputationGraph net = Fcn.network(FcnOptions.of(3, FcnTrunk.SMALL).fraction(1 / 16.0), 1);
        NetworkAdapter adapter = NetworkAdapter.of(net);
        BpGrad.lipschitz(10).attachTo(adapter);
        try (SegmentationFeed feed = feed(images, OPTIONS, 1, 5)) {
            for (int iteration = 0; iteration < 2; iteration++) {
                INDArray before = net.params().dup();
                boolean empty = order.at(iteration)[0] == 0;
                assertEquals(!empty, feed.fit(adapter, iteration));
                assertEquals(empty, before.equals(net.params()));
                assertTrue(Double.isFinite(net.params().norm2Number().doubleValue()));
            }
        }
    }

    @Test
    void brokenImagesAreCountedAndSkippedUpToOnePercent() {
        int[][] sizes = new int[200][];
        Arrays.fill(sizes, new int[] {6, 5});
        Images images = new Images(sizes, i -> i == 17 || i == 40, i -> false);
        SegmentationTask task = SegmentationTask.of(images, images, OPTIONS);
        try (SegmentationFeed feed = (SegmentationFeed) task.feed(new Minibatches(200, 50, 1))) {
            int rows = 0;
            for (int i = 0; i < 8; i++) rows += feed.read(i).orElseThrow().numExamples();
            assertEquals(396, rows);
        }
        assertEquals(2, task.skipped().count());
        assertTrue(task.skipped().toString().contains("image17 The image image17 is truncated"), "" + task.skipped());
        Images worse = new Images(sizes, i -> i < 3, i -> false);
        try (SegmentationFeed feed = feed(worse, OPTIONS, 200, 1)) {
            String message =
                    assertThrows(UncheckedIOException.class, () -> feed.read(0)).getMessage();
            assertTrue(message.contains("3 of the 200 images of random"), message);
        }
    }

    /** By hand: probabilities of the network, the mask, counts. */
    @Test
    void judgingCountsOverTheSet() throws IOException {
        Images images = Images.of(35, 35, 40, 33);
        ComputationGraph net =
                Fcn.network(FcnOptions.of(3, FcnTrunk.SMALL).fraction(1 / 16.0).l2(0.01), 1);
        org.nd4j.linalg.factory.Nd4j.getRandom().setSeed(4);
        net.getParam("score_W")
                .assign(org.nd4j.linalg.factory.Nd4j.randn(
                        net.getParam("score_W").shape()));
        SegmentationTask task = SegmentationTask.of(images, images, OPTIONS.judgedOn(0, 0));
        double loss = 0;
        ConfusionMatrix matrix = new ConfusionMatrix(3);
        for (int image = 0; image < 4; image++) {
            RgbImage pixels = images.pixels(image);
            MaskedPixels whole = MaskedPixels.read(images, image, 0, false);
            INDArray p = net.outputSingle(false, new PixelBatch(SCALE, 3).features(List.of(whole)));
            byte[] mask = images.mask(image);
            byte[] labels = task.segmenter(NetworkAdapter.of(net)).labels(pixels);
            for (int i = 0; i < mask.length; i++) {
                int x = i % pixels.width();
                int y = i / pixels.width();
                int best = 0;
                for (int c = 1; c < 3; c++) {
                    if (p.getDouble(0, c, y, x) > p.getDouble(0, best, y, x)) best = c;
                }
                assertEquals(best, labels[i]);
                int truth = mask[i] & 0xff;
                if (truth != 255) {
                    loss -= Math.log(p.getDouble(0, truth, y, x));
                    matrix.add(new int[] {truth}, new int[] {best});
                }
            }
        }
        double[] judged = task.evaluate(NetworkAdapter.of(net));
        double regularization = net.calcRegularizationScore(true);
        assertTrue(regularization > 0.01);
        assertEquals(loss / matrix.pixels() + regularization, judged[0], 1e-5);
        assertEquals(matrix.meanIu(), judged[1], 1e-12);
        assertEquals(matrix.pixelAccuracy(), judged[2], 1e-12);
        assertEquals(matrix.meanAccuracy(), judged[3], 1e-12);
        assertArrayEquals(Arrays.copyOf(judged, 4), Arrays.copyOfRange(judged, 4, 8), 0.0);
        assertEquals(8, task.columns().size());
    }

    static List<NetworkSolver> solvers() {
        return List.of(BpGrad.lipschitz(200).momentum(0.9), Dl4jSolver.adam(1e-3));
    }

    /** Stopped in the middle of an epoch and made again from its checkpoint: the same weights and the same numbers, bit for bit, dropout and flips included. */
    @ParameterizedTest
    @MethodSource("solvers")
    void aResumedRunEndsAsAnUninterruptedOne(NetworkSolver solver, @TempDir Path folder) {
        SegmentationTask task = digits().with(OPTIONS.flips(true));
        TrainingOptions options = TrainingOptions.epochs(2).batchSize(3);
        TrainingResult whole =
                TrainingRun.of(Fcn.network(TINY, 1), solver, task, options).train();
        TrainingOptions kept = options.checkpoint(folder.resolve("run.zip"));
        TrainingResult stopped = TrainingRun.of(Fcn.network(TINY, 1), solver, task, kept)
                .train(Driver.standard().limits(Limits.iterations(4)));
        assertEquals(4, stopped.iterations().size());
        TrainingResult resumed =
                TrainingRun.of(Fcn.network(TINY, 1), solver, task, kept).train();
        assertArrayEquals(whole.weights(), resumed.weights());
        for (String column : task.columns()) {
            assertArrayEquals(whole.epochs().column(column), resumed.epochs().column(column), column);
        }
        assertArrayEquals(
                whole.iterations().column("objective"), resumed.iterations().column("objective"));
        assertTrue(whole.epochs().last("objective") < whole.epochs().get("objective", 0));
        assertFalse(whole.toString().contains("error"), whole.toString());
        // other images are another run
        assertThrows(
                RuntimeException.class,
                () -> TrainingRun.of(Fcn.network(TINY, 1), solver, task.sample(7), kept)
                        .train());
    }

    @Test
    void comparisonsAndSweepsTakeTheTask() {
        SegmentationTask task = digits();
        var result = Comparison.of(
                        seed -> Fcn.network(TINY, seed),
                        task,
                        TrainingOptions.epochs(1).batchSize(4))
                .solvers(BpGrad.lipschitz(200), Dl4jSolver.sgd(0.01, 0.9))
                .run();
        assertEquals(
                result.runs().get(0).epochs().get("objective", 0),
                result.runs().get(1).epochs().get("objective", 0),
                0.0);
        RateSweepResult rates = RateSweep.of(
                        seed -> Fcn.network(TINY, seed),
                        task.sample(4),
                        TrainingOptions.epochs(1).batchSize(4))
                .solver("SGD", rate -> Dl4jSolver.sgd(rate, 0.9), 1e-6, 1e-2)
                .run(org.infimum.Monitor.silent());
        assertEquals(1e-2, rates.rate("SGD"), 0.0);
        assertTrue(Double.isNaN(rates.best("SGD").error()));
    }

    @Test
    void whatDecidesARunIsInItsSettings() {
        SegmentationTask task = digits();
        Map<String, String> settings = task.settings();
        assertEquals("false", settings.get("flips"));
        assertEquals("3 / 2", settings.get("judged on"));
        assertNotEquals(settings, task.with(OPTIONS.longerSide(32)).settings());
        assertNotEquals(settings, task.sample(3).settings());
        assertEquals(3, task.sample(3).size());
        assertEquals(8, task.sample(100).size());
    }

    @Test
    void samplesAreDrawnByAFixedSeed() {
        assertArrayEquals(new int[] {0, 1, 2}, PixelScale.sample(3, 5));
        int[] sample = PixelScale.sample(100, 10);
        assertArrayEquals(sample, PixelScale.sample(100, 10));
        assertEquals(10, Arrays.stream(sample).distinct().count());
        assertTrue(Arrays.stream(sample).max().orElseThrow() > 50);
    }

    @Test
    void theMeanIsThatOfThePixels() throws IOException {
        Images images = Images.of(5, 9);
        double[] sums = new double[3];
        int count = 0;
        for (int i = 0; i < 2; i++) {
            RgbImage image = images.pixels(i);
            for (int y = 0; y < image.height(); y++) {
                for (int x = 0; x < image.width(); x++) {
                    for (int c = 0; c < 3; c++) sums[c] += image.value(c, x, y);
                    count++;
                }
            }
        }
        PixelScale scale = PixelScale.meanOf(images, 10);
        assertEquals(sums[0] / count, scale.red(), 1e-9);
        assertEquals(sums[2] / count, scale.blue(), 1e-9);
        Images broken = new Images(new int[][] {{4, 4}}, i -> true, i -> false);
        assertThrows(IOException.class, () -> PixelScale.meanOf(broken, 1));
    }

    @Test
    void classesCanBeMadeOne() throws IOException {
        SegmentationData all = SegmentationData.named("digit-scenes", 3, 2, 40);
        SegmentationData one = all.foreground();
        assertEquals(List.of("background", "object"), one.classes());
        assertEquals(3, one.train().size());
        assertEquals(2, one.validation().size());
        byte[] before = all.train().mask(1);
        byte[] after = one.train().mask(1);
        for (int i = 0; i < before.length; i++) {
            int label = before[i] & 0xff;
            assertEquals(label == 0 || label == 255 ? label : 1, after[i] & 0xff);
        }
        assertEquals(all.train().pixels(1), one.train().pixels(1));
    }

    @Test
    void badNumbersAreNamed() {
        assertThrows(IllegalArgumentException.class, () -> OPTIONS.longerSide(-1));
        assertThrows(IllegalArgumentException.class, () -> OPTIONS.judgedOn(-1, 0));
        assertThrows(IllegalArgumentException.class, () -> OPTIONS.threads(0));
        assertThrows(IllegalArgumentException.class, () -> OPTIONS.memory(0));
        assertThrows(IllegalArgumentException.class, () -> SCALE.dividedBy(0));
        assertThrows(IllegalArgumentException.class, () -> new PixelScale(-1, 0, 0, 1, false));
        assertThrows(IllegalArgumentException.class, () -> digits().sample(0));
        assertTrue(assertThrows(
                        IllegalArgumentException.class,
                        () -> SegmentationTask.of(DigitScenes.train(1, 40, 1), Images.of(40), OPTIONS))
                .getMessage()
                .contains("[a, b, c]"));
        assertEquals(Optional.empty(), new PixelBatch(SCALE, 3).of(List.of()));
    }
}
