package org.infimum.deep.detection;

import java.util.Random;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.infimum.deep.data.Minibatches;

/**
 * Which images a minibatch has, and by what their regions and flips are drawn.
 *
 * @param images the numbers of a minibatch's images; none where there is no such minibatch
 * @param perEpoch minibatches an epoch
 * @param seed decides, with the epoch and the image, what is drawn
 * @param flips whether every other image, by chance, is mirrored
 */
record RegionPlan(LongFunction<int[]> images, int perEpoch, long seed, boolean flips) {
    /** Keeps flips apart from the regions, which are drawn from the same three numbers. */
    private static final long FLIP = 0x666c6970;

    /** Every image by itself, once, none mirrored. */
    static RegionPlan inOrder(int count) {
        return inOrder(count, 1);
    }

    /** All images once, some at a time, none mirrored. */
    static RegionPlan inOrder(int count, int together) {
        int batches = (count - 1) / together + 1;
        return new RegionPlan(
                number -> number < 0 || number >= batches
                        ? new int[0]
                        : IntStream.range((int) number * together, (int) Math.min(count, (number + 1) * together))
                                .toArray(),
                batches,
                0,
                false);
    }

    /** Training's order. */
    static RegionPlan training(Minibatches order, boolean flips) {
        return new RegionPlan(order::at, order.perEpoch(), order.seed(), flips);
    }

    long epoch(long number) {
        return number / perEpoch;
    }

    boolean mirrored(long number, int image) {
        return flips
                && new Random(RoiSampling.mix(RoiSampling.mix(RoiSampling.mix(seed + FLIP) + epoch(number)) + image))
                        .nextBoolean();
    }
}
