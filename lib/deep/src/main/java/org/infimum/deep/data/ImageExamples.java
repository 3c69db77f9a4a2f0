package org.infimum.deep.data;

import org.nd4j.linalg.dataset.DataSet;

/** An {@link ImageSet} in one feature shape, as a training run reads it. */
record ImageExamples(ImageSet images, FeatureShape form) implements ExampleSet {
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
    public String fingerprint() {
        return images.size() + " images of " + images.channels() + "x" + images.height() + "x" + images.width() + " ("
                + form.name().toLowerCase(java.util.Locale.ROOT) + ") " + Long.toHexString(images.checksum());
    }
}
