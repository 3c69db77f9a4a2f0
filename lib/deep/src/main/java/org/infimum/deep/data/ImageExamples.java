package org.infimum.deep.data;

import java.util.Locale;
import org.nd4j.linalg.dataset.DataSet;

/**
 * An {@link ImageSet} in one feature shape, as a training run reads it.
 *
 * @param images the images
 * @param form flat or as images
 * @param flipped whether training's minibatches are mirrored at random; see {@link ImageSet#flippedExamples}
 */
record ImageExamples(ImageSet images, FeatureShape form, boolean flipped) implements ExampleSet {
    /** Keeps flips apart from whatever else is derived from a seed. */
    private static final long FLIP = 0x666c6970L;

    @Override
    public String name() {
        return images.name();
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public int featuresPerExample() {
        return images.pixelsPerImage();
    }

    @Override
    public DataSet batch(int[] indices) {
        return images.toDataSet(indices, form);
    }

    @Override
    public BatchReader training(Minibatches order) {
        if (!flipped) {
            return ExampleSet.super.training(order);
        }
        return BatchReader.direct(iteration -> {
            // checks the iteration too
            int[] indices = order.at(iteration);
            int epoch = (int) (iteration / order.perEpoch());
            long stream = Shuffle.mix(Shuffle.mix(order.seed() ^ FLIP) + epoch);
            return images.toDataSet(indices, form, i -> Shuffle.mix(stream + i) < 0);
        });
    }

    @Override
    public String fingerprint() {
        return images.size() + " images of " + images.channels() + "x" + images.height() + "x" + images.width() + " ("
                + form.name().toLowerCase(Locale.ROOT) + ") " + Long.toHexString(images.checksum())
                + (flipped ? ", flipped left to right at random" : "");
    }
}
