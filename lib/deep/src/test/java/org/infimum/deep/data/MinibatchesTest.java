package org.infimum.deep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MinibatchesTest {
    @Property(tries = 200)
    void anEpochHasEveryImageOnce(
            @ForAll @IntRange(min = 1, max = 500) int images,
            @ForAll @IntRange(min = 1, max = 500) int wanted,
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 1000) int epoch) {
        int batch = Math.min(images, wanted);
        Minibatches all = new Minibatches(images, batch, seed);
        int[] seen = IntStream.range(0, all.perEpoch())
                .flatMap(i -> Arrays.stream(all.batch(epoch, i)))
                .toArray();
        assertArrayEquals(all.order(epoch), seen);
        Arrays.sort(seen);
        assertArrayEquals(IntStream.range(0, images).toArray(), seen);

        Minibatches full = new Minibatches(images, batch, seed, LastBatch.DROP);
        assertEquals(images / batch, full.perEpoch());
        for (int i = 0; i < full.perEpoch(); i++) assertArrayEquals(all.batch(epoch, i), full.batch(epoch, i));
    }

    @Test
    void theOrderDependsOnSeedAndEpochAlone() {
        Minibatches one = new Minibatches(1000, 30, 5);
        int[] order = one.order(7);
        for (int epoch = 0; epoch < 12; epoch++) one.batch(epoch, epoch);
        assertArrayEquals(order, one.order(7));
        assertArrayEquals(order, new Minibatches(1000, 100, 5).order(7));
        assertFalse(Arrays.equals(order, one.order(8)));
        assertFalse(Arrays.equals(order, new Minibatches(1000, 30, 6).order(7)));
    }

    /**
     * A run is resumed, perhaps elsewhere: these orders may never change. The values are a Python program's,
     * written from the documentation of java.util.Random and the paper on SplitMix64.
     */
    @Test
    void theOrderIsFixedForEver() {
        assertArrayEquals(new int[] {0, 2, 4, 5, 3, 8, 7, 1, 9, 10, 6, 11}, new Minibatches(12, 12, 1).order(0));
        assertArrayEquals(new int[] {10, 9, 3, 5, 7, 0, 8, 11, 1, 2, 6, 4}, new Minibatches(12, 12, 1).order(1));
        assertArrayEquals(new int[] {11, 4, 1, 2, 9, 8, 7, 0, 3, 10, 5, 6}, new Minibatches(12, 12, -5).order(1000));
    }

    @Test
    void iterationsCountThroughTheEpochs() {
        Minibatches minibatches = new Minibatches(10, 4, 3);
        assertEquals(3, minibatches.perEpoch());
        assertEquals(2, minibatches.batch(0, 2).length);
        for (int i = 0; i < 30; i++) assertArrayEquals(minibatches.batch(i / 3, i % 3), minibatches.at(i));
    }

    @Test
    void aBatchHandedOutIsACopy() {
        Minibatches minibatches = new Minibatches(10, 4, 3);
        int[] before = minibatches.order(0);
        minibatches.batch(0, 0)[0] = 99;
        minibatches.order(0)[1] = 99;
        assertArrayEquals(before, minibatches.order(0));
    }

    /** Each image comes first about equally often: chi-square of 9 degrees of freedom, 33.7 is passed once in 10,000. */
    @Test
    void noPlaceIsFavoured() {
        Minibatches minibatches = new Minibatches(10, 1, 42);
        int epochs = 5000;
        for (int place = 0; place < 10; place++) {
            int[] counts = new int[10];
            for (int epoch = 0; epoch < epochs; epoch++) counts[minibatches.batch(epoch, place)[0]]++;
            double chi = Arrays.stream(counts)
                    .mapToDouble(c -> (c - 500.0) * (c - 500.0) / 500)
                    .sum();
            assertEquals(0, Math.max(0, chi - 33.7), "place " + place + ": " + Arrays.toString(counts));
        }
    }

    @Test
    void wrongNumbersAreQuoted() {
        refused(
                "the batch of 200 is larger than the data of 60 images; make it at most 60",
                () -> new Minibatches(60, 200, 0));
        refused("the batch is 0, but has to be at least 1", () -> new Minibatches(60, 0, 0));
        refused("the batch is -3, but has to be at least 1", () -> new Minibatches(60, -3, 0));
        refused("there are 0 images, but minibatches need at least one", () -> new Minibatches(0, 1, 0));
        refused("there is no minibatch 2, an epoch has 2 from 0", () -> new Minibatches(60, 30, 0).batch(0, 2));
        refused("the epoch is -1, but they are counted from 0", () -> new Minibatches(60, 30, 0).batch(-1, 0));
        refused(
                "the iteration is -1, but has to be 0 or more and within 2^31 epochs",
                () -> new Minibatches(60, 30, 0).at(-1));
    }

    private static void refused(String message, Runnable action) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, action::run).getMessage());
    }
}
