package org.infimum.deep.data;

import org.nd4j.linalg.dataset.DataSet;

/** An {@link ImageSet} whose training minibatches are mirrored at random; see {@link ImageSet#flippedExamples}. */
record FlippedExamples(ImageSet images, FeatureShape form) implements ExampleSet {
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
        return new ImageExamples(images, form).fingerprint() + ", flipped left to right at random";
    }
}
