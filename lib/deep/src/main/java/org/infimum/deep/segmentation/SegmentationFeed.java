package org.infimum.deep.segmentation;

import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.SplittableRandom;
import org.infimum.deep.NetworkAdapter;
import org.infimum.deep.data.Minibatches;
import org.infimum.deep.data.ReadAhead;
import org.infimum.deep.data.RgbImage;
import org.infimum.deep.data.SkippedRecord;
import org.infimum.deep.detection.AnnotatedImage;
import org.infimum.deep.detection.MaskedImages;
import org.infimum.deep.train.TrainingTask;
import org.nd4j.linalg.dataset.DataSet;

/** Training's minibatches, read ahead. */
final class SegmentationFeed implements TrainingTask.Feed {
    /** More minibatches ahead only take memory. */
    private static final int MOST_AHEAD = 8;
    /** Red, green, blue and the mask. */
    private static final int BYTES_A_PIXEL = 4;

    private final MaskedImages images;
    private final SkippedRecord skipped;
    private final PixelBatch assembly;
    private final ReadAhead<MaskedPixels> ahead;

    SegmentationFeed(MaskedImages images, SegmentationOptions options, Minibatches order, SkippedRecord skipped) {
        if (order.images() != images.size()) {
            throw new IllegalArgumentException("The minibatches are for " + order.images() + " images, but "
                    + images.name() + " has " + images.size() + ".");
        }
        this.images = images;
        this.skipped = skipped;
        assembly = new PixelBatch(options.pixels(), images.maskNames().size());
        long bytes = order.batchSize() * largest(images, options.longerSide()) * BYTES_A_PIXEL;
        int batches = (int) Math.max(1, Math.min(MOST_AHEAD, options.memory() / bytes));
        ahead = new ReadAhead<>(
                new Source(images, options, order), "images of " + images.name(), options.threads(), batches);
    }

    private static long largest(MaskedImages images, int longerSide) {
        long largest = 1;
        for (AnnotatedImage image : images.images()) {
            RgbImage.Size size = MaskedPixels.scaled(image.width(), image.height(), longerSide);
            largest = Math.max(largest, (long) size.width() * size.height());
        }
        return largest;
    }

    private record Source(MaskedImages images, SegmentationOptions options, Minibatches order)
            implements ReadAhead.Source<MaskedPixels> {
        @Override
        public int[] indices(long number) {
            return order.at(number);
        }

        @Override
        public ReadAhead.Maker<MaskedPixels> maker() {
            return new ReadAhead.Maker<>() {
                @Override
                public MaskedPixels make(long number, int image) {
                    boolean mirrored = options.flips() && mirrored(order.seed(), number / order.perEpoch(), image);
                    return MaskedPixels.read(images, image, options.longerSide(), mirrored);
                }

                @Override
                public void close() {
                    // nothing is held
                }
            };
        }
    }

    /** A coin that seed, epoch and image decide: the same in every process, whichever thread asks and when. */
    static boolean mirrored(long seed, long epoch, int image) {
        long ofEpoch = new SplittableRandom(new SplittableRandom(seed).nextLong() + epoch).nextLong();
        return new SplittableRandom(ofEpoch + image).nextBoolean();
    }

    @Override
    public boolean fit(NetworkAdapter net, long iteration) {
        Optional<DataSet> batch = read(iteration);
        batch.ifPresent(net::fit);
        return batch.isPresent();
    }

    /** The minibatch of an iteration; empty if none of its images can be read or no pixel is labelled. */
    Optional<DataSet> read(long iteration) {
        try {
            return assembly.of(Segmenter.good(ahead.read(iteration), images, skipped));
        } catch (UncheckedIOException e) {
            // the run stops here: its threads shall not wait for it
            close();
            throw e;
        }
    }

    @Override
    public void close() {
        ahead.close();
    }
}
