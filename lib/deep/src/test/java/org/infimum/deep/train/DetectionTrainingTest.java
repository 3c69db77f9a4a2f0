package org.infimum.deep.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.infimum.Driver;
import org.infimum.Limits;
import org.infimum.Stop;
import org.infimum.deep.BpGrad;
import org.infimum.deep.Dl4jSolver;
import org.infimum.deep.NetworkAdapter;
import org.infimum.deep.data.Minibatches;
import org.infimum.deep.data.RgbImage;
import org.infimum.deep.detection.AnnotatedImage;
import org.infimum.deep.detection.AnnotatedImages;
import org.infimum.deep.detection.AnnotatedObject;
import org.infimum.deep.detection.BoundingBox;
import org.infimum.deep.detection.DataCount;
import org.infimum.deep.detection.DetectionTask;
import org.infimum.deep.detection.DigitScenes;
import org.infimum.deep.detection.FastRcnn;
import org.infimum.deep.detection.FastRcnnOptions;
import org.infimum.deep.detection.ProposedImages;
import org.infimum.deep.detection.Trunk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/** Training a graph of two inputs and outputs on images of several sizes, resumed, interrupted, with broken images. */
class DetectionTrainingTest {
    @TempDir
    Path temp;

    private static void assertNoThreads() {
        assertFalse(Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("images of")));
    }

    private static void assertSameBits(TrainingResult expected, TrainingResult actual) {
        assertEquals(Stop.Reason.DONE, actual.stop().reason());
        assertArrayEquals(expected.weights(), actual.weights());
        for (String column : expected.iterations().names()) {
            assertArrayEquals(
                    expected.iterations().column(column), actual.iterations().column(column), column);
        }
        for (String column : expected.epochs().names()) {
            if (column.equals("seconds")) continue;
            assertArrayEquals(expected.epochs().column(column), actual.epochs().column(column), column);
        }
    }

    @Test
    void resumedRunEqualsUninterruptedRunBitForBit() {
        BpGrad solver = BpGrad.lipschitz(100).rho(0.1);
        TrainingResult whole = DetectionFixtures.run(solver, null, 3, 1).train();
        // seven images in minibatches of two
        assertEquals(12, whole.iterations().size());
        assertEquals(
                List.of("epoch", "objective", "mAP", "AP 0", "AP 1"),
                whole.epochs().names().subList(0, 5));
        assertNoThreads();
        Path file = temp.resolve("run.zip");
        for (long iterations : new long[] {3, 4, 7}) {
            DetectionFixtures.run(solver, file, 3, 3).train(Driver.standard().limits(Limits.iterations(iterations)));
            assertNoThreads();
        }
        assertSameBits(whole, DetectionFixtures.run(solver, file, 3, 2).train());
        assertNoThreads();
    }

    @Test
    void interruptedRunGoesOn() {
        TrainingResult whole =
                DetectionFixtures.run(Dl4jSolver.adam(1e-3), null, 2, 1).train();
        TrainingRun run = DetectionFixtures.run(Dl4jSolver.adam(1e-3), null, 2, 2);
        TrainingResult part = run.train(progress -> {
            if (progress.iteration() == 5) Thread.currentThread().interrupt();
        });
        assertEquals(Stop.Reason.INTERRUPTED, part.stop().reason());
        assertEquals(5, part.iterations().size());
        assertNoThreads();
        assertSameBits(whole, run.train());
    }

    @Test
    void learns() {
        DetectionTask task = DetectionFixtures.task(DigitScenes.train(4, 32, 1), 1);
        TrainingResult result = DetectionFixtures.run(
                        task, Dl4jSolver.adam(3e-3), TrainingOptions.epochs(15).batchSize(2))
                .train();
        double before = result.epochs().get("objective", 0);
        double after = result.epochs().last("objective");
        assertTrue(after < 0.8 * before, () -> before + " to " + after);
    }

    /** The scenes with some of them changed. */
    private record Changed(AnnotatedImages of, List<Integer> broken, List<AnnotatedImage> images)
            implements AnnotatedImages {
        @Override
        public String name() {
            return "changed scenes";
        }

        @Override
        public List<String> classNames() {
            return of.classNames();
        }

        @Override
        public RgbImage pixels(int image) throws IOException {
            if (broken.contains(image)) throw new IOException("The image " + image + ".jpg is truncated; repair it.");
            return of.pixels(image);
        }
    }

    @Test
    void brokenImagesAreSkippedAndCountedAndTooManyStopTheRun() {
        AnnotatedImages scenes = DigitScenes.train(120, 32, 1);
        var windows = DetectionFixtures.proposed(scenes).proposals();
        var validation = DetectionFixtures.proposed(DigitScenes.test(2, 32, 1));
        TrainingOptions options = TrainingOptions.epochs(1).batchSize(2);
        DetectionTask one = DetectionTask.of(
                new ProposedImages(new Changed(scenes, List.of(17), scenes.images()), windows),
                validation,
                DetectionFixtures.options());
        TrainingResult result =
                DetectionFixtures.run(one, Dl4jSolver.sgd(1e-3, 0), options).train();
        assertEquals(Stop.Reason.DONE, result.stop().reason());
        assertEquals(1, one.skipped().count());
        assertEquals("train000017", one.skipped().first().get(0).path());
        assertTrue(one.counts().contains(new DataCount("changed scenes", "images that could not be read, skipped", 1)));
        DetectionTask two = DetectionTask.of(
                new ProposedImages(new Changed(scenes, List.of(17, 40), scenes.images()), windows),
                validation,
                DetectionFixtures.options());
        TrainingRun run = DetectionFixtures.run(two, Dl4jSolver.sgd(1e-3, 0), options);
        String message = assertThrows(UncheckedIOException.class, run::train).getMessage();
        assertTrue(message.contains("2 of the 120 images of changed scenes (1.67 %) cannot be read"), message);
        assertTrue(message.contains(".jpg is truncated"), message);
        assertNoThreads();
    }

    /** An image without objects has nothing to train on; a minibatch of such images moves nothing. */
    @Test
    void imagesWithoutObjectsMoveNothing() {
        AnnotatedImages scenes = DigitScenes.train(4, 32, 1);
        List<AnnotatedImage> empty = scenes.images().stream()
                .map(image -> new AnnotatedImage(image.name(), 32, 32, List.of()))
                .toList();
        DetectionTask task = DetectionFixtures.task(new Changed(scenes, List.of(), empty), 1);
        TrainingResult result = DetectionFixtures.run(
                        task, Dl4jSolver.sgd(1, 0), TrainingOptions.epochs(1).batchSize(2))
                .train();
        assertTrue(Double.isNaN(result.iterations().get("objective", 0)));
        assertEquals(0, result.iterations().get("step length", 1), 0.0);
        assertTrue(Double.isNaN(result.epochs().last("objective")));
        assertTrue(
                task.counts().contains(new DataCount("changed scenes", "images without objects, not trained on", 4)));
    }

    /** A difficult object is neither foreground nor in the way. */
    @Test
    void difficultObjectsAreLeftOut() {
        AnnotatedImages scenes = DigitScenes.train(2, 32, 1);
        List<AnnotatedImage> difficult = scenes.images().stream()
                .map(image -> new AnnotatedImage(
                        image.name(),
                        32,
                        32,
                        List.of(new AnnotatedObject(3, new BoundingBox(2, 2, 20, 20), true, false))))
                .toList();
        DetectionTask task = DetectionFixtures.task(new Changed(scenes, List.of(), difficult), 1);
        ComputationGraph net = FastRcnn.network(
                FastRcnnOptions.of(10, Trunk.SMALL).fraction(0.06).pooledSize(2), 4);
        try (TrainingTask.Feed feed = task.feed(new Minibatches(2, 2, 5))) {
            assertFalse(feed.fit(NetworkAdapter.of(net), 0));
        }
    }

    @Test
    void settingsTellOneTaskFromAnother() {
        Map<String, String> settings =
                DetectionFixtures.task(DigitScenes.train(4, 32, 1), 1).settings();
        assertEquals(
                settings, DetectionFixtures.task(DigitScenes.train(4, 32, 1), 3).settings(), "threads do not matter");
        assertNotEquals(
                settings.get("training data"),
                DetectionFixtures.task(DigitScenes.train(4, 32, 2), 1)
                        .settings()
                        .get("training data"));
    }

    @Test
    void namesWhatDoesNotFit() {
        DetectionTask task = DetectionFixtures.task(DigitScenes.train(6, 32, 1), 1);
        String message = assertThrows(IllegalArgumentException.class, () -> task.feed(new Minibatches(6, 3, 1)))
                .getMessage();
        assertTrue(message.contains("3 images") && message.contains("batchSize(2)"), message);
        NetworkAdapter graph = NetworkAdapter.of(DetectionFixtures.run(
                        task, Dl4jSolver.adam(1), TrainingOptions.epochs(1).batchSize(2))
                .result()
                .network()
                .network());
        message = assertThrows(IllegalArgumentException.class, graph::loss).getMessage();
        assertTrue(message.contains("one input and one output, not 2 and 2"), message);
        message = assertThrows(
                        IllegalArgumentException.class,
                        () -> graph.fit(new MultiDataSet(new INDArray[1], new INDArray[1])))
                .getMessage();
        assertTrue(message.contains("2 inputs and 2 outputs"), message);
    }
}
