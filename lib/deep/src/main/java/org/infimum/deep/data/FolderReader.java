package org.infimum.deep.data;

import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.LongFunction;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Minibatches of an image folder, decoded ahead. Broken images are counted when their minibatch is handed out, not when a thread meets
 * them, so that a run stops at the same iteration however fast its threads are.
 */
final class FolderReader implements BatchReader {
    /** Enough for threads to level out images of different size; more would only wait. */
    private static final int MOST_AHEAD = 8;

    /** Which images a minibatch has, and where one of them is cut. */
    record Plan(LongFunction<int[]> indices, Cuts cuts) {}

    /** Where an image is cut. */
    interface Cuts {
        Crop crop(long number, int image);
    }

    /** An image's bytes, or why there are none. */
    record Decoded(byte[] pixels, String problem) {}

    private final ImageBatch assembly;
    private final ReadAhead<Decoded> ahead;

    FolderReader(ImageFolderExamples examples, Plan plan, int batchSize) {
        assembly = new ImageBatch(examples);
        ImageFolderOptions options = examples.options();
        long bytes = (long) batchSize * examples.featuresPerExample();
        int batches = (int) Math.max(1, Math.min(MOST_AHEAD, options.memory() / bytes));
        ahead = new ReadAhead<>(
                source(examples.index(), options, plan), "images of " + examples.name(), options.threads(), batches);
    }

    static ReadAhead.Source<Decoded> source(FolderIndex index, ImageFolderOptions options, Plan plan) {
        return new ReadAhead.Source<>() {
            @Override
            public int[] indices(long number) {
                return plan.indices().apply(number);
            }

            @Override
            public ReadAhead.Maker<Decoded> maker() {
                return new DecodingMaker(index, new ImageDecoder(options.side(), options.shorterSide()), plan.cuts());
            }
        };
    }

    private record DecodingMaker(FolderIndex index, ImageDecoder decoder, Cuts cuts)
            implements ReadAhead.Maker<Decoded> {
        @Override
        public Decoded make(long number, int image) {
            return decode(index, decoder, image, cuts.crop(number, image));
        }

        @Override
        public void close() {
            decoder.close();
        }
    }

    static Decoded decode(FolderIndex index, ImageDecoder decoder, int image, Crop crop) {
        try {
            return new Decoded(decoder.decode(ImageFile.read(index.path(image)), crop), null);
        } catch (BrokenImageException e) {
            return new Decoded(null, e.getMessage());
        }
    }

    @Override
    public Optional<DataSet> read(long number) {
        ReadAhead.Batch<Decoded> batch = ahead.read(number);
        try {
            return assembly.of(batch.indices(), batch.parts());
        } catch (UncheckedIOException e) {
            // the run stops here: its threads shall not wait for it
            close();
            throw e;
        }
    }

    @Override
    public void close() {
        ahead.close();
        assembly.forget();
    }
}
