package org.infimum.deep.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.infimum.Driver;
import org.infimum.Limits;
import org.infimum.Stop;
import org.infimum.deep.Backend;
import org.infimum.deep.BpGrad;
import org.infimum.deep.Dl4jSolver;
import org.infimum.deep.data.Datasets;
import org.infimum.deep.data.ImageFolder;
import org.infimum.deep.data.ImageFolderOptions;
import org.infimum.deep.data.ImageFormat;
import org.infimum.deep.data.PixelMean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;

/** Training on a folder of images, one of them broken, resumed and interrupted. */
class ImageFolderTrainingTest {
    @TempDir
    Path temp;

    private static MultiLayerNetwork network() {
        Backend.start();
        var net = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .nOut(4)
                        .activation(Activation.RELU)
                        .build())
                .layer(new OutputLayer.Builder()
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(7, 7, 3))
                .build());
        net.init();
        return net;
    }

    private Path folder() throws IOException {
        Path folder = temp.resolve("digits");
        ImageFolder.write(Datasets.digits().map(s -> s.take(150)), folder, ImageFormat.png());
        Files.write(folder.resolve("train/3/0002.png"), new byte[0]);
        return folder;
    }

    private static ImageFolder open(Path folder, int threads) throws IOException {
        return ImageFolder.open(
                folder, ImageFolderOptions.side(7).mean(PixelMean.imageOf(40)).threads(threads));
    }

    private static TrainingRun run(Path folder, Path checkpoint, int threads) throws IOException {
        ImageFolder images = open(folder, threads);
        TrainingOptions options = TrainingOptions.epochs(3).batchSize(20).seed(2);
        if (checkpoint != null) options = options.checkpoint(checkpoint);
        return TrainingRun.of(network(), Dl4jSolver.adam(1e-3), images.train(), options)
                .test(images.validation());
    }

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
        for (String column : new String[] {"objective", "error", "test objective", "test error"}) {
            assertArrayEquals(expected.epochs().column(column), actual.epochs().column(column), column);
        }
    }

    @Test
    void resumedRunEqualsUninterruptedRunBitForBit() throws IOException {
        Path folder = folder();
        TrainingResult whole = run(folder, null, 1).train();
        assertEquals(24, whole.iterations().size());
        assertTrue(whole.epochs().last("objective") < whole.epochs().get("objective", 0));
        assertNoThreads();
        Path file = temp.resolve("run.zip");
        for (long iterations : new long[] {3, 8, 5}) {
            run(folder, file, 4).train(Driver.standard().limits(Limits.iterations(iterations)));
            assertNoThreads();
        }
        assertSameBits(whole, run(folder, file, 2).train());
        assertNoThreads();
    }

    /** In minibatches of one image the broken one is a minibatch of its own: no step is taken there, and Eq. 4 takes no notice. */
    @Test
    void aMinibatchThatCannotBeReadMovesNothing() throws IOException {
        ImageFolder images = open(folder(), 1);
        BpGrad solver = BpGrad.lipschitz(100);
        TrainingResult result = TrainingRun.of(
                        network(),
                        solver,
                        images.train(),
                        TrainingOptions.epochs(1).batchSize(1))
                .samplingCondition(SamplingCondition.exact(solver, 1L << 30))
                .train();
        assertEquals(Stop.Reason.DONE, result.stop().reason());
        assertEquals(150, result.iterations().size());
        int without = 0;
        for (int i = 0; i < 150; i++) {
            if (Double.isNaN(result.iterations().get("objective", i))) {
                without++;
                assertEquals(0, result.iterations().get("step length", i), 0.0);
            }
            assertTrue(Double.isFinite(result.iterations().get("Eq. 4 left", i)));
            assertTrue(Double.isFinite(result.iterations().get("Eq. 4 right", i)));
        }
        assertEquals(1, without);
        assertEquals(1, images.train().skipped().count());
        assertTrue(Double.isFinite(result.epochs().last("objective")));
    }

    @Test
    void interruptedRunGoesOn() throws IOException {
        Path folder = folder();
        TrainingResult whole = run(folder, null, 1).train();
        TrainingRun run = run(folder, null, 3);
        TrainingResult part = run.train(progress -> {
            if (progress.iteration() == 5) Thread.currentThread().interrupt();
        });
        assertEquals(Stop.Reason.INTERRUPTED, part.stop().reason());
        assertEquals(5, part.iterations().size());
        assertNoThreads();
        assertSameBits(whole, run.train());
        assertNoThreads();
    }

    @Test
    void tooManyBrokenImagesStopTheRun() throws IOException {
        Path folder = folder();
        Files.write(folder.resolve("train/4/0001.png"), new byte[0]);
        TrainingRun run = run(folder, null, 2);
        String message = assertThrows(UncheckedIOException.class, run::train).getMessage();
        assertTrue(message.contains("2 of the 150 images of digits train (1.33 %) cannot be read"), message);
        assertTrue(message.contains("3/0002.png, is empty"), message);
        assertNoThreads();
    }
}
