package org.infimum.deep.onednn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.dnnl.primitive_desc;

/**
 * Chooses among oneDNN's implementations of one operation. oneDNN lists them in its order of preference; its reference implementations,
 * which take minutes where the others take milliseconds and come silently, are never taken.
 *
 * @param prefix how the name of the preferred implementation begins; empty for oneDNN's own preference
 * @param wrong how the names begin of implementations whose results are wrong for the shape, which are never taken either
 */
record Implementation(String prefix, List<String> wrong) {
    /** The one that oneDNN lists first. */
    static final Implementation FIRST = new Implementation("", List.of());

    /** The one with the generated AVX2 code, where there is one. */
    static final Implementation JIT_AVX2 = new Implementation("jit:avx2", List.of());

    /**
     * The first one but for the generated 1x1 convolutions. Where these step over pixels of images whose channels do not fill the vectors,
     * their weight gradient is wrong (oneDNN 3.11 on AVX2: one to three channels in NHWC, strides above 1).
     */
    static final Implementation NOT_1X1 = new Implementation("", List.of("jit_1x1"));

    private static final String REFERENCE = "ref";

    /**
     * Makes the descriptor of the chosen implementation.
     *
     * @param natives frees it
     * @param description makes a descriptor, which stands on oneDNN's first implementation
     * @param operation what is described, for the message
     * @return the descriptor, standing on the chosen implementation
     * @throws UnsupportedShapeException if only reference implementations are there, or none
     */
    <D extends primitive_desc> D choose(Natives natives, Supplier<D> description, String operation) {
        List<String> names = names(description, operation);
        int index = index(names);
        if (index < 0) {
            throw new UnsupportedShapeException("oneDNN has only its reference implementation of the " + operation
                    + ", which is slow, or a wrong one.");
        }
        D chosen = natives.own(description.get());
        while (!chosen.impl_info_str().getString().equals(names.get(index)) && chosen.next_impl()) {
            // on to the next one
        }
        return chosen;
    }

    /** The place of the preferred implementation that may be taken, else of the first that may, else -1. */
    int index(List<String> names) {
        int first = -1;
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (name.startsWith(REFERENCE) || wrong.stream().anyMatch(name::startsWith)) {
                continue;
            }
            if (name.startsWith(prefix)) {
                return i;
            }
            if (first < 0) {
                first = i;
            }
        }
        return first;
    }

    private static <D extends primitive_desc> List<String> names(Supplier<D> description, String operation) {
        List<String> names = new ArrayList<>();
        D candidate;
        try {
            candidate = description.get();
        } catch (RuntimeException e) {
            throw new UnsupportedShapeException(
                    "oneDNN has no implementation of the " + operation + " (" + e.getMessage() + ").");
        }
        try {
            do {
                names.add(candidate.impl_info_str().getString());
            } while (candidate.next_impl());
        } finally {
            candidate.deallocate();
        }
        return names;
    }
}
