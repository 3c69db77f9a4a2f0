package org.infimum.deep.data;

import java.util.Random;

/** Permutations as functions of a seed and a stream number. */
final class Shuffle {
    private Shuffle() {}

    /** The numbers 0 to {@code size} - 1 in an order that {@code seed} and {@code stream} decide. */
    static int[] permutation(int size, long seed, long stream) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) order[i] = i;
        shuffle(order, seed, stream);
        return order;
    }

    /** Fisher-Yates in place. */
    static void shuffle(int[] values, long seed, long stream) {
        Random random = new Random(mix(mix(seed) + stream));
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = values[i];
            values[i] = values[j];
            values[j] = kept;
        }
    }

    /**
     * The finaliser of SplitMix64 (Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195). Random's first numbers for neighbouring
     * seeds are alike; mixed seeds are not neighbours.
     */
    static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
