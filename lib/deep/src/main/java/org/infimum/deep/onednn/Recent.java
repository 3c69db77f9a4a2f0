package org.infimum.deep.onednn;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The operations of the input shapes that a layer met last: training has one or two batch sizes, evaluation another, and a batch size that
 * changes at every call must not fill the memory.
 *
 * @param <O> the operations of one shape
 */
final class Recent<O extends Operations> {
    private static final int SHAPES = 6;

    /** An array of numbers as a key. */
    private record Shape(long[] sizes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Shape shape && Arrays.equals(sizes, shape.sizes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(sizes);
        }
    }

    // in the order of their last use
    private final Map<Shape, O> kept = new LinkedHashMap<>(16, 0.75f, true);

    /** The operations of a shape, made if there are none yet. */
    O of(long[] sizes, Supplier<O> make) {
        Shape shape = new Shape(sizes);
        O found = kept.get(shape);
        if (found == null) {
            if (kept.size() == SHAPES) {
                dropOldest();
            }
            found = make.get();
            kept.put(shape, found);
        }
        return found;
    }

    private void dropOldest() {
        Iterator<O> oldest = kept.values().iterator();
        O dropped = oldest.next();
        oldest.remove();
        dropped.close();
    }
}
