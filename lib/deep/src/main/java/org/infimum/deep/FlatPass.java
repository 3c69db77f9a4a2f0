package org.infimum.deep;

/** What one pass over the flat vectors does with a chunk of them. */
interface FlatPass {
    /**
     * Works on the components {@code from} to {@code from + n - 1} of a segment; may add squares to the chunk's sums. Called on
     * several threads at once, for different components.
     *
     * @param index the segment's place among the segments
     */
    void run(int index, FlatSegment segment, int from, int n, Chunk chunk);
}
