package org.infimum.deep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real MNIST, where INFIMUM_DATASETS has it; nothing is downloaded. */
class MnistTest {
    @TempDir
    static Path empty;

    private static DatasetStore store;
    private static Split mnist;

    @BeforeAll
    static void load() throws IOException {
        store = RealData.store("mnist", empty);
        mnist = Mnist.load(store);
    }

    @Test
    void countsAndLabels() {
        assertEquals(
                "MNIST train: 60000 images of 1x28x28, 10 classes, pixels 0..1",
                mnist.train().toString());
        assertEquals(
                "MNIST test: 10000 images of 1x28x28, 10 classes, pixels 0..1",
                mnist.test().toString());
        assertArrayEquals(
                new int[] {5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949},
                mnist.train().classCounts());
        assertArrayEquals(
                new int[] {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009},
                mnist.test().classCounts());
        assertEquals(5, mnist.train().label(0));
        assertEquals(7, mnist.test().label(0));
    }

    /** The mean and standard deviation that everyone normalises MNIST with: 0.1307 and 0.3081. */
    @Test
    void meanAndDeviation() {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 60_000; i++) {
            for (float pixel : mnist.train().image(i)) {
                sum += pixel;
                squares += (double) pixel * pixel;
            }
        }
        double mean = sum / (60_000 * 784);
        assertEquals(0.1307, mean, 5e-5);
        assertEquals(0.3081, Math.sqrt(squares / (60_000 * 784) - mean * mean), 5e-5);
    }

    @Test
    void rawBytes() throws IOException {
        Map<String, String> sha256 = Map.of(
                "train-images-idx3-ubyte", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
                "train-labels-idx1-ubyte", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
                "t10k-images-idx3-ubyte", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
                "t10k-labels-idx1-ubyte", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");
        for (Map.Entry<String, String> expected : sha256.entrySet()) {
            Path file = store.file("mnist", expected.getKey() + ".gz");
            boolean zipped = file.toString().endsWith(".gz");
            try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
                    InputStream in = zipped ? new GZIPInputStream(raw) : raw) {
                assertEquals(expected.getValue(), TestBytes.digest("SHA-256", in.readAllBytes()), expected.getKey());
            }
        }
    }

    @Test
    void thePostersImages() {
        ImageSet small = mnist.train().resize(10, 10);
        for (int i = 0; i < small.size(); i += 997) {
            assertEquals(mean(mnist.train().image(i)), mean(small.image(i)), 1e-7);
        }
    }

    @Test
    void theStoreKnowsThatItIsHere() {
        assertTrue(store.available().stream().anyMatch(s -> s.name().equals("mnist") && s.here()));
    }

    private static double mean(float[] pixels) {
        double sum = 0;
        for (float pixel : pixels) sum += pixel;
        return sum / pixels.length;
    }
}
