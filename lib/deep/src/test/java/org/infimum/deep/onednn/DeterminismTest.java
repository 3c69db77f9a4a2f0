package org.infimum.deep.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The same seed gives the same bits: again, in another process, beside other networks, on other threads. */
class DeterminismTest {
    private static final int ITERATIONS = 12;

    /** What the other process runs. */
    static final class Other {
        private Other() {}

        public static void main(String[] arguments) throws IOException {
            Files.writeString(Path.of(arguments[0]), Arrays.toString(trained()));
        }
    }

    private static float[] trained() {
        MultiLayerNetwork net = Small.attached(3);
        Small.train(net, ITERATIONS);
        return net.params().toFloatVector();
    }

    @Test
    void againAndInAnotherProcess(@TempDir Path folder) throws Exception {
        Path weights = folder.resolve("weights.txt");
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Other.class.getName(),
                        weights.toString())
                .redirectErrorStream(true)
                .start();
        float[] here = trained();
        assertArrayEquals(here, trained());
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
        assertEquals(Arrays.toString(here), Files.readString(weights));
    }

    @Test
    void trainingCurvesOfBothPathsAgree() {
        // without dropout, whose masks are drawn from a generator that both share
        MultiLayerNetwork standard = Small.network(Small.settings(3), 1.0);
        MultiLayerNetwork fast = standard.clone();
        FastLayers.attachTo(fast);
        double first = 0;
        for (int i = 0; i < 30; i++) {
            INDArray x = Small.images(20, i % 3);
            INDArray y = Small.labels(x);
            standard.fit(x, y);
            fast.fit(x, y);
            assertEquals(standard.score(), fast.score(), 1e-3 * Math.abs(standard.score()), "iteration " + i);
            first = i == 0 ? fast.score() : first;
        }
        assertTrue(fast.score() < 0.9 * first, fast.score() + " after " + first);
    }

    @Test
    void severalNetworksInTurn() {
        float[] alone = trainedWithoutDropout();
        List<MultiLayerNetwork> nets = new ArrayList<>();
        for (int k = 0; k < 3; k++) {
            nets.add(withoutDropout());
        }
        for (int i = 0; i < ITERATIONS; i++) {
            for (MultiLayerNetwork net : nets) {
                step(net, i);
                // another shape, which may move the network's scratch memory
                net.output(Small.images(1 + i, i));
            }
        }
        nets.forEach(net -> assertArrayEquals(alone, net.params().toFloatVector()));
    }

    @Test
    void oneNetworkOnSeveralThreadsInTurn() throws Exception {
        float[] alone = trainedWithoutDropout();
        MultiLayerNetwork net = withoutDropout();
        for (int i = 0; i < ITERATIONS; i++) {
            int iteration = i;
            Thread thread = new Thread(() -> step(net, iteration));
            thread.start();
            thread.join();
        }
        assertArrayEquals(alone, net.params().toFloatVector());
    }

    @Test
    void twoNetworksAtOnce() throws Exception {
        float[] alone = trainedWithoutDropout();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<float[]>> results = new ArrayList<>();
            for (int k = 0; k < 4; k++) {
                results.add(threads.submit(DeterminismTest::trainedWithoutDropout));
            }
            for (Future<float[]> result : results) {
                assertArrayEquals(alone, result.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static MultiLayerNetwork withoutDropout() {
        MultiLayerNetwork net = Small.network(Small.settings(3), 1.0);
        FastLayers.attachTo(net);
        return net;
    }

    private static float[] trainedWithoutDropout() {
        MultiLayerNetwork net = withoutDropout();
        for (int i = 0; i < ITERATIONS; i++) {
            step(net, i);
        }
        return net.params().toFloatVector();
    }

    private static void step(MultiLayerNetwork net, int i) {
        INDArray x = Small.images(8 + i % 3, i);
        net.fit(x, Small.labels(x));
    }
}
