package org.infimum.deep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;

class FlippedExamplesTest {
    private static ImageSet random(int images, int channels, int height, int width) {
        byte[] pixels = new byte[images * channels * height * width];
        new Random(4).nextBytes(pixels);
        return ImageSet.of("random", List.of("a"), channels, height, width, pixels, 255, new int[images]);
    }

    private static float[] row(DataSet batch, int row) {
        return batch.getFeatures().getRow(row).dup('c').reshape(-1).toFloatVector();
    }

    /** Turned around pixel by pixel: (c, y, x) becomes (c, y, width - 1 - x). */
    private static float[] mirror(ImageSet set, float[] image) {
        float[] mirrored = new float[image.length];
        for (int c = 0; c < set.channels(); c++) {
            for (int y = 0; y < set.height(); y++) {
                for (int x = 0; x < set.width(); x++) {
                    int line = (c * set.height() + y) * set.width();
                    mirrored[line + x] = image[line + set.width() - 1 - x];
                }
            }
        }
        return mirrored;
    }

    /** Which images of an epoch were mirrored, by image. */
    private static boolean[] mirrored(ImageSet set, Minibatches order, int epoch) {
        boolean[] flips = new boolean[set.size()];
        BatchReader minibatches = set.flippedExamples(FeatureShape.FLAT).training(order);
        LongFunction<DataSet> reader = number -> minibatches.read(number).orElseThrow();
        for (int k = 0; k < order.perEpoch(); k++) {
            long iteration = (long) epoch * order.perEpoch() + k;
            int[] indices = order.at(iteration);
            DataSet batch = reader.apply(iteration);
            for (int i = 0; i < indices.length; i++) {
                float[] seen = row(batch, i);
                float[] original = set.image(indices[i]);
                flips[indices[i]] = !Arrays.equals(seen, original);
                assertArrayEquals(flips[indices[i]] ? mirror(set, original) : original, seen);
            }
        }
        return flips;
    }

    private static int count(boolean[] flips) {
        int count = 0;
        for (boolean flip : flips) count += flip ? 1 : 0;
        return count;
    }

    @Property(tries = 30)
    void mirroringTwiceIsNothing(
            @ForAll @IntRange(min = 1, max = 3) int channels,
            @ForAll @IntRange(min = 1, max = 6) int height,
            @ForAll @IntRange(min = 1, max = 7) int width) {
        ImageSet set = random(2, channels, height, width);
        float[] once = row(set.toDataSet(new int[] {0, 1}, FeatureShape.FLAT, i -> i == 1), 1);
        assertArrayEquals(mirror(set, set.image(1)), once);
        assertArrayEquals(set.image(0), row(set.toDataSet(new int[] {0, 1}, FeatureShape.FLAT, i -> i == 1), 0));
        assertArrayEquals(set.image(1), mirror(set, once));
    }

    @Test
    void shapesAreThoseOfTheForm() {
        ImageSet set = random(5, 3, 4, 6);
        Minibatches order = new Minibatches(5, 5, 1);
        DataSet flat =
                set.flippedExamples(FeatureShape.FLAT).training(order).read(0).orElseThrow();
        DataSet images =
                set.flippedExamples(FeatureShape.IMAGE).training(order).read(0).orElseThrow();
        assertArrayEquals(new long[] {5, 3, 4, 6}, images.getFeatures().shape());
        for (int i = 0; i < 5; i++) {
            assertArrayEquals(
                    row(flat, i),
                    images.getFeatures().slice(i).dup('c').reshape(-1).toFloatVector());
        }
    }

    /** Of 4,000 coins 2,000 with a deviation of 32; 160 are five deviations. */
    @Test
    void aboutHalfAreMirroredOthersInEachEpochAndForEachSeed() {
        ImageSet set = random(4000, 1, 2, 5);
        boolean[] first = mirrored(set, new Minibatches(4000, 300, 7), 0);
        boolean[] second = mirrored(set, new Minibatches(4000, 300, 7), 1);
        boolean[] other = mirrored(set, new Minibatches(4000, 300, 8), 0);
        boolean[] both = new boolean[4000];
        boolean[] bothSeeds = new boolean[4000];
        boolean[] neighbours = new boolean[4000];
        for (int i = 0; i < 4000; i++) {
            both[i] = first[i] == second[i];
            bothSeeds[i] = first[i] == other[i];
            neighbours[i] = first[i] == first[(i + 1) % 4000];
        }
        for (boolean[] coins : List.of(first, second, other, both, bothSeeds, neighbours)) {
            assertEquals(2000, count(coins), 160);
        }
    }

    @Test
    void aFunctionOfSeedEpochAndImageAlone() {
        ImageSet set = random(50, 1, 2, 5);
        boolean[] flips = mirrored(set, new Minibatches(50, 7, 3), 4);
        assertArrayEquals(flips, mirrored(set, new Minibatches(50, 7, 3), 4));
        assertArrayEquals(flips, mirrored(set, new Minibatches(50, 20, 3), 4));
        // the documented hash, written out
        for (int i = 0; i < 50; i++) {
            assertEquals(splitMix(splitMix(splitMix(3 ^ 0x666c6970L) + 4) + i) < 0, flips[i]);
        }
    }

    private static long splitMix(long state) {
        return new java.util.SplittableRandom(state).nextLong();
    }

    @Test
    void whatIsNotTrainingSeesThemAsTheyAre() {
        ImageSet set = random(50, 1, 2, 5);
        ExampleSet flipped = set.flippedExamples(FeatureShape.FLAT);
        int[] all = new int[50];
        for (int i = 0; i < 50; i++) all[i] = i;
        for (int i = 0; i < 50; i++) {
            assertArrayEquals(set.image(i), row(flipped.batch(all), i));
            assertArrayEquals(set.image(i), row(flipped.inOrder(50).read(0).orElseThrow(), i));
        }
    }

    @Test
    void theFingerprintTells() {
        ImageSet set = random(50, 1, 2, 5);
        String plain = set.examples(FeatureShape.FLAT).fingerprint();
        assertEquals(
                plain + ", flipped left to right at random",
                set.flippedExamples(FeatureShape.FLAT).fingerprint());
        assertEquals(plain, set.examples(FeatureShape.FLAT).fingerprint());
        assertNotEquals(plain, set.take(49).examples(FeatureShape.FLAT).fingerprint());
        assertNotEquals(plain, set.scale(0, 2).examples(FeatureShape.FLAT).fingerprint());
        assertTrue(plain.startsWith("50 images of 1x2x5 (flat) "), plain);
    }
}
