package org.infimum.relu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Blocks whose maps into the predictions are the same up to sign, B_j = +-B: the two signs of an activation pattern. What they bring into the system of the
 * predictions is B (sum of H_j^-1) B^T, as much work as one of them alone.
 *
 * @param members their numbers; the first one's map is B
 * @param signs for each whether it has B, 1, or -B, -1
 * @param block the first one's block
 * @param samples the rows of B that are not zero
 */
record PatternGroup(int[] members, int[] signs, ConeBlock block, int[] samples) {
    /** Which blocks go together; an array is the same matrix only if it is the same object. */
    private record Key(int matrix, int scales) {}

    /** All blocks in groups, in the order of their first members. */
    static PatternGroup[] of(BlockState[] states) {
        Map<Key, List<List<Integer>>> found = new LinkedHashMap<>();
        List<List<Integer>> groups = new ArrayList<>();
        for (int j = 0; j < states.length; j++) {
            ConeBlock block = states[j].block();
            double[] absolute = Arrays.stream(block.outScale()).map(Math::abs).toArray();
            List<List<Integer>> candidates = found.computeIfAbsent(
                    new Key(System.identityHashCode(block.outMatrix()), Arrays.hashCode(absolute)),
                    key -> new ArrayList<>());
            List<Integer> group = null;
            for (List<Integer> candidate : candidates) {
                if (sign(states[candidate.get(0)].block(), block) != 0) {
                    group = candidate;
                }
            }
            if (group == null) {
                group = new ArrayList<>();
                candidates.add(group);
                groups.add(group);
            }
            group.add(j);
        }
        return groups.stream().map(group -> group(states, group)).toArray(PatternGroup[]::new);
    }

    private static PatternGroup group(BlockState[] states, List<Integer> group) {
        ConeBlock block = states[group.get(0)].block();
        int[] samples = new int[block.outputs()];
        int count = 0;
        for (int i = 0; i < samples.length; i++) {
            if (block.outScale()[i] != 0) {
                samples[count++] = i;
            }
        }
        return new PatternGroup(
                group.stream().mapToInt(j -> j).toArray(),
                group.stream().mapToInt(j -> sign(block, states[j].block())).toArray(),
                block,
                Arrays.copyOf(samples, count));
    }

    /** 1 if the maps are the same, -1 if they differ in sign, 0 otherwise. */
    private static int sign(ConeBlock a, ConeBlock b) {
        if (a.outMatrix() != b.outMatrix()) {
            return 0;
        }
        boolean same = true;
        boolean opposite = true;
        for (int i = 0; i < a.outScale().length; i++) {
            same &= a.outScale()[i] == b.outScale()[i];
            opposite &= a.outScale()[i] == -b.outScale()[i];
        }
        return same ? 1 : opposite ? -1 : 0;
    }
}
