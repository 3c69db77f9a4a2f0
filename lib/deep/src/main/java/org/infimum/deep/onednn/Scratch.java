package org.infimum.deep.onednn;

import org.bytedeco.javacpp.BytePointer;

/**
 * The one block of memory that all layers of a network use in turn for what lives no longer than a call: reordered weights and oneDNN's
 * own scratchpads. Grows to what the hungriest operation needs.
 */
final class Scratch {
    private static final long ALIGNMENT = 64;

    private BytePointer block;
    private long base;
    private long size;
    private int generation;

    /** Makes the block at least this large. */
    void reserve(long bytes) {
        if (bytes <= size) {
            return;
        }
        if (block != null) {
            block.deallocate();
        }
        block = new BytePointer(bytes + ALIGNMENT);
        base = aligned(block.address());
        size = bytes;
        generation++;
    }

    /** The address of the block; it changes when the generation does. */
    long base() {
        return base;
    }

    int generation() {
        return generation;
    }

    static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
