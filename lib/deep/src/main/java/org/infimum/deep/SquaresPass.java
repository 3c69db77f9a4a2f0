package org.infimum.deep;

/** The squares of the trained parameters' gradient, as it is. */
record SquaresPass(FlatVectors vectors) implements FlatPass {
    @Override
    public void run(int index, FlatSegment segment, int from, int n, Chunk chunk) {
        if (segment.trained()) {
            vectors.gradient().get(from, chunk.gradient, 0, n);
            chunk.addSquares(n);
        }
    }
}
