package org.infimum.deep;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs passes over a network's flat vectors in chunks that fit the cache, on all of the processor's cores that the networks may
 * use. The pieces that threads take are the same whatever the threads, and their sums are added in order: the same bits always.
 */
final class FlatUpdate {
    /** 20 us of Adam, enough to hide what handing it out costs; few enough components that their squares add well in floats. */
    private static final int PIECE = 32 * Chunk.SIZE;

    /** Waking a thread takes tens of us, so it must have at least that to do. */
    private static final int PIECES_A_THREAD = 4;

    private final FlatVectors vectors;
    private final List<FlatSegment> segments;
    private final List<Piece> pieces = new ArrayList<>();
    private final double[] sums;
    private final Chunk[] chunks;

    private record Piece(int index, FlatSegment segment, int start, int end) {}

    private FlatUpdate(FlatVectors vectors, List<FlatSegment> segments, int threads) {
        this.vectors = vectors;
        this.segments = segments;
        for (int index = 0; index < segments.size(); index++) {
            FlatSegment segment = segments.get(index);
            for (int start = segment.start(); start < segment.end(); start += PIECE) {
                pieces.add(new Piece(index, segment, start, Math.min(start + PIECE, segment.end())));
            }
        }
        sums = new double[pieces.size()];
        int useful = Math.max(1, vectors.length() / (PIECES_A_THREAD * PIECE));
        chunks = new Chunk[Math.min(threads, useful)];
        for (int i = 0; i < chunks.length; i++) {
            chunks[i] = new Chunk();
        }
    }

    /**
     * Over the vectors of a network, on as many threads as ND4J uses.
     *
     * @param state the updater state, or null where there is none
     * @return nothing where the vectors or the blocks are not of the kind that this class can walk
     */
    static Optional<FlatUpdate> of(List<UpdaterBlock> blocks, INDArray params, INDArray gradient, INDArray state) {
        int threads = Math.min(
                Runtime.getRuntime().availableProcessors(),
                Nd4j.getEnvironment().maxMasterThreads());
        return of(blocks, params, gradient, state, Math.max(1, threads));
    }

    static Optional<FlatUpdate> of(
            List<UpdaterBlock> blocks, INDArray params, INDArray gradient, INDArray state, int threads) {
        // parameters that are trained layer by layer are left out of some updates, which is DL4J's to decide
        if (blocks.stream().anyMatch(UpdaterBlock::isPretrainUpdaterBlock)) {
            return Optional.empty();
        }
        return FlatVectors.of(params, gradient, state)
                .map(vectors -> new FlatUpdate(vectors, FlatSegment.of(blocks), threads));
    }

    FlatVectors vectors() {
        return vectors;
    }

    List<FlatSegment> segments() {
        return segments;
    }

    /**
     * Runs a pass over everything.
     *
     * @return the sum of the squares that the pass added
     */
    double run(FlatPass pass) {
        if (chunks.length == 1) {
            for (int piece = 0; piece < sums.length; piece++) {
                sums[piece] = run(pass, pieces.get(piece), chunks[0]);
            }
        } else {
            runOnThreads(pass);
        }
        double sum = 0;
        for (double part : sums) {
            sum += part;
        }
        return sum;
    }

    private void runOnThreads(FlatPass pass) {
        // each takes the next piece when it is through with one, so that a thread that starts late or is slow holds up
        // nobody
        AtomicInteger next = new AtomicInteger();
        IntStream.range(0, chunks.length).parallel().forEach(thread -> {
            for (int piece = next.getAndIncrement(); piece < sums.length; piece = next.getAndIncrement()) {
                sums[piece] = run(pass, pieces.get(piece), chunks[thread]);
            }
        });
    }

    private static double run(FlatPass pass, Piece piece, Chunk chunk) {
        chunk.clear();
        for (int from = piece.start; from < piece.end; from += Chunk.SIZE) {
            pass.run(piece.index, piece.segment, from, Math.min(Chunk.SIZE, piece.end - from), chunk);
        }
        return chunk.squares();
    }
}
