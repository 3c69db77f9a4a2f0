package org.infimum.deep.detection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.infimum.deep.data.ReadAhead;
import org.infimum.deep.data.RgbImage;
import org.infimum.deep.data.SkippedRecord;

/**
 * Images decoded, mirrored and scaled ahead in the background. Broken ones are counted when their minibatch is handed out, not when a thread meets them, so
 * that a run stops at the same iteration however fast its threads are.
 */
record ImageReader(ProposedImages images, DetectorInput input, RegionPlan plan, SkippedRecord skipped) {
    /** Enough for threads to level out images of different size; more would only wait. */
    private static final int MOST_AHEAD = 8;
    /** Pixels that wait, at most, unless a single minibatch is more. */
    private static final long MEMORY = 256L << 20;

    /** An image, scaled: its number, its pixels as bytes, a third or less of what the network gets. */
    record Prepared(int image, RgbImage pixels, boolean mirrored) {}

    /** An image, or why there is none. */
    private record Part(Prepared prepared, String problem) {}

    /** One reader's own threads. */
    final class Stream implements AutoCloseable {
        private final ReadAhead<Part> ahead;

        private Stream(ReadAhead<Part> ahead) {
            this.ahead = ahead;
        }

        /**
         * A minibatch's images, without those that are broken.
         *
         * @throws UncheckedIOException if too many of the set are broken
         */
        List<Prepared> read(long number) {
            ReadAhead.Batch<Part> batch = ahead.read(number);
            List<Prepared> whole = new ArrayList<>();
            for (int i = 0; i < batch.indices().length; i++) {
                Part part = batch.parts().get(i);
                int image = batch.indices()[i];
                if (part.problem == null) whole.add(part.prepared);
                else skipped.meet(image, images.images().images().get(image).name(), part.problem);
            }
            try {
                skipped.requireFew();
            } catch (UncheckedIOException e) {
                // the run stops here: its threads shall not wait for it
                close();
                throw e;
            }
            return whole;
        }

        @Override
        public void close() {
            ahead.close();
        }
    }

    /** @param together images a minibatch */
    Stream stream(int threads, int together) {
        long bytes = 3L * input.shorterSide() * input.longestSide() * together;
        int batches = (int) Math.max(1, Math.min(MOST_AHEAD, MEMORY / bytes));
        return new Stream(
                new ReadAhead<>(source(), "images of " + images.images().name(), threads, batches));
    }

    private ReadAhead.Source<Part> source() {
        return new ReadAhead.Source<>() {
            @Override
            public int[] indices(long number) {
                return plan.images().apply(number);
            }

            @Override
            public ReadAhead.Maker<Part> maker() {
                return new ReadAhead.Maker<>() {
                    @Override
                    public Part make(long number, int image) {
                        return prepare(image, plan.mirrored(number, image));
                    }

                    @Override
                    public void close() {
                        // nothing is held
                    }
                };
            }
        };
    }

    private Part prepare(int image, boolean mirrored) {
        try {
            RgbImage scaled = input.scaled(images.images().pixels(image));
            return new Part(new Prepared(image, mirrored ? scaled.mirrored() : scaled, mirrored), null);
        } catch (IOException e) {
            return new Part(null, "cannot be read (" + e.getMessage() + ")");
        }
    }

    /** Boxes and objects of an image, as they lie in its prepared pixels. */
    BoundingBox moved(Prepared prepared, BoundingBox box) {
        AnnotatedImage known = images.images().images().get(prepared.image());
        RgbImage pixels = prepared.pixels();
        BoundingBox scaled =
                box.scaled((double) pixels.width() / known.width(), (double) pixels.height() / known.height());
        return prepared.mirrored() ? scaled.mirrored(pixels.width()) : scaled;
    }
}
