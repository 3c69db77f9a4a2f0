package org.infimum.deep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real CIFAR-10, where INFIMUM_DATASETS has it. */
class RealCifarTest {
    @TempDir
    static Path empty;

    private static Split cifar;

    @BeforeAll
    static void load() throws IOException {
        cifar = Datasets.named("cifar-10", RealData.store("cifar-10", empty));
    }

    @Test
    void countsAndNames() {
        assertEquals(
                "CIFAR-10 train: 50000 images of 3x32x32, 10 classes, pixels 0..1",
                cifar.train().toString());
        assertEquals(
                "CIFAR-10 test: 10000 images of 3x32x32, 10 classes, pixels 0..1",
                cifar.test().toString());
        int[] counts = new int[10];
        Arrays.fill(counts, 5000);
        assertArrayEquals(counts, cifar.train().classCounts());
        Arrays.fill(counts, 1000);
        assertArrayEquals(counts, cifar.test().classCounts());
        assertEquals("airplane", cifar.train().classNames().get(0));
        assertEquals("truck", cifar.train().classNames().get(9));
    }

    /** The means and deviations that everyone normalises CIFAR-10 with; a copy that went through a lossy format differs a little. */
    @Test
    void channelsHaveTheKnownMeansAndDeviations() {
        double[] means = {0.4914, 0.4822, 0.4465};
        double[] deviations = {0.2470, 0.2435, 0.2616};
        for (int c = 0; c < 3; c++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < 50_000; i++) {
                float[] image = cifar.train().image(i);
                for (int j = c * 1024; j < (c + 1) * 1024; j++) {
                    sum += image[j];
                    squares += (double) image[j] * image[j];
                }
            }
            double mean = sum / (50_000 * 1024);
            assertEquals(means[c], mean, 0.005);
            assertEquals(deviations[c], Math.sqrt(squares / (50_000 * 1024) - mean * mean), 0.005);
        }
    }
}
